package bot

import (
	"strings"

	"calmcalf/routines"
)

// eveningPart is the question about the legs that rides on an evening prompt:
// legs up, or the stretch where legs up is off. Soreness that was told in the
// morning is followed up there, too, whether or not the question is wanted.
func (t *turn) eveningPart(c routines.Card) (string, [][]button) {
	night := t.eveningNight(c)
	if night == nil {
		return "", nil
	}
	var lines []string
	var rows [][]button
	code := cardCode(c)
	if earlier := t.soreNight(night.Date); earlier != nil {
		return t.text("sore.ask"), [][]button{t.soreButtons(code, earlier.Date)}
	}
	given, answered := night.Answer(routines.Legs)
	switch {
	case answered:
		lines = append(lines, t.text("legs.noted", routines.Args{"Answer": strings.ToLower(t.answerLabel(routines.Legs, given))}))
		if t.alarmed(night) {
			return strings.Join(append(lines, "", t.sameDayText()), "\n"), append(rows, t.alarmButtons(code, night)...)
		}
		rows = append(rows, []button{press(t.text("legs.button.change"), "legs", code, valueCode(routines.Withdrawn))})
	case t.asksLegs(night):
		lines = append(lines, t.text("legs.ask"))
		rows = append(rows, t.legsButtons(code)...)
	}
	return strings.Join(lines, "\n"), rows
}

// asksLegs tells whether the evening question about the Night is open and
// wanted.
func (t *turn) asksLegs(night *routines.Night) bool {
	_, answered := night.Answer(routines.Legs)
	return !answered && t.soreNight(night.Date) == nil && !t.person().Settings.Has(routines.NoEveningAsk)
}

// eveningNight is the Night whose evening question the card carries, nil when
// it carries none.
func (t *turn) eveningNight(c routines.Card) *routines.Night {
	carrier := routines.LegElevation
	if p := t.person(); !p.Plan.On(carrier) || !p.GatesAllow(carrier) {
		carrier = routines.CalfStretch
	}
	for _, k := range c.Keys {
		if k.Routine == carrier {
			return t.book.Night(k.Night)
		}
	}
	return nil
}

func (t *turn) legsButtons(code string) [][]button {
	choice := func(v routines.Value) button {
		return press(t.answerLabel(routines.Legs, v), "legs", code, valueCode(v))
	}
	return [][]button{
		{choice(routines.LegsFine), choice(routines.LegsHeavy), choice(routines.LegsNumb)},
		{choice(routines.LegsOneSwollen), choice(routines.LegsSwollen)},
		{choice(routines.LegsRestless)},
	}
}

// legsTap takes the answer to the evening question.
func legsTap(t *turn) error {
	c, err := readCard(t.in.tap.arg(0))
	if err != nil {
		return err
	}
	value, err := t.in.tap.number(1, int(routines.Withdrawn))
	if err != nil {
		return err
	}
	night := t.eveningNight(c)
	if night == nil && len(c.Keys) > 0 {
		night = t.book.Night(c.Keys[0].Night) // the plan was changed meanwhile
	}
	if night == nil {
		return stale
	}
	if err := t.person().Reply(night, routines.Legs, routines.Value(value), t.now); err != nil {
		return err
	}
	t.afterAnswer()
	t.show(t.card(c))
	if v := routines.Value(value); v != routines.LegsFine && v != routines.Withdrawn {
		t.pattern(night)
	}
	return nil
}
