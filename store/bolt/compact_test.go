package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

func usage(t testing.TB, s *bolt.Store) store.Usage {
	t.Helper()
	u, err := s.Usage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// dump is all that lies in a file, by bucket and key, and the buckets' sequences.
func dump(t testing.TB, path string) map[string]string {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string]string{}
	if err := db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			all[string(name)] = fmt.Sprint(b.Sequence())
			return b.ForEach(func(key, value []byte) error {
				all[string(name)+"/"+string(key)] = string(value)
				return nil
			})
		})
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestCompactKeepsAll compares every entry of the file, the sequence of leases
// among them, before and after.
func TestCompactKeepsAll(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	if _, err := s.Lease(t.Context(), evening, evening, evening.Add(time.Minute), 7); err != nil {
		t.Fatal(err)
	}
	if err := s.SwapSetting(t.Context(), "key", nil, []byte{}); err != nil {
		t.Fatal(err)
	}
	for i := range byte(6) { // together more than one transaction of a compaction takes
		if err := s.SwapSetting(t.Context(), "large "+string('a'+i), nil, bytes.Repeat([]byte{i}, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := dump(t, path)
	if before["leases"] == "0" || len(before) < 50*20 {
		t.Fatalf("the store holds too little: %d entries", len(before))
	}
	s = open(t, path)
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	people(t, s, 0, 50)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	after := dump(t, path)
	for key, value := range before {
		if after[key] != value {
			t.Errorf("%q became %q, from %q", key, after[key], value)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d entries became %d", len(before), len(after))
	}
	mode(t, path, 0o600)
	alone(t, path)
}

// alone checks that nothing lies beside a file.
func alone(t testing.TB, path string) {
	t.Helper()
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 1 {
		t.Errorf("beside it lies %v, %v", names, err)
	}
}

// TestForgottenLeavesTheFile looks for a person's words in the file itself.
func TestForgottenLeavesTheFile(t *testing.T) {
	t.Parallel()
	const words = "could not sleep until four"
	path := saved(t)
	s := open(t, path)
	defer func() { s.Close() }()
	if usage(t, s).Erased {
		t.Error("somebody was forgotten in a new store")
	}
	if err := s.Update(t.Context(), 7, func(b *store.Book) error {
		b.Person.Asking = words
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(t.Context(), 999); err != nil || usage(t, s).Erased {
		t.Errorf("forgetting somebody unknown is noted, %v", err)
	}
	if err := s.Forget(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	// The note outlives the process.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if !usage(t, s).Erased {
		t.Error("it is not noted that somebody was forgotten")
	}
	if !bytes.Contains(content(t, path), []byte(words)) {
		t.Error("the words are not in the free pages, so this test says nothing")
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if u := usage(t, s); u.Erased {
		t.Errorf("after a compaction the usage is %+v", u)
	}
	if bytes.Contains(content(t, path), []byte(words)) {
		t.Error("the words are still in the file")
	}
	people(t, s, 0, 7)
	people(t, s, 8, 50)
}

func TestCompactShrinks(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	defer s.Close()
	if err := s.Update(t.Context(), 99, func(b *store.Book) error {
		for date := range routines.Date(60_000) {
			b.Add(routines.Night{Date: tonight + date, Opened: evening})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(t.Context(), 99); err != nil {
		t.Fatal(err)
	}
	before := usage(t, s)
	if before.Free*10 < before.Bytes*8 {
		t.Errorf("of a store that was emptied, %d of %d bytes are free", before.Free, before.Bytes)
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := usage(t, s); after.Bytes*4 > before.Bytes || after.Free*2 > after.Bytes {
		t.Errorf("%+v became %+v", before, after)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size()*4 > before.Bytes {
		t.Errorf("the file has %d bytes, %v", info.Size(), err)
	}
}

// TestCompactWhileUsed writes, reads, copies and compacts at the same time.
// Nothing that was stored is lost.
func TestCompactWhileUsed(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	const writers, times = 8, 60
	var working, compacting sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for id := range routines.PersonID(writers) {
		working.Go(func() {
			for range times {
				if err := s.Update(t.Context(), 100+id, func(b *store.Book) error {
					b.Person.Asking += "x"
					return nil
				}); err != nil {
					t.Error(err)
				}
				people(t, s, id, id+1)
			}
		})
	}
	compactions := 0
	compacting.Go(func() {
		for ; ctx.Err() == nil; compactions++ {
			if err := s.Compact(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := s.Backup(t.Context(), &bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		}
	})
	working.Wait()
	stop()
	compacting.Wait()
	t.Logf("%d compactions", compactions)
	for id := range routines.PersonID(writers) {
		if err := s.View(t.Context(), 100+id, func(b *store.Book) error {
			if n := len(b.Person.Asking); n != times {
				t.Errorf("person %d: %d of %d changes were kept", 100+id, n, times)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check(t, path)
	alone(t, path)
}

func TestCompactStops(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	defer s.Close()
	if err := s.Compact(&late{Context: t.Context()}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	people(t, s, 0, 50)
	alone(t, path)
}

// A check that was given up while it waited has found nothing, which is not that
// nothing is wrong.
func TestCheckStops(t *testing.T) {
	t.Parallel()
	s := open(t, saved(t))
	defer s.Close()
	for asked := range 4 {
		if err := s.Check(&late{Context: t.Context(), asked: asked}); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d more questions: %v", 3-asked, err)
		}
	}
}

// late is cancelled when it has been asked a few times: in the middle.
type late struct {
	context.Context
	asked int
}

func (c *late) Err() error {
	if c.asked++; c.asked > 3 {
		return context.Canceled
	}
	return nil
}

// TestDamagedStoreIsNotCompacted leaves the file as it is.
func TestDamagedStoreIsNotCompacted(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	defer s.Close()
	data := content(t, path)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	clear(data[4*os.Getpagesize():])
	if _, err := file.WriteAt(data, 0); err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(t.Context()); err == nil || !strings.Contains(err.Error(), "is damaged") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if !bytes.Equal(content(t, path), data) {
		t.Error("the file was altered")
	}
	alone(t, path)
}

// TestSwappedWhileWaiting lets a second process wait for the lock, while the
// file that it waits for is replaced. It gets the new one.
func TestSwappedWhileWaiting(t *testing.T) {
	t.Parallel()
	path := saved(t)
	first := open(t, path)
	opened := make(chan error)
	go func() {
		second, err := bolt.Open(path, bolt.Options{LockWait: time.Minute})
		if err == nil {
			if err = second.View(t.Context(), 77, func(b *store.Book) error {
				if b.Tonight() == nil {
					t.Error("the second one opened the file of before")
				}
				return nil
			}); err == nil {
				err = second.Close()
			}
		}
		opened <- err
	}()
	for range 20 {
		if err := first.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Update(t.Context(), 77, func(b *store.Book) error {
		b.Add(routines.Night{Date: tonight, Opened: evening})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

// TestCompactThroughLinks replaces the file and leaves the links to it.
func TestCompactThroughLinks(t *testing.T) {
	t.Parallel()
	path := saved(t)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, link)
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if after, err := os.Stat(path); err != nil || os.SameFile(before, after) {
		t.Errorf("the file was not replaced, %v", err)
	}
	alone(t, path)
}
