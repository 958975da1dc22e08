package bolt_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// saved is a file with a store of some Books in it, closed.
func saved(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	s := open(t, path)
	for id := range routines.PersonID(50) {
		if err := s.Update(t.Context(), id, func(b *store.Book) error {
			b.Person.Language, b.Alarm = "en", evening
			for date := range routines.Date(20) {
				b.Add(routines.Night{Date: tonight + date, Opened: evening})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

var (
	evening = time.Date(2026, 11, 22, 21, 40, 0, 0, time.UTC)
	tonight = routines.DateOf(2026, 11, 22)
)

// foreign makes a bbolt database of another program.
func foreign(t testing.TB, path string, options *bbolt.Options) {
	t.Helper()
	db, err := bbolt.Open(path, 0o644, options)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return meta.Put([]byte("magic"), []byte("theirs"))
	}); err != nil {
		t.Fatal(err)
	}
}

// edit changes a store's file through bbolt.
func edit(t testing.TB, path string, change func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(change); err != nil {
		t.Fatal(err)
	}
}

// headers changes both headers of a file and makes their checksums fit.
func headers(t testing.TB, path string, change func(meta []byte)) {
	t.Helper()
	data := content(t, path)
	for _, at := range []int{16, os.Getpagesize() + 16} {
		meta := data[at : at+64]
		change(meta)
		sum := fnv.New64a()
		sum.Write(meta[:56])
		binary.NativeEndian.PutUint64(meta[56:], sum.Sum64())
	}
	write(t, path, data)
}

func content(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRefused opens what is no sound store. Each is refused with one line, and
// left as it was.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"empty": {func(t *testing.T, path string) { write(t, path, nil) }, "the file is empty"},
		"text":  {func(t *testing.T, path string) { write(t, path, []byte("hello\n")) }, "not a store of this program"},
		"zeros": {func(t *testing.T, path string) { write(t, path, make([]byte, 1<<20)) }, "not a store of this program"},
		"garbage": {func(t *testing.T, path string) {
			garbage := make([]byte, 1<<20)
			rand.NewChaCha8([32]byte{1}).Read(garbage)
			write(t, path, garbage)
		}, "not a store of this program"},
		"another program's": {func(t *testing.T, path string) { foreign(t, path, nil) }, "not a store of this program"},
		"another program's without free list": {func(t *testing.T, path string) {
			foreign(t, path, &bbolt.Options{NoFreelistSync: true})
		}, "not a store of this program"},
		"one page":   {func(t *testing.T, path string) { write(t, path, content(t, saved(t))[:4096]) }, "was cut short"},
		"two pages":  {func(t *testing.T, path string) { write(t, path, content(t, saved(t))[:8192]) }, "was cut short"},
		"half a one": {func(t *testing.T, path string) { write(t, path, content(t, saved(t))[:100]) }, "was cut short"},
		"cut short": {func(t *testing.T, path string) {
			data := content(t, saved(t))
			write(t, path, data[:len(data)/2])
		}, "was cut short"},
		"a root that is nowhere": {func(t *testing.T, path string) {
			write(t, path, content(t, saved(t)))
			headers(t, path, func(meta []byte) { binary.NativeEndian.PutUint64(meta[16:], 1<<40) })
		}, "is damaged"},
		"a free list that is nowhere": {func(t *testing.T, path string) {
			write(t, path, content(t, saved(t)))
			headers(t, path, func(meta []byte) { binary.NativeEndian.PutUint64(meta[32:], 1<<40) })
		}, "is damaged"},
		"a free list that is none": {func(t *testing.T, path string) {
			write(t, path, content(t, saved(t)))
			headers(t, path, func(meta []byte) { copy(meta[32:40], meta[16:24]) })
		}, "is damaged"},
		"pages of garbage": {func(t *testing.T, path string) {
			data := content(t, saved(t))
			rand.NewChaCha8([32]byte{2}).Read(data[2*os.Getpagesize():])
			write(t, path, data)
		}, "is damaged"},
		"newer": {func(t *testing.T, path string) {
			write(t, path, content(t, saved(t)))
			edit(t, path, func(tx *bbolt.Tx) error {
				return tx.Bucket([]byte("meta")).Put([]byte("layout"), []byte{0, 0, 0, 3})
			})
		}, "a newer version of the program wrote it (layout 3, this one knows 2)"},
		"a bucket lost": {func(t *testing.T, path string) {
			write(t, path, content(t, saved(t)))
			edit(t, path, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("alarms")) })
		}, "is damaged"},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}, "this is a folder"},
		"a pipe": {func(t *testing.T, path string) {
			if err := syscall.Mkfifo(path, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "not a regular file"},
		"links in a circle": {func(t *testing.T, path string) {
			if err := os.Symlink(path, path); err != nil {
				t.Fatal(err)
			}
		}, "in a circle"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			test.make(t, path)
			before, readErr := os.Lstat(path)
			if readErr != nil {
				t.Fatal(readErr)
			}
			var data []byte
			if before.Mode().IsRegular() {
				data = content(t, path)
			}
			for range 2 { // the first attempt leaves no lock behind
				refused(t, path, bolt.Options{}, test.want)
			}
			after, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if after.Mode() != before.Mode() || !after.ModTime().Equal(before.ModTime()) {
				t.Errorf("the file became %v %v, from %v %v", after.Mode(), after.ModTime(), before.Mode(), before.ModTime())
			}
			if before.Mode().IsRegular() && !bytes.Equal(data, content(t, path)) {
				t.Error("the content was altered")
			}
		})
	}
}

// refused holds that a file cannot be opened, and that the error is one line
// that begins with the path.
func refused(t *testing.T, path string, opts bolt.Options, want string) {
	t.Helper()
	s, err := bolt.Open(path, opts)
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	line := err.Error()
	if !strings.HasPrefix(line, "bolt: "+path+": ") || !strings.Contains(line, want) || strings.Contains(line, "\n") ||
		strings.Count(line, path) != 1 {
		t.Errorf("the error is %q, want %q in it", line, want)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	refused(t, filepath.Join(folder, "none", "a.db"), bolt.Options{}, "there is no folder "+filepath.Join(folder, "none")+"; create it")
	refused(t, filepath.Join(folder, "a.db"), bolt.Options{MustExist: true}, "there is no store")
	names, err := os.ReadDir(folder)
	if err != nil || len(names) != 0 {
		t.Errorf("it left %v, %v", names, err)
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	path := saved(t)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	refused(t, path, bolt.Options{}, fmt.Sprintf("user id %d may not use it", os.Getuid()))
	folder := filepath.Dir(path)
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(folder, 0o700) })
	refused(t, filepath.Join(folder, "new.db"), bolt.Options{}, "may not use it")
}

func TestLocked(t *testing.T) {
	t.Parallel()
	path := saved(t)
	defer open(t, path).Close()
	start := time.Now()
	refused(t, path, bolt.Options{}, "another process holds the store")
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	start = time.Now()
	refused(t, path, bolt.Options{LockWait: time.Millisecond}, "another process holds the store")
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("it took %v to say so at once", took)
	}
}

func TestLockIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := saved(t)
	first := open(t, path)
	opened := make(chan error)
	go func() {
		second, err := bolt.Open(path, bolt.Options{LockWait: time.Minute})
		if err == nil {
			err = second.Close()
		}
		opened <- err
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

func TestNewFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	mode(t, path, 0o600)
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 1 {
		t.Errorf("beside it lies %v, %v", names, err)
	}
	check(t, path)
}

func mode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != want {
		t.Errorf("its mode is %v, want %v", info.Mode().Perm(), want)
	}
}

func TestWideModeIsNarrowed(t *testing.T) {
	t.Parallel()
	for _, wide := range []os.FileMode{0o644, 0o660, 0o777} {
		path := saved(t)
		if err := os.Chmod(path, wide); err != nil {
			t.Fatal(err)
		}
		if err := open(t, path).Close(); err != nil {
			t.Fatal(err)
		}
		mode(t, path, 0o600)
	}
}

func TestSymbolicLinks(t *testing.T) {
	t.Parallel()
	for name, there := range map[string]bool{"to a store": true, "to nothing yet": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.Mkdir(filepath.Join(folder, "data"), 0o700); err != nil {
				t.Fatal(err)
			}
			target, first, second := filepath.Join(folder, "data", "a.db"), filepath.Join(folder, "b.db"), filepath.Join(folder, "c.db")
			if there {
				write(t, target, content(t, saved(t)))
			}
			for link, to := range map[string]string{first: filepath.Join("data", "a.db"), second: first} {
				if err := os.Symlink(to, link); err != nil {
					t.Fatal(err)
				}
			}
			if err := open(t, second).Close(); err != nil {
				t.Fatal(err)
			}
			mode(t, target, 0o600)
			for _, link := range []string{first, second} {
				if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
					t.Errorf("the link became %v, %v", info.Mode(), err)
				}
			}
		})
	}
}

// TestOneHeaderIsEnough damages one of the two headers, as a crash may.
func TestOneHeaderIsEnough(t *testing.T) {
	t.Parallel()
	for _, at := range []int{16, os.Getpagesize() + 16} {
		path := saved(t)
		data := content(t, path)
		clear(data[at : at+64])
		write(t, path, data)
		if err := open(t, path).Close(); err != nil {
			t.Errorf("without the header at %d: %v", at, err)
		}
	}
}

// TestTogether begins one store from several goroutines. One makes the file,
// and the others find it or its lock.
func TestTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	opened := make(chan error)
	const together = 8
	for range together {
		go func() {
			s, err := bolt.Open(path, bolt.Options{LockWait: time.Minute})
			if err == nil {
				err = s.Update(t.Context(), 42, func(b *store.Book) error {
					b.Person.Asking += "x"
					return nil
				})
				s.Close()
			}
			opened <- err
		}()
	}
	for range together {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
	s := open(t, path)
	defer s.Close()
	if err := s.View(t.Context(), 42, func(b *store.Book) error {
		if len(b.Person.Asking) != together {
			t.Errorf("%d of %d changes were kept", len(b.Person.Asking), together)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
