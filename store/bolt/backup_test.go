package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// people holds that a store has these people, with the Nights that saved gave
// them.
func people(t testing.TB, s *bolt.Store, from, to routines.PersonID) {
	t.Helper()
	for id := from; id < to; id++ {
		if err := s.View(t.Context(), id, func(b *store.Book) error {
			if n := len(b.Nights(tonight, tonight+1000)); n != 20 || b.Alarm != evening {
				t.Errorf("person %d has %d nights and an alarm at %v", id, n, b.Alarm)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}

func backup(t testing.TB, s *bolt.Store) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	n, err := s.Backup(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := file.Stat(); err != nil || info.Size() != n {
		t.Errorf("%d bytes were said to be written, %v, %v", n, info.Size(), err)
	}
	return path
}

// TestBackupWhileWriting copies a store that is written to without a pause.
// Each copy is whole, and has what was stored before it began.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	s := open(t, saved(t))
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	begun := make(chan struct{})
	writing.Go(func() {
		for n := routines.PersonID(50); ctx.Err() == nil; n++ {
			if err := s.Update(ctx, n, func(b *store.Book) error {
				b.Alarm = evening
				b.Add(routines.Night{Date: tonight, Opened: evening})
				return nil
			}); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
			if n == 60 {
				close(begun)
			}
		}
	})
	<-begun
	for range 5 {
		path := backup(t, s)
		if err := bolt.Verify(t.Context(), path); err != nil {
			t.Error(err)
		}
		kept := open(t, path)
		people(t, kept, 0, 50)
		if err := kept.View(t.Context(), 60, func(b *store.Book) error {
			if b.Tonight() == nil {
				t.Error("what was stored before is not in the copy")
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	}
	stop()
	writing.Wait()
}

// TestBackupToFullDisk has the writer's own error in it, whichever page it was
// that did not fit.
func TestBackupToFullDisk(t *testing.T) {
	t.Parallel()
	s := open(t, saved(t))
	defer s.Close()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	if _, err := s.Backup(t.Context(), full); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	for _, room := range []int{1, 2, 3} {
		if _, err := s.Backup(t.Context(), &small{pages: room}); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("with room for %d: %v", room, err)
		}
	}
	people(t, s, 0, 50)
}

// small is a disk with room for so many writes.
type small struct{ pages int }

func (s *small) Write(p []byte) (int, error) {
	if s.pages--; s.pages < 0 {
		return 0, syscall.ENOSPC
	}
	return len(p), nil
}

// stopping ends its own context when it is written to.
type stopping struct {
	bytes.Buffer
	stop context.CancelFunc
}

func (s *stopping) Write(p []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(p)
}

func TestBackupStops(t *testing.T) {
	t.Parallel()
	s := open(t, saved(t))
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	to := &stopping{stop: stop}
	if _, err := s.Backup(ctx, to); !errors.Is(err, context.Canceled) || to.Len() > os.Getpagesize() {
		t.Errorf("it went on for %d bytes: %v", to.Len(), err)
	}
	if _, err := s.Backup(t.Context(), &bytes.Buffer{}); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

func TestClosedStoreHasNoCopy(t *testing.T) {
	t.Parallel()
	s := open(t, saved(t))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, backupErr := s.Backup(t.Context(), &bytes.Buffer{})
	_, usageErr := s.Usage(t.Context())
	for name, err := range map[string]error{"Backup": backupErr, "Compact": s.Compact(t.Context()), "Usage": usageErr} {
		if err == nil {
			t.Errorf("%s of a closed store succeeded", name)
		}
	}
}
