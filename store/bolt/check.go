package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
)

// Check reads the whole store and reports all that is wrong with it: pages that
// are lost or used twice, records that are damaged, Nights, alarms and leases
// that belong to nobody. Nothing else happens in the store meanwhile.
func (s *Store) Check(ctx context.Context) error {
	if err := s.takeTurn(ctx); err != nil {
		return err
	}
	defer s.endTurn()
	s.use.Lock()
	defer s.use.Unlock()
	if s.done {
		return s.fault(errClosed)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	wrong, err := s.check(ctx)
	return s.fault(errors.Join(append(wrong, err)...))
}

// check gives all that is wrong; err is why it could not find out.
func (s *Store) check(ctx context.Context) (wrong []error, err error) {
	err = guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			for err := range tx.Check() {
				wrong = append(wrong, err)
			}
			if len(wrong) == 0 {
				wrong = s.checkRecords(ctx, begin(tx))
			}
			return ctx.Err()
		})
	})
	return wrong, err
}

func (s *Store) checkRecords(ctx context.Context, t *transaction) (wrong []error) {
	nights, alarms := 0, 0
	for key := range entries(t.people) {
		if err := ctx.Err(); err != nil {
			return append(wrong, err)
		}
		id := routines.PersonID(binary.BigEndian.Uint64(key))
		book, err := s.book(t, id)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		nights += len(book.Nights(math.MinInt32, math.MaxInt32))
		if err := book.Err(); err != nil {
			wrong = append(wrong, err)
		}
		if !book.Alarm.IsZero() {
			alarms++
			key := alarmKeyIn(s.layout, book)
			switch value := t.alarms.Get(key); {
			case value == nil:
				wrong = append(wrong, fmt.Errorf("person %d: the alarm would not ring", id))
			case !bytes.Equal(value, alarmValue(key, book.Early)):
				wrong = append(wrong, fmt.Errorf("person %d: the alarm would not ring when it may", id))
			}
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	if n := t.nights.Stats().KeyN; n != nights {
		wrong = append(wrong, fmt.Errorf("%d nights belong to nobody", n-nights))
	}
	if n := t.alarms.Stats().KeyN; n != alarms {
		wrong = append(wrong, fmt.Errorf("%d alarms belong to nobody", n-alarms))
	}
	for key := range entries(t.leases) {
		id := routines.PersonID(binary.BigEndian.Uint64(key))
		if t.lease(id).token == 0 {
			wrong = append(wrong, fmt.Errorf("person %d: the lease of the alarm is damaged", id))
		}
		if t.people.Get(key) == nil {
			wrong = append(wrong, fmt.Errorf("the lease of person %d belongs to nobody", id))
		}
	}
	for key := range entries(t.settings) {
		if _, err := t.setting(string(key)); err != nil {
			wrong = append(wrong, err)
		}
	}
	return wrong
}

// entries are the keys and values of a bucket, in order.
func entries(bucket *bbolt.Bucket) func(yield func(key, value []byte) bool) {
	return func(yield func(key, value []byte) bool) {
		cursor := bucket.Cursor()
		for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
			if !yield(key, value) {
				return
			}
		}
	}
}
