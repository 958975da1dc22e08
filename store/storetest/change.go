package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"calmcalf/routines"
	"calmcalf/store"
)

// change is one thing that a closure does, in the store and in the model.
type change struct {
	kind   int
	night  routines.Date
	number int
	at     time.Time
	early  time.Time
}

var changes = rapid.Custom(func(t *rapid.T) change {
	return change{
		kind:   rapid.IntRange(0, 7).Draw(t, "kind"),
		night:  tonight + routines.Date(rapid.IntRange(-3, 3).Draw(t, "night")),
		number: rapid.IntRange(0, 3).Draw(t, "number"),
		at:     instants.Draw(t, "at"),
		early:  rapid.OneOf(instants, rapid.Just(time.Time{})).Draw(t, "early"),
	}
})

var instants = rapid.Custom(func(t *rapid.T) time.Time {
	return evening.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "second")) * time.Second)
})

func (c change) toBook(b *store.Book) {
	night := func() *routines.Night {
		if n := b.Night(c.night); n != nil {
			return n
		}
		return b.Add(routines.Night{Date: c.night})
	}
	switch c.kind {
	case 0, 1:
		b.Alarm, b.Early = c.at, c.early
	case 2:
		b.Alarm = time.Time{}
	case 3:
		b.Person.Asking = fmt.Sprint("?", c.number)[:min(c.number, 1)]
	case 4:
		b.Apply(int64(c.number))
	case 5:
		night().AskedIn = c.number
	case 6:
		b.Add(routines.Night{Date: c.night, Opened: c.at})
	case 7:
		if n := b.Tonight(); n != nil {
			n.Cramps = append(n.Cramps, routines.Cramp{At: c.at, Logged: c.at})
		}
		if n := b.Before(c.night); n != nil {
			n.Again = !n.Again
		}
	}
}

// toContent does the same without a Book.
func (c change) toContent(to *content) {
	at := func(date routines.Date) (int, bool) {
		return slices.BinarySearchFunc(to.Nights, date, func(n routines.Night, d routines.Date) int { return cmp.Compare(n.Date, d) })
	}
	put := func(n routines.Night) {
		i, found := at(n.Date)
		if found {
			to.Nights[i] = n
		} else {
			to.Nights = slices.Insert(to.Nights, i, n)
		}
	}
	switch c.kind {
	case 0, 1:
		to.Alarm, to.Early = c.at, c.early
	case 2:
		to.Alarm = time.Time{}
	case 3:
		to.Person.Asking = fmt.Sprint("?", c.number)[:min(c.number, 1)]
	case 4:
		to.Applied = append(to.Applied, int64(c.number))
		to.Applied = to.Applied[max(0, len(to.Applied)-store.MostApplied):]
	case 5:
		n := routines.Night{Date: c.night}
		if i, found := at(c.night); found {
			n = to.Nights[i]
		}
		n.AskedIn = c.number
		put(n)
	case 6:
		put(routines.Night{Date: c.night, Opened: c.at})
	case 7:
		if last := len(to.Nights) - 1; last >= 0 {
			to.Nights[last].Cramps = append(to.Nights[last].Cramps, routines.Cramp{At: c.at, Logged: c.at})
		}
		if i, _ := at(c.night); i > 0 {
			to.Nights[i-1].Again = !to.Nights[i-1].Again
		}
	}
}

// clone makes a content whose changes are not seen in the first.
func (c content) clone() content {
	c.Applied = slices.Clone(c.Applied)
	c.Nights = slices.Clone(c.Nights)
	for i := range c.Nights {
		c.Nights[i].Cramps = slices.Clone(c.Nights[i].Cramps)
	}
	return c
}
