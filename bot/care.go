package bot

import (
	"slices"
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

// longCramp is what is said about a cramp that does not ease.
func (t *turn) longCramp() message {
	return message{text: t.text("care.long") + "\n\n" + t.text("care.emergency"), rows: [][]button{{t.getHelp()}}}
}

// called tells whether the rest began with an emergency.
func (t *turn) called() bool {
	return slices.ContainsFunc(t.lately(), func(n *routines.Night) bool {
		_, called := n.Answer(routines.Emergency)
		return called
	})
}

// seenText asks whether somebody has looked.
func (t *turn) seenText() string {
	if t.called() {
		return t.text("care.seen-call")
	}
	return t.text("care.seen")
}

// careButton carries the rest that it is about, so that an old one does not end
// a newer one.
func (t *turn) careButton(action, code string) button {
	since := strconv.FormatInt(t.person().Care.Since.Unix(), 36)
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

// careTap ends the rest after an alarming leg, keeps it, or brings it back.
func careTap(t *turn) error {
	care := &t.person().Care
	seconds, err := strconv.ParseInt(t.in.tap.arg(1), 36, 64)
	since := time.Unix(seconds, 0).UTC()
	action := t.in.tap.arg(0)
	if err != nil || since.After(t.now) || action != "undo" && !care.Since.Truncate(time.Second).Equal(since) {
		return stale
	}
	switch action {
	case "checked":
		undo := t.careButton("undo", "")
		care.Since = time.Time{}
		t.tonight().Record(routines.Seen, routines.SeenChecked, t.now)
		t.send(message{text: t.text("care.checked"), rows: [][]button{{undo}}})
	case "mistake":
		care.Since, care.Hush = time.Time{}, time.Time{}
		t.takeBackAlarms()
		t.tonight().Record(routines.Seen, routines.SeenMistake, t.now)
		t.send(message{text: t.text("care.mistaken")})
	case "undo":
		care.Since = since
		t.tonight().Record(routines.Seen, routines.Withdrawn, t.now)
		t.show(t.sameDay())
	case "notyet":
		t.tonight().Record(routines.Seen, routines.SeenNotYet, t.now)
		t.send(t.sameDay())
		return nil
	default:
		return stale
	}
	t.replanned()
	if card, err := readCard(t.in.tap.arg(2)); err == nil {
		t.show(t.card(card))
	}
	return nil
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
	if !t.person().Care.Since.IsZero() {
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
		m.rows = t.alarmButtons(t.in.tap.arg(0), night)
		t.send(m)
	} else {
		t.toast(t.text("sore.noted"))
	}
	t.show(t.card(c))
	return nil
}
