package bot

import (
	"strconv"
	"strings"

	"calmcalf/bot/read"
	"calmcalf/routines"
)

// start greets, and shows a newcomer the first step that is still open: consent,
// place, hours, gates. The last step ends in the plan.
func start(t *turn) error {
	p := t.person()
	switch {
	case p.Consented.IsZero():
		t.show(t.welcomeScreen())
	case p.Plan.Zone == "":
		t.show(t.placeScreen())
	case p.Plan.Wake == p.Plan.Bed:
		t.show(t.hoursScreen(usualBed, usualWake))
	case !p.Member():
		t.show(t.gatesScreen())
	default:
		t.send(message{text: t.text("start.again"), keyboard: mainKeys})
	}
	return nil
}

func (t *turn) welcomeScreen() message {
	return message{
		text: t.text("consent.ask"),
		rows: [][]button{
			{press(t.text("consent.button.yes"), "consent", "yes")},
			{press(t.text("page.button.privacy"), "show", "privacy"), press(t.text("page.button.safety"), "show", "safety")},
			{press(t.text("consent.button.no"), "consent", "no")},
		},
	}
}

func consentTap(t *turn) error {
	p := t.person()
	switch {
	case t.in.tap.arg(0) == "no" && p.Consented.IsZero():
		t.show(message{text: t.text("consent.declined"), rows: [][]button{
			{press(t.text("consent.button.yes"), "consent", "yes")}}})
		return nil
	case t.in.tap.arg(0) != "yes":
		return stale
	case p.Consented.IsZero():
		p.Consented = t.now
		p.Language = t.say.Language()
	}
	return start(t)
}

// The hours that fit most people, as a first guess.
const (
	usualBed  = routines.Clock(22*60 + 30)
	usualWake = routines.Clock(7 * 60)
)

func (t *turn) hoursScreen(bed, wake routines.Clock) message {
	t.person().Asking = "hours"
	step := func(label string, bed, wake routines.Clock) button {
		return press(t.text(label), "hours", clockCode(bed), clockCode(wake), "show")
	}
	return message{
		text: t.text("hours.ask", routines.Args{"Bed": bed, "Wake": wake}),
		rows: [][]button{
			{press(t.text("hours.button.fits"), "hours", clockCode(bed), clockCode(wake), "set")},
			{step("hours.button.bed.earlier", bed.Plus(-30), wake), step("hours.button.bed.later", bed.Plus(30), wake)},
			{step("hours.button.wake.earlier", bed, wake.Plus(-30)), step("hours.button.wake.later", bed, wake.Plus(30))},
		},
	}
}

func clockCode(c routines.Clock) string { return strconv.Itoa(int(c)) }

func hoursTap(t *turn) error {
	bed, err := t.in.tap.number(0, routines.LastClock)
	if err != nil {
		return err
	}
	wake, err := t.in.tap.number(1, routines.LastClock)
	if err != nil {
		return err
	}
	if p := t.person(); p.Consented.IsZero() || p.Plan.Zone == "" || p.Member() {
		return start(t)
	}
	if t.in.tap.arg(2) != "set" {
		t.show(t.hoursScreen(routines.Clock(bed), routines.Clock(wake)))
		return nil
	}
	return t.setHours(routines.Clock(bed), routines.Clock(wake))
}

// hoursTyped reads two times, bedtime first.
func hoursTyped(t *turn) error {
	bed, wake, ok := twoClocks(t.words(), t.argument())
	if !ok {
		return &routines.Error{Kind: routines.Unclear, Key: "error.hours.unclear", Args: routines.Args{"Read": shorten(t.argument(), 40)}}
	}
	return t.setHours(bed, wake)
}

// twoClocks splits at whichever gap leaves a time on both sides.
func twoClocks(words *read.Words, text string) (first, second routines.Clock, ok bool) {
	for i, c := range text {
		if !strings.ContainsRune(" ,;-–/\n", c) {
			continue
		}
		a, err := words.Clock(text[:i])
		if err != nil {
			continue
		}
		b, err := words.Clock(strings.TrimLeft(text[i:], " ,;-–/\n"))
		if err == nil {
			return a, b, true
		}
	}
	return 0, 0, false
}

func (t *turn) setHours(bed, wake routines.Clock) error {
	p := t.person()
	plan := routines.NewPlan(p.Plan.Zone, wake, bed)
	if err := plan.Check(); err != nil {
		return err
	}
	p.Plan, p.Asking = plan, ""
	t.show(t.gatesScreen())
	return nil
}

// join ends onboarding: the first Night opens, and the plan is shown.
func (t *turn) join() {
	p := t.person()
	p.Joined, p.Asking = t.now, ""
	t.book.Add(routines.Begin(p, t.now))
	t.show(message{text: t.text("onboarding.done")})
	t.send(message{text: t.planText() + "\n\n" + t.text("onboarding.next"), keyboard: mainKeys})
}
