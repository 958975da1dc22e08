package backup

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

var tonight = time.Date(2026, 11, 22, 21, 40, 0, 0, time.UTC)

// filled opens a new store with some people in it, and a Night each.
func filled(t testing.TB, path string) *bolt.Store {
	t.Helper()
	kept, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() }) // mostly closed before
	for id := range routines.PersonID(20) {
		if err := kept.Update(t.Context(), id, func(b *store.Book) error {
			b.Person.Language, b.Alarm = "en", tonight
			b.Add(routines.Night{Date: routines.DateOf(2026, 11, 22), Opened: tonight})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

// newFolder has a store with people and an empty folder for its backups.
func newFolder(t *testing.T) (Folder, *bolt.Store) {
	t.Helper()
	f := Folder{Store: filepath.Join(t.TempDir(), "calmcalf.db"), Path: t.TempDir(), Keep: 14, Verify: bolt.Verify}
	return f, filled(t, f.Store)
}

func list(t testing.TB, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func put(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func private(t testing.TB, path string) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("%s has mode %v", filepath.Base(path), info.Mode())
	}
}

func TestBackupsRotate(t *testing.T) {
	t.Parallel()
	f, kept := newFolder(t)
	f.Keep = 3
	// What is not ours stays, however much it looks like it.
	others := []string{"calmcalf-20200101T000000Z.db.bak", "calmcalf-2020.db", "calmcalf.db", "other-20200101T000000Z.db",
		"xcalmcalf-20200101T000000Z.db", ".other-20200101T000000Z.db123", "letter.txt"}
	for _, name := range others {
		put(t, filepath.Join(f.Path, name), "theirs")
	}
	if err := os.Mkdir(filepath.Join(f.Path, "calmcalf-20200101T000000Z.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(f.Path, ".calmcalf-20200101T000000Z.db123"), "of a crash")
	put(t, filepath.Join(f.Path, ".calmcalf-20200101T000000Z.db.age123"), "of a crash")
	for day := range 5 {
		path, err := f.Add(t.Context(), kept, tonight.AddDate(0, 0, day))
		if err != nil {
			t.Fatal(err)
		}
		private(t, path)
		if err := bolt.Verify(t.Context(), path); err != nil {
			t.Error(err)
		}
	}
	want := append([]string{"calmcalf-20200101T000000Z.db", "calmcalf-20261124T214000Z.db", "calmcalf-20261125T214000Z.db",
		"calmcalf-20261126T214000Z.db"}, others...)
	slices.Sort(want)
	if diff := cmp.Diff(want, list(t, f.Path)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestBackupsNames makes several in a second, and one after the clock was moved
// back.
func TestBackupsNames(t *testing.T) {
	t.Parallel()
	f, kept := newFolder(t)
	f.Keep = 2
	for range 3 {
		if _, err := f.Add(t.Context(), kept, tonight); err != nil {
			t.Fatal(err)
		}
	}
	path, err := f.Add(t.Context(), kept, tonight.AddDate(-3, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"calmcalf-20231122T214000Z.db", "calmcalf-20261122T214002Z.db"}, list(t, f.Path)); diff != "" ||
		filepath.Base(path) != "calmcalf-20231122T214000Z.db" {
		t.Errorf("made %s (-want +got)\n%s", path, diff)
	}
	newest, err := f.Newest(tonight.AddDate(1, 0, 0))
	if err != nil || !newest.Equal(tonight.Add(2*time.Second)) {
		t.Errorf("the newest is of %v, %v", newest, err)
	}
	newest, err = f.Newest(tonight.AddDate(-1, 0, 0))
	if err != nil || !newest.Equal(tonight.AddDate(-3, 0, 0)) {
		t.Errorf("the newest after the clock was moved back is of %v, %v", newest, err)
	}
}

func TestBackupsEncrypted(t *testing.T) {
	t.Parallel()
	f, kept := newFolder(t)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	digits := regexp.MustCompile(`\d+$`)
	beside := func(folder string, want ...string) {
		var got []string
		for _, name := range list(t, folder) {
			private(t, filepath.Join(folder, name))
			got = append(got, digits.ReplaceAllString(name, "#"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("while it is encrypted (-want +got)\n%s", diff)
		}
	}
	f.Recipient = &looking{Recipient: identity.Recipient(), look: func() {
		beside(f.Path, ".calmcalf-20261122T214000Z.db.age#")
		beside(filepath.Dir(f.Store), ".calmcalf.db.backup#", "calmcalf.db")
	}}
	put(t, filepath.Join(filepath.Dir(f.Store), ".calmcalf.db.backup123"), "of a crash")
	path, err := f.Add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	private(t, path)
	if diff := cmp.Diff([]string{"calmcalf-20261122T214000Z.db.age"}, list(t, f.Path)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"calmcalf.db"}, list(t, filepath.Dir(f.Store))); diff != "" {
		t.Errorf("beside the store (-want +got)\n%s", diff)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := age.Decrypt(file, identity)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	put(t, copied, string(data))
	if err := bolt.Verify(t.Context(), copied); err != nil {
		t.Error(err)
	}
}

// looking looks round when it begins to encrypt.
type looking struct {
	age.Recipient
	look func()
}

func (l *looking) Wrap(key []byte) ([]*age.Stanza, error) {
	l.look()
	return l.Recipient.Wrap(key)
}

// TestBackupsFail has a store whose copy is not sound, and folders that cannot
// be used. The backups that are there stay.
func TestBackupsFail(t *testing.T) {
	t.Parallel()
	f, kept := newFolder(t)
	f.Keep = 1
	made, err := f.Add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(f.Store)
	if err != nil {
		t.Fatal(err)
	}
	// A record loses a bit, which only its checksum tells.
	at := bytes.LastIndex(data, []byte("en"))
	data[at] ^= 1
	put(t, f.Store, string(data))
	kept, err = bolt.Open(f.Store, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	failed := func(f Folder, want string) {
		t.Helper()
		path, err := f.Add(t.Context(), kept, tonight.AddDate(0, 0, 1))
		if path != "" || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") ||
			!strings.HasPrefix(err.Error(), "no backup was made: ") {
			t.Errorf("made %q: %v, want %q", path, err, want)
		}
	}
	failed(f, "the copy is not sound")
	if diff := cmp.Diff([]string{filepath.Base(made)}, list(t, f.Path)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	nowhere := f
	nowhere.Path = filepath.Join(f.Path, "missing")
	failed(nowhere, "there is no folder "+nowhere.Path+": create it, or mount its disk")
	nowhere.Path = made
	failed(nowhere, "is not a folder")
	if os.Getuid() != 0 {
		if err := os.Chmod(f.Path, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(f.Path, 0o700)
		failed(f, fmt.Sprintf("user id %d may not", os.Getuid()))
	}
}

func TestRecipient(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseRecipient(identity.Recipient().String()); err != nil {
		t.Error(err)
	}
	for _, text := range []string{identity.String(), "age1TEST", "ana@example.org", identity.Recipient().String() + "\n" + identity.Recipient().String()} {
		_, err := ParseRecipient(text)
		if err == nil || strings.Contains(err.Error(), "TEST") || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.20s…: %v", text, err)
		}
	}
}
