package talk

import (
	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// The screens below need no typing: every button carries the time it sets.

// timesScreen moves one thing of the plan: "bed", "wake", "checkin", or a
// routine by its letter. Things that have one time are moved by steps; those of
// the day get one of a few rhythms.
func (t *Turn) timesScreen(what string) (Message, error) {
	p := &t.person().Plan
	night := t.tonight().Date
	m := Message{Rows: [][]Button{}}
	at := func(label, set string) Button { return press(t.Text(label), "times", what, set) }
	steps := func(c routines.Clock, step int) {
		m.Rows = append(m.Rows, []Button{
			at("times.button.earlier", clockCode(c.Plus(-step))), at("times.button.later", clockCode(c.Plus(step)))})
	}
	switch r := routines.RoutineOf(what); {
	case what == "bed" || what == "wake":
		week := p.Bed
		if what == "wake" {
			week = p.Wake
		}
		clock := week[night.Weekday()]
		if week != routines.EveryDay(clock) {
			m.Text = t.Text("times.days", routines.Args{"Times": t.weekText(week)})
			break
		}
		m.Text = t.Text("times."+what, routines.Args{"Clock": clock})
		steps(clock, 30)
	case what == "checkin":
		asked, ok := p.CheckInTime(night)
		if !ok {
			return m, stale
		}
		m.Text = t.Text("times.checkin", routines.Args{"At": t.clock(asked)})
		steps(t.clockOf(asked), 15)
		m.Rows = append(m.Rows, []Button{at("times.button.usual", "usual")})
	case !r.Valid() || !t.person().May(r):
		return m, stale
	case r.Evening():
		list := p.Occurrences(night, r)
		m.Text = t.Text("times.routine", routines.Args{"Routine": r, "Times": t.scheduleText(r)})
		if slots := p.Slots(r); len(list) == 1 && len(slots) == 1 && slots[0].Nights == 0 {
			steps(t.clockOf(list[0].At), 15)
		}
		m.Rows = append(m.Rows, []Button{at("times.button.usual", "usual")})
	default:
		m.Text = t.Text("times.routine", routines.Args{"Routine": r, "Times": t.timesOf(p.Occurrences(night, r))})
		for _, hours := range []string{"2", "3"} {
			m.Rows = append(m.Rows, []Button{press(t.Text("times.button.every", routines.Args{"Hours": hours}), "spread", what, hours)})
		}
		m.Rows = append(m.Rows, []Button{at("times.button.twice", "usual")})
	}
	m.Rows = append(m.Rows, []Button{press(t.Text("times.button.back"), "times", "all", "show")})
	return m, nil
}

// timesMenu lists what can be moved.
func (t *Turn) timesMenu() Message {
	show := func(label locale.HTML, what string) Button { return press(label, "times", what, "show") }
	m := Message{Text: t.Text("times.which"), Rows: [][]Button{
		{show(t.Text("times.button.bed"), "bed"), show(t.Text("times.button.wake"), "wake")},
		{show(t.Text("page.button.checkin"), "checkin")},
	}}
	for _, r := range routines.Routines {
		if t.person().Plan.On(r) && t.person().May(r) {
			m.Rows = append(m.Rows, []Button{show(t.routine(r), r.Letter())})
		}
	}
	m.Rows = append(m.Rows, []Button{press(t.Text("times.button.plan"), "show", "plan")})
	return m
}

// timesTap shows one of the screens, or sets a time.
func timesTap(t *Turn) error {
	what, to := t.In.tap.arg(0), t.In.tap.arg(1)
	if what == "all" {
		return timesAgain(t)
	}
	if to != "show" {
		if err := t.setTime(what, to); err != nil {
			return err
		}
	}
	return timesAgain(t)
}

// timesAgain shows the screen that the button stood in.
func timesAgain(t *Turn) error {
	what := t.In.tap.arg(0)
	if what == "all" {
		t.show(t.timesMenu())
		return nil
	}
	m, err := t.timesScreen(what)
	if err != nil {
		return err
	}
	t.show(m)
	return nil
}

func (t *Turn) setTime(what, to string) error {
	var slots []routines.Slot // none: the usual ones
	if to != "usual" {
		minute, err := t.In.tap.number(1, routines.LastClock)
		if err != nil {
			return err
		}
		clock := routines.Clock(minute)
		if what == "bed" || what == "wake" {
			return t.change(func(p *routines.Plan) {
				if what == "bed" {
					p.Bed = routines.EveryDay(clock)
				} else {
					p.Wake = routines.EveryDay(clock)
				}
			})
		}
		slots = []routines.Slot{routines.At(clock, 0)}
	}
	if what == "checkin" {
		return t.change(func(p *routines.Plan) { p.CheckIn = slots })
	}
	r := routines.RoutineOf(what)
	if !r.Valid() {
		return stale
	}
	return t.setTimes(r, slots)
}

// spreadTap spreads a daytime routine over the day, from two hours after waking
// to ten.
func spreadTap(t *Turn) error {
	r := routines.RoutineOf(t.In.tap.arg(0))
	hours, err := t.In.tap.number(1, 4)
	if err != nil || hours == 0 || !r.Valid() || r.Evening() {
		return stale
	}
	var slots []routines.Slot
	for minute := 2 * 60; minute <= 10*60; minute += hours * 60 {
		slots = append(slots, routines.Slot{Base: routines.AtWake, Offset: int16(minute)})
	}
	if err := t.setTimes(r, slots); err != nil {
		return err
	}
	return timesAgain(t)
}
