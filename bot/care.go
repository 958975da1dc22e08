package bot

import (
	"time"

	"calmcalf/routines"
)

// sameDay is what is said about a leg that should be seen today.
func (t *turn) sameDay() message {
	return message{text: t.sameDayText(), rows: [][]button{{t.getHelp()}}}
}

func (t *turn) sameDayText() string {
	return t.text("care.leg") + "\n\n" + t.text("care.emergency") + "\n\n" + t.text("care.rests")
}

// longCramp is what is said about a cramp that does not ease.
func (t *turn) longCramp() message {
	return message{text: t.text("care.long") + "\n\n" + t.text("care.emergency"), rows: [][]button{{t.getHelp()}}}
}

// careButtons answer "were you seen?".
func (t *turn) careButtons(code string) []button {
	return []button{
		press(t.text("care.button.checked"), "care", "checked", code),
		press(t.text("care.button.notyet"), "care", "notyet", code),
		press(t.text("care.button.mistake"), "care", "mistake", code),
	}
}

// alarmButtons stand below the same-day text.
func (t *turn) alarmButtons(code string) [][]button {
	return [][]button{
		{press(t.text("care.button.mistake"), "care", "mistake", code), t.getHelp()},
		{press(t.text("care.button.usual"), "care", "usual", code)},
	}
}

// alarmed tells whether an answer about the Night alarms, and nobody has said
// yet that it was checked.
func (t *turn) alarmed(night *routines.Night) bool {
	care := t.person().Care
	return !care.Since.IsZero() && night.Alarm()&^care.Usual != 0
}

// careTap ends the rest after an alarming leg, or keeps it.
func careTap(t *turn) error {
	care := &t.person().Care
	switch t.in.tap.arg(0) {
	case "checked":
		care.Since = time.Time{}
		t.send(message{text: t.text("care.checked")})
	case "mistake":
		care.Since = time.Time{}
		t.takeBackAlarms()
		t.send(message{text: t.text("care.mistaken")})
	case "usual":
		for _, night := range t.lately() {
			care.Usual |= night.Alarm()
		}
		care.Since = time.Time{}
		t.send(message{text: t.text("care.usual")})
	case "notyet":
		t.send(t.sameDay())
		return nil
	default:
		return stale
	}
	t.replanned()
	if card, err := readCard(t.in.tap.arg(1)); err == nil {
		t.show(t.card(card))
	}
	return nil
}

// lately are the Nights of the last week.
func (t *turn) lately() []*routines.Night {
	return t.book.Nights(t.tonight().Date-7, t.tonight().Date)
}

// takeBackAlarms withdraws the alarming answers of the last week.
func (t *turn) takeBackAlarms() {
	for _, night := range t.lately() {
		night.TakeBackAlarms(t.now)
	}
}

// afterAnswer rests what an alarming answer rests.
func (t *turn) afterAnswer() {
	if t.person().Care.Since.Equal(t.now) {
		t.replanned()
	}
}

// soreButtons answer whether one leg is still sore.
func (t *turn) soreButtons(code string, night routines.Date) []button {
	choice := func(label string, v routines.Value) button {
		return press(t.text(label), "sore", code, night.String(), valueCode(v))
	}
	return []button{
		choice("sore.button.gone", routines.SoreGone),
		choice("sore.button.both", routines.SoreBoth),
		choice("sore.button.still", routines.SoreOne),
	}
}

// soreTap takes the answer about a leg that was sore.
func soreTap(t *turn) error {
	c, err := readCard(t.in.tap.arg(0))
	if err != nil {
		return err
	}
	date, err := t.in.tap.date(1)
	if err != nil {
		return err
	}
	value, err := t.in.tap.number(2, int(routines.Withdrawn))
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil {
		return stale
	}
	if err := t.person().Reply(night, routines.Sore, routines.Value(value), t.now); err != nil {
		return err
	}
	t.afterAnswer()
	if t.alarmed(night) {
		m := t.sameDay()
		m.rows = t.alarmButtons(t.in.tap.arg(0))
		t.send(m)
	} else {
		t.toast(t.text("sore.noted"))
	}
	t.show(t.card(c))
	return nil
}
