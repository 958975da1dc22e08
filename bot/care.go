package bot

import (
	"strconv"
	"time"

	"calmcalf/routines"
)

// sameDay is what is said about a leg that should be seen today.
func (t *turn) sameDay() message {
	return message{text: t.sameDayText(), rows: [][]button{{t.getHelp()}}}
}

func (t *turn) sameDayText() string {
	about := "care.leg"
	if t.called() {
		about = "care.call"
	}
	return t.text(about) + "\n\n" + t.text("care.emergency") + "\n\n" + t.text("care.rests")
}

// called tells whether an emergency is the latest of what rests for.
func (t *turn) called() bool {
	care := t.person().Care
	return care.Called.After(care.Since)
}

// seenText asks whether somebody has looked.
func (t *turn) seenText() string {
	if t.called() {
		return t.text("care.seen-call")
	}
	return t.text("care.seen")
}

// longCramp is what is said about a cramp that does not ease.
func (t *turn) longCramp() message {
	return message{text: t.text("care.long") + "\n\n" + t.text("care.emergency"), rows: [][]button{{t.getHelp()}}}
}

// careButton carries the rest that it is about, so that an old one does not end
// a newer one.
func (t *turn) careButton(action, code string) button {
	since := strconv.FormatInt(t.person().Care.Latest().Unix(), 36)
	return press(t.text("care.button."+action), "care", action, since, code)
}

// careButtons answer "were you seen?".
func (t *turn) careButtons(code string) []button {
	return []button{t.careButton("checked", code), t.careButton("notyet", code), t.careButton("mistake", code)}
}

// alarmButtons stand below the same-day text about a Night.
func (t *turn) alarmButtons(code string, night *routines.Night) [][]button {
	return [][]button{
		{t.careButton("mistake", code), t.getHelp()},
		{press(t.text("care.button.usual"), "usually", night.Date.String())},
	}
}

// alarmed tells whether an answer about the Night alarms, and nobody has said
// yet that it was checked.
func (t *turn) alarmed(night *routines.Night) bool {
	care := t.person().Care
	return !care.Since.IsZero() && night.Alarm()&^care.Usual != 0
}

// careTap ends the rest after an alarming leg or an emergency, keeps it, or
// brings it back. A mistake takes back only what the button stood under.
func careTap(t *turn) error {
	care := &t.person().Care
	seconds, err := strconv.ParseInt(t.in.tap.arg(1), 36, 64)
	since := time.Unix(seconds, 0).UTC()
	action := t.in.tap.arg(0)
	if err != nil || (action == "undo") == care.Rests() || action != "undo" && !care.Latest().Truncate(time.Second).Equal(since) {
		return stale
	}
	switch action {
	case "checked":
		undo := t.careButton("undo", "")
		care.Since, care.Called, care.Hush = time.Time{}, time.Time{}, time.Time{}
		t.tonight().Tell(routines.Seen, routines.SeenChecked, t.now)
		t.send(message{text: t.text("care.checked"), rows: [][]button{{undo}}})
	case "mistake":
		for _, night := range t.lately() {
			night.TakeBack(care.Latest(), t.now)
		}
		t.tonight().Tell(routines.Seen, routines.SeenMistake, t.now)
		called := t.called()
		care.Since, care.Called = t.person().Unseen(t.lately())
		if called && care.Called.IsZero() {
			care.Hush = time.Time{}
		}
		t.takenBack()
	case "undo":
		t.tonight().Tell(routines.Seen, routines.Withdrawn, t.now)
		if care.Since, care.Called = t.person().Unseen(t.lately()); !care.Rests() {
			return stale
		}
		t.show(t.sameDay())
	case "notyet":
		t.tonight().Tell(routines.Seen, routines.SeenNotYet, t.now)
		m := t.sameDay()
		m.rows = [][]button{{t.careButton("checked", ""), t.careButton("mistake", "")}, {t.getHelp()}}
		t.send(m)
	default:
		return stale
	}
	t.replanned()
	if card, err := readCard(t.in.tap.arg(2)); err == nil {
		t.show(t.card(card))
	}
	return nil
}

// takenBack says what a mistake leaves behind.
func (t *turn) takenBack() {
	if t.person().Care.Rests() {
		t.send(message{text: t.text("care.mistaken-still"), rows: [][]button{t.careButtons("")}})
		return
	}
	t.send(message{text: t.text("care.mistaken")})
}

// usuallyTap notes that the signs of a Night are usual for the person, as a
// clinician knows: they will not alarm again. What rests now rests until it was
// checked.
func usuallyTap(t *turn) error {
	date, err := t.in.tap.date(0)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil || night.Alarm() == 0 {
		return stale
	}
	t.person().Care.Usual |= night.Alarm()
	m := message{text: t.text("care.usual")}
	if t.person().Care.Rests() {
		m.rows = [][]button{{t.careButton("checked", "")}}
	}
	t.send(m)
	return nil
}

// soreNight is the Night just before this one, if it told of a sore leg that is
// to be asked about again; nil if not.
func (t *turn) soreNight(date routines.Date) *routines.Night {
	earlier := t.book.Before(date)
	if earlier == nil || earlier.Date < date-2 || !earlier.AsksSore() {
		return nil
	}
	return earlier
}

// isLast tells whether the Night is the one that the morning question is about.
func (t *turn) isLast(date routines.Date) bool {
	last := t.lastNight()
	return last != nil && last.Date == date
}

// lately are the Nights of the last month.
func (t *turn) lately() []*routines.Night {
	return t.book.Nights(t.tonight().Date-31, t.tonight().Date)
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
		m.rows = t.alarmButtons(t.in.tap.arg(0), night)
		t.send(m)
	} else {
		t.toast(t.text("sore.noted"))
	}
	t.show(t.card(c))
	return nil
}
