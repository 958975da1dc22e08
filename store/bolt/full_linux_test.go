package bolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
	"calmcalf/store/storetest"
)

// TestDiskFull fills the disk under a store in use. What does not fit is
// refused, everything else is there, and with room it goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	folder := storetest.Disk(t, 8<<20)
	path := filepath.Join(folder, "calmcalf.db")
	s := open(t, path)
	add := func(id routines.PersonID) error {
		return s.Update(t.Context(), id, func(b *store.Book) error {
			b.Alarm = evening
			for date := range routines.Date(20) {
				b.Add(routines.Night{Date: tonight + date, Opened: evening})
			}
			return nil
		})
	}
	for id := range routines.PersonID(50) {
		if err := add(id); err != nil {
			t.Fatal(err)
		}
	}
	filler := storetest.FillUp(t, folder)
	// Some still fit into free pages.
	id, err := routines.PersonID(50), error(nil)
	for ; err == nil && id < 10_000; id++ {
		err = add(id)
	}
	stored := id - 1
	full := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "the disk is full and nothing was stored") ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", what, err)
		}
	}
	full("Update", err)
	for range 20 {
		full("Update again", add(id))
	}
	full("Compact", s.Compact(t.Context()))
	people(t, s, 0, stored)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}

	// The store can even be closed and opened.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	defer func() { s.Close() }()
	people(t, s, 0, stored)

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for ; id < 200; id++ {
		if err := add(id); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	people(t, s, 0, stored)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	alone(t, path)
}

// TestNoRoomToBegin leaves nothing behind.
func TestNoRoomToBegin(t *testing.T) {
	t.Parallel()
	folder := storetest.Disk(t, 1<<20)
	filler := storetest.FillUp(t, folder)
	path := filepath.Join(folder, "calmcalf.db")
	refused(t, path, bolt.Options{}, "the disk is full and nothing was stored")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if names, err := os.ReadDir(folder); err != nil || len(names) > 0 {
		t.Errorf("it left %v, %v", names, err)
	}
}

// TestReadOnlyDisk has a store on a disk that nobody may write to.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder := storetest.Disk(t, 8<<20)
	path := filepath.Join(folder, "calmcalf.db")
	write(t, path, content(t, saved(t)))
	if err := syscall.Mount("none", folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	refused(t, path, bolt.Options{}, "the file system is read-only")
	refused(t, filepath.Join(folder, "new.db"), bolt.Options{}, "the file system is read-only")
	if err := bolt.Verify(t.Context(), path); err != nil {
		t.Error(err)
	}
}
