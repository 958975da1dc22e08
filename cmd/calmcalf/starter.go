package main

import (
	"time"

	"calmcalf/bot/emulator/people"
	"calmcalf/routines"
	"calmcalf/store"
)

// keptShare is how many of the prompts a made-up person answers with done.
const keptShare = 0.8

// fillDiary lets a made-up person live through the days up to now, so that
// there is a month to look at. It goes the way the bell goes, from alarm to
// alarm.
func fillDiary(book *store.Book, days int, zone string, seed uint64, now time.Time) {
	p := &book.Person
	at := now.AddDate(0, 0, -days)
	p.Language, p.Admitted, p.Consented, p.Joined = "en", at, at, at
	p.Plan = routines.NewPlan(zone, routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	p.Gates.Answered = at
	book.Add(routines.Begin(p, at))
	person := people.New(people.Frequent, seed)
	for {
		tonight := book.Tonight()
		for _, night := range routines.Advance(p, tonight, book.Before(tonight.Date), at) {
			tonight = book.Add(night)
		}
		before := book.Before(tonight.Date)
		card, next := routines.Due(p, tonight, before, at)
		routines.Settle(p, tonight, before, card, 0, at)
		if card.Summary != 0 {
			p.CloseMonth(book.Nights(0, tonight.Date), card.Summary)
		}
		later := at.Add(4 * time.Minute)
		for _, k := range card.Keys {
			if night := book.Night(k.Night); person.Keeps(keptShare) && later.Before(now) {
				p.Tick(night, k, routines.Done, later)
			}
		}
		if before != nil && card.CheckIn == before.Date && before.AskedIn == 0 && !before.Again && later.Before(now) {
			answerMorning(p, before, person.Next(), later)
		}
		if book.Alarm = next; next.After(now) {
			return
		}
		at = next
	}
}

// answerMorning tells of a made-up night.
func answerMorning(p *routines.Person, night *routines.Night, had people.Night, at time.Time) {
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
