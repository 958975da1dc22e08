package routines

import (
	"testing"
	"time"
)

// Of months without an answer only the first is told of, until one has some.
func TestBlankMonths(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	night := func(d Date, answered bool) *Night {
		n := &Night{Date: d, Asked: now}
		if answered {
			n.Record(Cramps, 0, now)
		}
		return n
	}
	june := MonthOf(2026, time.June)
	var nights []*Night
	for i, answered := range []bool{true, false, false, true, false} {
		nights = append(nights, night((june+Month(i)).First(), answered), night((june+Month(i)).Last(), false))
	}
	p := &Person{}
	for i, want := range []Month{0, june + 1, june + 1, 0, june + 4} {
		p.CloseMonth(nights, june+Month(i))
		if p.Summaries.Blank != want {
			t.Errorf("after %v blank is %v, want %v", june+Month(i), p.Summaries.Blank, want)
		}
		if _, ok := p.Summaries.Insight(june + Month(i)); !ok {
			t.Errorf("%v made no comparison", june+Month(i))
		}
	}
}

func TestCall(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	for name, test := range map[string]struct{ now, hush time.Time }{
		"by day":             {at(22, 10, 0), at(22, 19, 30)},
		"as evening begins":  {at(22, 19, 30), at(23, 19, 30)},
		"in the evening":     {at(22, 21, 0), at(23, 19, 30)},
		"at night":           {at(23, 3, 0), at(23, 19, 30)},
		"just before waking": {at(23, 6, 59), at(23, 19, 30)},
	} {
		p := &Person{Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30)), Gates: Gates{Answered: at(1, 0, 0)}}
		night := Night{Date: DateOf(2026, time.November, 22), Opened: at(22, 7, 0)}
		p.Call(&night, test.now)
		if v, ok := night.Answer(Emergency); !ok || v != 1 || !p.Care.Called.Equal(test.now) || !p.Care.Since.IsZero() || !p.Care.Hush.Equal(test.hush) {
			t.Errorf("%s: emergency %v %v, care %+v", name, v, ok, p.Care)
		}
		if p.May(CalfStretch) || !p.May(Hydration) {
			t.Errorf("%s: the stretch rests %v, a glass of water %v", name, !p.May(CalfStretch), !p.May(Hydration))
		}
	}
}

// A leg that rests keeps its own beginning, which its buttons name, and the
// mornings count anew.
func TestCallWhileResting(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	p := &Person{Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30)), Care: Care{Since: since}, Quiet: Quiet{CheckIns: 5}}
	night := Night{Date: DateOf(2026, time.November, 22)}
	p.Call(&night, since.AddDate(0, 0, 2))
	now := since.AddDate(0, 0, 2)
	if !p.Care.Since.Equal(since) || !p.Care.Latest().Equal(now) || p.Quiet.CheckIns != 0 {
		t.Errorf("%+v, %d mornings without an answer", p.Care, p.Quiet.CheckIns)
	}
	if morning := now.AddDate(0, 0, 2); !p.AsksAfterCare(morning) || p.AsksAfterCare(morning.AddDate(0, 0, 2)) {
		t.Error("the mornings do not count from the call")
	}
	if p.AsksAfterCare(now.Add(-time.Hour)) {
		t.Error("the morning before the call asks about it")
	}
}
