package routines

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// summaries lives from one instant to another, alarm by alarm, and lists when
// months were summed up. live is asked at each alarm, and each hour while none is
// set.
func summaries(t *testing.T, p *Person, from, to time.Time, live func(p *Person, tonight *Night, now time.Time)) (said map[Month]time.Time) {
	said = map[Month]time.Time{}
	first := Begin(p, from)
	tonight, before := &first, (*Night)(nil)
	for now := from; now.Before(to); {
		for _, night := range Advance(p, tonight, before, now) {
			before, tonight = tonight, &night
		}
		live(p, tonight, now)
		card, next := Due(p, tonight, before, now)
		if next.IsZero() {
			next = now.Add(time.Hour)
		}
		Settle(p, tonight, before, card, 1, now)
		if card.Summary != 0 {
			if len(card.Keys) > 0 || card.CheckIn != 0 {
				t.Errorf("the summary is not alone: %+v", card)
			}
			if bed := p.Plan.Bedtime(tonight.Date); now.Before(tonight.Opened) || !now.Before(bed) {
				t.Errorf("the summary comes at %v, in a Night from %v to bed at %v", now, tonight.Opened, bed)
			}
			if _, twice := said[card.Summary]; twice {
				t.Errorf("%v is summed up twice", card.Summary)
			}
			said[card.Summary] = now
			next = now // what yields to it may follow
			continue
		}
		now = next
	}
	return said
}

func TestMonthIsSummedUp(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	joined := time.Date(2026, 9, 20, 10, 0, 0, 0, time.UTC)
	end := time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)
	person := func() *Person {
		return &Person{ID: 7, Joined: joined, Gates: Gates{Answered: joined},
			Plan: NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))}
	}
	nothing := func(*Person, *Night, time.Time) {}

	p := person()
	said := summaries(t, p, joined, end, nothing)
	if len(said) != 3 || p.Summaries.Last != MonthOf(2026, time.November) {
		t.Errorf("summed up: %v, last %v", said, p.Summaries.Last)
	}
	for month := MonthOf(2026, time.September); month <= MonthOf(2026, time.November); month++ {
		at := said[month].In(berlin)
		if at.Day() != 1 || at.Hour() != 10 {
			t.Errorf("%v is summed up at %v, want the 1st from 10:00 to 10:59", month, at)
		}
	}

	t.Run("a pause puts it off, for a week", func(t *testing.T) {
		t.Parallel()
		p := person()
		p.Plan.Pauses = []Span{{From: DateOf(2026, 9, 28), To: DateOf(2026, 10, 4)}, {From: DateOf(2026, 10, 28), To: DateOf(2026, 11, 8)}}
		said := summaries(t, p, joined, end, nothing)
		if at := said[MonthOf(2026, time.September)].In(berlin); at.Day() != 5 || at.Hour() != 10 {
			t.Errorf("September is summed up at %v, want the 5th", at)
		}
		if at, ok := said[MonthOf(2026, time.October)]; ok {
			t.Errorf("October is summed up at %v, long past", at)
		}
	})
	t.Run("an emergency holds it", func(t *testing.T) {
		t.Parallel()
		p := person()
		p.Care.Hush = time.Date(2026, 10, 1, 17, 30, 0, 0, time.UTC)
		if at := summaries(t, p, joined, end, nothing)[MonthOf(2026, time.September)]; at.Before(p.Care.Hush) {
			t.Errorf("September is summed up at %v", at)
		}
	})
	t.Run("who joins this month hears of it next month", func(t *testing.T) {
		t.Parallel()
		p := person()
		p.Joined = time.Date(2026, 10, 1, 5, 30, 0, 0, time.UTC)
		said := summaries(t, p, p.Joined, end, nothing)
		if at, ok := said[MonthOf(2026, time.September)]; ok {
			t.Errorf("September is summed up at %v", at)
		}
		if _, ok := said[MonthOf(2026, time.October)]; !ok {
			t.Error("October is not summed up")
		}
	})
	t.Run("a week is enough, a day less is not", func(t *testing.T) {
		t.Parallel()
		for day, want := range map[int]bool{24: true, 25: false} {
			p := person()
			p.Joined = time.Date(2026, 9, day, 10, 0, 0, 0, time.UTC)
			if _, ok := summaries(t, p, p.Joined, end, nothing)[MonthOf(2026, time.September)]; ok != want {
				t.Errorf("joined on the %dth: September is summed up %v", day, ok)
			}
		}
	})
	t.Run("who comes back hears of it the next day", func(t *testing.T) {
		t.Parallel()
		p := person()
		back := time.Date(2026, 10, 2, 15, 0, 0, 0, time.UTC)
		p.Away = joined
		said := summaries(t, p, joined, end, func(p *Person, tonight *Night, now time.Time) {
			if !p.Away.IsZero() && !now.Before(back) {
				p.Away = time.Time{}
				Changed(p, tonight, now)
			}
		})
		if at := said[MonthOf(2026, time.September)].In(berlin); at.Day() != 3 || at.Hour() != 10 {
			t.Errorf("September is summed up at %v", at)
		}
	})
	t.Run("a bot that was down", func(t *testing.T) {
		t.Parallel()
		p := person()
		first := Begin(p, joined)
		for at, want := range map[time.Time]Month{
			time.Date(2026, 10, 3, 15, 0, 0, 0, time.UTC):  MonthOf(2026, time.September),
			time.Date(2026, 10, 3, 23, 0, 0, 0, time.UTC):  0, // in bed
			time.Date(2026, 10, 8, 15, 0, 0, 0, time.UTC):  0,
			time.Date(2026, 10, 31, 15, 0, 0, 0, time.UTC): 0,
			time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC):  MonthOf(2026, time.October),
		} {
			night := first
			nights := Advance(p, &night, nil, at)
			tonight, before := &nights[len(nights)-1], &nights[len(nights)-2]
			said := Month(0)
			for range 2 { // what goes first, and what follows
				card, _ := Due(p, tonight, before, at)
				Settle(p, tonight, before, card, 1, at)
				said = max(said, card.Summary)
			}
			if said != want {
				t.Errorf("back at %v: %v is summed up, want %v", at, said, want)
			}
			p.Summaries = Summaries{}
		}
	})
}

// Whoever has the same hours is spread over the hour, and not the same way each
// month.
func TestSummariesAreSpread(t *testing.T) {
	t.Parallel()
	month := MonthOf(2026, time.October)
	minutes := map[time.Duration]int{}
	moved := 0
	const people = 6000
	for id := range PersonID(people) {
		p := Person{ID: 1_000_000 + id}
		minutes[p.spread(month)]++
		if p.spread(month) != p.spread(month+1) {
			moved++
		}
	}
	for at, n := range minutes {
		if at < 0 || at >= summarySpread*time.Minute || n > 2*people/summarySpread {
			t.Errorf("%d of %d people in minute %v", n, people, at)
		}
	}
	if len(minutes) != summarySpread || moved < people*9/10 {
		t.Errorf("%d minutes are used, %d people are moved", len(minutes), moved)
	}
}

// Nothing rings before an emergency's hush ends, and what was due in it is not
// made up for.
func TestHush(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		joined := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
		hush := joined.Add(time.Duration(rapid.IntRange(1, 72*60).Draw(t, "hush")) * time.Minute)
		p := &Person{ID: 7, Joined: joined, Gates: Gates{Answered: joined}, Settings: RepeatStretch,
			Plan: NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))}
		p.Care.Hush = hush
		first := Begin(p, joined)
		tonight, before := &first, (*Night)(nil)
		rung := false
		for now := joined; now.Before(hush.Add(48 * time.Hour)); {
			for _, night := range Advance(p, tonight, before, now) {
				before, tonight = tonight, &night
			}
			card, next := Due(p, tonight, before, now)
			for _, k := range card.Keys {
				if o, ok := p.Plan.Occurrence(k); now.Before(hush) || !ok || !o.At.After(hush) {
					t.Fatalf("%+v rings at %v, hushed until %v", k, now, hush)
				}
				rung = true
			}
			Settle(p, tonight, before, card, 1, now)
			now = next
		}
		if !rung {
			t.Fatalf("nothing rings after %v", hush)
		}
	})
}
