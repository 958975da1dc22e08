package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/store/disk"
)

// compactDraft is where a compaction writes the new file. There is one at a
// time, by whoever holds the store's lock.
func compactDraft(file string) string {
	return filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".compact")
}

// Compact puts a new file in the place of the old one, with all that is in the
// store and nothing of what was erased. Readers go on meanwhile; writers wait,
// about 20 ms for each MiB of what is left. It needs room for the new file
// beside the old one. Copies that were kept when the file was brought up to date
// may hold what was erased since, so they go first.
//
// A crash at any moment leaves one of the two files under the store's name, and
// either is whole. When Compact gives an error, the store is as good as before.
//
// bbolt's own Compact cannot be stopped, and keeps the note that somebody was
// forgotten.
func (s *Store) Compact(ctx context.Context) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.endTurn()
	s.writing.Lock()
	defer s.writing.Unlock()
	next, err := s.pack(ctx)
	if err != nil {
		return s.fault(err)
	}
	s.use.Lock()
	defer s.use.Unlock()
	if s.done {
		err = errClosed
	} else if err = dropCopies(s.file, func(time.Time) bool { return true }); err == nil {
		err = os.Rename(compactDraft(s.file), s.file)
	}
	if err != nil {
		return s.fault(errors.Join(err, next.Close(), os.Remove(compactDraft(s.file))))
	}
	old := s.db
	s.db = next
	return s.fault(errors.Join(disk.SyncFolder(filepath.Dir(s.file)), old.Close()))
}

// pack makes the new file. It is left open, so that it is locked before it has
// the store's name.
func (s *Store) pack(ctx context.Context) (next *bbolt.DB, err error) {
	s.use.RLock()
	defer s.use.RUnlock()
	if s.done {
		return nil, errClosed
	}
	draft := compactDraft(s.file)
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	file, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(draft) // what went wrong before is what matters
		}
	}()
	if err := file.Close(); err != nil {
		return nil, err
	}
	usage, err := s.usage()
	if err != nil {
		return nil, err
	}
	// A file that outgrows what is mapped of it costs bbolt a copy of all that
	// it holds in memory.
	next, err = openDB(draft, bbolt.Options{Timeout: lockWait, InitialMmapSize: int(usage.Bytes - usage.Free)})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, next.Close())
			next = nil
		}
	}()
	// Nothing of it counts before all of it lies on the disk.
	next.NoSync, next.NoGrowSync = true, true
	if err := guard(func() error { return s.db.View(func(tx *bbolt.Tx) error { return copyAll(ctx, tx, next) }) }); err != nil {
		return next, err
	}
	if err := next.Sync(); err != nil {
		return next, err
	}
	next.NoSync, next.NoGrowSync = false, false
	return next, guard(func() error { return next.View(checkPages) })
}

// checkPages tells the first thing that is wrong with a file's pages.
func checkPages(tx *bbolt.Tx) (wrong error) {
	for err := range tx.Check() {
		if wrong == nil {
			wrong = err
		}
	}
	return wrong
}

// packBytes is about how much a compaction writes in one transaction. All of it
// is in memory, several times over.
const packBytes = 4 << 20

// copyAll writes every entry but the note about the forgotten into an empty
// file, in order, which leaves full pages behind.
func copyAll(ctx context.Context, from *bbolt.Tx, to *bbolt.DB) error {
	return from.ForEach(func(name []byte, source *bbolt.Bucket) error {
		if err := to.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucket(name)
			if err != nil {
				return err
			}
			return bucket.SetSequence(source.Sequence())
		}); err != nil {
			return err
		}
		cursor := source.Cursor()
		for key, value := cursor.First(); key != nil; {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := to.Update(func(tx *bbolt.Tx) error {
				bucket := tx.Bucket(name)
				bucket.FillPercent = fill
				for written := 0; key != nil && written < packBytes; key, value = cursor.Next() {
					if value == nil {
						return fmt.Errorf("%w (a bucket in the bucket %s)", errDamaged, name)
					}
					if slices.Equal(name, metaBucket) && slices.Equal(key, erasedKey) {
						continue
					}
					if err := bucket.Put(key, value); err != nil {
						return err
					}
					written += len(key) + len(value)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
