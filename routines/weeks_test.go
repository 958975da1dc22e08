package routines

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// daysOf writes days as their outcomes, digits for cramps.
func daysOf(first Date, outcomes string) (days []Day) {
	for i, o := range []byte(outcomes) {
		d := Day{Date: first + Date(i), Outcome: Outcome(o)}
		if o >= '1' && o <= '5' {
			d.Outcome, d.Cramps = Cramped, int(o-'0')
		}
		days = append(days, d)
	}
	return days
}

func TestWeeks(t *testing.T) {
	t.Parallel()
	november := DateOf(2026, time.November, 1) // a Sunday
	for _, tt := range []struct {
		name, days string
		first      time.Weekday
		weeks      []WeekRate
	}{
		{"none", "", time.Monday, nil},
		{"a week and a day before it", ".1..?5.2", time.Monday, []WeekRate{
			{november, november, Rate{1, 1, 0, 0}},
			{november + 1, november + 7, Rate{7, 6, 3, 8}},
		}},
		{"the same from Sunday", ".1..?5.2", time.Sunday, []WeekRate{
			{november, november + 6, Rate{7, 6, 2, 6}},
			{november + 7, november + 7, Rate{1, 1, 1, 2}},
		}},
		{"what does not count", "pp ~-..", time.Sunday, []WeekRate{
			{november, november + 6, Rate{3, 2, 0, 0}},
		}},
	} {
		if diff := cmp.Diff(tt.weeks, Weeks(daysOf(november, tt.days), tt.first)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	for _, hole := range []Date{3, 9} { // from Sunday to Wednesday, and over a week
		weeks := Weeks(append(daysOf(november, "."), daysOf(november+hole, ".")...), time.Monday)
		if len(weeks) != 2 || weeks[0].To != november || weeks[1].From != november+hole {
			t.Errorf("a hole of days: %+v", weeks)
		}
	}
}

func TestWeekIsEnough(t *testing.T) {
	t.Parallel()
	for answered, enough := range map[int]bool{0: false, 4: false, 5: true, 7: true} {
		if (WeekRate{Rate: Rate{Answered: answered}}).Enough() != enough {
			t.Errorf("%d answered: not %v", answered, enough)
		}
	}
}

// TestWeeksHoldEveryDay: the weeks of a month are the month.
func TestWeeksHoldEveryDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		month := Month(rapid.IntRange(1990*12, 2100*12).Draw(t, "month"))
		first := time.Weekday(rapid.IntRange(0, 6).Draw(t, "first"))
		length := int(month.Last() - month.First() + 1)
		days := daysOf(month.First(), rapid.StringOfN(rapid.SampledFrom([]rune(".12345?-p~ ")), length, length, -1).Draw(t, "days"))
		var all, sum Rate
		for _, d := range days {
			all.add(d)
		}
		next := month.First()
		weeks := Weeks(days, first)
		for i, w := range weeks {
			if w.From != next || w.To < w.From || w.To-w.From > 6 || i > 0 && w.From.Weekday() != first {
				t.Errorf("week %d is %v to %v", i, w.From, w.To)
			}
			next = w.To + 1
			sum.Nights += w.Rate.Nights
			sum.Answered += w.Rate.Answered
			sum.CrampNights += w.Rate.CrampNights
			sum.Cramps += w.Rate.Cramps
		}
		if next != month.Last()+1 || sum != all {
			t.Errorf("the weeks end before %v and hold %+v of %+v", next, sum, all)
		}
	})
}

func TestSevens(t *testing.T) {
	t.Parallel()
	first := DateOf(2026, time.November, 1)
	for _, tt := range []struct {
		name, days string
		weeks      []WeekRate
	}{
		{"none", "", nil},
		{"one", "3", []WeekRate{{first, first, Rate{1, 1, 1, 3}}}},
		{"a week", ".1..?5.", []WeekRate{{first, first + 6, Rate{7, 6, 2, 6}}}},
		{"a week and a day", "2.1..?5.", []WeekRate{{first, first, Rate{1, 1, 1, 2}}, {first + 1, first + 7, Rate{7, 6, 2, 6}}}},
		{"what does not count", "pppp.12", []WeekRate{{first, first + 6, Rate{3, 3, 2, 3}}}},
	} {
		if diff := cmp.Diff(tt.weeks, Sevens(daysOf(first, tt.days))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if eight := Sevens(daysOf(first, strings.Repeat("1", 56))); len(eight) != 8 || slices.ContainsFunc(eight, func(w WeekRate) bool { return w.Rate.Answered != 7 }) {
		t.Errorf("eight weeks of nights: %+v", eight)
	}
	// Dates that a journey or a pause jumped over keep their place.
	hole := Sevens(append(daysOf(first, "1"), daysOf(first+20, "2")...))
	if diff := cmp.Diff([]WeekRate{
		{first, first + 6, Rate{1, 1, 1, 1}}, {first + 7, first + 13, Rate{}}, {first + 14, first + 20, Rate{1, 1, 1, 2}},
	}, hole); diff != "" {
		t.Errorf("a hole of days: %s", diff)
	}
}
