// Package diarist is a made-up person who keeps a diary: they join, are asked
// from alarm to alarm what a real person would be asked, and answer most of it.
//
// Nothing of the bot runs and nothing is sent. The Book is changed by what
// changes that of a real person, so that it is one that somebody could have
// written. How often they cramp is up to package people.
package diarist

import (
	"time"

	"calmcalf/bot/emulator/people"
	"calmcalf/routines"
	"calmcalf/store"
)

// A made-up person does most of what they are asked to do, a few minutes later.
const (
	keptShare = 0.8
	takes     = 4 * time.Minute
)

// Diarist is one made-up person. It is for one Book.
type Diarist struct{ nights *people.Person }

// New makes up a person who cramps as often as that kind of people does. Equal
// seeds give equal diaries.
func New(kind people.Kind, seed uint64) *Diarist { return &Diarist{people.New(kind, seed)} }

// Join makes the Book that of a member since an instant (UTC), in a zone of the
// IANA database, with the usual plan, no health condition, and the alarm set to
// that instant.
func (d *Diarist) Join(book *store.Book, zone string, at time.Time) {
	p := &book.Person
	p.Language, p.Admitted, p.Consented, p.Joined = "en", at, at, at
	p.Plan = routines.NewPlan(zone, routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	p.Gates.Answered = at
	book.Add(routines.Begin(p, at))
	book.Alarm = at
}

// Live lets the person live from the Book's alarm up to now (UTC). What they are
// asked in the last minutes stays open, and the alarm is after now.
func (d *Diarist) Live(book *store.Book, now time.Time) {
	for !book.Alarm.IsZero() && !book.Alarm.After(now) {
		card, at := ring(book)
		if answered := at.Add(takes); answered.Before(now) {
			d.answer(book, card, answered)
		}
	}
}

// ring asks what is due at the alarm, and sets the next one.
func ring(book *store.Book) (card routines.Card, at time.Time) {
	p, tonight := &book.Person, book.Tonight()
	at = book.Alarm
	for _, night := range routines.Advance(p, tonight, book.Before(tonight.Date), at) {
		tonight = book.Add(night)
	}
	before := book.Before(tonight.Date)
	card, book.Alarm = routines.Due(p, tonight, before, at)
	routines.Settle(p, tonight, before, card, 0, at)
	if card.Summary != 0 {
		p.CloseMonth(book.Nights(0, tonight.Date), card.Summary)
	}
	return card, at
}

// answer does what the card asks for, or leaves it.
func (d *Diarist) answer(book *store.Book, card routines.Card, at time.Time) {
	for _, k := range card.Keys {
		if d.nights.Keeps(keptShare) {
			book.Person.Tick(book.Night(k.Night), k, routines.Done, at)
		}
	}
	if card.CheckIn == 0 {
		return
	}
	if night := book.Night(card.CheckIn); !night.Again { // who let it pass is not asked for another night
		checkIn(&book.Person, night, d.nights.Next(), at)
	}
}

// checkIn tells of a made-up night.
func checkIn(p *routines.Person, night *routines.Night, had people.Night, at time.Time) {
	if !had.Answered {
		return
	}
	reply := func(f routines.Field, v int) {
		if err := p.Reply(night, f, routines.Value(v), at); err != nil {
			panic(err) // the made-up values lie in their ranges
		}
	}
	reply(routines.Cramps, min(had.Cramps, routines.MostCramps))
	if had.Cramps == 0 {
		return
	}
	reply(routines.Leg, int(routines.LegFine))
	reply(routines.Pain, had.Pain)
	reply(routines.Sleep, min(2, had.Pain/4))
	longest := 0
	for _, bound := range []float64{1, 5} {
		if had.Minutes > bound {
			longest++
		}
	}
	reply(routines.Longest, longest)
	reply(routines.Where, 1<<had.Part)
	reply(routines.Side, int(had.Side)+1)
}
