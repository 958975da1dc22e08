package talk

import (
	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// eveningPart is the question about the legs that rides on an evening prompt:
// legs up, or the stretch where legs up is off. Soreness that was told in the
// morning is followed up there, too, whether or not the question is wanted.
func (t *Turn) eveningPart(c routines.Card) (locale.HTML, [][]Button) {
	night := t.eveningNight(c)
	if night == nil {
		return "", nil
	}
	var lines []locale.HTML
	var rows [][]Button
	code := cardCode(c)
	if earlier := t.soreNight(night.Date); earlier != nil {
		return t.Text("sore.ask"), [][]Button{t.soreButtons(code, earlier.Date)}
	}
	given, answered := night.Answer(routines.Legs)
	switch {
	case answered:
		lines = append(lines, t.Text("legs.noted."+valueCode(given)))
		if t.alarmed(night) {
			return locale.Join(append(lines, "", t.sameDayText()), "\n"), append(rows, t.alarmButtons(code, night)...)
		}
		rows = append(rows, []Button{press(t.Text("legs.button.change"), "legs", code, valueCode(routines.Withdrawn))})
	case t.asksLegs(night):
		lines = append(lines, t.Text("legs.ask"))
		rows = append(rows, t.legsButtons(code)...)
	}
	return locale.Join(lines, "\n"), rows
}

// asksLegs tells whether the evening question about the Night is open and
// wanted.
func (t *Turn) asksLegs(night *routines.Night) bool {
	_, answered := night.Answer(routines.Legs)
	return !answered && t.soreNight(night.Date) == nil && !t.person().Settings.Has(routines.NoEveningAsk)
}

// eveningNight is the Night whose evening question the card carries, nil when
// it carries none.
func (t *Turn) eveningNight(c routines.Card) *routines.Night {
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

func (t *Turn) legsButtons(code string) [][]Button {
	choice := func(v routines.Value) Button {
		return press(t.answerLabel(routines.Legs, v), "legs", code, valueCode(v))
	}
	return [][]Button{
		{choice(routines.LegsFine), choice(routines.LegsHeavy), choice(routines.LegsNumb)},
		{choice(routines.LegsOneSwollen), choice(routines.LegsSwollen)},
		{choice(routines.LegsRestless)},
	}
}

// legsTap takes the answer to the evening question.
func legsTap(t *Turn) error {
	c, err := readCard(t.In.tap.arg(0))
	if err != nil {
		return err
	}
	value, err := t.In.tap.number(1, int(routines.Withdrawn))
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
	if err := t.person().Reply(night, routines.Legs, routines.Value(value), t.Now); err != nil {
		return err
	}
	t.afterAnswer()
	t.show(t.Card(c))
	if v := routines.Value(value); v != routines.LegsFine && v != routines.Withdrawn {
		t.pattern(night)
	}
	return nil
}
