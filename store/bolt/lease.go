package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// lease is what is kept of a [store.Lease]. The alarm itself stays where it is,
// among all others: whether it is reserved is asked when its turn comes. So
// changing a Book never has to look at its lease.
type lease struct {
	until   time.Time
	token   uint64
	attempt uint32
}

const leasePayload = 8 + 8 + 4

func (l lease) record(id routines.PersonID) []byte {
	b := make([]byte, 0, leasePayload+4)
	b = binary.BigEndian.AppendUint64(b, uint64(l.until.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, l.token)
	b = binary.BigEndian.AppendUint32(b, l.attempt)
	return store.Seal(personKey(id), b)
}

// lease of a person's alarm, zero when there is none. One that is damaged
// counts as lost: the alarm rings anew, which is better than never.
func (t *transaction) lease(id routines.PersonID) lease {
	b, ok := store.Unseal(personKey(id), t.leases.Get(personKey(id)))
	if !ok || len(b) != leasePayload {
		return lease{}
	}
	return lease{
		until:   time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC(),
		token:   binary.BigEndian.Uint64(b[8:]),
		attempt: binary.BigEndian.Uint32(b[16:]),
	}
}

// Lease reserves alarms that are due, or may ring early; see [store.Store].
func (s *Store) Lease(ctx context.Context, now, reach, until time.Time, limit int) (leases []store.Lease, err error) {
	now, reach, until = store.Instant(now), store.Instant(reach), store.Instant(until)
	if limit <= 0 {
		return nil, ctx.Err()
	}
	// Most of the time nothing is due, and asking costs no write to the disk.
	found := false
	err = s.read(ctx, func(t *transaction) error {
		return s.touch(func() error {
			for range t.free(now, reach) {
				found = true
				break
			}
			return nil
		})
	})
	if err != nil || !found {
		return nil, err
	}
	err = s.write(ctx, func(*transaction) (put, error) {
		return func(t *transaction) error {
			leases, err = t.reserve(now, reach, until, limit)
			return err
		}, nil
	})
	if err != nil {
		return nil, err
	}
	return leases, nil
}

func (t *transaction) reserve(now, reach, until time.Time, limit int) (leases []store.Lease, err error) {
	for free := range t.free(now, reach) {
		t.dirty = true
		if free.Token, err = t.leases.NextSequence(); err != nil {
			return nil, err
		}
		free.Until = until
		held := lease{until: until, token: free.Token, attempt: uint32(free.Attempt)}
		if err := t.put(t.leases, personKey(free.Person), held.record(free.Person)); err != nil {
			return nil, err
		}
		if leases = append(leases, free); len(leases) == limit {
			break
		}
	}
	return leases, nil
}

// free are the alarms that can be leased, in order, with the attempt that it
// would be.
func (t *transaction) free(now, reach time.Time) iter.Seq[store.Lease] {
	return func(yield func(store.Lease) bool) {
		cursor := t.alarms.Cursor()
		for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
			alarm, id := alarmOf(key)
			ahead := alarm.After(now)
			if ahead && alarm.After(reach) {
				return
			}
			if ahead && !mayRing(key, value, now) {
				continue
			}
			old := t.lease(id)
			if old.until.After(now) {
				continue
			}
			if !yield(store.Lease{Person: id, Alarm: alarm, Attempt: int(old.attempt) + 1}) {
				return
			}
		}
	}
}

// Waiting counts alarms; see [store.Store].
func (s *Store) Waiting(ctx context.Context, before []time.Time, most int) (counts []int, err error) {
	err = s.read(ctx, func(t *transaction) error {
		return s.touch(func() error {
			counts = t.waiting(before, most)
			return nil
		})
	})
	return counts, err
}

func (t *transaction) waiting(before []time.Time, most int) []int {
	counts := make([]int, len(before))
	cursor, count := t.alarms.Cursor(), 0
	key, value := cursor.First()
	for i, end := range before {
		end = store.Instant(end)
		for key != nil && count < most && instantOf(key).Before(end) {
			if len(value) > 0 {
				count++
			}
			key, value = cursor.Next()
		}
		counts[i] = count
	}
	return counts
}

// Settle is Update for the holder of a lease; see [store.Store].
func (s *Store) Settle(ctx context.Context, held store.Lease, change func(*store.Book) error) error {
	return s.write(ctx, func(t *transaction) (put, error) {
		if err := s.touch(func() error { return t.holds(held) }); err != nil {
			return nil, err
		}
		book, err := s.change(t, held.Person, change)
		if err != nil {
			return nil, err
		}
		return func(t *transaction) error {
			// It may have run out and been given to another in this batch.
			if err := t.holds(held); err != nil {
				return err
			}
			if book != nil {
				if err := book(t); err != nil {
					return err
				}
			}
			return t.delete(t.leases, personKey(held.Person))
		}, nil
	}, held.Person)
}

// holds is an error when a lease was lost.
func (t *transaction) holds(held store.Lease) error {
	if current := t.lease(held.Person); current.token == 0 || current.token != held.Token {
		return fmt.Errorf("the lease of person %d was lost: %w", held.Person, store.ErrConflict)
	}
	return nil
}

// NextAlarm is when Lease would find something; see [store.Store].
func (s *Store) NextAlarm(ctx context.Context) (next time.Time, err error) {
	err = s.read(ctx, func(t *transaction) error {
		return s.touch(func() error {
			next = t.next()
			return nil
		})
	})
	return next, err
}

// next looks at the alarms until one is free. Those before it are reserved, and
// ring again when their lease has ended, which may be sooner.
func (t *transaction) next() (next time.Time) {
	cursor := t.alarms.Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		alarm, id := alarmOf(key)
		if !next.IsZero() && !alarm.Before(next) {
			break
		}
		if until := t.lease(id).until; until.After(alarm) {
			alarm = until
		}
		if next.IsZero() || alarm.Before(next) {
			next = alarm
		}
	}
	return next
}
