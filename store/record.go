package store

import (
	"slices"
	"time"

	"calmcalf/routines"
)

// Record is one Night as it is stored: its date, which is its key, and its
// sealed bytes. They stay as they are until the transaction ends.
type Record struct {
	Date routines.Date
	Data []byte
}

// Records lends a Book the stored Nights of its person. An implementation gives
// it inside its transaction.
type Records interface {
	// Range gives the records between two dates, both included, oldest first.
	Range(from, to routines.Date) ([]Record, error)

	// Last gives the latest record at or before a date; ok is false when there
	// is none.
	Last(to routines.Date) (record Record, ok bool, err error)
}

// OpenBook gives an implementation the Book of a person from what it has
// stored. Somebody unknown has no head.
func OpenBook(id routines.PersonID, head []byte, records Records) (*Book, error) {
	book := &Book{id: id, head: head, records: records}
	if head != nil {
		if err := decodeHead(book); err != nil {
			return nil, err
		}
	}
	book.Person.ID = id
	return book, nil
}

// Changes is what an implementation has to write so that a Book is stored as
// its closure left it. A Book that did not change has none.
type Changes struct {
	Empty  bool      // nothing of this person is to be in the store
	Head   []byte    // the record of all but the Nights; nil when it did not change
	Alarm  time.Time // the Book's alarm, as it is stored
	Early  time.Time // from when on it may ring early, in the same way
	Nights []Record  // the Nights that are new or changed, oldest first
}

// Changes compares the Book with what was read. It is an error when a part of it
// could not be read, or cannot be stored.
func (b *Book) Changes() (Changes, error) {
	if b.err != nil {
		return Changes{}, b.err
	}
	head, blank, err := encodeHead(b)
	if err != nil {
		return Changes{}, err
	}
	nights, err := b.changed()
	if err != nil {
		return Changes{}, err
	}
	if blank && b.Tonight() == nil {
		return Changes{Empty: b.err == nil}, b.err
	}
	if slices.Equal(head, b.head) {
		head = nil
	}
	return Changes{Head: head, Alarm: Instant(b.Alarm), Early: Instant(b.Early), Nights: nights}, nil
}

// Instant rounds an instant down to what a store keeps of it: the microsecond,
// in UTC.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
