package bolt

import (
	"bytes"
	"context"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
)

// Update changes a person's Book; see [store.Store].
func (s *Store) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	return s.write(ctx, func(t *transaction) (put, error) { return s.change(t, id, change) }, id)
}

// View shows a person's Book; see [store.Store].
func (s *Store) View(ctx context.Context, id routines.PersonID, look func(*store.Book) error) error {
	return s.read(ctx, func(t *transaction) error {
		book, err := s.book(t, id)
		if err != nil {
			return err
		}
		err = look(book)
		if book.Err() != nil {
			return book.Err()
		}
		return err
	})
}

// Forget erases a person's Book; see [store.Store].
func (s *Store) Forget(ctx context.Context, id routines.PersonID) error {
	return s.write(ctx, func(*transaction) (put, error) {
		return func(t *transaction) error { return t.erase(id) }, nil
	}, id)
}

func (s *Store) book(t *transaction, id routines.PersonID) (*store.Book, error) {
	var head []byte
	if err := s.touch(func() error {
		head = t.people.Get(personKey(id))
		return nil
	}); err != nil {
		return nil, err
	}
	book, err := store.OpenBook(id, head, records{s, t.nights, id})
	return book, s.fault(err)
}

// change runs a closure on a Book and gives what writes what it changed.
func (s *Store) change(t *transaction, id routines.PersonID, change func(*store.Book) error) (put, error) {
	book, err := s.book(t, id)
	if err != nil {
		return nil, err
	}
	alarm, early := book.Alarm, book.Early
	err = change(book)
	if book.Err() != nil {
		return nil, book.Err()
	}
	if err != nil {
		return nil, err
	}
	changes, err := book.Changes()
	if err != nil {
		return nil, s.fault(err)
	}
	if !changes.Empty && changes.Head == nil && len(changes.Nights) == 0 {
		return nil, nil
	}
	return func(t *transaction) error {
		if changes.Empty {
			return t.erase(id)
		}
		if changes.Head != nil {
			if err := t.put(t.people, personKey(id), changes.Head); err != nil {
				return err
			}
		}
		for _, night := range changes.Nights {
			if err := t.put(t.nights, nightKey(id, night.Date), night.Data); err != nil {
				return err
			}
		}
		return t.moveAlarm(id, alarm, early, changes)
	}, nil
}

// moveAlarm brings the index of alarms up to date.
func (t *transaction) moveAlarm(id routines.PersonID, alarm, early time.Time, to store.Changes) error {
	moved := !to.Alarm.Equal(alarm)
	if moved && !alarm.IsZero() {
		if err := t.delete(t.alarms, alarmKey(alarm, id)); err != nil {
			return err
		}
	}
	if to.Alarm.IsZero() || !moved && to.Early.Equal(early) {
		return nil
	}
	key := alarmKey(to.Alarm, id)
	return t.put(t.alarms, key, alarmValue(key, to.Early))
}

// erase removes all that is kept under a person's id. The alarm is found through
// the head or, if that is damaged, by looking at all alarms: a damaged Book can
// still be forgotten. That somebody was forgotten is noted for [Store.Compact].
func (t *transaction) erase(id routines.PersonID) error {
	person := personKey(id)
	head := t.people.Get(person)
	if head == nil {
		return nil
	}
	if book, err := store.OpenBook(id, head, nil); err == nil {
		if !book.Alarm.IsZero() {
			if err := t.delete(t.alarms, alarmKey(book.Alarm, id)); err != nil {
				return err
			}
		}
	} else if err := t.deleteAlarms(id); err != nil {
		return err
	}
	var nights [][]byte
	cursor := t.nights.Cursor()
	for key, _ := cursor.Seek(person); bytes.HasPrefix(key, person); key, _ = cursor.Next() {
		nights = append(nights, key)
	}
	for _, key := range nights {
		if err := t.delete(t.nights, key); err != nil {
			return err
		}
	}
	if err := t.delete(t.leases, person); err != nil {
		return err
	}
	if err := t.delete(t.people, person); err != nil {
		return err
	}
	return t.put(t.meta, erasedKey, []byte{1})
}

func (t *transaction) deleteAlarms(id routines.PersonID) error {
	var alarms [][]byte
	cursor := t.alarms.Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		if _, of := alarmOf(key); of == id {
			alarms = append(alarms, key)
		}
	}
	for _, key := range alarms {
		if err := t.delete(t.alarms, key); err != nil {
			return err
		}
	}
	return nil
}

var _ store.Records = records{}

// records are the stored Nights of one person.
type records struct {
	store  *Store
	bucket *bbolt.Bucket
	id     routines.PersonID
}

// Range gives the records between two dates; see [store.Records].
func (r records) Range(from, to routines.Date) (found []store.Record, err error) {
	person := personKey(r.id)
	err = r.store.touch(func() error {
		cursor := r.bucket.Cursor()
		key, data := cursor.Seek(nightKey(r.id, from))
		for ; bytes.HasPrefix(key, person) && nightOf(key) <= to; key, data = cursor.Next() {
			found = append(found, store.Record{Date: nightOf(key), Data: data})
		}
		return nil
	})
	return found, err
}

// Last gives the latest record at or before a date; see [store.Records].
func (r records) Last(to routines.Date) (record store.Record, ok bool, err error) {
	person, wanted := personKey(r.id), nightKey(r.id, to)
	err = r.store.touch(func() error {
		cursor := r.bucket.Cursor()
		key, data := cursor.Seek(wanted)
		switch {
		case key == nil:
			key, data = cursor.Last()
		case !bytes.Equal(key, wanted):
			key, data = cursor.Prev()
		}
		if ok = bytes.HasPrefix(key, person); ok {
			record = store.Record{Date: nightOf(key), Data: data}
		}
		return nil
	})
	return record, ok, err
}
