package bolt_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

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
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "the disk is full; make room") ||
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
	refused(t, path, bolt.Options{}, "the disk is full; make room")
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

// TestMigrateWithoutRoom has an older store on a disk with ever more room beside
// it: for nothing, for half a copy, for the copy alone. It stays as it is until
// there is enough.
func TestMigrateWithoutRoom(t *testing.T) {
	t.Parallel()
	older := copied(t, manyAlarms(t))
	refusals, kept := 0, 0
	for room := 0; ; room += len(older) / 12 &^ 4095 {
		folder := storetest.Disk(t, len(older)+room)
		path := filepath.Join(folder, "calmcalf.db")
		if err := os.WriteFile(path, older, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(path, bolt.Options{})
		if err == nil {
			if err := errors.Join(s.Check(t.Context()), s.Close()); err != nil {
				t.Error(err)
			}
			break
		}
		refusals++
		if !errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "\n") {
			t.Errorf("with %d bytes: %v", room, err)
		}
		if err := bolt.Verify(t.Context(), path); err != nil || layoutOf(t, path) != 1 {
			t.Errorf("with %d bytes the store is of layout %d, %v", room, layoutOf(t, path), err)
		}
		switch left := beside(t, path); {
		case len(left) == 1 && left[0] == "calmcalf.db.layout-1":
			kept++
			if err := bolt.Verify(t.Context(), path+".layout-1"); err != nil {
				t.Error(err)
			}
		case len(left) > 0:
			t.Errorf("with %d bytes it left %v", room, left)
		}
	}
	t.Logf("%d refusals, %d with the copy made", refusals, kept)
	if kept == 0 || refusals == kept {
		t.Error("there was never just room for the copy, or always, so this test says too little")
	}
}

// manyAlarms is a store of layout 1 that is mostly alarms, without free pages.
func manyAlarms(t *testing.T) string {
	t.Helper()
	path := layoutFile(t, 1)
	edit(t, path, func(tx *bbolt.Tx) error {
		for _, name := range []string{"people", "nights", "leases", "alarms"} {
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return err
			}
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		people, alarms := tx.Bucket([]byte("people")), tx.Bucket([]byte("alarms"))
		for id := range uint64(3000) {
			book, err := store.OpenBook(routines.PersonID(id), nil, nil)
			if err != nil {
				return err
			}
			book.Alarm = evening
			changes, err := book.Changes()
			if err != nil {
				return err
			}
			person := binary.BigEndian.AppendUint64(nil, id)
			if err := people.Put(person, changes.Head); err != nil {
				return err
			}
			at := binary.BigEndian.AppendUint64(nil, uint64(evening.UnixMicro())^1<<63)
			if err := alarms.Put(append(at, person...), nil); err != nil {
				return err
			}
		}
		return nil
	})
	s, err := bolt.Open(path, bolt.Options{AsItIs: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Compact(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
