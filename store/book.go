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
// always gives the same pointer, and none of it is to be used after the closure
// that was given the Book has returned.
//
// A Night that cannot be read looks as if it were not there. The Book then
// remembers why (see [Book.Err]), and nothing of it will be stored.
//
// The zero Book is one of its own that lies in no store.
type Book struct {
	Person  routines.Person
	Alarm   time.Time // when to look at this Book next; zero: never
	Early   time.Time // from when on the alarm may ring when many are waiting; zero: nothing is expected to be said at it
	Applied []int64   // ids of the updates applied last, oldest first

	id     routines.PersonID
	head   []byte // the record that Person, Alarm, Early and Applied were read from
	pages  Pages  // nil: no Nights are stored
	leaves map[routines.Date]*leaf
	err    error // the first thing that went wrong with a Night
}

// leaf is a Night that was read or added.
type leaf struct {
	night  *routines.Night
	stored []byte // the record it was read from, nil when there was none
}

// mostApplied is how many update ids a Book remembers. Telegram repeats what
// was not confirmed, at most a hundred at a time and in order, so far fewer
// than this of one person can be under way.
const mostApplied = 64

// Seen tells whether the update was applied before. Ids are compared for
// membership only: Telegram's order is not to be trusted.
func (b *Book) Seen(update int64) bool { return slices.Contains(b.Applied, update) }

// Apply remembers the update as applied.
func (b *Book) Apply(update int64) {
	b.Applied = append(b.Applied, update)
	b.Applied = b.Applied[max(0, len(b.Applied)-mostApplied):]
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
	if l, ok := b.leaves[date]; ok {
		return l.night
	}
	b.read(date, date)
	if l, ok := b.leaves[date]; ok {
		return l.night
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
	b.read(from, to)
	var dates []routines.Date
	for date := range b.leaves {
		if date >= from && date <= to {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	nights := make([]*routines.Night, len(dates))
	for i, date := range dates {
		nights[i] = b.leaves[date].night
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
	b.keep(night.Date, &leaf{night: &night})
	return &night
}

// Err is why a Night could not be read, nil when all could. It outranks
// whatever the closure itself made of a Night that seemed to be missing.
func (b *Book) Err() error { return b.err }

// latest is the last Night that lies at or before a date.
func (b *Book) latest(to routines.Date) *routines.Night {
	if b.pages != nil && b.err == nil {
		page, ok, err := b.pages.Last(to)
		if err != nil {
			b.err = err
		} else if ok {
			b.turn(page)
		}
	}
	var latest *routines.Night
	at := firstDate
	for date, l := range b.leaves {
		if date <= to && date >= at {
			latest, at = l.night, date
		}
	}
	return latest
}

// read makes leaves of the stored Nights between two dates.
func (b *Book) read(from, to routines.Date) {
	if b.pages == nil || b.err != nil {
		return
	}
	pages, err := b.pages.Range(from, to)
	if err != nil {
		b.err = err
		return
	}
	for _, page := range pages {
		b.turn(page)
	}
}

// turn makes a leaf of a page, unless there is one: it may have been changed.
func (b *Book) turn(page Page) {
	if _, ok := b.leaves[page.Date]; ok || b.err != nil {
		return
	}
	night, err := decodeNight(b.id, page)
	if err != nil {
		b.err = err
		return
	}
	b.keep(page.Date, &leaf{night: &night, stored: page.Record})
}

func (b *Book) keep(date routines.Date, l *leaf) {
	if b.leaves == nil {
		b.leaves = map[routines.Date]*leaf{}
	}
	b.leaves[date] = l
}

// changed gives the pages of the Nights that are not stored as they are now,
// oldest first.
func (b *Book) changed() ([]Page, error) {
	var pages []Page
	for date, l := range b.leaves {
		if l.night.Date != date {
			return nil, fmt.Errorf("store: person %d: the night %v was renamed to %v", b.id, date, l.night.Date)
		}
		record, err := encodeNight(b.id, l.night)
		if err != nil {
			return nil, err
		}
		if l.stored == nil || !slices.Equal(record, l.stored) {
			pages = append(pages, Page{Date: date, Record: record})
		}
	}
	slices.SortFunc(pages, func(a, b Page) int { return cmp.Compare(a.Date, b.Date) })
	return pages, nil
}
