package store

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"calmcalf/routines"
)

// Book is everything kept about one person. Nights are read when they are
// asked for; changing one through its pointer changes the Book. The same date
// always gives the same pointer, and none of them may be used after the closure
// that was given the Book has returned.
//
// A Night that cannot be read looks as if it were not there. The Book then
// remembers why (see [Book.Err]), and none of its changes will be stored.
//
// The zero Book is empty and belongs to no store.
type Book struct {
	Person  routines.Person
	Alarm   time.Time // when to look at this Book next; zero: never
	Early   time.Time // from when on the alarm may ring if many are waiting; zero: nothing is expected to be said at it
	Applied []int64   // ids of the updates applied last, oldest first
	Owed    []Owed    // answers that have not gone out yet, oldest first

	id      routines.PersonID
	head    []byte  // the record that Person, Alarm, Early and Applied were read from
	records Records // nil: no Nights are stored
	cached  map[routines.Date]*cachedNight
	err     error // the first thing that went wrong with a Night
}

// cachedNight is a Night that was read or added.
type cachedNight struct {
	night  *routines.Night
	stored []byte // the record it was read from, nil when there was none
}

// The outermost dates there are.
const (
	firstDate routines.Date = math.MinInt32
	lastDate  routines.Date = math.MaxInt32
)

// Tonight is the latest Night, nil when there is none.
func (b *Book) Tonight() *routines.Night { return b.latest(lastDate) }

// Night of a date, nil when there is none.
func (b *Book) Night(date routines.Date) *routines.Night {
	if c, ok := b.cached[date]; ok {
		return c.night
	}
	b.loadRange(date, date)
	if c, ok := b.cached[date]; ok {
		return c.night
	}
	return nil
}

// Before is the Night that precedes a date, nil when there is none.
func (b *Book) Before(date routines.Date) *routines.Night {
	if date == firstDate {
		return nil
	}
	return b.latest(date - 1)
}

// Nights between two dates, both included, oldest first.
func (b *Book) Nights(from, to routines.Date) []*routines.Night {
	b.loadRange(from, to)
	var dates []routines.Date
	for date := range b.cached {
		if date >= from && date <= to {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	nights := make([]*routines.Night, len(dates))
	for i, date := range dates {
		nights[i] = b.cached[date].night
	}
	return nights
}

// Add puts a Night into the Book, in the place of one of the same date. Whoever
// holds a pointer to that one sees the new one.
func (b *Book) Add(night routines.Night) *routines.Night {
	if old := b.Night(night.Date); old != nil {
		*old = night
		return old
	}
	b.cache(night.Date, &cachedNight{night: &night})
	return &night
}

// Err is why a Night could not be read, nil when all could. It outranks
// whatever the closure itself made of a Night that seemed to be missing.
func (b *Book) Err() error { return b.err }

// latest is the last Night at or before a date.
func (b *Book) latest(to routines.Date) *routines.Night {
	if b.records != nil && b.err == nil {
		record, ok, err := b.records.Last(to)
		if err != nil {
			b.err = err
		} else if ok {
			b.load(record)
		}
	}
	var latest *routines.Night
	at := firstDate
	for date, c := range b.cached {
		if date <= to && date >= at {
			latest, at = c.night, date
		}
	}
	return latest
}

// loadRange caches the stored Nights between two dates.
func (b *Book) loadRange(from, to routines.Date) {
	if b.records == nil || b.err != nil {
		return
	}
	records, err := b.records.Range(from, to)
	if err != nil {
		b.err = err
		return
	}
	for _, record := range records {
		b.load(record)
	}
}

// load caches the Night of a record, unless it is cached: it may have been
// changed since.
func (b *Book) load(record Record) {
	if _, ok := b.cached[record.Date]; ok || b.err != nil {
		return
	}
	night, err := decodeNight(b.id, record)
	if err != nil {
		b.err = err
		return
	}
	b.cache(record.Date, &cachedNight{night: &night, stored: record.Data})
}

func (b *Book) cache(date routines.Date, c *cachedNight) {
	if b.cached == nil {
		b.cached = map[routines.Date]*cachedNight{}
	}
	b.cached[date] = c
}

// changed gives the records of the Nights that are not stored as they are now,
// oldest first.
func (b *Book) changed() ([]Record, error) {
	var records []Record
	for date, c := range b.cached {
		if c.night.Date != date {
			return nil, fmt.Errorf("store: person %d: the night %v was renamed to %v", b.id, date, c.night.Date)
		}
		data, err := encodeNight(b.id, c.night)
		if err != nil {
			return nil, err
		}
		if c.stored == nil || !slices.Equal(data, c.stored) {
			records = append(records, Record{Date: date, Data: data})
		}
	}
	slices.SortFunc(records, func(a, b Record) int { return cmp.Compare(a.Date, b.Date) })
	return records, nil
}
