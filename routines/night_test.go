package routines

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	var n Night
	n.Record(Cramps, Withdrawn, day(1, "07:00")) // nothing to take back
	n.Record(Cramps, 2, day(1, "07:01"))
	n.Record(Cramps, 2, day(1, "07:02")) // the same again
	n.Record(Pain, 7, day(1, "07:03"))
	n.Record(Cramps, 3, day(1, "07:04"))
	n.Record(Cramps, Withdrawn, day(1, "07:05"))
	n.Record(Cramps, Withdrawn, day(1, "07:06"))
	want := []Answer{
		{Field: Cramps, Value: 2, At: day(1, "07:01")},
		{Field: Pain, Value: 7, At: day(1, "07:03")},
		{Field: Cramps, Value: 3, At: day(1, "07:04")},
		{Field: Cramps, Value: Withdrawn, At: day(1, "07:05")},
	}
	if diff := cmp.Diff(want, n.Log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, ok := n.Answer(Cramps); ok || n.Checked() {
		t.Error("taken back, but still answered")
	}
	n.Record(Cramps, 3, day(1, "07:07"))
	if v, ok := n.Answer(Cramps); !ok || v != 3 || !n.Checked() {
		t.Errorf("%d, %v", v, ok)
	}
	if _, ok := n.Answer(Side); ok {
		t.Error("answered without a question")
	}
}

func TestCrampCount(t *testing.T) {
	t.Parallel()
	answer := func(v Value, clock string) Answer { return Answer{Field: Cramps, Value: v, At: day(2, clock)} }
	logged := func(clock string) Cramp { return Cramp{At: day(2, clock), Logged: day(2, clock)} }
	three := []Cramp{logged("01:00"), logged("02:00"), logged("03:00")}
	tests := []struct {
		name  string
		night Night
		want  int
		known bool
	}{
		{"nothing", Night{}, 0, false},
		{"another question", Night{Log: []Answer{{Field: Pain, Value: 3, At: day(2, "07:00")}}}, 0, false},
		{"no cramps", Night{Log: []Answer{answer(0, "07:20")}}, 0, true},
		{"logged", Night{Cramps: three}, 3, true},
		{"the answer counts, not the log", Night{Cramps: three, Log: []Answer{answer(1, "07:20")}}, 1, true},
		{"even if it is none", Night{Cramps: three, Log: []Answer{answer(0, "07:20")}}, 0, true},
		{"later ones add", Night{Cramps: append(slices.Clone(three), logged("08:00")), Log: []Answer{answer(2, "07:20")}}, 3, true},
		{"one that was said late adds", Night{Cramps: []Cramp{{At: day(2, "02:40"), Logged: day(2, "07:40")}}, Log: []Answer{answer(1, "07:20")}}, 2, true},
		{"taken back", Night{Cramps: append([]Cramp{{At: day(2, "00:40"), Logged: day(2, "00:40"), Undone: true}}, three...)}, 3, true},
		{"at least five", Night{Cramps: three, Log: []Answer{answer(4, "00:30")}}, 5, true},
		{"corrected", Night{Log: []Answer{answer(4, "07:20"), answer(1, "07:30")}}, 1, true},
		{"taken back", Night{Log: []Answer{answer(4, "07:20"), answer(Withdrawn, "07:30")}}, 0, false},
		{"taken back, but logged", Night{Cramps: three, Log: []Answer{answer(4, "07:20"), answer(Withdrawn, "07:30")}}, 3, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, known := test.night.CrampCount(); got != test.want || known != test.known {
				t.Errorf("%d, %v, want %d, %v", got, known, test.want, test.known)
			}
		})
	}
}

func TestTouchKeepsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var n Night
		for range rapid.IntRange(0, 20).Draw(t, "marks") {
			r, o := rapid.SampledFrom(Routines).Draw(t, "routine"), rapid.Uint8Range(0, 3).Draw(t, "ordinal")
			m := n.Touch(r, o, day(1, "07:00").Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "hour"))*time.Hour))
			if m.Routine != r || m.Ordinal != o || m != n.Mark(r, o) || m != n.Touch(r, o, day(1, "07:00")) {
				t.Fatalf("touched %s %d, got %+v", r, o, *m)
			}
		}
		if !slices.IsSortedFunc(n.Marks, func(a, b Mark) int { return a.Due.Compare(b.Due) }) {
			t.Fatalf("%v", n.Marks)
		}
	})
}
