package routines

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// november is the month that the diaries of these tests close.
var november = MonthOf(2026, time.November)

// comparing gives a Night that had so many cramps, -1 for unknown, and a Mark
// of the routine for each state.
func comparing(date Date, cramps int, r Routine, states ...State) *Night {
	n := &Night{Date: date, Opened: day(1, "07:00")}
	if cramps >= 0 {
		n.Record(Cramps, Value(cramps), day(2, "07:15"))
	}
	for i, s := range states {
		n.Touch(r, uint8(i), day(1, "20:00").Add(time.Duration(i)*time.Hour)).State = s
	}
	return n
}

func TestCompare(t *testing.T) {
	t.Parallel()
	first, last := november.First(), november.Last()
	paused := comparing(last, 1, CalfStretch, Done)
	paused.Paused = true
	logged := comparing(last, -1, CalfStretch, Done)
	logged.LogCramp(day(2, "02:40"), day(2, "02:40"))
	undone := comparing(last, -1, CalfStretch, Done)
	undone.LogCramp(day(2, "02:40"), day(2, "02:40"))
	undone.UndoCramp(day(2, "02:40"))
	withdrawn := comparing(last, 2, CalfStretch, Done)
	withdrawn.Record(Cramps, Withdrawn, day(2, "07:20"))
	for _, test := range []struct {
		name  string
		night *Night
		want  Insight
	}{
		{"done, cramps", comparing(last, 2, CalfStretch, Done), Insight{With: Proportion{1, 1}}},
		{"done, none", comparing(last, 0, CalfStretch, Done), Insight{With: Proportion{0, 1}}},
		{"done, unknown", comparing(last, -1, CalfStretch, Done), Insight{Unanswered: 1}},
		{"not marked, cramps", comparing(last, 5, CalfStretch, Open), Insight{Without: Proportion{1, 1}}},
		{"not today, none", comparing(last, 0, CalfStretch, Skipped), Insight{Without: Proportion{0, 1}}},
		{"not marked, unknown", comparing(last, -1, CalfStretch, Open), Insight{Unanswered: 1}},
		{"one of two done", comparing(last, 1, CalfStretch, Open, Done), Insight{With: Proportion{1, 1}}},
		{"one of two done, the other skipped", comparing(last, 1, CalfStretch, Done, Skipped), Insight{With: Proportion{1, 1}}},
		{"not sent", comparing(last, 1, CalfStretch), Insight{}},
		{"not sent, unknown", comparing(last, -1, CalfStretch), Insight{}},
		{"another routine", comparing(last, 1, LegElevation, Done), Insight{}},
		{"years before", comparing(first-900, 1, CalfStretch, Done), Insight{With: Proportion{1, 1}}},
		{"the month after", comparing(last+1, 1, CalfStretch, Done), Insight{}},
		{"paused, but answered", paused, Insight{With: Proportion{1, 1}}},
		{"only logged", logged, Insight{With: Proportion{1, 1}}},
		{"logged and taken back", undone, Insight{Unanswered: 1}},
		{"answered and taken back", withdrawn, Insight{Unanswered: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := test.want
			want.Month, want.Routine = november, CalfStretch
			if diff := cmp.Diff(want, Compare([]*Night{test.night}, november, 0)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCompareCounts lets a diary be drawn as what is known of each Night, and
// counts that instead of the diary.
func TestCompareCounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		compared := rapid.SampledFrom(Routines).Draw(t, "compared")
		month := november + Month(rapid.IntRange(-3, 3).Draw(t, "month"))
		var with, without []int // cramps of each Night that counts
		unanswered := 0
		var nights []*Night
		for i := range rapid.IntRange(0, 200).Draw(t, "nights") {
			date := november.First() - 60 + Date(i)
			known := rapid.Bool().Draw(t, "known")
			cramps := rapid.IntRange(0, MostCramps).Draw(t, "cramps")
			n := &Night{Date: date, Paused: rapid.Bool().Draw(t, "paused")}
			switch {
			case known && cramps == 1 && rapid.Bool().Draw(t, "only logged"):
				n.LogCramp(day(2, "03:00"), day(2, "03:01"))
			case known:
				n.Record(Cramps, Value(cramps), day(2, "07:15"))
			case rapid.Bool().Draw(t, "taken back"):
				n.Record(Cramps, Value(cramps), day(2, "07:15"))
				n.Record(Cramps, Withdrawn, day(2, "07:16"))
			}
			states := map[Routine][]State{}
			for range rapid.IntRange(0, 4).Draw(t, "marks") {
				r := rapid.SampledFrom([]Routine{compared, Hydration, CalfStretch}).Draw(t, "routine")
				s := rapid.SampledFrom([]State{Open, Done, Skipped}).Draw(t, "state")
				n.Touch(r, uint8(len(states[r])), day(1, "20:00")).State = s
				states[r] = append(states[r], s)
			}
			nights = append(nights, n)
			switch own := states[compared]; {
			case len(own) == 0 || date.Month() > month:
			case !known:
				unanswered++
			case slices.Contains(own, Done):
				with = append(with, cramps)
			default:
				without = append(without, cramps)
			}
		}
		proportion := func(cramps []int) Proportion {
			none := 0
			for _, c := range cramps {
				if c == 0 {
					none++
				}
			}
			return Proportion{len(cramps) - none, len(cramps)}
		}
		want := Insight{month, compared, proportion(with), proportion(without), unanswered}
		if diff := cmp.Diff(want, Compare(nights, month, compared)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestClose(t *testing.T) {
	t.Parallel()
	nights := []*Night{
		comparing(november.Last()-40, 1, CalfStretch, Done),
		comparing(november.Last(), 0, CalfStretch, Open),
		comparing(november.Last()+1, 0, LegElevation, Done),
	}
	october := Insight{november - 1, CalfStretch, Proportion{1, 1}, Proportion{}, 0}
	want := []Insight{
		october,
		{november, CalfStretch, Proportion{1, 1}, Proportion{0, 1}, 0},
		{november + 1, LegElevation, Proportion{}, Proportion{0, 1}, 0},
	}
	var s Summaries
	s.Close(nights, november)
	s.Close(nights, november-1) // later than the next one, as after a long absence
	s.Compare = LegElevation
	nights[2].Mark(LegElevation, 0).State = Skipped
	s.Close(nights, november+1)
	if diff := cmp.Diff(want, s.Insights); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	nights[0].Record(Cramps, 0, day(3, "07:15")) // corrected
	for month := november - 1; month <= november+1; month++ {
		s.Close(nights, month)
	}
	if diff := cmp.Diff(want, s.Insights); diff != "" {
		t.Fatalf("closed again (-want +got):\n%s", diff)
	}
	if got, ok := s.Insight(november - 1); !ok || got != october {
		t.Errorf("October: %+v, %v", got, ok)
	}
	if got, ok := s.Insight(november + 2); ok || got != (Insight{}) {
		t.Errorf("a month that has not closed: %+v", got)
	}
	if got, ok := (&Summaries{}).Insight(november); ok {
		t.Errorf("nothing closed yet: %+v", got)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	type said struct {
		Verdict               Verdict
		Difference, Low, High int
		Compared              bool
	}
	for _, test := range []struct {
		name          string
		with, without Proportion
		want          said
	}{
		{"nothing", Proportion{}, Proportion{}, said{Verdict: TooFew}},
		{"cannot tell yet", Proportion{3, 14}, Proportion{6, 10}, said{CannotTell, -39, -66, 0, true}},
		{"nine nights with", Proportion{0, 9}, Proportion{300, 300}, said{Verdict: TooFew}},
		{"nine nights without", Proportion{0, 300}, Proportion{9, 9}, said{Verdict: TooFew}},
		{"ten on each side", Proportion{0, 10}, Proportion{10, 10}, said{Fewer, -100, -100, -61, true}},
		{"more", Proportion{56, 70}, Proportion{32, 80}, said{More, 40, 25, 53, true}},
		{"the shown interval is not enough", Proportion{55, 70}, Proportion{48, 80}, said{CannotTell, 19, 4, 32, true}},
		{"the same", Proportion{5, 50}, Proportion{10, 100}, said{CannotTell, 0, -9, 12, true}},
		{"never any", Proportion{0, 200}, Proportion{0, 100}, said{CannotTell, 0, -4, 2, true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := Insight{november, CalfStretch, test.with, test.without, 4}.Read()
			difference, within, ok := reading.Difference()
			got := said{reading.Verdict(), Points(difference), Points(within.Low), Points(within.High), ok}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if reading.With() != test.with || reading.Without() != test.without || reading.Unanswered() != 4 || reading.Routine() != CalfStretch {
				t.Errorf("%+v", reading)
			}
		})
	}
}

func TestNothingRead(t *testing.T) {
	t.Parallel()
	var r Reading
	if _, _, ok := r.Difference(); ok || r.Verdict() != TooFew || r.With() != (Proportion{}) || r.Without() != (Proportion{}) || r.Unanswered() != 0 {
		t.Errorf("%+v", r)
	}
	if CannotTell != 0 {
		t.Error("a verdict that nobody set has to be that nothing can be told")
	}
}

// TestVerdictHasReasons holds that a verdict goes by counts and an interval
// that agree with it.
func TestVerdictHasReasons(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		with, without := proportions(t, "with"), proportions(t, "without")
		r := Insight{With: with, Without: without}.Read()
		difference, within, ok := r.Difference()
		few := with.Of < 10 || without.Of < 10
		if few != (r.Verdict() == TooFew) || few == ok {
			t.Fatalf("verdict %d, compared %v", r.Verdict(), ok)
		}
		switch r.Verdict() {
		case Fewer:
			if !(difference < 0 && within.High < 0) {
				t.Fatalf("fewer, but %v, %v", difference, within)
			}
		case More:
			if !(difference > 0 && within.Low > 0) {
				t.Fatalf("more, but %v, %v", difference, within)
			}
		}
		opposite := map[Verdict]Verdict{Fewer: More, More: Fewer, TooFew: TooFew, CannotTell: CannotTell}
		if turned := (Insight{With: without, Without: with}).Read(); turned.Verdict() != opposite[r.Verdict()] {
			t.Fatalf("verdict %d, with the sides exchanged %d", r.Verdict(), turned.Verdict())
		}
	})
}

// BenchmarkCompare closes a month of somebody who has kept a diary for three
// years.
func BenchmarkCompare(b *testing.B) {
	var nights []*Night
	for i := range Date(3 * 365) {
		n := &Night{Date: november.Last() - i, Asked: day(2, "07:15")}
		for j, r := range []Routine{Hydration, AnklePumps, Hydration, AnklePumps, LegElevation, CalfStretch} {
			n.Touch(r, uint8(j/2%2), day(1, "10:30").Add(time.Duration(j)*time.Hour)).State = State(i % 3)
		}
		for f := Legs; f > 0 && i%5 > 0; f-- {
			n.Record(f, Value(i%2), day(2, "07:15"))
		}
		nights = append(nights, n)
	}
	slices.Reverse(nights)
	b.ReportAllocs()
	for b.Loop() {
		if Compare(nights, november, 0).With.Of == 0 {
			b.Fatal("nothing compared")
		}
	}
}
