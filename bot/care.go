package bot

import (
	"calmcalf/routines"
)

// sameDay is what is said about a leg that should be seen today.
func (t *turn) sameDay() message {
	return message{text: t.text("care.sameday"), rows: [][]button{{t.getHelp()}}}
}

// careButtons answer "were you seen?".
func (t *turn) careButtons() []button {
	return []button{
		press(t.text("care.button.checked"), "care", "checked"),
		press(t.text("care.button.notyet"), "care", "notyet"),
		press(t.text("care.button.mistake"), "care", "mistake"),
	}
}

// careTap ends the rest after an alarming leg, or keeps it.
func careTap(t *turn) error {
	p := t.person()
	switch t.in.tap.arg(0) {
	case "checked":
		p.Care = routines.Care{}
		t.send(message{text: t.text("care.checked")})
	case "mistake":
		p.Care = routines.Care{}
		t.takeBackAlarm()
		t.send(message{text: t.text("care.mistaken")})
	case "notyet":
		t.send(t.sameDay())
		return nil
	default:
		return stale
	}
	t.replanned()
	return nil
}

// takeBackAlarm withdraws the alarming answer of the latest Nights.
func (t *turn) takeBackAlarm() {
	for _, night := range t.book.Nights(t.tonight().Date-7, t.tonight().Date) {
		if t.legAlarm(night) {
			night.Record(routines.Leg, routines.Withdrawn, t.now)
		}
	}
}
