package routines

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAdvance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		zone   string
		begin  string
		change func(*Person, *Night, time.Time) // at the time given by at; nil: none
		at     string
		now    string
		want   []string // the Nights opened up to now
	}{
		{"too early", "Europe/Berlin", "2026-11-22T12:00:00Z", nil, "", "2026-11-23T05:59:59Z", nil},
		{"at wake time", "Europe/Berlin", "2026-11-22T12:00:00Z", nil, "", "2026-11-23T06:00:00Z",
			[]string{"2026-11-23 2026-11-23T06:00:00Z"}},
		{"after a week down", "Europe/Berlin", "2026-03-27T12:00:00Z", nil, "", "2026-03-30T12:00:00Z",
			[]string{"2026-03-28 2026-03-28T06:00:00Z", "2026-03-29 2026-03-29T05:00:00Z", "2026-03-30 2026-03-30T05:00:00Z"}},
		{"over the missing date", "Pacific/Apia", "2011-12-29T20:00:00Z", nil, "", "2011-12-31T20:00:00Z",
			[]string{"2011-12-31 2011-12-30T17:00:00Z", "2012-01-01 2011-12-31T17:00:00Z"}},
		{"a journey west makes the Night long", "Asia/Tokyo", "2026-11-21T22:00:00Z", moveTo("Pacific/Honolulu"), "2026-11-22T03:00:00Z", "2026-11-23T18:00:00Z",
			[]string{"2026-11-23 2026-11-23T17:00:00Z"}},
		{"a journey east opens what has begun there", "Europe/Berlin", "2026-11-22T12:00:00Z", moveTo("Asia/Tokyo"), "2026-11-22T23:30:00Z", "2026-11-22T23:30:00Z",
			[]string{"2026-11-23 2026-11-22T23:30:00Z"}},
		{"a journey over the date line, just after waking", "Pacific/Honolulu", "2026-11-22T20:00:00Z", moveTo("Pacific/Kiritimati"), "2026-11-23T17:30:00Z", "2026-11-23T17:30:00Z",
			[]string{"2026-11-23 2026-11-23T17:00:00Z", "2026-11-24 2026-11-23T17:30:00Z"}},
		{"a journey over the date line opens the latest", "Pacific/Pago_Pago", "2026-11-22T20:00:00Z", moveTo("Pacific/Kiritimati"), "2026-11-23T17:30:00Z", "2026-11-23T17:30:00Z",
			[]string{"2026-11-24 2026-11-23T17:30:00Z"}},
		{"coming home to where the date began a day ago", "Pacific/Kiritimati", "2026-11-22T20:00:00Z", func(p *Person, n *Night, now time.Time) {
			p.Plan.Journey = Journey{Zone: "Pacific/Pago_Pago", Until: n.Date}
			Changed(p, n, now)
		}, "2026-11-22T21:00:00Z", "2026-11-25T00:00:00Z",
			// In Kiritimati the 24th opens when the 23rd opens in Honolulu.
			[]string{"2026-11-24 2026-11-23T17:00:00Z", "2026-11-25 2026-11-24T17:00:00Z"}},
		{"an earlier wake time that has gone by", "Europe/Berlin", "2026-11-22T12:00:00Z", func(p *Person, n *Night, now time.Time) {
			p.Plan.Wake = EveryDay(ClockOf(4, 0))
			Changed(p, n, now)
		}, "2026-11-23T05:00:00Z", "2026-11-23T05:00:00Z",
			[]string{"2026-11-23 2026-11-23T05:00:00Z"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := person(test.zone)
			nights := []Night{Begin(p, instant(t, test.begin))}
			advance := func(now time.Time) {
				tonight, before := latest(nights)
				nights = append(nights, Advance(p, tonight, before, now)...)
			}
			if test.change != nil {
				at := instant(t, test.at)
				advance(at)
				test.change(p, &nights[len(nights)-1], at)
			}
			advance(instant(t, test.now))
			var got []string
			for _, n := range nights[1:] {
				got = append(got, n.Date.String()+" "+n.Opened.Format(time.RFC3339))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAdvanceCloses keeps of a Night that has ended what its record needs.
func TestAdvanceCloses(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.until(day(1, "07:00"), day(2, "12:00"))
	if err := d.Snooze(d.tonight(), Key{d.tonight().Date, AnklePumps, 0}, 40*time.Minute, day(2, "20:00")); err != nil {
		t.Fatal(err)
	}
	d.look(day(3, "12:00"))
	for i, n := range d.nights[:2] {
		for _, m := range n.Marks {
			// The prompts of the Night before may still be answered where they stand.
			if kept := m.Message != 0; kept != (i == 1) || !m.Snoozed.IsZero() || m.Sent.IsZero() {
				t.Errorf("%s: %+v", n.Date, m)
			}
		}
	}
	if d.nights[0].Asked.IsZero() {
		t.Errorf("%+v", d.nights[0])
	}
}

// TestAdvanceHome comes home over the date line while a Night is open whose
// own wake time lies after that of the date that follows at home.
func TestAdvanceHome(t *testing.T) {
	t.Parallel()
	for _, away := range []string{"Pacific/Honolulu", "Pacific/Pago_Pago"} {
		p := person("Pacific/Kiritimati")
		p.Plan.Journey = Journey{Zone: away, Until: DateOf(2026, time.November, 22)}
		tonight := Night{Date: p.Plan.Journey.Until}
		tonight.Opened = p.Plan.WakeTime(tonight.Date)
		tonight.Since = tonight.Opened.Add(-time.Second)
		date, opens := p.next(&tonight)
		if want := instant(t, "2026-11-23T17:00:00Z"); date != tonight.Date+2 || !opens.Equal(want) {
			t.Errorf("from %s: %s at %s, want %s at %s", away, date, opens, tonight.Date+2, want)
		}
	}
}

func moveTo(zone string) func(*Person, *Night, time.Time) {
	return func(p *Person, n *Night, now time.Time) {
		p.Plan.Zone = zone
		Changed(p, n, now)
	}
}

func TestBegin(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-22T05:59:59Z": "2026-11-21 2026-11-21T06:00:00Z",
		"2026-11-22T06:00:00Z": "2026-11-22 2026-11-22T06:00:00Z",
		"2026-11-22T23:59:00Z": "2026-11-22 2026-11-22T06:00:00Z",
	} {
		n := Begin(person("Europe/Berlin"), instant(t, now))
		if got := n.Date.String() + " " + n.Opened.Format(time.RFC3339); got != want || !n.Since.Equal(instant(t, now)) {
			t.Errorf("at %s: %s since %s, want %s", now, got, n.Since, want)
		}
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	p := person("UTC")
	now := instant(t, "2026-11-22T22:15:00Z")
	n := Begin(p, instant(t, "2026-11-22T07:00:00Z"))
	for _, r := range []Routine{CalfStretch, LegElevation, Hydration} {
		at := p.Plan.Occurrences(n.Date, r)[0].At
		n.Touch(r, 0, at).Sent = at
	}
	p.Tick(&n, Key{n.Date, LegElevation, 0}, Done, now)
	p.Plan.Wake, p.Plan.Bed = EveryDay(ClockOf(6, 30)), EveryDay(ClockOf(23, 55))
	Changed(p, &n, now)

	if n.Mark(Hydration, 0) == nil {
		t.Error("what lies in the past was forgotten")
	}
	if m := n.Mark(LegElevation, 0); m == nil || m.State != Done {
		t.Error("an answer was lost")
	}
	if n.Mark(CalfStretch, 0) != nil {
		t.Error("the stretch does not move with bedtime")
	}
	card, next := Due(p, &n, nil, now)
	if want := instant(t, "2026-11-22T23:35:00Z"); !card.Empty() || !next.Equal(want) {
		t.Errorf("%+v, next %s, want %s", card, next, want)
	}
}

// TestLives changes plans, answers and goes down at random, and checks what
// must hold whatever happens.
func TestLives(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Honolulu",
		"Pacific/Apia", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tokyo", "America/Sao_Paulo", "Africa/Casablanca"}
	plans := ways()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.OneOf(rapid.SampledFrom(zones), rapid.SampledFrom(zoneNames())).Draw(t, "zone")
		l := &life{T: t, plans: plans, zones: append(zones, zone), rung: map[Key][]time.Time{}, answered: map[Key]bool{},
			undone: map[Key]bool{}, asked: map[Date]int{}}
		l.now = time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
		if all := transitions(load(t, zone)); len(all) > 0 {
			l.now = rapid.SampledFrom(all).Draw(t, "around")
		}
		l.now = l.now.Add(-time.Duration(rapid.IntRange(0, 3*86400).Draw(t, "earlier")) * time.Second)
		plan := plans[l.way()]
		plan.Zone = zone
		l.p = &Person{Plan: plan, Gates: Gates{Answered: l.now}}
		l.nights = []Night{Begin(l.p, l.now)}
		l.look(false)
		for range rapid.IntRange(10, 80).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"ring", "ring", "ring", "down", "act", "act"}).Draw(t, "step") {
			case "ring":
				l.now = l.alarm
				l.look(true)
			case "down":
				from := l.alarm
				l.now = from.Add(time.Duration(rapid.IntRange(1, 60*3600).Draw(t, "down")) * time.Second)
				l.downs = append(l.downs, [2]time.Time{from, l.now})
				l.look(true)
			case "act":
				l.now = l.now.Add(time.Duration(rapid.Int64Range(0, int64(l.alarm.Sub(l.now)/time.Second)).Draw(t, "later")) * time.Second)
				l.advance()
				l.act()
				l.look(false)
			}
		}
	})
}

// life is one person's, and what is known about it.
type life struct {
	*rapid.T
	plans            map[string]Plan
	zones            []string
	p                *Person
	nights           []Night
	now, alarm       time.Time
	changed          time.Time      // the latest change of the plan
	downs            [][2]time.Time // when the bot was down
	rung             map[Key][]time.Time
	answered, undone map[Key]bool
	asked            map[Date]int
}

func (l *life) way() string {
	return rapid.SampledFrom([]string{"default", "late", "later", "night shift", "weekdays", "cron", "typed", "early", "up at midnight"}).Draw(l.T, "way")
}

func (l *life) advance() {
	tonight, before := latest(l.nights)
	for _, n := range Advance(l.p, tonight, before, l.now) {
		last := l.nights[len(l.nights)-1]
		if n.Date <= last.Date || !n.Opened.After(last.Opened) || n.Opened.After(l.now) {
			l.Fatalf("at %s after %s of %s opens %s at %s", l.now, last.Date, last.Opened, n.Date, n.Opened)
		}
		if wake := l.p.Plan.WakeTime(n.Date); !n.Opened.Equal(wake) && !n.Opened.Equal(l.changed) {
			l.Fatalf("%s opens at %s, neither at %s nor at a change", n.Date, n.Opened, wake)
		}
		for d := l.p.Plan.following(last.Date); d < n.Date; d = l.p.Plan.following(d) {
			if l.p.Plan.WakeTime(d).After(later(last.Opened, last.Since)) {
				l.Fatalf("%s is lost", d)
			}
		}
		l.nights = append(l.nights, n)
	}
}

// act does something that a person may do.
func (l *life) act() {
	tonight, _ := latest(l.nights)
	plan := l.p.Plan
	switch action := rapid.SampledFrom([]string{"plan", "zone", "bed", "journey", "pause", "resume", "switch", "tick", "tick", "ahead", "undo", "snooze", "snooze", "check"}).Draw(l.T, "action"); action {
	case "plan":
		next := l.plans[l.way()]
		next.Zone, next.Journey, next.Pauses = plan.Zone, plan.Journey, plan.Pauses
		l.change(next)
	case "zone":
		plan.Zone = rapid.SampledFrom(l.zones).Draw(l.T, "zone")
		l.change(plan)
	case "bed":
		plan.Bed = EveryDay(plan.Wake[0] + Clock(rapid.IntRange(leastAwake, MinutesPerDay-leastAsleep-5*60).Draw(l.T, "bed")))
		for i := range plan.Bed {
			plan.Bed[i] %= MinutesPerDay
		}
		if plan.Check() == nil {
			l.change(plan)
		}
	case "journey":
		plan.Journey = Journey{rapid.SampledFrom(l.zones).Draw(l.T, "journey"), tonight.Date + Date(rapid.IntRange(0, 3).Draw(l.T, "nights"))}
		l.change(plan)
	case "pause":
		plan.Pauses = []Span{{From: tonight.Date + Date(rapid.IntRange(0, 1).Draw(l.T, "from"))}}
		plan.Pauses[0].To = plan.Pauses[0].From + Date(rapid.IntRange(0, 2).Draw(l.T, "nights"))
		l.change(plan)
	case "resume":
		plan.Pauses = nil
		l.change(plan)
	case "switch":
		r := rapid.SampledFrom(Routines).Draw(l.T, "routine")
		habits := map[Routine]Habit{}
		for k, h := range plan.Habits {
			h.On = h.On != (k == r)
			habits[k] = h
		}
		plan.Habits = habits
		l.change(plan)
	case "ahead":
		r := rapid.SampledFrom(Routines).Draw(l.T, "routine")
		if k, err := l.p.Target(tonight, nil, r, l.now); err == nil {
			l.p.Tick(tonight, k, Done, l.now)
			l.answered[k] = true
		}
	case "check":
		if _, before := latest(l.nights); before != nil {
			if err := l.p.Reply(before, Cramps, 0, l.now); err != nil {
				l.Fatal(err)
			}
		}
	default:
		if len(tonight.Marks) == 0 {
			return
		}
		m := rapid.SampledFrom(tonight.Marks).Draw(l.T, "mark")
		k := m.Key(tonight.Date)
		switch {
		case action == "tick":
			l.p.Tick(tonight, k, rapid.SampledFrom([]State{Done, Skipped}).Draw(l.T, "answer"), l.now)
			l.answered[k] = true
		case action == "undo":
			l.p.Tick(tonight, k, Open, l.now)
			delete(l.answered, k)
			l.undone[k] = true
		case !m.Sent.IsZero():
			wait := rapid.SampledFrom([]time.Duration{10, 20, 40}).Draw(l.T, "wait") * time.Minute
			err := l.p.Snooze(tonight, k, wait, l.now)
			if bed := l.p.Plan.Bedtime(tonight.Date); err == nil && l.now.Add(wait-time.Minute).After(bed.Add(time.Hour)) {
				l.Fatalf("at %s %v snoozes for %s, bedtime is %s", l.now, k, wait, bed)
			}
		}
	}
}

func (l *life) change(plan Plan) {
	l.p.Plan = plan
	tonight, _ := latest(l.nights)
	Changed(l.p, tonight, l.now)
	l.changed = l.now
}

// look does what the bot does when an alarm rings, or after a person acted,
// when nothing is sent but the alarm is set anew.
func (l *life) look(send bool) {
	l.p.Quiet = Quiet{}
	l.advance()
	tonight, before := latest(l.nights)
	card, next := Due(l.p, tonight, before, l.now)
	if _, opens := l.p.next(tonight); !next.After(l.now) || next.After(opens) {
		l.Fatalf("at %s the next alarm is %s, the next Night opens at %s", l.now, next, opens)
	}
	l.alarm = next
	if !send {
		if !card.Empty() {
			l.alarm = l.now
		}
		return
	}
	l.check(card, tonight, before)
	Settle(l.p, tonight, before, card, 1, l.now)
	again, _ := Due(l.p, tonight, before, l.now)
	if follows := again.Summary != 0 && card.Summary == 0 && !card.Empty(); !again.Empty() && again.CheckIn == 0 && !follows {
		l.Fatalf("at %s more to send: %+v after %+v", l.now, again, card)
	}
	l.missed(tonight)
}

func (l *life) check(card Card, tonight, before *Night) {
	day := false
	instants := map[Routine]time.Time{}
	for _, k := range card.Keys {
		n := k.of(tonight, before)
		if k.Night != n.Date || n.Paused || !l.p.Planned(k.Routine) || l.answered[k] {
			l.Fatalf("at %s %v rings; paused: %v, answered: %v", l.now, k, n.Paused, l.answered[k])
		}
		bed := l.p.Plan.Bedtime(k.Night)
		var at time.Time
		if m := n.Mark(k.Routine, k.Ordinal); m != nil {
			at = m.Snoozed
			if at.IsZero() || m.State != Open {
				l.Fatalf("at %s %v rings again", l.now, k)
			}
		} else {
			o, ok := l.p.Plan.Occurrence(k)
			at = o.At
			switch last := l.rung[k]; {
			case !ok || !at.After(n.Since):
				l.Fatalf("at %s %v rings, of %s, before %s", l.now, k, at, n.Since)
			case len(last) > 0 && l.changed.Before(last[len(last)-1]):
				l.Fatalf("at %s %v rings again, without a change since %s", l.now, k, last)
			case !instants[k.Routine].IsZero() && !instants[k.Routine].Equal(at):
				l.Fatalf("at %s slots of %s and %s are caught up", l.now, instants[k.Routine], at)
			case l.now.Equal(at) && !o.Quiet && !at.Before(bed):
				l.Fatalf("at %s %v rings in bed", l.now, k)
			}
			instants[k.Routine] = at
		}
		if at.After(l.now) || !l.now.Equal(at) && !l.down(at) && !l.undone[k] {
			l.Fatalf("at %s %v rings, of %s", l.now, k, at)
		}
		for _, then := range l.rung[k] {
			if then.Equal(at) {
				l.Fatalf("at %s %v rings again for %s", l.now, k, at)
			}
		}
		l.rung[k] = append(l.rung[k], at)
		limit := bed
		if !k.Routine.Evening() && limit.After(at.Add(time.Hour)) {
			limit = at.Add(time.Hour)
		}
		if l.now.After(limit) && l.now.After(at.Add(15*time.Minute)) {
			l.Fatalf("at %s %v of %s rings too late", l.now, k, at)
		}
		if !l.now.Before(bed) && k.Night == tonight.Date && !card.Silent {
			l.Fatalf("at %s %v rings aloud after %s", l.now, k, bed)
		}
		day = day || !k.Routine.Evening()
	}
	if d := card.CheckIn; d != 0 {
		l.asked[d]++
		if d != before.Date || before.Paused || before.Checked() || l.asked[d] > 2 || l.asked[d] == 2 && !day {
			l.Fatalf("at %s asks about %s for the %d. time", l.now, d, l.asked[d])
		}
	}
}

// down reports whether the bot was down at an instant.
func (l *life) down(at time.Time) bool {
	return slices.ContainsFunc(l.downs, func(d [2]time.Time) bool { return !at.Before(d[0]) && at.Before(d[1]) })
}

// missed fails when a slot went by that nothing excuses.
func (l *life) missed(n *Night) {
	if n.Paused {
		return
	}
	for _, r := range Routines {
		for _, o := range l.p.Plan.Occurrences(n.Date, r) {
			if n.Mark(r, o.Ordinal) == nil && o.At.After(n.Since) && !o.At.After(l.now) &&
				!l.down(o.At) && !l.undone[o.Key] && l.p.Planned(r) {
				l.Fatalf("at %s %v of %s has been missed", l.now, o.Key, o.At)
			}
		}
	}
}

// person is somebody with the default plan and no gate closed.
func person(zone string) *Person {
	return &Person{Plan: NewPlan(zone, ClockOf(7, 0), ClockOf(22, 30)), Gates: Gates{Answered: time.Unix(1, 0)}}
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
