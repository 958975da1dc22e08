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

// read runs look on one state of the store.
func (s *Store) read(ctx context.Context, look func(*transaction) error) error {
	s.use.RLock()
	defer s.use.RUnlock()
	if err := s.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.view(look)
}

// view is read without asking whether the store is usable.
func (s *Store) view(look func(*transaction) error) error {
	var outcome error
	err := s.db.View(func(tx *bbolt.Tx) error {
		var t *transaction
		if outcome = s.touch(func() error {
			t = begin(tx)
			return nil
		}); outcome == nil {
			outcome = look(t)
		}
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
