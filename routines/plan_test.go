package routines

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// rings lists a Night's slots as people would: when, and what.
func rings(p *Plan, night Date, on func(Routine) bool) (list []string) {
	at := map[string][]string{}
	var times []string
	for _, r := range Routines {
		for _, o := range p.Occurrences(night, r) {
			if !on(r) {
				continue
			}
			when := o.At.In(p.Location(night)).Format("Mon 15:04")
			if len(at[when]) == 0 {
				times = append(times, o.At.Format(time.RFC3339)+when)
			}
			name := r.String()
			if o.Quiet {
				name += " (quiet)"
			}
			at[when] = append(at[when], name)
		}
	}
	for _, when := range sorted(times) {
		when = when[len("2026-11-22T00:00:00Z"):]
		line := when
		for _, name := range at[when] {
			line += " " + name
		}
		list = append(list, line)
	}
	return list
}

func TestDefaultDay(t *testing.T) {
	t.Parallel()
	plan := NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))
	sunday := DateOf(2026, time.November, 22)
	want := []string{
		"Sun 10:30 hydration ankle-pumps",
		"Sun 14:30 hydration ankle-pumps",
		"Sun 21:00 leg-elevation",
		"Sun 22:10 calf-stretch",
	}
	if diff := cmp.Diff(want, rings(&plan, sunday, plan.On)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{want[0], want[1], want[2], "Sun 21:45 warm-compress", "Sun 21:55 relaxation", want[3]}
	if diff := cmp.Diff(want, rings(&plan, sunday, Routine.Valid)); diff != "" {
		t.Errorf("all of them (-want +got):\n%s", diff)
	}
	at, ok := plan.CheckInTime(sunday)
	if want := instant(t, "2026-11-22T06:15:00Z"); !ok || !at.Equal(want) {
		t.Errorf("check-in at %s, %v, want %s", at, ok, want)
	}
	if err := plan.Check(); err != nil {
		t.Error(err)
	}
}

func TestOccurrences(t *testing.T) {
	t.Parallel()
	wake, bed := ClockOf(7, 0), ClockOf(22, 30)
	tests := []struct {
		name      string
		zone      string
		wake, bed Clock
		night     string
		routine   Routine
		slots     []Slot
		want      []string
	}{
		{"weekdays name the Night", "Europe/Berlin", wake, bed, "2026-11-20", CalfStretch,
			[]Slot{At(ClockOf(0, 30), DaysOf(time.Friday))}, []string{"Sat 00:30 calf-stretch (quiet)"}},
		{"not in other Nights", "Europe/Berlin", wake, bed, "2026-11-21", CalfStretch,
			[]Slot{At(ClockOf(0, 30), DaysOf(time.Friday))}, nil},
		{"cron's weekdays are the calendar's", "Europe/Berlin", wake, bed, "2026-11-20", CalfStretch,
			[]Slot{{Base: ByCron, Cron: "30 0 * * 6"}}, []string{"Sat 00:30 calf-stretch (quiet)"}},
		{"equal times are one", "Europe/Berlin", wake, bed, "2026-11-20", CalfStretch,
			[]Slot{{Base: AtBed, Offset: -20}, At(ClockOf(22, 10), 0), {Base: ByCron, Cron: "10,40 22 * * *"}},
			[]string{"Fri 22:10 calf-stretch", "Fri 22:40 calf-stretch (quiet)"}},
		{"a gap joins but does not merge", "Europe/Berlin", wake, bed, "2026-03-28", AnklePumps,
			[]Slot{{Base: ByCron, Cron: "*/30 1-3 * * *"}},
			[]string{"Sun 01:00 ankle-pumps (quiet)", "Sun 01:30 ankle-pumps (quiet)",
				"Sun 03:00 ankle-pumps (quiet) ankle-pumps (quiet) ankle-pumps (quiet)", "Sun 03:30 ankle-pumps (quiet)"}},
		{"no drinking in the last two hours", "Europe/Berlin", wake, bed, "2026-11-20", Hydration,
			[]Slot{At(ClockOf(20, 30), 0), At(ClockOf(20, 31), 0), At(ClockOf(23, 0), 0), {Base: AtBed, Offset: -60}},
			[]string{"Fri 20:30 hydration"}},
		{"an anchor does not ring in bed", "Europe/Berlin", wake, ClockOf(11, 30), "2026-11-20", AnklePumps, nil,
			[]string{"Fri 10:30 ankle-pumps"}},
		{"an anchor before waking is none", "Europe/Berlin", ClockOf(20, 0), ClockOf(0, 30), "2026-11-20", CalfStretch,
			[]Slot{{Base: AtBed, Offset: -300}, {Base: AtWake, Offset: 24 * 60}}, nil},
		{"bedtime after midnight", "Europe/Berlin", wake, ClockOf(0, 30), "2026-11-20", LegElevation, nil,
			[]string{"Fri 23:00 leg-elevation"}},
		{"working at night", "Europe/Berlin", ClockOf(16, 0), ClockOf(8, 0), "2026-11-20", LegElevation, nil,
			[]string{"Sat 06:30 leg-elevation"}},
		{"cron skips the date that is missing", "Pacific/Apia", wake, bed, "2011-12-29", AnklePumps,
			[]Slot{{Base: ByCron, Cron: "0 6,12 * * *"}}, []string{"Thu 12:00 ankle-pumps", "Sat 06:00 ankle-pumps (quiet)"}},
		{"bedtime skips the date that is missing", "Pacific/Apia", ClockOf(16, 0), ClockOf(8, 0), "2011-12-29", CalfStretch, nil,
			[]string{"Sat 07:40 calf-stretch"}},
		{"a specification that cannot be read is none", "Europe/Berlin", wake, bed, "2026-11-20", AnklePumps,
			[]Slot{{Base: ByCron, Cron: "x"}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := NewPlan(test.zone, test.wake, test.bed)
			plan.Habits[test.routine] = Habit{On: true, Slots: test.slots}
			night, err := ParseDate(test.night)
			if err != nil {
				t.Fatal(err)
			}
			got := rings(&plan, night, func(r Routine) bool { return r == test.routine })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckPlan(t *testing.T) {
	t.Parallel()
	slots := func(r Routine, slots ...Slot) func(*Plan) {
		return func(p *Plan) { p.Habits[r] = Habit{On: true, Slots: slots} }
	}
	cron := func(spec string) Slot { return Slot{Base: ByCron, Cron: spec} }
	tests := []struct {
		name   string
		change func(*Plan)
		want   string
	}{
		{"default", func(*Plan) {}, ""},
		{"bed after midnight", func(p *Plan) { p.Bed = EveryDay(ClockOf(1, 0)) }, ""},
		{"bed soon after waking", func(p *Plan) { p.Bed = EveryDay(ClockOf(10, 59)) }, "error.plan.order"},
		{"bed soon before waking", func(p *Plan) { p.Bed = EveryDay(ClockOf(5, 1)) }, "error.plan.order"},
		{"up soon after bed one day", func(p *Plan) {
			p.Bed[time.Friday], p.Wake[time.Saturday] = ClockOf(2, 0), ClockOf(3, 0)
		}, "error.plan.order"},
		{"most slots", slots(AnklePumps, cron("0 9-20 * * *")), ""},
		{"too many", slots(AnklePumps, cron("0 9-21 * * *")), "error.slots.crowded"},
		{"too many on one weekday", slots(AnklePumps, cron("0 9-21 * * 1")), "error.slots.crowded"},
		{"most glasses", slots(Hydration, cron("0 9-16 * * *")), ""},
		{"too many glasses", slots(Hydration, cron("0 9-17 * * *")), "error.slots.crowded"},
		{"close enough", slots(AnklePumps, At(ClockOf(9, 0), 0), At(ClockOf(9, 15), 0)), ""},
		{"too close", slots(AnklePumps, At(ClockOf(9, 0), 0), At(ClockOf(9, 14), 0)), "error.slots.close"},
		{"close in other Nights", slots(AnklePumps, At(ClockOf(9, 0), DaysOf(1)), At(ClockOf(9, 5), DaysOf(2))), ""},
		{"every minute", slots(AnklePumps, cron("* * * * *")), "error.slots.crowded"},
		{"drinking late", slots(Hydration, At(ClockOf(20, 30), 0)), ""},
		{"drinking too late", slots(Hydration, At(ClockOf(20, 31), 0)), "error.hydration.late"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))
			test.change(&plan)
			if got := keyOf(plan.Check()); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	for name, plan := range ways() {
		plan.Zone = "Europe/Berlin"
		if err := plan.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJourneyZone(t *testing.T) {
	t.Parallel()
	plan := NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))
	plan.Journey = Journey{Zone: "Asia/Tokyo", Until: DateOf(2026, time.December, 10)}
	for d, want := range map[Date]string{plan.Journey.Until: "2026-12-09T22:00:00Z", plan.Journey.Until + 1: "2026-12-11T06:00:00Z"} {
		if got := plan.WakeTime(d).Format(time.RFC3339); got != want {
			t.Errorf("%s opens at %s, want %s", d, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		span Span
		date Date
		want bool
	}{
		{Span{10, 12}, 9, false}, {Span{10, 12}, 10, true}, {Span{10, 12}, 12, true}, {Span{10, 12}, 13, false},
		{Span{10, 0}, 9, false}, {Span{10, 0}, 99999, true},
	} {
		if got := test.span.Has(test.date); got != test.want {
			t.Errorf("%v has %d: %v", test.span, test.date, got)
		}
	}
}

// TestResume ends pauses for what is to come; what went by stays paused.
func TestResume(t *testing.T) {
	t.Parallel()
	const from = 100
	p := Plan{Pauses: []Span{{80, 82}, {90, 99}, {95, 104}, {98, 0}, {100, 0}, {100, 101}, {120, 130}}}
	p.Resume(from)
	want := []Span{{80, 82}, {90, 99}, {95, 99}, {98, 99}}
	if diff := cmp.Diff(want, p.Pauses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestGatesAllow is about health alone: what was answered, whatever rests.
func TestGatesAllow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		p    Person
		want bool
	}{
		{"open", Person{Gates: Gates{Answered: day(1, "07:00")}}, true},
		{"not answered", Person{}, false},
		{"closed", Person{Gates: Gates{Answered: day(1, "07:00"), Closed: Exercise}}, false},
		{"something else is closed", Person{Gates: Gates{Answered: day(1, "07:00"), Closed: Drinking | Heat}}, true},
		{"resting", Person{Gates: Gates{Answered: day(1, "07:00")}, Care: Care{Since: day(1, "08:00")}}, true},
	} {
		if got := test.p.GatesAllow(CalfStretch); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
