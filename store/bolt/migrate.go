package bolt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/disk"
)

// migrations bring what lies in a file from the layout of their number to the
// next one. They only ever gain a row: a file of any age is brought up to date.
var migrations = map[uint32]func(*bbolt.Tx) error{
	1: scatterAlarms,
}

// scatterAlarms puts something drawn between the instant and the person of each
// alarm's key. That an alarm may ring early is found out when it is next set.
func scatterAlarms(tx *bbolt.Tx) error {
	var keys [][]byte
	for key := range entries(tx.Bucket(alarmsBucket)) {
		if len(key) != plainAlarmBytes {
			return errDamaged
		}
		keys = append(keys, bytes.Clone(key))
	}
	if err := tx.DeleteBucket(alarmsBucket); err != nil {
		return err
	}
	alarms, err := tx.CreateBucket(alarmsBucket)
	if err != nil {
		return err
	}
	for _, key := range keys {
		id := routines.PersonID(binary.BigEndian.Uint64(key[instantBytes:]))
		if err := alarms.Put(alarmKey(instantOf(key), id), nil); err != nil {
			return err
		}
	}
	return nil
}

// migrate brings a file that is open and locked up to date, and gives the copy
// of it as it was before. What a crash leaves is whole at every moment: the
// file as it was, then a copy as well, then the changed file.
func migrate(db *bbolt.DB, file string, from uint32) (kept string, err error) {
	if kept, err = keepCopy(db, file, from); err != nil {
		return "", err
	}
	return kept, guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			for version := from; version < layout; version++ {
				if err := migrations[version](tx); err != nil {
					return err
				}
			}
			return tx.Bucket(metaBucket).Put(layoutKey, binary.BigEndian.AppendUint32(nil, layout))
		})
	})
}

// copyName is what the copy of a file is called that was made before the file
// was brought up to date.
func copyName(file string, from uint32) string { return file + copyInfix + strconv.Itoa(int(from)) }

const copyInfix = ".layout-"

// copyDraft is where such a copy lies before it is whole.
func copyDraft(file string) string {
	return filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".layout")
}

// keepCopy copies an open file beside it, byte by byte, reads the copy again,
// and gives its name. A copy of the same bytes that is there already, perhaps
// of a start that was cut off, is as good; one of others stays as well.
func keepCopy(db *bbolt.DB, file string, from uint32) (kept string, err error) {
	draft := copyDraft(file)
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	defer os.Remove(draft) // unless it has become the copy; the next start tries again
	sum := sha256.New()
	if err := writeCopy(db, draft, sum); err != nil {
		return "", err
	}
	if same, err := holds(draft, sum); err != nil || !same {
		return "", errors.Join(err, errors.New("the copy of the store is not what was written: the disk may be failing"))
	}
	if err := soundPages(draft); err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		kept = copyName(file, from)
		if n > 1 {
			kept += "-" + strconv.Itoa(n)
		}
		err := disk.LinkOrRename(draft, kept)
		if errors.Is(err, fs.ErrExist) {
			if same, err := holds(kept, sum); err != nil || !same {
				continue
			}
			err = disk.Rename(draft, kept) // the same, made now
		}
		if err != nil {
			return "", err
		}
		return kept, nil
	}
}

func writeCopy(db *bbolt.DB, path string, sum hash.Hash) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	// bbolt keeps only the words of some errors of a file.
	writer := disk.NewCtxWriter(context.Background(), io.MultiWriter(to, sum))
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			_, err := tx.WriteTo(writer)
			return err
		})
	})
	if writer.Err() != nil {
		err = writer.Err()
	}
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

// holds reports whether a file holds what was summed.
func holds(path string, sum hash.Hash) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	found := sha256.New()
	_, err = io.Copy(found, file)
	return bytes.Equal(found.Sum(nil), sum.Sum(nil)), err
}

// soundPages reports whether every page of a file leads where it should. A record
// that is damaged concerns one person, and keeps nobody else from the new
// layout.
func soundPages(path string) error {
	if err := walkFile(context.Background(), path); err != nil {
		return err
	}
	db, _, err := openSound(path, lockWait, true)
	if err != nil {
		return err
	}
	return errors.Join(guard(func() error { return db.View(checkPages) }), db.Close())
}

// Migrated tells from which layout the file was brought up to date when it was
// opened, and where the copy of before is; 0 when it was up to date.
func (s *Store) Migrated() (from int, kept string) { return int(s.from), s.kept }

// DropCopies removes the copies that were kept when the file was brought up to
// date, if they were made before an instant by the machine's clock.
func (s *Store) DropCopies(before time.Time) error {
	return s.fault(dropCopies(s.file, func(made time.Time) bool { return made.Before(before) }))
}

func dropCopies(file string, chosen func(made time.Time) bool) error {
	copies, err := copiesOf(file)
	for _, one := range copies {
		info, failed := os.Stat(one)
		if failed == nil && chosen(info.ModTime()) {
			failed = os.Remove(one)
		}
		if !errors.Is(failed, fs.ErrNotExist) {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// copiesOf lists such copies, of any layout.
func copiesOf(file string) (copies []string, err error) {
	names, err := os.ReadDir(filepath.Dir(file))
	for _, name := range names {
		numbers, ours := strings.CutPrefix(name.Name(), filepath.Base(file)+copyInfix)
		if ours && name.Type().IsRegular() && numbers != "" && strings.Trim(numbers, "0123456789-") == "" {
			copies = append(copies, filepath.Join(filepath.Dir(file), name.Name()))
		}
	}
	return copies, err
}

// plainAlarmBytes is how long a key of the alarms was in layout 1: the instant
// and the person.
const plainAlarmBytes = instantBytes + personBytes

// alarmKeyIn is the key of an alarm in a file of a layout.
func alarmKeyIn(version uint32, book *store.Book) []byte {
	key := alarmKey(book.Alarm, book.Person.ID)
	if version == 1 {
		return append(key[:instantBytes], key[instantBytes+scatterBytes:]...)
	}
	return key
}
