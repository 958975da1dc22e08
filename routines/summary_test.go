package routines

import (
	"testing"
	"time"
)

// A month is compared with the first 14 answered Nights only when it holds none
// of them, and what goes on now is not an ended month's.
func TestWhatAMonthIsComparedWith(t *testing.T) {
	t.Parallel()
	p := &Person{Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))}
	diary := func(first Date, answered, nights int) (list []*Night, now time.Time) {
		for i := range nights {
			n := &Night{Date: first + Date(i), Opened: p.Plan.WakeTime(first + Date(i)), Asked: p.Plan.WakeTime(first + Date(i) + 1)}
			if i < answered {
				n.Record(Cramps, 0, n.Asked)
			}
			list = append(list, n)
		}
		return list, list[nights-1].Opened.Add(time.Hour)
	}
	october := MonthOf(2026, time.October)
	for name, test := range map[string]struct {
		first            Date
		answered, nights int
		month            Month
		apart, ended     bool
	}{
		"they end with the month before":  {DateOf(2026, 9, 17), 40, 45, october, true, false},
		"one of them lies in the month":   {DateOf(2026, 9, 18), 40, 43, october, false, false},
		"there are 13":                    {DateOf(2026, 9, 1), 13, 45, october, false, false},
		"the month has just ended":        {DateOf(2026, 9, 1), 60, 68, october, true, false},
		"the month has ended":             {DateOf(2026, 9, 1), 60, 69, october, true, true},
		"the first month, looked back at": {DateOf(2026, 10, 1), 60, 39, october, false, true},
	} {
		nights, now := diary(test.first, test.answered, test.nights)
		if s := Summarise(p, nights, test.month, now); s.FirstApart != test.apart || s.Ended != test.ended {
			t.Errorf("%s: apart %v, ended %v", name, s.FirstApart, s.Ended)
		}
	}
}

// TestSummaryTellsOfStreaks counts evenings up to the last one that is over.
func TestSummaryTellsOfStreaks(t *testing.T) {
	t.Parallel()
	p, nights, now := reported(make([]func(*Night, time.Time), 8)...)
	for i, kept := range "+++oo+o+" {
		state := Open
		if kept == '+' {
			state = Done
		}
		nights[i].Marks = []Mark{{Routine: CalfStretch, State: state}}
	}
	nights[8].Marks = []Mark{{Routine: CalfStretch}}
	s := Summarise(p, nights, nights[0].Date.Month(), now)
	if want, longest := (KeptStreak{2, 1}), (KeptStreak{3, 0}); s.Kept != want || s.LongestKept != longest {
		t.Errorf("%+v and %+v, want %+v and %+v", s.Kept, s.LongestKept, want, longest)
	}
}

// TestUsual asks again and again, as the order of what ties must not matter.
func TestUsual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		counts Counts
		want   Value
	}{
		{nil, 0},
		{Counts{0: 9}, 0},
		{Counts{0: 9, 2: 1}, 2},
		{Counts{1: 2, 2: 3, 3: 1}, 2},
		{Counts{1: 2, 2: 2, 3: 2}, 1},
	} {
		for range 20 {
			if got := usual(test.counts); got != test.want {
				t.Fatalf("%v: %d, want %d", test.counts, got, test.want)
			}
		}
	}
}
