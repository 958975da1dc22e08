package talk

import (
	"strconv"
	"strings"

	"calmcalf/bot/read"
	"calmcalf/routines"
)

// start greets, and shows a newcomer the first step that is still open: consent,
// place, hours, gates. The last step ends in the plan.
func start(t *Turn) error {
	switch p := t.person(); {
	case p.Consented.IsZero():
	case p.Plan.Zone == "":
		p.Asking = "place"
	case p.Plan.Wake == p.Plan.Bed:
		p.Asking = "hours"
	}
	return onboarding(t)
}

// onboarding shows the step that is still open, and changes nothing.
func onboarding(t *Turn) error {
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
		t.send(Message{Text: t.Text("start.again"), Keyboard: MainKeys})
	}
	return nil
}

func (t *Turn) welcomeScreen() Message {
	return Message{
		Text: t.Text("consent.ask"),
		Rows: [][]Button{
			{press(t.Text("consent.button.yes"), "consent", "yes")},
			{press(t.Text("page.button.privacy"), "show", "privacy"), press(t.Text("page.button.safety"), "show", "safety")},
			{press(t.Text("consent.button.no"), "consent", "no")},
		},
	}
}

func consentTap(t *Turn) error {
	p := t.person()
	switch {
	case t.In.tap.arg(0) == "no" && p.Consented.IsZero():
		t.show(t.declinedScreen())
		return nil
	case t.In.tap.arg(0) != "yes":
		return stale
	case p.Consented.IsZero():
		p.Consented = t.Now
		p.Language = t.Say.Language()
	}
	return start(t)
}

func consentAgain(t *Turn) error {
	if t.In.tap.arg(0) == "no" && t.person().Consented.IsZero() {
		t.show(t.declinedScreen())
		return nil
	}
	return onboarding(t)
}

func (t *Turn) declinedScreen() Message {
	return Message{Text: t.Text("consent.declined"), Rows: [][]Button{{press(t.Text("consent.button.yes"), "consent", "yes")}}}
}

// The hours that fit most people, as a first guess.
const (
	usualBed  = routines.Clock(22*60 + 30)
	usualWake = routines.Clock(7 * 60)
)

func (t *Turn) hoursScreen(bed, wake routines.Clock) Message {
	step := func(label string, bed, wake routines.Clock) Button {
		return press(t.Text(label), "hours", clockCode(bed), clockCode(wake), "show")
	}
	return Message{
		Text: t.Text("hours.ask", routines.Args{"Bed": bed, "Wake": wake}),
		Rows: [][]Button{
			{press(t.Text("hours.button.fits"), "hours", clockCode(bed), clockCode(wake), "set")},
			{step("hours.button.bed.earlier", bed.Plus(-30), wake), step("hours.button.bed.later", bed.Plus(30), wake)},
			{step("hours.button.wake.earlier", bed, wake.Plus(-30)), step("hours.button.wake.later", bed, wake.Plus(30))},
		},
	}
}

func clockCode(c routines.Clock) string { return strconv.Itoa(int(c)) }

func hoursTap(t *Turn) error {
	bed, err := t.In.tap.number(0, routines.LastClock)
	if err != nil {
		return err
	}
	wake, err := t.In.tap.number(1, routines.LastClock)
	if err != nil {
		return err
	}
	if p := t.person(); p.Consented.IsZero() || p.Plan.Zone == "" || p.Member() {
		return start(t)
	}
	if t.In.tap.arg(2) != "set" {
		t.person().Asking = "hours"
		t.show(t.hoursScreen(routines.Clock(bed), routines.Clock(wake)))
		return nil
	}
	return t.setHours(routines.Clock(bed), routines.Clock(wake))
}

// hoursAgain shows the hours that the button named as long as none are set.
func hoursAgain(t *Turn) error {
	bed, err := t.In.tap.number(0, routines.LastClock)
	if err != nil {
		return err
	}
	wake, err := t.In.tap.number(1, routines.LastClock)
	if err != nil {
		return err
	}
	if p := t.person(); p.Asking == "hours" && p.Plan.Wake == p.Plan.Bed {
		t.show(t.hoursScreen(routines.Clock(bed), routines.Clock(wake)))
		return nil
	}
	return onboarding(t)
}

// hoursTyped reads two times, bedtime first.
func hoursTyped(t *Turn) error {
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

func (t *Turn) setHours(bed, wake routines.Clock) error {
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
func (t *Turn) join() {
	p := t.person()
	p.Joined, p.Asking = t.Now, ""
	t.book.Add(routines.Begin(p, t.Now))
	t.welcome()
}

// welcome says what somebody hears who has just joined.
func (t *Turn) welcome() {
	t.show(Message{Text: t.Text("onboarding.done")})
	t.send(Message{Text: t.planText() + "\n\n" + t.Text("onboarding.next"), Keyboard: MainKeys})
	if t.person().Gates.Closed != 0 {
		t.send(t.gateOffer())
	}
}
