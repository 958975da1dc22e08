package talk

import (
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/read"
	"calmcalf/routines"
)

// plan shows the plan, with a switch for each routine.
func plan(t *Turn) error {
	t.show(t.planScreen())
	return nil
}

// planAgain says what the plan is, after a change of it.
func planAgain(t *Turn) error {
	t.send(Message{Text: t.planText()})
	return nil
}

func (t *Turn) planScreen() Message {
	p := t.person()
	m := Message{Text: t.planText() + "\n\n" + t.Text("plan.hint")}
	var row []Button
	for _, r := range routines.Routines {
		if !p.May(r) {
			continue
		}
		label, to := "plan.button.on", "on"
		if p.Plan.On(r) {
			label, to = "plan.button.off", "off"
		}
		if row = append(row, press(t.Text(label, t.about(r)), "habit", r.Letter(), to)); len(row) == 2 {
			m.Rows, row = append(m.Rows, row), nil
		}
	}
	if row != nil {
		m.Rows = append(m.Rows, row)
	}
	if p.Care.Rests() {
		m.Rows = append(m.Rows, t.careButtons(""))
	}
	m.Rows = append(m.Rows,
		[]Button{press(t.Text("plan.button.times"), "times", "all", "show")},
		[]Button{press(t.Text("gates.button.each"), "gates", "ask")})
	return m
}

// planText writes the plan as it stands for the open Night.
func (t *Turn) planText() locale.HTML {
	p, night := t.person(), t.tonight()
	lines := []locale.HTML{
		t.Text("plan.title"),
		t.Text("plan.line.hours", routines.Args{"Bed": t.weekText(p.Plan.Bed), "Wake": t.weekText(p.Plan.Wake)}),
		t.Text("plan.line.zone", routines.Args{"Zone": p.Plan.Location(night.Date).String(), "Clock": t.clock(t.Now)}),
		"",
	}
	if at, ok := p.Plan.CheckInTime(night.Date); ok {
		lines = append(lines, t.Text("plan.line.checkin", routines.Args{"Times": t.clock(at)}))
	}
	for _, r := range routines.Routines {
		args := routines.Args{"Routine": r}
		switch {
		case p.GatesAllow(r) && !p.May(r):
			lines = append(lines, t.Text("plan.line.cared", args))
		case !p.May(r):
			lines = append(lines, t.Text("plan.line.closed", args))
		case !p.Plan.On(r):
			lines = append(lines, t.Text("plan.line.off", args))
		default:
			key := "plan.line.on"
			if p.Quiet.Routines[r] >= routines.RestsAfter {
				key = "plan.line.resting"
			}
			args["Times"] = t.scheduleText(r)
			lines = append(lines, t.Text(key, args))
		}
	}
	if night.Paused {
		lines = append(lines, "", t.Text("plan.line.paused"))
	}
	if p.Care.Rests() {
		lines = append(lines, "", t.Text("plan.line.care"))
	}
	return locale.Join(lines, "\n")
}

// weekText writes a time that may differ by weekday: the usual one, then the days
// with another.
func (t *Turn) weekText(week routines.Week) locale.HTML {
	days := map[routines.Clock]int{}
	for _, clock := range week {
		days[clock]++
	}
	usual := week[time.Monday]
	for clock, count := range days {
		if count > days[usual] || count == days[usual] && clock < usual {
			usual = clock
		}
	}
	parts := []locale.HTML{t.Say.Clock(usual)}
	for i := range time.Weekday(7) {
		if day := (time.Monday + i) % 7; week[day] != usual {
			parts = append(parts, t.Say.WeekdayClock(day, week[day]))
		}
	}
	return t.Say.Commas(parts)
}

// scheduleText writes a routine's times: of tonight, or with the weekdays where
// they were typed with weekdays.
func (t *Turn) scheduleText(r routines.Routine) locale.HTML {
	var parts []locale.HTML
	weekly := false
	for _, slot := range t.person().Plan.Slots(r) {
		clock, ok := slot.Clock()
		if !ok {
			return t.timesOf(t.person().Plan.Occurrences(t.tonight().Date, r))
		}
		var days []time.Weekday
		for i := range time.Weekday(7) {
			if day := (time.Monday + i) % 7; slot.Nights != 0 && slot.Nights.Has(day) {
				weekly = true
				days = append(days, day)
			}
		}
		parts = append(parts, t.Say.ClockOn(clock, days))
	}
	if !weekly {
		return t.timesOf(t.person().Plan.Occurrences(t.tonight().Date, r))
	}
	return t.Say.Commas(parts)
}

// closed is why a routine is not offered: for the person's health, or until a leg
// is checked.
func (t *Turn) closed(r routines.Routine) error {
	key := "error.routine.closed"
	if t.person().GatesAllow(r) {
		key = "error.routine.cared"
	}
	return &routines.Error{Kind: routines.Refused, Key: key, Args: routines.Args{"Routine": r}}
}

// timesOf writes the times of slots.
func (t *Turn) timesOf(list []routines.Occurrence) locale.HTML {
	var times []locale.HTML
	for _, o := range list {
		times = append(times, t.clock(o.At))
	}
	return t.Say.Commas(times)
}

// change changes the plan and checks it. An error is the person's mistake, with
// which nothing is stored.
func (t *Turn) change(edit func(*routines.Plan)) error {
	p := t.person()
	edit(&p.Plan)
	if err := p.Plan.Check(); err != nil {
		return err
	}
	t.replanned()
	return nil
}

// habitTap switches a routine on or off.
func habitTap(t *Turn) error {
	r, to := routines.RoutineOf(t.In.tap.arg(0)), t.In.tap.arg(1)
	if !r.Valid() || to != "on" && to != "off" && to != "fit" {
		return stale
	}
	asked, err := t.switchHabit(r, to != "off", to == "fit")
	if err != nil || asked {
		return err
	}
	return plan(t)
}

// habitAgain shows the plan, or the question about heat that was not answered.
func habitAgain(t *Turn) error {
	r, to := routines.RoutineOf(t.In.tap.arg(0)), t.In.tap.arg(1)
	if to == "on" && r == routines.WarmCompress && !t.person().Plan.On(r) && t.person().May(r) {
		t.askAboutHeat()
		return nil
	}
	return plan(t)
}

// switchHabit switches a routine on or off. Heat has a condition that is asked
// only when it is wanted; asked reports that the question was sent instead.
func (t *Turn) switchHabit(r routines.Routine, on, fit bool) (asked bool, err error) {
	if on && !t.person().May(r) {
		return false, t.closed(r)
	}
	if on && r == routines.WarmCompress && !fit && !t.person().Plan.On(r) {
		t.askAboutHeat()
		return true, nil
	}
	t.person().Rouse(r)
	return false, t.change(func(p *routines.Plan) { p.SetHabit(r, routines.Habit{On: on, Slots: p.Habits[r].Slots}) })
}

func (t *Turn) askAboutHeat() {
	letter := routines.WarmCompress.Letter()
	t.send(Message{Text: t.Text("gates.warm") + "\n\n• " + t.Text("gates.condition.skin"), Rows: [][]Button{
		{press(t.Text("gates.button.no"), "habit", letter, "fit")},
		{press(t.Text("gates.button.yesorunsure"), "habit", letter, "off")},
	}})
}

// set changes the times of a routine or of the check-in.
func set(t *Turn) error {
	name, times, _ := strings.Cut(t.argument(), " ")
	if name == "" {
		return &routines.Error{Kind: routines.Unclear, Key: "error.set.empty"}
	}
	words := t.words()
	if words.CheckIn(name) {
		slots, err := words.Schedule(times)
		if err != nil {
			return err
		}
		if err := t.change(func(p *routines.Plan) { p.CheckIn = slots }); err != nil {
			return err
		}
		t.send(Message{Text: t.planText()})
		return nil
	}
	r, err := words.Routine(name)
	if err != nil {
		return err
	}
	switch to, _ := words.Switch(times); to {
	case read.On, read.Off:
		var asked bool
		if asked, err = t.switchHabit(r, to == read.On, false); asked {
			return err
		}
	case read.Usual:
		err = t.setTimes(r, nil)
	default:
		var slots []routines.Slot
		if slots, err = words.Schedule(times); err == nil {
			err = t.setTimes(r, slots)
		}
	}
	if err != nil {
		return err
	}
	t.send(Message{Text: t.planText()})
	return nil
}

func (t *Turn) setTimes(r routines.Routine, slots []routines.Slot) error {
	if !t.person().May(r) {
		return t.closed(r)
	}
	on := r != routines.WarmCompress || t.person().Plan.On(r)
	t.person().Rouse(r)
	err := t.change(func(p *routines.Plan) {
		p.SetHabit(r, routines.Habit{On: on, Slots: slots})
		routines.Retimed(t.person(), t.tonight(), r, t.Now)
	})
	if err == nil && !on {
		_, err = t.switchHabit(r, true, false)
	}
	return err
}

func bedtime(t *Turn) error {
	return t.setAnchor("bedtime", func(p *routines.Plan) *routines.Week { return &p.Bed })
}

func wake(t *Turn) error {
	return t.setAnchor("wake", func(p *routines.Plan) *routines.Week { return &p.Wake })
}

func bedtimeAgain(t *Turn) error { return t.anchorAgain("bedtime") }

func wakeAgain(t *Turn) error { return t.anchorAgain("wake") }

// anchorAgain repeats the question while it is open, and shows the plan after that.
func (t *Turn) anchorAgain(name string) error {
	if t.argument() == "" && t.person().Asking == name {
		t.askAnchor(name)
		return nil
	}
	return planAgain(t)
}

func (t *Turn) askAnchor(name string) { t.send(Message{Text: t.Text("anchor.ask." + name)}) }

// setAnchor moves bedtime or wake time, of all days or of some, and with it all
// that follows.
func (t *Turn) setAnchor(name string, week func(*routines.Plan) *routines.Week) error {
	if t.argument() == "" {
		t.person().Asking = name
		t.askAnchor(name)
		return nil
	}
	changed, err := t.words().Week(t.argument(), *week(&t.person().Plan))
	if err != nil {
		return err
	}
	err = t.change(func(p *routines.Plan) { *week(p) = changed })
	if err != nil {
		return err
	}
	t.person().Asking = ""
	t.send(Message{Text: t.planText()})
	return nil
}

// pause pauses from tonight on, or over the Nights that are named.
func pause(t *Turn) error {
	span, err := t.words().Span(t.argument(), t.tonight().Date)
	if err != nil {
		return err
	}
	if err := t.person().Plan.Pause(span, t.tonight().Date); err != nil {
		return err
	}
	if err := t.change(func(*routines.Plan) {}); err != nil {
		return err
	}
	args := routines.Args{"From": span.From, "To": span.To}
	key := "pause.open"
	if span.To != 0 {
		key = "pause.span"
	}
	t.send(Message{Text: t.Text(key, args), Rows: [][]Button{{press(t.Text("pause.button.resume"), "show", "resume")}}})
	return nil
}

// pauseAgain shows the plan, with the way back as long as something is paused.
func pauseAgain(t *Turn) error {
	m := Message{Text: t.planText()}
	if len(t.person().Plan.Pauses) > 0 {
		m.Rows = [][]Button{{press(t.Text("pause.button.resume"), "show", "resume")}}
	}
	t.send(m)
	return nil
}

// resume ends every pause, the running one from tonight on.
func resume(t *Turn) error {
	if len(t.person().Plan.Pauses) == 0 {
		t.show(Message{Text: t.Text("resume.nothing")})
		return nil
	}
	err := t.change(func(p *routines.Plan) { p.Resume(t.tonight().Date) })
	if err != nil {
		return err
	}
	t.show(Message{Text: t.Text("resume.done") + "\n\n" + t.planText()})
	return nil
}
