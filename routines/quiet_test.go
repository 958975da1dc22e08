package routines

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoutineLearnsQuiet(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.Plan.Habits = map[Routine]Habit{CalfStretch: {On: true}}
	var got []string
	for n := 1; n <= 10; n++ {
		for _, said := range d.until(day(n, "07:01"), day(n+1, "07:01")) {
			if said[3:8] == "22:10" || len(said) > len("29 07:15 check-in 2026-11-28, aloud") {
				got = append(got, said)
			}
		}
		if _, before := latest(d.nights); before != nil {
			before.Record(Cramps, 0, day(n+1, "07:01")) // check-ins are another matter
			d.Quiet.CheckIns = 0
		}
	}
	want := []string{
		"22 22:10 calf-stretch 0, aloud", "23 22:10 calf-stretch 0, aloud", "24 22:10 calf-stretch 0, aloud",
		"25 22:10 calf-stretch 0, silent", "26 22:10 calf-stretch 0, silent", "27 22:10 calf-stretch 0, silent",
		"28 22:10 calf-stretch 0, silent",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// It is told once, with the next message.
	d.tonight().Log, d.nights[len(d.nights)-2].Log = nil, nil
	want = []string{"02 07:15 check-in 2026-12-01, calf-stretch rests, aloud"}
	if diff := cmp.Diff(want, d.until(day(11, "07:01"), day(11, "23:00"))); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	want = []string{"03 07:15 check-in 2026-12-02, aloud"}
	if diff := cmp.Diff(want, d.until(day(11, "23:00"), day(12, "12:00"))); diff != "" {
		t.Errorf("told again (-want +got):\n%s", diff)
	}

	// A tap, even on an old message, wakes it.
	d.Tick(&d.nights[0], Key{d.nights[0].Date, CalfStretch, 0}, Skipped, day(12, "12:00"))
	want = []string{"03 22:10 calf-stretch 0, aloud"}
	if diff := cmp.Diff(want, d.until(day(12, "12:00"), day(12, "23:00"))); diff != "" {
		t.Errorf("awake (-want +got):\n%s", diff)
	}
}

// TestRestsAgain lets a routine rest, wakes it and lets it rest a second time:
// that is told again, as the way back is offered with it.
func TestRestsAgain(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.Plan.Habits = map[Routine]Habit{CalfStretch: {On: true}}
	told := func(from, to int) (days []int) {
		for n := from; n < to; n++ {
			if slices.ContainsFunc(d.until(day(n, "07:01"), day(n+1, "07:01")), func(said string) bool { return strings.Contains(said, "calf-stretch rests") }) {
				days = append(days, n)
			}
			d.Quiet.CheckIns = 0 // they are another matter
		}
		return days
	}
	if days := told(1, 20); len(days) != 1 {
		t.Fatalf("told on days %v", days)
	}
	d.Rouse(CalfStretch)
	if days := told(20, 40); len(days) != 1 {
		t.Errorf("after it was woken, told on days %v", days)
	}
}

func TestQuietCounts(t *testing.T) {
	t.Parallel()
	sent := Mark{Routine: CalfStretch, Sent: day(1, "22:10")}
	answered := sent
	answered.State, answered.Answered = Done, day(1, "22:20")
	tests := []struct {
		name  string
		night Night
		want  uint8
	}{
		{"not sent", Night{}, 2},
		{"sent", Night{Marks: []Mark{sent}}, 3},
		{"sent twice in a day", Night{Marks: []Mark{sent, sent}}, 3},
		{"one of two answered", Night{Marks: []Mark{sent, answered}}, 0},
		{"paused", Night{Paused: true, Marks: []Mark{sent}}, 2},
		{"paused and answered all the same", Night{Paused: true, Marks: []Mark{answered}}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			q := Quiet{Routines: map[Routine]uint8{CalfStretch: 2}}
			q.close(&test.night)
			if got := q.Routines[CalfStretch]; got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}

func TestCheckInLearnsQuiet(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.Plan.Habits = nil
	first := d.tonight().Date
	asked := func(from, to int) (nights []Date) {
		d.until(day(from, "07:01"), day(to, "07:01"))
		for _, n := range d.nights {
			if !n.Asked.IsZero() {
				nights = append(nights, n.Date-first)
			}
		}
		return nights
	}
	// Every morning, five times; every third; from the 21st day on every 30th.
	want := []Date{0, 1, 2, 3, 4, 7, 10, 13, 16, 19, 49, 79}
	if diff := cmp.Diff(want, asked(1, 100)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, before := latest(d.nights)
	if err := d.Reply(before, Cramps, 0, day(100, "07:02")); err != nil {
		t.Fatal(err)
	}
	want = append(want, 99, 100, 101)
	if diff := cmp.Diff(want, asked(100, 104)); diff != "" {
		t.Errorf("after an answer (-want +got):\n%s", diff)
	}
}

// TestIgnored counts what somebody is sent who never answers.
func TestIgnored(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	count := map[int]int{}
	d.until(day(1, "07:00"), day(1, "07:01"))
	for n := 1; n <= 30; n++ {
		count[n] = len(d.until(day(n, "07:01"), day(n+1, "07:01")))
		if most := 5; count[n] > most || n > 8 && count[n] > 1 {
			t.Errorf("%d messages on day %d", count[n], n)
		}
	}
	if inBed := d.until(day(31, "22:31"), day(32, "06:59")); inBed != nil {
		t.Errorf("in bed: %v", inBed)
	}
	if d.Quiet.CheckIns != checkInsThin || d.Quiet.Since != d.nights[0].Date {
		t.Errorf("%+v", d.Quiet)
	}
}
