package talk

import (
	"strconv"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// gatesScreen lists everything that would make a routine unwise, on one screen.
func (t *Turn) gatesScreen() Message {
	lines := []locale.HTML{t.Text("gates.ask"), ""}
	for _, c := range routines.Conditions {
		lines = append(lines, "• "+t.Text("gates.condition."+c.Name))
	}
	return Message{
		Text: locale.Join(lines, "\n"),
		Rows: [][]Button{
			{press(t.Text("gates.button.none"), "gates", "none")},
			{press(t.Text("gates.button.some"), "gates", "some"), press(t.Text("gates.button.unsure"), "gates", "unsure")},
		},
	}
}

// gatesTap takes the answer to all conditions at once. Only "none" opens
// everything; after anything else each is asked singly, now or later.
func gatesTap(t *Turn) error {
	p := t.person()
	if p.Consented.IsZero() || p.Plan.Wake == p.Plan.Bed {
		return start(t)
	}
	switch t.In.tap.arg(0) {
	case "none":
		p.Gates = routines.Gates{Answered: t.Now}
	case "some", "unsure":
		p.Gates = routines.Gates{Answered: t.Now, Closed: routines.Everything}
	case "ask":
		t.show(t.gateScreen(0, 0))
		return nil
	case "same":
		if !p.Gates.Answered.IsZero() {
			p.Gates.Answered = t.Now
		}
		t.show(Message{Text: t.Text("gates.same")})
		return nil
	default:
		return stale
	}
	if !p.Member() {
		t.join()
		return nil
	}
	t.replanned()
	return plan(t)
}

// gatesTapAgain says what follows from the answers as they are now.
func gatesTapAgain(t *Turn) error {
	p := t.person()
	switch {
	case !p.Member():
		return onboarding(t)
	case t.In.tap.arg(0) == "ask":
		t.show(t.gateScreen(0, 0))
	case t.In.tap.arg(0) == "same":
		t.show(Message{Text: t.Text("gates.same")})
	case p.Joined.Equal(p.Gates.Answered): // they were the last step of onboarding
		t.welcome()
	default:
		return plan(t)
	}
	return nil
}

// gateOffer says that exercises are off, and how to change that.
func (t *Turn) gateOffer() Message {
	return Message{Text: t.Text("gates.closed"), Rows: [][]Button{{press(t.Text("gates.button.each"), "gates", "ask")}}}
}

// gatesAgain asks, some months later, whether the answers still hold.
func (t *Turn) gatesAgain() Message {
	return Message{Text: t.Text("gates.again"), Rows: [][]Button{
		{press(t.Text("gates.button.same"), "gates", "same")},
		{press(t.Text("gates.button.changed"), "gates", "ask")},
	}}
}

// gateScreen asks one condition; what the earlier ones closed travels in the
// buttons, so that nothing about single conditions is ever stored.
func (t *Turn) gateScreen(i int, closed routines.Activity) Message {
	c := routines.Conditions[i]
	var alarm []string
	if c.Name == routines.AlarmingLeg {
		alarm = []string{"alarm"}
	}
	choice := func(label string, more routines.Activity, alarm ...string) Button {
		return press(t.Text(label), "gate", append([]string{strconv.Itoa(i), strconv.Itoa(int(closed | more))}, alarm...)...)
	}
	return Message{
		Text: t.Text("gates.single", routines.Args{"Number": i + 1, "Of": len(routines.Conditions)}) + "\n\n" + t.Text("gates.condition."+c.Name),
		Rows: [][]Button{
			{choice("gates.button.no", 0), choice("gates.button.yes", c.Closes, alarm...)},
			{choice("gates.button.unsure", c.Closes, alarm...)},
			{choice("gates.button.cleared", 0)},
		},
	}
}

// gateTap takes the answer to one condition and asks the next one.
func gateTap(t *Turn) error {
	i, err := t.In.tap.number(0, len(routines.Conditions)-1)
	if err != nil {
		return err
	}
	closed, err := t.In.tap.number(1, int(routines.Everything))
	if err != nil {
		return err
	}
	if !t.person().Member() {
		return start(t)
	}
	if t.In.tap.arg(2) == "alarm" {
		t.person().Care.Usual = 0 // it is newly so
		if err := t.person().Reply(t.tonight(), routines.Leg, routines.LegAlarm, t.Now); err != nil {
			return err
		}
		t.afterAnswer()
		t.sayAlarm("", t.tonight())
	}
	if i+1 < len(routines.Conditions) {
		t.show(t.gateScreen(i+1, routines.Activity(closed)))
		return nil
	}
	t.person().Gates = routines.Gates{Answered: t.Now, Closed: routines.Activity(closed)}
	t.person().Care.Usual = 0 // what is usual is to be told anew
	t.replanned()
	return plan(t)
}

// gateAgain shows what came after the answer to one condition.
func gateAgain(t *Turn) error {
	i, err := t.In.tap.number(0, len(routines.Conditions)-1)
	if err != nil {
		return err
	}
	closed, err := t.In.tap.number(1, int(routines.Everything))
	if err != nil {
		return err
	}
	if !t.person().Member() {
		return onboarding(t)
	}
	if t.In.tap.arg(2) == "alarm" && t.alarmed(t.tonight()) {
		t.sayAlarm("", t.tonight())
	}
	if i+1 < len(routines.Conditions) {
		t.show(t.gateScreen(i+1, routines.Activity(closed)))
		return nil
	}
	return plan(t)
}
