package bolt

import (
	"context"

	"go.etcd.io/bbolt"
)

// transaction gives names to the buckets while one is under way.
type transaction struct {
	meta, people, nights, alarms, leases, settings *bbolt.Bucket

	dirty bool // something was written
}

// fill is how full bbolt makes a page before it begins another. Nights are
// added all over the file, where its own half would waste much of the disk.
const fill = 0.9

func begin(tx *bbolt.Tx) *transaction {
	t := &transaction{
		meta:     tx.Bucket(metaBucket),
		people:   tx.Bucket(peopleBucket),
		nights:   tx.Bucket(nightsBucket),
		alarms:   tx.Bucket(alarmsBucket),
		leases:   tx.Bucket(leasesBucket),
		settings: tx.Bucket(settingsBucket),
	}
	t.people.FillPercent, t.nights.FillPercent = fill, fill
	return t
}

func (t *transaction) put(bucket *bbolt.Bucket, key, value []byte) error {
	t.dirty = true
	return bucket.Put(key, value)
}

func (t *transaction) delete(bucket *bbolt.Bucket, key []byte) error {
	t.dirty = true
	return bucket.Delete(key)
}

// write runs a change in a transaction that it shares with the changes of other
// goroutines, and returns when it lies on the disk. The change may run twice.
//
// A change that fails before it has written anything takes nobody else's with
// it. One that fails later, or panics, makes bbolt begin again without it.
func (s *Store) write(ctx context.Context, change func(*transaction) error) error {
	s.writing.RLock()
	defer s.writing.RUnlock()
	s.use.RLock()
	defer s.use.RUnlock()
	if err := s.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var outcome error
	err := s.db.Batch(func(tx *bbolt.Tx) error {
		if outcome = ctx.Err(); outcome != nil {
			return nil
		}
		t := begin(tx)
		outcome = change(t)
		if t.dirty {
			return outcome
		}
		return nil
	})
	if err != nil && outcome == nil {
		return s.fault(err) // the commit itself
	}
	return outcome
}

// read runs a look at one state of the store.
func (s *Store) read(ctx context.Context, look func(*transaction) error) error {
	s.use.RLock()
	defer s.use.RUnlock()
	if err := s.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var outcome error
	err := s.db.View(func(tx *bbolt.Tx) error {
		outcome = look(begin(tx))
		return nil
	})
	if err != nil {
		return s.fault(err)
	}
	return outcome
}

// touch runs a step of a transaction that uses nothing but the file.
func (s *Store) touch(step func() error) error {
	return s.fault(guard(step))
}
