package bot

import "calmcalf/routines"

// The screens below need no typing: every button carries the time it sets.

// timesScreen moves one thing of the plan: "bed", "wake", "checkin", or a
// routine by its letter. Things that have one time are moved by steps; those of
// the day get one of a few rhythms.
func (t *turn) timesScreen(what string) (message, error) {
	p := &t.person().Plan
	night := t.tonight().Date
	m := message{rows: [][]button{}}
	at := func(label, set string) button { return press(t.text(label), "times", what, set) }
	steps := func(c routines.Clock, step int) {
		m.rows = append(m.rows, []button{
			at("times.button.earlier", clockCode(c.Plus(-step))), at("times.button.later", clockCode(c.Plus(step)))})
	}
	switch r := routines.Routine(letterIndex(what)); {
	case what == "bed" || what == "wake":
		week := p.Bed
		if what == "wake" {
			week = p.Wake
		}
		clock := week[night.Weekday()]
		if week != routines.EveryDay(clock) {
			m.text = t.text("times.days", routines.Args{"Times": t.weekText(week)})
			break
		}
		m.text = t.text("times."+what, routines.Args{"Clock": clock})
		steps(clock, 30)
	case what == "checkin":
		asked, ok := p.CheckInTime(night)
		if !ok {
			return m, stale
		}
		m.text = t.text("times.checkin", routines.Args{"At": t.clock(asked)})
		steps(t.clockOf(asked), 15)
		m.rows = append(m.rows, []button{at("times.button.usual", "usual")})
	case !r.Valid() || !t.person().May(r):
		return m, stale
	case r.Evening():
		list := p.Occurrences(night, r)
		m.text = t.text("times.routine", routines.Args{"Routine": r, "Times": t.scheduleText(r)})
		if slots := p.Slots(r); len(list) == 1 && len(slots) == 1 && slots[0].Nights == 0 {
			steps(t.clockOf(list[0].At), 15)
		}
		m.rows = append(m.rows, []button{at("times.button.usual", "usual")})
	default:
		m.text = t.text("times.routine", routines.Args{"Routine": r, "Times": t.timesOf(p.Occurrences(night, r))})
		for _, hours := range []string{"2", "3"} {
			m.rows = append(m.rows, []button{press(t.text("times.button.every", routines.Args{"Hours": hours}), "spread", what, hours)})
		}
		m.rows = append(m.rows, []button{at("times.button.twice", "usual")})
	}
	m.rows = append(m.rows, []button{press(t.text("times.button.back"), "times", "all", "show")})
	return m, nil
}

// timesMenu lists what can be moved.
func (t *turn) timesMenu() message {
	show := func(label, what string) button { return press(label, "times", what, "show") }
	m := message{text: t.text("times.which"), rows: [][]button{
		{show(t.text("times.button.bed"), "bed"), show(t.text("times.button.wake"), "wake")},
		{show(t.text("page.button.checkin"), "checkin")},
	}}
	for _, r := range routines.Routines {
		if t.person().Plan.On(r) && t.person().May(r) {
			m.rows = append(m.rows, []button{show(t.routine(r), string(letters[r]))})
		}
	}
	m.rows = append(m.rows, []button{press(t.text("times.button.plan"), "show", "plan")})
	return m
}

// timesTap shows one of the screens, or sets a time.
func timesTap(t *turn) error {
	what, to := t.in.tap.arg(0), t.in.tap.arg(1)
	if what == "all" {
		t.show(t.timesMenu())
		return nil
	}
	if to != "show" {
		if err := t.setTime(what, to); err != nil {
			return err
		}
	}
	m, err := t.timesScreen(what)
	if err != nil {
		return err
	}
	t.show(m)
	return nil
}

func (t *turn) setTime(what, to string) error {
	var slots []routines.Slot // none: the usual ones
	if to != "usual" {
		minute, err := t.in.tap.number(1, routines.LastClock)
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
	r := routines.Routine(letterIndex(what))
	if !r.Valid() {
		return stale
	}
	return t.setTimes(r, slots)
}

// spreadTap spreads a daytime routine over the day, from two hours after waking
// to ten.
func spreadTap(t *turn) error {
	r := routines.Routine(letterIndex(t.in.tap.arg(0)))
	hours, err := t.in.tap.number(1, 4)
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
	m, err := t.timesScreen(t.in.tap.arg(0))
	if err != nil {
		return err
	}
	t.show(m)
	return nil
}
