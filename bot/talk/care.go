package talk

import (
	"slices"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// sameDay is what is said about a leg that should be seen today.
func (t *Turn) sameDay() Message {
	return Message{Text: t.sameDayText(), Rows: [][]Button{{t.getHelp()}}}
}

func (t *Turn) sameDayText() locale.HTML {
	about := "care.leg"
	if t.called() {
		about = "care.call"
	}
	return t.Text(about) + "\n\n" + t.Text("care.emergency") + "\n\n" + t.Text("care.rests")
}

// called tells whether an emergency is the latest of what rests for.
func (t *Turn) called() bool {
	care := t.person().Care
	return care.Called.After(care.Since)
}

// seenText asks whether somebody has looked.
func (t *Turn) seenText() locale.HTML {
	if t.called() {
		return t.Text("care.seen-call")
	}
	return t.Text("care.seen")
}

// longCramp is what is said about a cramp that does not ease.
func (t *Turn) longCramp() Message {
	return Message{Text: t.Text("care.long") + "\n\n" + t.Text("care.emergency"), Rows: [][]Button{{t.getHelp()}}}
}

// careButton carries the rest that it is about, so that an old one does not end
// a newer one.
func (t *Turn) careButton(action, code string) Button {
	since := strconv.FormatInt(t.person().Care.Latest().Unix(), 36)
	return press(t.Text("care.button."+action), "care", action, since, code)
}

// careButtons answer "were you seen?".
func (t *Turn) careButtons(code string) []Button {
	return []Button{t.careButton("checked", code), t.careButton("notyet", code), t.careButton("mistake", code)}
}

// alarmButtons stand below the same-day text about a Night.
func (t *Turn) alarmButtons(code string, night *routines.Night) [][]Button {
	return [][]Button{
		{t.careButton("mistake", code), t.getHelp()},
		{press(t.Text("care.button.usual"), "usually", night.Date.String())},
	}
}

// sayAlarm says that a leg should be seen today, because of an answer about the
// Night.
func (t *Turn) sayAlarm(code string, night *routines.Night) {
	t.send(Message{Text: t.sameDayText(), Rows: t.alarmButtons(code, night)})
}

// alarmed tells whether an answer about the Night alarms, and nobody has said
// yet that it was checked.
func (t *Turn) alarmed(night *routines.Night) bool {
	care := t.person().Care
	return !care.Since.IsZero() && night.Alarm()&^care.Usual != 0
}

// careTap ends the rest after an alarming leg or an emergency, keeps it, or
// brings it back. A mistake takes back only what the button stood under.
func careTap(t *Turn) error {
	care := &t.person().Care
	seconds, err := strconv.ParseInt(t.In.tap.arg(1), 36, 64)
	since := time.Unix(seconds, 0).UTC()
	action := t.In.tap.arg(0)
	if err != nil || (action == "undo") == care.Rests() || action != "undo" && !care.Latest().Truncate(time.Second).Equal(since) {
		return stale
	}
	switch action {
	case "checked":
		care.Since, care.Called, care.Hush = time.Time{}, time.Time{}, time.Time{}
		t.tonight().Tell(routines.Seen, routines.SeenChecked, t.Now)
		t.sayChecked()
	case "mistake":
		for _, night := range t.lately() {
			night.TakeBack(care.Latest(), t.Now)
		}
		t.tonight().Tell(routines.Seen, routines.SeenMistake, t.Now)
		called := t.called()
		care.Since, care.Called = t.person().Unseen(t.lately())
		if called && care.Called.IsZero() {
			care.Hush = time.Time{}
		}
		t.takenBack()
	case "undo":
		t.tonight().Tell(routines.Seen, routines.Withdrawn, t.Now)
		if care.Since, care.Called = t.person().Unseen(t.lately()); !care.Rests() {
			return stale
		}
		t.show(t.sameDay())
	case "notyet":
		t.tonight().Tell(routines.Seen, routines.SeenNotYet, t.Now)
		t.sayNotYet()
	default:
		return stale
	}
	t.replanned()
	t.showCareCard()
	return nil
}

// careAgain says what rests, or that nothing does, and why.
func careAgain(t *Turn) error {
	seen, said := t.lastSeen()
	switch rests := t.person().Care.Rests(); {
	case rests && t.In.tap.arg(0) == "undo":
		t.show(t.sameDay())
	case rests && said && seen == routines.SeenMistake:
		t.takenBack()
	case rests:
		t.sayNotYet()
	case said && seen == routines.SeenChecked:
		t.sayChecked()
	case said && seen == routines.SeenMistake:
		t.takenBack()
	}
	t.showCareCard()
	return nil
}

// lastSeen is the latest answer to whether somebody has looked, of those that
// still stand.
func (t *Turn) lastSeen() (v routines.Value, ok bool) {
	for _, night := range slices.Backward(t.lately()) {
		if v, ok := night.Answer(routines.Seen); ok {
			return v, true
		}
	}
	return 0, false
}

// showCareCard redraws the card that the button stood in, if it did in one.
func (t *Turn) showCareCard() {
	if card, err := readCard(t.In.tap.arg(2)); err == nil {
		t.show(t.Card(card))
	}
}

// sayChecked comes with the way back to what rested when the button was sent.
func (t *Turn) sayChecked() {
	t.send(Message{Text: t.Text("care.checked"), Rows: [][]Button{
		{press(t.Text("care.button.undo"), "care", "undo", t.In.tap.arg(1), "")}}})
}

func (t *Turn) sayNotYet() {
	m := t.sameDay()
	m.Rows = [][]Button{{t.careButton("checked", ""), t.careButton("mistake", "")}, {t.getHelp()}}
	t.send(m)
}

// takenBack says what a mistake leaves behind.
func (t *Turn) takenBack() {
	if t.person().Care.Rests() {
		t.send(Message{Text: t.Text("care.mistaken-still"), Rows: [][]Button{t.careButtons("")}})
		return
	}
	t.send(Message{Text: t.Text("care.mistaken")})
}

// usuallyTap notes that the signs of a Night are usual for the person, as a
// clinician knows: they will not alarm again. What rests now rests until it was
// checked.
func usuallyTap(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil || night.Alarm() == 0 {
		return stale
	}
	t.person().Care.Usual |= night.Alarm()
	t.sayUsual()
	return nil
}

func (t *Turn) sayUsual() {
	m := Message{Text: t.Text("care.usual")}
	if t.person().Care.Rests() {
		m.Rows = [][]Button{{t.careButton("checked", "")}}
	}
	t.send(m)
}

func usuallyAgain(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	if night := t.book.Night(date); night != nil && night.Alarm() != 0 && night.Alarm()&^t.person().Care.Usual == 0 {
		t.sayUsual()
	}
	return nil
}

// soreNight is the Night just before this one, if it told of a sore leg that is
// to be asked about again; nil if not.
func (t *Turn) soreNight(date routines.Date) *routines.Night {
	earlier := t.book.Before(date)
	if earlier == nil || earlier.Date < date-2 || !earlier.AsksSore() {
		return nil
	}
	return earlier
}

// isLast tells whether the Night is the one that the morning question is about.
func (t *Turn) isLast(date routines.Date) bool {
	last := t.lastNight()
	return last != nil && last.Date == date
}

// lately are the Nights of the last month.
func (t *Turn) lately() []*routines.Night {
	return t.book.Nights(t.tonight().Date-31, t.tonight().Date)
}

// afterAnswer rests what an alarming answer rests.
func (t *Turn) afterAnswer() {
	if t.person().Care.Since.Equal(t.Now) {
		t.replanned()
	}
}

// soreButtons answer whether one leg is still sore.
func (t *Turn) soreButtons(code string, night routines.Date) []Button {
	choice := func(label string, v routines.Value) Button {
		return press(t.Text(label), "sore", code, night.String(), valueCode(v))
	}
	return []Button{
		choice("sore.button.gone", routines.SoreGone),
		choice("sore.button.both", routines.SoreBoth),
		choice("sore.button.still", routines.SoreOne),
	}
}

// soreTap takes the answer about a leg that was sore.
func soreTap(t *Turn) error {
	c, err := readCard(t.In.tap.arg(0))
	if err != nil {
		return err
	}
	date, err := t.In.tap.date(1)
	if err != nil {
		return err
	}
	value, err := t.In.tap.number(2, int(routines.Withdrawn))
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil {
		return stale
	}
	if err := t.person().Reply(night, routines.Sore, routines.Value(value), t.Now); err != nil {
		return err
	}
	t.afterAnswer()
	t.saySore(night)
	t.show(t.Card(c))
	return nil
}

func (t *Turn) saySore(night *routines.Night) {
	if t.alarmed(night) {
		t.sayAlarm(t.In.tap.arg(0), night)
	} else {
		t.toast(t.Text("sore.noted"))
	}
}

// soreAgain says what the answer about a sore leg, as it stands, means.
func soreAgain(t *Turn) error {
	date, err := t.In.tap.date(1)
	if err != nil {
		return err
	}
	if night := t.book.Night(date); night != nil {
		if _, ok := night.Answer(routines.Sore); ok {
			t.saySore(night)
		}
	}
	return cardAgain(t)
}
