package routines

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTick(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	stretch := Key{d.tonight().Date, CalfStretch, 0}

	d.Tick(d.tonight(), stretch, Done, day(1, "21:30"))
	m := d.tonight().Mark(CalfStretch, 0)
	want := Mark{Routine: CalfStretch, State: Done, Due: day(1, "22:10"), Answered: day(1, "21:30")}
	if diff := cmp.Diff(want, *m); diff != "" {
		t.Fatalf("ahead (-want +got):\n%s", diff)
	}
	if card, _ := d.look(day(1, "22:10")); words(card) != "leg-elevation 0, aloud" {
		t.Errorf("rings though it was answered: %s", words(card))
	}
	d.Tick(d.tonight(), stretch, Done, day(1, "21:35"))
	if !m.Answered.Equal(day(1, "21:30")) {
		t.Error("the same answer again is not a new one")
	}
	d.Tick(d.tonight(), stretch, Open, day(1, "21:40"))
	if d.tonight().Mark(CalfStretch, 0) != nil {
		t.Error("taken back, but still marked")
	}
	d.Tick(d.tonight(), stretch, Open, day(1, "21:41"))
	if d.tonight().Mark(CalfStretch, 0) != nil {
		t.Error("taking nothing back leaves a mark")
	}
	d.ring(day(1, "22:10"))
	m = d.tonight().Mark(CalfStretch, 0)
	if m == nil || !m.Sent.Equal(day(1, "22:10")) {
		t.Fatal("does not ring after it was taken back")
	}

	// Once it was sent, taking an answer back does not ring it again.
	d.Tick(d.tonight(), stretch, Skipped, day(1, "22:12"))
	d.Tick(d.tonight(), stretch, Done, day(1, "22:13"))
	if m.State != Done || !m.Answered.Equal(day(1, "22:13")) {
		t.Errorf("%+v", *m)
	}
	d.Tick(d.tonight(), stretch, Open, day(1, "22:14"))
	if card, _ := d.look(day(1, "22:14")); m.State != Open || !m.Answered.IsZero() || !card.Empty() {
		t.Errorf("%+v, %s", *m, words(card))
	}
}

// TestTickLate answers yesterday's message: it belongs to yesterday's Night.
func TestTickLate(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.until(day(1, "07:00"), day(2, "12:00"))
	d.Tick(&d.nights[0], Key{d.nights[0].Date, CalfStretch, 0}, Done, day(2, "12:00"))
	if m := d.nights[0].Mark(CalfStretch, 0); m.State != Done || d.nights[1].Mark(CalfStretch, 0) != nil {
		t.Errorf("%+v", *m)
	}
	if said := d.until(day(2, "22:00"), day(2, "22:30")); len(said) != 1 {
		t.Errorf("tonight: %v", said)
	}
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		routine Routine
		now     time.Time
		wait    time.Duration
		want    string // what is said when it is over
		err     string
	}{
		{"before bed", CalfStretch, day(1, "22:11"), 10 * time.Minute, "22 22:21 calf-stretch 0, aloud", ""},
		{"to the minute", CalfStretch, day(1, "22:11").Add(59 * time.Second), 10 * time.Minute, "22 22:21 calf-stretch 0, aloud", ""},
		{"with what is due then", LegElevation, day(1, "21:30").Add(time.Second), 40 * time.Minute, "22 22:10 calf-stretch 0, leg-elevation 0, aloud", ""},
		{"in bed", CalfStretch, day(1, "22:15"), 20 * time.Minute, "22 22:35 calf-stretch 0, silent", ""},
		{"an hour after bedtime", CalfStretch, day(1, "22:50"), 40 * time.Minute, "22 23:30 calf-stretch 0, silent", ""},
		{"later", CalfStretch, day(1, "22:51"), 40 * time.Minute, "", "error.snooze.late"},
		{"pumps in the day", AnklePumps, day(1, "10:40"), 40 * time.Minute, "22 11:20 ankle-pumps 0, silent", ""},
		{"water in the day", Hydration, day(1, "19:50"), 40 * time.Minute, "22 20:30 hydration 0, silent", ""},
		{"water before bed", Hydration, day(1, "19:51"), 40 * time.Minute, "", "error.snooze.late"},
		{"of the Night before", CalfStretch, day(2, "08:00"), 10 * time.Minute, "", "error.snooze.late"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDiary(t)
			d.until(day(1, "07:00"), test.now)
			d.Quiet.Routines = map[Routine]uint8{test.routine: RestsAfter}
			err := d.Snooze(&d.nights[0], Key{d.nights[0].Date, test.routine, 0}, test.wait, test.now)
			if got := keyOf(err); got != test.err {
				t.Fatalf("%q, want %q", got, test.err)
			}
			if err != nil {
				return
			}
			if d.Quiet.Routines[test.routine] != 0 {
				t.Error("a tap does not wake the routine")
			}
			if said := d.until(test.now, test.now.Add(test.wait)); len(said) != 1 || said[0] != test.want {
				t.Errorf("%v, want %s", said, test.want)
			}
			if m := d.nights[0].Mark(test.routine, 0); !m.Snoozed.IsZero() {
				t.Error("rings again and again")
			}
		})
	}
}

func TestSnoozeAnswered(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.until(day(1, "07:00"), day(1, "22:10"))
	stretch := Key{d.tonight().Date, CalfStretch, 0}
	if err := d.Snooze(d.tonight(), stretch, 10*time.Minute, day(1, "22:11")); err != nil {
		t.Fatal(err)
	}
	d.Tick(d.tonight(), stretch, Done, day(1, "22:12"))
	if err := d.Snooze(d.tonight(), stretch, 10*time.Minute, day(1, "22:13")); err != nil {
		t.Fatal(err)
	}
	if card, _ := d.look(day(1, "22:25")); !card.Empty() {
		t.Errorf("%s, though it was answered", words(card))
	}
	// The answer has ended the snooze, whatever becomes of the answer.
	d.Tick(d.tonight(), stretch, Open, day(1, "22:25"))
	if card, _ := d.look(day(1, "22:25")); !card.Empty() {
		t.Errorf("%s, though it was answered meanwhile", words(card))
	}
}

// TestSnoozeGone has a snooze go by while its routine is off.
func TestSnoozeGone(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.until(day(1, "07:00"), day(1, "21:00"))
	if err := d.Snooze(d.tonight(), Key{d.tonight().Date, LegElevation, 0}, 10*time.Minute, day(1, "21:00")); err != nil {
		t.Fatal(err)
	}
	d.Plan.Habits[LegElevation] = Habit{}
	Changed(d.Person, d.tonight(), day(1, "21:05"))
	if said := d.until(day(1, "21:05"), day(1, "21:20")); said != nil {
		t.Errorf("rings though it is off: %v", said)
	}
	d.Plan.Habits[LegElevation] = Habit{On: true}
	Changed(d.Person, d.tonight(), day(1, "21:20"))
	if card, _ := d.look(day(1, "21:20")); !card.Empty() {
		t.Errorf("%s, though it has gone by", words(card))
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	target := func(r Routine, now time.Time) string {
		k, err := d.Target(d.tonight(), nil, r, now)
		if err != nil {
			return keyOf(err)
		}
		return strconv.Itoa(int(k.Ordinal))
	}
	steps := []struct {
		name string
		now  time.Time
		want string
	}{
		{"the next one", day(1, "09:00"), "0"},
		{"the one that was sent", day(1, "10:31"), "0"},
		{"the latest that was sent", day(1, "14:31"), "1"},
	}
	for _, step := range steps {
		d.until(day(1, "07:00"), step.now)
		if got := target(AnklePumps, step.now); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	now := day(1, "14:40")
	for _, want := range []string{"1", "0", "error.routine.answered"} {
		got := target(AnklePumps, now)
		if got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		if k, err := d.Target(d.tonight(), nil, AnklePumps, now); err == nil {
			d.Tick(d.tonight(), k, Done, now)
		}
	}

	// One that went by unsent is better than none, but not than one to come.
	d = newDiary(t)
	Changed(d.Person, d.tonight(), day(1, "12:00"))
	if got := target(AnklePumps, day(1, "12:00")); got != "1" {
		t.Errorf("%s, want the one to come", got)
	}
	Changed(d.Person, d.tonight(), day(1, "23:00"))
	if got := target(CalfStretch, day(1, "23:00")); got != "0" {
		t.Errorf("%s, want the one that went by", got)
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.Quiet.CheckIns = checkInsThin
	if err := d.Reply(d.tonight(), Pain, 11, day(1, "08:00")); keyOf(err) != "error.answer.unknown" || len(d.tonight().Log) != 0 {
		t.Errorf("%v, %v", err, d.tonight().Log)
	}
	if err := d.Reply(d.tonight(), Leg, LegAlarm, day(1, "08:01")); err != nil {
		t.Fatal(err)
	}
	if d.Quiet.CheckIns != 0 || !d.Care.Since.Equal(day(1, "08:01")) || d.May(CalfStretch) || !d.May(Hydration) {
		t.Errorf("%+v, %+v", d.Quiet, d.Care)
	}
	if err := d.Reply(d.tonight(), Leg, LegAlarm, day(1, "08:02")); err != nil || !d.Care.Since.Equal(day(1, "08:01")) {
		t.Errorf("%v, care begins again: %+v", err, d.Care)
	}
}

func TestCrampNight(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.look(day(2, "07:00"))
	tonight, before := latest(d.nights)
	for now, want := range map[time.Time]*Night{day(2, "07:00"): before, day(2, "10:00"): before, day(2, "10:01"): tonight} {
		if got := CrampNight(d.Person, tonight, before, now); got != want {
			t.Errorf("at %s it belongs to %s", now, got.Date)
		}
	}
	if got := CrampNight(d.Person, before, nil, day(1, "08:00")); got != before {
		t.Error("the first Night has none before it")
	}
	before.Record(Cramps, 1, day(2, "07:20"))
	if got := CrampNight(d.Person, tonight, before, day(2, "07:30")); got != tonight {
		t.Error("once the check-in is answered, it belongs to the new Night")
	}
}

// TestLogCramp counts each cramp once, however often it is said or taken back.
func TestLogCramp(t *testing.T) {
	t.Parallel()
	var n Night
	first, second := day(2, "02:40"), day(2, "03:10")
	for _, step := range []struct {
		name string
		do   func()
		want int
	}{
		{"said", func() { n.LogCramp(first, day(2, "02:41")) }, 1},
		{"said again", func() { n.LogCramp(first, day(2, "02:42")) }, 1},
		{"another", func() { n.LogCramp(second, day(2, "03:11")) }, 2},
		{"taken back", func() { n.UndoCramp(first) }, 1},
		{"taken back again", func() { n.UndoCramp(first) }, 1},
		{"and said all the same", func() { n.LogCramp(first, day(2, "03:20")) }, 2},
	} {
		step.do()
		if got := n.LoggedCramps(); got != step.want {
			t.Errorf("%s: %d, want %d", step.name, got, step.want)
		}
	}
	if !n.HasCramp(first) || !n.HasCramp(second) || n.HasCramp(day(2, "04:00")) || !n.Cramps[0].Logged.Equal(day(2, "03:20")) {
		t.Errorf("%+v", n.Cramps)
	}
}
