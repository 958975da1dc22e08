package disk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"calmcalf/store/disk"
)

// files is what lies in a folder: names and contents.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[entry.Name()] = string(content)
	}
	return found
}

func holds(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, files(t, folder)); diff != "" {
		t.Errorf("in the folder (-want +got)\n%s", diff)
	}
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func draft(t *testing.T, path, content string) *disk.Draft {
	t.Helper()
	d, err := disk.NewDraft(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.WriteString(content); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "diary")
	put(t, path, "of before")
	for _, content := range []string{"the new one", ""} {
		if err := disk.WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		holds(t, folder, map[string]string{"diary": content})
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("it has mode %v, %v", info.Mode(), err)
		}
	}
	if err := disk.WriteFile(filepath.Join(folder, "missing", "diary"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestDraftLinks takes a name that is free, and then leaves it to whoever has it.
func TestDraftLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "diary")
	first, second := draft(t, path, "first"), draft(t, path, "second")
	if filepath.Dir(first.Name()) != folder {
		t.Errorf("the draft is %s", first.Name())
	}
	if err := first.Link(); err != nil {
		t.Error(err)
	}
	if err := second.Link(); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	first.Remove()
	second.Remove()
	holds(t, folder, map[string]string{"diary": "first"})
}

// TestDraftGivenUp leaves no trace.
func TestDraftGivenUp(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "diary")
	put(t, path, "of before")
	d := draft(t, path, "half of")
	d.Remove()
	d.Remove()
	holds(t, folder, map[string]string{"diary": "of before"})
}

func TestSweep(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	crashed := draft(t, filepath.Join(folder, "diary.db"), "of a crash")
	if err := crashed.Close(); err != nil {
		t.Fatal(err)
	}
	stays := map[string]string{"diary.db": "", "diary.db1": "", ".diary.db": "", ".other.db1": "", ".1": "", ".diary.db1x": ""}
	for name, content := range stays {
		put(t, filepath.Join(folder, name), content)
	}
	if err := disk.Sweep(folder, func(name string) bool { return name == "diary.db" }); err != nil {
		t.Error(err)
	}
	holds(t, folder, stays)
	if err := disk.Sweep(filepath.Join(folder, "missing"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestLinkOr takes names where there are links, and where there are none: a
// folder cannot have a second name.
func TestLinkOr(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	put(t, path("from"), "diary")
	put(t, path("taken"), "theirs")
	for name, put := range map[string]func(from, to string) error{"rename": disk.LinkOrRename, "copy": disk.LinkOrCopy} {
		if err := put(path("from"), path(name)); err != nil {
			t.Error(name, err)
		}
		if err := put(path("from"), path("taken")); !errors.Is(err, fs.ErrExist) {
			t.Error(name, err)
		}
	}
	holds(t, folder, map[string]string{"from": "diary", "rename": "diary", "copy": "diary", "taken": "theirs"})

	for _, name := range []string{"a", "b"} {
		if err := os.MkdirAll(filepath.Join(folder, "folders", name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := disk.LinkOrRename(path("folders/a"), path("folders/b")); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	if err := disk.LinkOrRename(path("folders/a"), path("folders/c")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path("folders/c")); err != nil {
		t.Error(err)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var written bytes.Buffer
	from, to := disk.NewCtxReader(ctx, strings.NewReader("a diary")), disk.NewCtxWriter(ctx, &written)
	if _, err := io.CopyN(to, from, 2); err != nil || to.Err() != nil {
		t.Error(err, to.Err())
	}
	cancel()
	if _, err := from.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := to.Write([]byte("diary")); !errors.Is(err, context.Canceled) || !errors.Is(to.Err(), context.Canceled) {
		t.Error(err, to.Err())
	}
	if written.String() != "a " {
		t.Errorf("written: %q", &written)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "write", Path: "diary", Err: syscall.ENOSPC}, "not done: the disk is full; make room: write diary: "},
		{syscall.EDQUOT, "not done: the disk is full; make room: "},
		{syscall.EROFS, "not done: the file system is read-only; mount it for writing, or use another: "},
		{&os.LinkError{Op: "link", Old: "a", New: "b", Err: syscall.EACCES}, fmt.Sprintf("not done: user id %d may not use it; change the owner of the file and its folder, or the user: link a b: ", os.Getuid())},
		{fs.ErrNotExist, "not done: file does not exist"},
	} {
		got := disk.Explain("not done", test.err)
		if !strings.HasPrefix(got.Error(), test.want) || !errors.Is(got, test.err) || strings.Contains(got.Error(), "\n") {
			t.Errorf("%v: %v, want %s", test.err, got, test.want)
		}
	}
}
