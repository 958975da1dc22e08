package routines

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reported is a diary that begins on 2026-11-01, a Night a day, whose check-ins
// come at 7:15 the day after; each Night is filled by a function.
func reported(fill ...func(n *Night, morning time.Time)) (*Person, []*Night, time.Time) {
	p := &Person{Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))}
	first := DateOf(2026, time.November, 1)
	var nights []*Night
	for i := range len(fill) + 1 {
		n := &Night{Date: first + Date(i), Opened: p.Plan.WakeTime(first + Date(i))}
		if i < len(fill) {
			n.Asked = n.Opened.Add(24*time.Hour + 15*time.Minute)
			if fill[i] != nil {
				fill[i](n, n.Asked)
			}
		}
		nights = append(nights, n)
	}
	return p, nights, nights[len(fill)].Opened.Add(12 * time.Hour)
}

// says answers questions a minute after each other.
func says(answers ...any) func(*Night, time.Time) {
	return func(n *Night, at time.Time) {
		for i := 0; i < len(answers); i += 2 {
			n.Record(answers[i].(Field), answers[i+1].(Value), at.Add(time.Duration(i)*time.Minute))
		}
	}
}

func TestReported(t *testing.T) {
	t.Parallel()
	p, nights, now := reported(
		says(Cramps, Value(2), Pain, Value(7), Sleep, Value(1), Longest, Value(1), Where, Calf|Foot, Side, Value(1)),
		says(Cramps, Value(0), Pain, Value(9), Legs, LegsNumb),
		nil,
		says(Cramps, Value(5), Pain, Value(4), Sleep, Value(2), Longest, Value(2), Where, Calf, Side, Value(3), Legs, LegsFine),
		says(Cramps, Value(1), Pain, Value(8), Sleep, Value(0), Where, Value(0), Legs, LegsSwollen),
	)
	nights[1].Notes = []Note{{Text: "new shoes"}, {Text: "long walk"}}
	nights[3].Notes = []Note{{Text: "hot night"}}
	nights[3].Marks = []Mark{{Routine: CalfStretch, State: Done}, {Routine: Hydration, State: Skipped}}
	nights[0].Marks = []Mark{{Routine: CalfStretch}}
	first := nights[0].Date

	got := Reported(p, nights, first-40, first+400, now)
	want := Report{
		From: first, To: first + 4, // the next one is open
		Days: []Day{
			{first, Cramped, 2}, {first + 1, NoCramps, 0}, {first + 2, Unknown, 0},
			{first + 3, Cramped, 5}, {first + 4, Cramped, 1},
		},
		Rate:      Rate{Nights: 5, Answered: 4, CrampNights: 3, Cramps: 8},
		First:     Rate{Nights: 5, Answered: 4, CrampNights: 3, Cramps: 8},
		WorstPain: 8, MedianPain: 7,
		Pain:    Counts{7: 1, 4: 1, 8: 1},
		Sleep:   Counts{0: 1, 1: 1, 2: 1},
		Longest: Counts{1: 1, 2: 1},
		Side:    Counts{1: 1, 3: 1},
		Places:  Counts{Calf: 2, Foot: 1},
		Placed:  2,
		Legs:    Counts{LegsNumb: 1, LegsFine: 1, LegsSwollen: 1},
		Shares:  []Share{{Hydration, 0, 1}, {CalfStretch, 1, 2}},
		Notes: []NightNote{
			{first + 1, Note{Text: "new shoes"}}, {first + 1, Note{Text: "long walk"}}, {first + 3, Note{Text: "hot night"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("all of it: %s", diff)
	}

	got = Reported(p, nights, first+1, first+2, now)
	if got.From != first+1 || got.To != first+2 || got.Rate != (Rate{Nights: 2, Answered: 1}) || len(got.Notes) != 2 ||
		got.WorstPain != 0 || got.First.Answered != 4 || got.Shares != nil {
		t.Errorf("two nights: %+v", got)
	}
	got = Reported(p, nights, first+30, first+60, now)
	if got.To >= got.From || got.Days != nil || got.Rate != (Rate{}) {
		t.Errorf("none: %+v", got)
	}
}

// TestReportedEndsWithTheLastClosedNight: the dates above the page are those of
// the nights that it counts.
func TestReportedEndsWithTheLastClosedNight(t *testing.T) {
	t.Parallel()
	answered := says(Cramps, Value(1), Pain, Value(4))
	first := DateOf(2026, time.November, 1)
	for _, tt := range []struct {
		name string
		fill []func(*Night, time.Time)
		wait time.Duration // from the wake time of the open Night
		to   Date
	}{
		{"a newcomer", nil, 5 * time.Hour, first - 1},
		{"the first check-in is open", []func(*Night, time.Time){nil}, 5 * time.Hour, first - 1},
		{"it is answered", []func(*Night, time.Time){answered}, 5 * time.Hour, first},
		{"it has expired", []func(*Night, time.Time){nil}, 12 * time.Hour, first},
		{"the last one is open", []func(*Night, time.Time){nil, answered, nil}, 5 * time.Hour, first + 1},
		{"a cramp was logged, and nothing answered", []func(*Night, time.Time){answered, func(n *Night, at time.Time) {
			n.LogCramp(at.Add(-time.Hour), at.Add(-time.Hour))
		}}, 5 * time.Hour, first},
	} {
		p, nights, _ := reported(tt.fill...)
		now := nights[len(nights)-1].Opened.Add(tt.wait)
		r := Reported(p, nights, first-55, first+99, now)
		if r.From != first || r.To != tt.to || len(r.Days) != int(tt.to-first)+1 || r.Rate.Nights != len(r.Days) {
			t.Errorf("%s: %v to %v, %d days, %+v", tt.name, r.From, r.To, len(r.Days), r.Rate)
		}
		if tt.to < first && (r.WorstPain != 0 || r.MedianPain != 0 || r.Pain.Total() != 0 || r.Shares != nil) {
			t.Errorf("%s: there is something to count: %+v", tt.name, r)
		}
	}
}

// TestReportedTellsOfOpenNights: a leg that alarmed this morning is on the page
// that is taken to the doctor today.
func TestReportedTellsOfOpenNights(t *testing.T) {
	t.Parallel()
	p, nights, _ := reported(says(Cramps, Value(1)), says(Leg, LegAlarm))
	first, tonight := nights[0].Date, nights[2]
	nights[1].Notes = []Note{{Text: "warm since waking"}}
	now := tonight.Opened.Add(5 * time.Hour)
	tonight.Record(Emergency, 1, now)
	for to, want := range map[Date][]Flag{
		first:     nil,
		first + 1: {{first + 1, Leg, Untold}},
		first + 9: {{first + 1, Leg, Untold}, {first + 2, Emergency, Untold}},
	} {
		r := Reported(p, nights, first, to, now)
		if diff := cmp.Diff(want, r.Flags); diff != "" || r.To != first || len(r.Notes) != min(len(want), 1) {
			t.Errorf("to %v: to %v, %d notes: %s", to, r.To, len(r.Notes), diff)
		}
	}
}

// TestReportedAgreesWithTheSummary: a month is counted once, whoever looks.
func TestReportedAgreesWithTheSummary(t *testing.T) {
	t.Parallel()
	var fill []func(*Night, time.Time)
	for i := range 29 {
		cramps := []Value{0, 1, 0, 3, 0, 0, 2}[i%7]
		fill = append(fill, says(Cramps, cramps, Pain, Value(i%10+1), Sleep, Value(i%3), Where, Calf, Side, Value(i%3+1)))
	}
	p, nights, now := reported(fill...)
	for _, n := range nights[:29] { // the next one is open, and the report ends before it
		n.Marks = []Mark{{Routine: CalfStretch, State: State(n.Date % 3)}}
	}
	s := Summarise(p, nights, MonthOf(2026, time.November), now)
	r := Reported(p, nights, s.Month.First(), s.Month.Last(), now)
	if s.Rate != r.Rate || s.First != r.First || s.WorstPain != r.WorstPain || s.MedianPain != r.MedianPain ||
		s.Disturbed != r.Sleep[1]+r.Sleep[2] || s.Side != usual(r.Side) || s.Where != Calf || !cmp.Equal(s.Shares, r.Shares) || len(s.Days) != 30 || !cmp.Equal(s.Days[:29], r.Days) {
		t.Errorf("summary %+v\nreport %+v", s, r)
	}
	if r.First.Answered != FirstNights || r.WorstPain == 0 {
		t.Errorf("too little to compare: %+v", r)
	}
}

func TestPain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		counts Counts
		worst  int
		median float64
	}{
		{nil, 0, 0},
		{Counts{3: 1}, 3, 3},
		{Counts{3: 1, 9: 1}, 9, 6},
		{Counts{3: 1, 5: 1, 9: 1}, 9, 5},
		{Counts{2: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1}, 9, 6.5},
		{Counts{4: 3, 7: 1}, 7, 4},
		{Counts{4: 2, 7: 2}, 7, 5.5},
		{Counts{1: 1, 10: 4}, 10, 10},
	} {
		if worst, median := pain(tt.counts); worst != tt.worst || median != tt.median {
			t.Errorf("%v: worst %d, median %v", tt.counts, worst, median)
		}
	}
}

func TestPerWeek(t *testing.T) {
	t.Parallel()
	for rate, want := range map[Rate]float64{
		{}:                          0,
		{Nights: 9}:                 0,
		{Answered: 7, Cramps: 3}:    3,
		{Answered: 28, Cramps: 6}:   1.5,
		{Answered: 1, Cramps: 5}:    35,
		{Answered: 14, Nights: 100}: 0,
	} {
		if got := rate.PerWeek(); got != want {
			t.Errorf("%+v: %v a week, want %v", rate, got, want)
		}
	}
}

func TestRateIsWeekly(t *testing.T) {
	t.Parallel()
	for answered, weekly := range map[int]bool{0: false, 1: false, 6: false, 7: true, 40: true} {
		if (Rate{Nights: 40, Answered: answered}).Weekly() != weekly {
			t.Errorf("%d answered: not %v", answered, weekly)
		}
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	first := DateOf(2026, time.November, 1)
	leg, call := says(Cramps, Value(1), Leg, LegAlarm), says(Emergency, Value(1))
	mistaken := func(n *Night, at time.Time) {
		leg(n, at)
		n.Record(Leg, Withdrawn, at.Add(24*time.Hour))
	}
	for _, tt := range []struct {
		name  string
		fill  []func(*Night, time.Time)
		usual Sign
		flags []Flag
	}{
		{"nothing", []func(*Night, time.Time){says(Cramps, Value(1), Leg, LegSore, Legs, LegsSwollen, Sore, SoreBoth)}, 0, nil},
		{"each kind", []func(*Night, time.Time){
			says(Cramps, Value(1), Leg, LegAlarm, Longest, OverTenMinutes, Eased, DidNotEase, Legs, LegsOneSwollen, Sore, SoreOne, Emergency, Value(1)),
		}, 0, []Flag{{first, Leg, Untold}, {first, Legs, Untold}, {first, Sore, Untold}, {first, Eased, NeverAsked}, {first, Emergency, Untold}}},
		{"corrected", []func(*Night, time.Time){says(Leg, LegAlarm, Leg, LegFine, Emergency, Value(1), Emergency, Withdrawn)}, 0, nil},
		{"a long cramp that eased", []func(*Night, time.Time){says(Cramps, Value(1), Longest, OverTenMinutes, Eased, Value(0))}, 0, nil},
		{"a long cramp that was shorter", []func(*Night, time.Time){says(Cramps, Value(1), Longest, OverTenMinutes, Eased, DidNotEase, Longest, Value(1))}, 0, nil},
		{"a cramp that was none", []func(*Night, time.Time){says(Cramps, Value(1), Longest, OverTenMinutes, Eased, DidNotEase, Cramps, Value(0))}, 0, nil},
		{"seen", []func(*Night, time.Time){leg, says(Seen, SeenNotYet), says(Seen, SeenChecked)}, 0, []Flag{{first, Leg, WasSeen}}},
		{"not seen yet", []func(*Night, time.Time){leg, says(Seen, SeenNotYet)}, 0, []Flag{{first, Leg, NotSeenYet}}},
		{"a mistake", []func(*Night, time.Time){mistaken, says(Seen, SeenMistake)}, 0, nil},
		{"a mistake about something else", []func(*Night, time.Time){leg, says(Seen, SeenMistake)}, 0, []Flag{{first, Leg, Untold}}},
		{"not seen yet, and a mistake about something else", []func(*Night, time.Time){leg, says(Seen, SeenNotYet), says(Seen, SeenMistake)}, 0,
			[]Flag{{first, Leg, NotSeenYet}}},
		{"seen taken back", []func(*Night, time.Time){leg, says(Seen, SeenChecked, Seen, Withdrawn)}, 0, []Flag{{first, Leg, Untold}}},
		{"seen taken back, and not seen before", []func(*Night, time.Time){leg, says(Seen, SeenNotYet, Seen, SeenChecked, Seen, Withdrawn)}, 0, []Flag{{first, Leg, NotSeenYet}}},
		{"seen before", []func(*Night, time.Time){says(Seen, SeenChecked), leg}, 0, []Flag{{first + 1, Leg, Untold}}},
		{"one seen, a later one not", []func(*Night, time.Time){leg, says(Seen, SeenChecked), leg, says(Seen, SeenNotYet)}, 0,
			[]Flag{{first, Leg, WasSeen}, {first + 2, Leg, NotSeenYet}}},
		{"one seen, a later one a mistake", []func(*Night, time.Time){leg, says(Seen, SeenChecked), mistaken, says(Seen, SeenMistake)}, 0,
			[]Flag{{first, Leg, WasSeen}}},
		{"several seen at once", []func(*Night, time.Time){leg, says(Legs, LegsOneSwollen), says(Sore, SoreOne), says(Seen, SeenChecked)}, 0,
			[]Flag{{first, Leg, WasSeen}, {first + 1, Legs, WasSeen}, {first + 2, Sore, WasSeen}}},
		{"an emergency", []func(*Night, time.Time){call, says(Seen, SeenNotYet), says(Seen, SeenChecked)}, 0, []Flag{{first, Emergency, WasSeen}}},
		{"a leg after an emergency", []func(*Night, time.Time){call, leg, says(Seen, SeenChecked)}, 0,
			[]Flag{{first, Emergency, Untold}, {first + 1, Leg, WasSeen}}},
		{"an emergency after a leg", []func(*Night, time.Time){leg, call, says(Seen, SeenNotYet)}, 0,
			[]Flag{{first, Leg, Untold}, {first + 1, Emergency, NotSeenYet}}},
		{"a leg after an emergency, and a mistake", []func(*Night, time.Time){call, mistaken, says(Seen, SeenMistake), says(Seen, SeenChecked)}, 0,
			[]Flag{{first, Emergency, WasSeen}}},
		{"not seen until a leg came, then all", []func(*Night, time.Time){call, says(Seen, SeenNotYet), leg, says(Seen, SeenChecked), call, says(Seen, SeenChecked)}, 0,
			[]Flag{{first, Emergency, NotSeenYet}, {first + 2, Leg, WasSeen}, {first + 4, Emergency, WasSeen}}},
		{"told of an earlier Night, after a later one was seen", []func(*Night, time.Time){
			func(n *Night, at time.Time) {
				leg(n, at)
				at = at.Add(25 * time.Hour)
				n.Record(Legs, LegsOneSwollen, at)
				n.Tell(Seen, SeenNotYet, at.Add(time.Minute))
			},
			says(Emergency, Value(1), Seen, SeenChecked),
		}, 0, []Flag{{first, Leg, Untold}, {first, Legs, NotSeenYet}, {first + 1, Emergency, WasSeen}}},
		{"a long cramp beside a leg", []func(*Night, time.Time){
			says(Cramps, Value(1), Leg, LegAlarm, Longest, OverTenMinutes, Eased, DidNotEase), says(Seen, SeenChecked),
		}, 0, []Flag{{first, Leg, WasSeen}, {first, Eased, NeverAsked}}},
		{"usual, as a clinician knows", []func(*Night, time.Time){leg, says(Legs, LegsOneSwollen)}, OneSwollen,
			[]Flag{{first, Leg, Untold}, {first + 1, Legs, KnownUsual}}},
		{"what is usual asks nothing", []func(*Night, time.Time){call, says(Legs, LegsOneSwollen), says(Seen, SeenChecked)}, OneSwollen,
			[]Flag{{first, Emergency, WasSeen}, {first + 1, Legs, KnownUsual}}},
	} {
		p, nights, now := reported(tt.fill...)
		p.Care.Usual = tt.usual
		got := Reported(p, nights, first, first+99, now).Flags
		if diff := cmp.Diff(tt.flags, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
