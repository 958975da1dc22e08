package routines

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAllows(t *testing.T) {
	t.Parallel()
	limits := map[Field][2]Value{Cramps: {0, 5}, Leg: {0, 2}, Pain: {1, 10}, Sleep: {0, 2}, Longest: {0, 3},
		Eased: {0, 1}, Where: {0, 7}, Side: {1, 3}, Complete: {1, 1},
		Legs: {0, 5}, Sore: {0, 2}, Seen: {0, 2}, Emergency: {1, 1}}
	for f := range Emergency + 2 {
		for v := range Value(20) {
			limit, ok := limits[f]
			if want := ok && v >= limit[0] && v <= limit[1]; f.Allows(v) != want {
				t.Errorf("question %d allows %d: %v", f, v, !want)
			}
		}
		if _, ok := limits[f]; f.Allows(Withdrawn) != ok {
			t.Errorf("question %d: taking back is %v", f, !ok)
		}
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers map[Field]Value
		want    []Field
	}{
		{"no cramps is one tap", map[Field]Value{Cramps: 0}, []Field{Cramps}},
		{"all", map[Field]Value{Cramps: 2, Leg: LegFine, Pain: 5, Sleep: 1, Longest: 1, Where: Calf, Side: 3},
			[]Field{Cramps, Leg, Pain, Sleep, Longest, Where, Side}},
		{"sore", map[Field]Value{Cramps: 1, Leg: LegSore, Pain: 5, Sleep: 0, Longest: 0, Where: Calf | Foot, Side: 1},
			[]Field{Cramps, Leg, Pain, Sleep, Longest, Where, Side}},
		{"over ten minutes is confirmed", map[Field]Value{Cramps: 1, Leg: LegFine, Pain: 5, Sleep: 0, Longest: OverTenMinutes, Eased: 0, Where: Calf, Side: 1},
			[]Field{Cramps, Leg, Pain, Sleep, Longest, Eased, Where, Side}},
		{"an alarming leg ends it", map[Field]Value{Cramps: 5, Leg: LegAlarm}, []Field{Cramps, Leg}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var n Night
			var asked []Field
			for f, ok := n.Question(); ok && len(asked) < 20; f, ok = n.Question() {
				asked = append(asked, f)
				n.Record(f, test.answers[f], day(2, "07:15"))
			}
			if diff := cmp.Diff(test.want, asked); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuestionWhenComplete(t *testing.T) {
	t.Parallel()
	var n Night
	n.LogCramp(day(2, "03:00"), day(2, "03:01"))
	if f, ok := n.Question(); f != Cramps || !ok {
		t.Errorf("a logged cramp is no answer: question %d, %v", f, ok)
	}
	n.Record(Cramps, 1, day(2, "07:15"))
	n.Record(Complete, 1, day(2, "07:16"))
	if f, ok := n.Question(); f != Leg || !ok {
		t.Errorf("question %d, %v; what one leg may mean is not skipped", f, ok)
	}
	n.Record(Leg, LegFine, day(2, "07:17"))
	if f, ok := n.Question(); ok {
		t.Errorf("question %d though that was all", f)
	}
}

func TestAsUsual(t *testing.T) {
	t.Parallel()
	var before, n Night
	for f, v := range map[Field]Value{Cramps: 3, Leg: LegSore, Pain: 6, Longest: OverTenMinutes, Eased: DidNotEase, Where: Calf, Side: 2} {
		before.Record(f, v, day(1, "07:15"))
	}
	n.Record(Cramps, 1, day(2, "07:15"))
	n.Record(Leg, LegFine, day(2, "07:15"))
	n.Record(Side, 1, day(2, "07:15"))
	now := day(2, "07:16")
	n.AsUsual(&before, now)
	want := []Answer{
		{Field: Cramps, Value: 1, At: day(2, "07:15")},
		{Field: Leg, Value: LegFine, At: day(2, "07:15")},
		{Field: Side, Value: 1, At: day(2, "07:15")},
		{Field: Pain, Value: 6, At: now, Usual: true},
		{Field: Where, Value: Calf, At: now, Usual: true},
		{Field: Complete, Value: 1, At: now},
	}
	if diff := cmp.Diff(want, n.Log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is usual for a person is learnt from the signs of a Night: those that
// stand, and no others.
func TestAlarm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		answers []any
		want    Sign
	}{
		{nil, 0},
		{[]any{Leg, LegSore, Legs, LegsSwollen, Sore, SoreBoth, Emergency, Value(1)}, 0},
		{[]any{Leg, LegAlarm}, LegNow},
		{[]any{Legs, LegsOneSwollen, Sore, SoreOne}, OneSwollen | StillSore},
		{[]any{Leg, LegAlarm, Leg, Withdrawn, Legs, LegsOneSwollen}, OneSwollen},
	} {
		var n Night
		says(test.answers...)(&n, day(1, "07:15"))
		if got := n.Alarm(); got != test.want {
			t.Errorf("%v: signs %b, want %b", test.answers, got, test.want)
		}
	}
}

// A mistake takes back what alarmed at its instant, to the second, and no answer
// beside it.
func TestTakeBack(t *testing.T) {
	t.Parallel()
	var n Night
	at := day(1, "21:10")
	n.Record(Leg, LegFine, at)
	n.Record(Legs, LegsOneSwollen, at.Add(300*time.Millisecond))
	n.Record(Sore, SoreOne, at.Add(time.Second))
	n.Tell(Emergency, 1, at)
	n.TakeBack(at, day(1, "21:20"))
	for f, want := range map[Field]bool{Leg: true, Legs: false, Sore: true, Emergency: false} {
		if _, ok := n.Answer(f); ok != want {
			t.Errorf("question %d is answered: %v", f, ok)
		}
	}
}

// What rests for is what stands, is not usual, and came after somebody looked.
func TestUnseen(t *testing.T) {
	t.Parallel()
	night := func(d int, tell ...func(*Night)) *Night {
		n := &Night{Date: DateOf(2026, 11, d)}
		for _, one := range tell {
			one(n)
		}
		return n
	}
	leg := func(at string) func(*Night) { return func(n *Night) { n.Record(Leg, LegAlarm, instant(t, at)) } }
	call := func(at string) func(*Night) { return func(n *Night) { n.Tell(Emergency, 1, instant(t, at)) } }
	seen := func(v Value, at string) func(*Night) { return func(n *Night) { n.Tell(Seen, v, instant(t, at)) } }
	back := func(of, at string) func(*Night) {
		return func(n *Night) { n.TakeBack(instant(t, of), instant(t, at)) }
	}
	const a, b, c, d = "2026-11-22T07:00:00Z", "2026-11-22T12:00:00Z", "2026-11-22T15:00:00Z", "2026-11-22T18:00:00Z"
	for name, test := range map[string]struct {
		nights      []*Night
		usual       Sign
		leg, called string
	}{
		"nothing":                           {nights: []*Night{night(22)}},
		"a leg":                             {nights: []*Night{night(22, leg(a))}, leg: a},
		"both":                              {nights: []*Night{night(21, call(a)), night(22, leg(b))}, leg: b, called: a},
		"usual":                             {nights: []*Night{night(22, leg(a))}, usual: LegNow},
		"seen":                              {nights: []*Night{night(22, leg(a), seen(SeenChecked, b))}},
		"seen on another Night":             {nights: []*Night{night(21, leg(a)), night(22, seen(SeenChecked, b))}},
		"seen before":                       {nights: []*Night{night(21, seen(SeenChecked, a)), night(22, leg(b))}, leg: b},
		"not yet":                           {nights: []*Night{night(22, leg(a), seen(SeenNotYet, b))}, leg: a},
		"not seen after all":                {nights: []*Night{night(22, leg(a), seen(SeenChecked, b), seen(Withdrawn, c))}, leg: a},
		"seen twice, the second taken back": {nights: []*Night{night(22, call(a), seen(SeenChecked, b), leg(c), seen(SeenChecked, d), seen(Withdrawn, d))}, leg: c},
		"a mistake about the leg":           {nights: []*Night{night(22, leg(a), call(b), back(a, c))}, called: b},
		"a mistake about the call":          {nights: []*Night{night(22, leg(a), call(b), back(b, c))}, leg: a},
		"a mistake about nothing":           {nights: []*Night{night(22, leg(a), back(b, c))}, leg: a},
	} {
		p := &Person{Care: Care{Usual: test.usual}}
		show := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.Format(time.RFC3339)
		}
		leg, called := p.Unseen(test.nights)
		if show(leg) != test.leg || show(called) != test.called {
			t.Errorf("%s: leg %s, called %s, want %s, %s", name, show(leg), show(called), test.leg, test.called)
		}
	}
}
