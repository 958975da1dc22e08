package talk

import (
	"slices"

	"calmcalf/routines"
)

// eveningPart is the question about the legs that rides on an evening prompt:
// legs up, or the stretch where legs up is off. Soreness that was told in the
// morning is followed up there, too, whether or not the question is wanted.
func (t *Turn) eveningPart(c routines.Card) part {
	carrier, ok := t.eveningSlotOf(c)
	if !ok {
		return part{}
	}
	night, code := t.book.Night(carrier.Night), slotCode(carrier)
	if night == nil {
		return part{}
	}
	if earlier := t.soreNight(night.Date); earlier != nil {
		return part{t.Text("sore.ask"), [][]Button{t.soreButtons(code, earlier.Date)}}
	}
	given, answered := night.Answer(routines.Legs)
	switch {
	case answered:
		return t.legsAnswered(code, night, given)
	case t.asksLegs(night):
		return part{t.Text("legs.ask"), t.legsButtons(code)}
	}
	return part{}
}

// legsAnswered says what was answered about the legs, and what follows from it.
func (t *Turn) legsAnswered(code string, night *routines.Night, given routines.Value) part {
	noted := t.Text("legs.noted." + valueCode(given))
	if t.alarmed(night) {
		return part{noted + "\n\n" + t.sameDayText(), t.alarmButtons(code, night)}
	}
	return part{noted, [][]Button{{press(t.Text("legs.button.change"), legsVerb, code, valueCode(routines.Withdrawn))}}}
}

// asksLegs reports whether the evening question about the Night is wanted and not
// answered.
func (t *Turn) asksLegs(night *routines.Night) bool {
	_, answered := night.Answer(routines.Legs)
	return !answered && t.soreNight(night.Date) == nil && !t.person().Settings.Has(routines.NoEveningAsk)
}

// eveningNight is the Night whose evening question the card carries, nil when
// it carries none.
func (t *Turn) eveningNight(c routines.Card) *routines.Night {
	if k, ok := t.eveningSlotOf(c); ok {
		return t.book.Night(k.Night)
	}
	return nil
}

// eveningSlotOf is the slot of the card on which the evening question rides.
func (t *Turn) eveningSlotOf(c routines.Card) (k routines.Key, ok bool) {
	carrier := routines.LegElevation
	if p := t.person(); !p.Plan.On(carrier) || !p.GatesAllow(carrier) {
		carrier = routines.CalfStretch
	}
	i := slices.IndexFunc(c.Keys, func(k routines.Key) bool { return k.Routine == carrier })
	if i < 0 {
		return k, false
	}
	return c.Keys[i], true
}

func (t *Turn) legsButtons(code string) [][]Button {
	choice := func(v routines.Value) Button {
		return press(t.answerLabel(routines.Legs, v), legsVerb, code, valueCode(v))
	}
	return [][]Button{
		{choice(routines.LegsFine), choice(routines.LegsHeavy), choice(routines.LegsNumb)},
		{choice(routines.LegsOneSwollen), choice(routines.LegsSwollen)},
		{choice(routines.LegsRestless)},
	}
}

// legsTap takes the answer to the evening question.
func legsTap(t *Turn) error {
	card, _, night, err := t.tappedSlot()
	if err != nil {
		return err
	}
	value, err := t.In.tap.number(1, int(routines.Withdrawn))
	if err != nil {
		return err
	}
	if asked := t.eveningNight(card); asked != nil { // it is nil when the plan was changed meanwhile
		night = asked
	}
	if err := t.person().Reply(night, routines.Legs, routines.Value(value), t.Now); err != nil {
		return err
	}
	t.afterAnswer()
	t.showCard(card, 0)
	if v := routines.Value(value); v != routines.LegsFine && v != routines.Withdrawn {
		t.pattern(night)
	}
	return nil
}
