package bot

import (
	"strconv"
	"strings"

	"calmcalf/routines"
)

// gatesScreen lists everything that would make a routine unwise, on one screen.
func (t *turn) gatesScreen() message {
	lines := []string{t.text("gates.ask"), ""}
	for _, c := range routines.Conditions {
		lines = append(lines, "• "+t.text("gates.condition."+c.Name))
	}
	return message{
		text: strings.Join(lines, "\n"),
		rows: [][]button{
			{press(t.text("gates.button.none"), "gates", "none")},
			{press(t.text("gates.button.some"), "gates", "some"), press(t.text("gates.button.unsure"), "gates", "unsure")},
		},
	}
}

// gatesTap takes the answer to all conditions at once. Only "none" opens
// everything; after anything else each is asked singly, now or later.
func gatesTap(t *turn) error {
	p := t.person()
	if p.Consented.IsZero() || p.Plan.Wake == p.Plan.Bed {
		return start(t)
	}
	switch t.in.tap.arg(0) {
	case "none":
		p.Gates = routines.Gates{Answered: t.now}
	case "some", "unsure":
		p.Gates = routines.Gates{Answered: t.now, Closed: routines.Everything}
	case "ask":
		t.show(t.gateScreen(0, 0))
		return nil
	case "same":
		if !p.Gates.Answered.IsZero() {
			p.Gates.Answered = t.now
		}
		t.show(message{text: t.text("gates.same")})
		return nil
	default:
		return stale
	}
	if !p.Member() {
		t.join()
		if p.Gates.Closed != 0 {
			t.send(t.gateOffer())
		}
		return nil
	}
	t.replanned()
	return plan(t)
}

// gateOffer says that exercises are off, and how to change that.
func (t *turn) gateOffer() message {
	return message{text: t.text("gates.closed"), rows: [][]button{{press(t.text("gates.button.each"), "gates", "ask")}}}
}

// gatesAgain asks, some months later, whether the answers still hold.
func (t *turn) gatesAgain() message {
	return message{text: t.text("gates.again"), rows: [][]button{
		{press(t.text("gates.button.same"), "gates", "same")},
		{press(t.text("gates.button.changed"), "gates", "ask")},
	}}
}

// gateScreen asks one condition; what the earlier ones closed travels in the
// buttons, so that nothing about single conditions is ever stored.
func (t *turn) gateScreen(i int, closed routines.Activity) message {
	c := routines.Conditions[i]
	var alarm []string
	if c.Name == routines.AlarmingLeg {
		alarm = []string{"alarm"}
	}
	choice := func(label string, more routines.Activity, alarm ...string) button {
		return press(t.text(label), "gate", append([]string{strconv.Itoa(i), strconv.Itoa(int(closed | more))}, alarm...)...)
	}
	return message{
		text: t.text("gates.single", routines.Args{"Number": i + 1, "Of": len(routines.Conditions)}) + "\n\n" + t.text("gates.condition."+c.Name),
		rows: [][]button{
			{choice("gates.button.no", 0), choice("gates.button.yes", c.Closes, alarm...)},
			{choice("gates.button.unsure", c.Closes, alarm...)},
			{choice("gates.button.cleared", 0)},
		},
	}
}

// gateTap takes the answer to one condition and asks the next one.
func gateTap(t *turn) error {
	i, err := t.in.tap.number(0, len(routines.Conditions)-1)
	if err != nil {
		return err
	}
	closed, err := t.in.tap.number(1, int(routines.Everything))
	if err != nil {
		return err
	}
	if !t.person().Member() {
		return start(t)
	}
	if t.in.tap.arg(2) == "alarm" {
		t.person().Care.Usual = 0 // it is newly so
		if err := t.person().Reply(t.tonight(), routines.Leg, routines.LegAlarm, t.now); err != nil {
			return err
		}
		t.afterAnswer()
		m := t.sameDay()
		m.rows = t.alarmButtons("", t.tonight())
		t.send(m)
	}
	if i+1 < len(routines.Conditions) {
		t.show(t.gateScreen(i+1, routines.Activity(closed)))
		return nil
	}
	t.person().Gates = routines.Gates{Answered: t.now, Closed: routines.Activity(closed)}
	t.person().Care.Usual = 0 // what is usual is to be told anew
	t.replanned()
	return plan(t)
}
