package talk

import (
	"slices"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// sameDay asks that a leg be seen today.
func (t *Turn) sameDay() Message {
	return Message{Text: t.sameDayText(), Rows: [][]Button{{t.getHelp()}}}
}

func (t *Turn) sameDayText() locale.HTML {
	about := "care.leg"
	if t.emergencyLast() {
		about = "care.call"
	}
	return t.Text(about) + "\n\n" + t.Text("care.emergency") + "\n\n" + t.Text("care.rests")
}

// emergencyLast reports whether the habits rest for an emergency, rather than for
// a leg that alarmed later.
func (t *Turn) emergencyLast() bool {
	care := t.person().Care
	return care.Called.After(care.Since)
}

// seenText asks whether somebody has looked.
func (t *Turn) seenText() locale.HTML {
	if t.emergencyLast() {
		return t.Text("care.seen-call")
	}
	return t.Text("care.seen")
}

// longCramp asks that a cramp that does not ease be seen today.
func (t *Turn) longCramp() Message {
	return Message{Text: t.Text("care.long") + "\n\n" + t.Text("care.emergency"), Rows: [][]Button{{t.getHelp()}}}
}

// careButton carries the instant of the alarm it is about, so that an old button
// does not end the rest after a newer alarm, and its place in a card, empty outside
// of cards.
func (t *Turn) careButton(action, code string) Button {
	since := strconv.FormatInt(t.person().Care.Latest().Unix(), 36)
	return press(t.Text("care.button."+action), careVerb, action, since, code)
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

// alarmed reports whether an answer about the Night is alarming and has not been
// checked yet.
func (t *Turn) alarmed(night *routines.Night) bool {
	care := t.person().Care
	return !care.Since.IsZero() && night.Alarm()&^care.Usual != 0
}

// careTap ends, keeps or brings back the rest after an alarming leg or an
// emergency. A mistake takes back only the alarm that the button stood under.
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
		for _, night := range t.recentNights() {
			night.TakeBack(care.Latest(), t.Now)
		}
		t.tonight().Tell(routines.Seen, routines.SeenMistake, t.Now)
		called := t.emergencyLast()
		care.Since, care.Called = t.person().Unseen(t.recentNights())
		if called && care.Called.IsZero() {
			care.Hush = time.Time{}
		}
		t.takenBack()
	case "undo":
		t.tonight().Tell(routines.Seen, routines.Withdrawn, t.Now)
		if care.Since, care.Called = t.person().Unseen(t.recentNights()); !care.Rests() {
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
	for _, night := range slices.Backward(t.recentNights()) {
		if v, ok := night.Answer(routines.Seen); ok {
			return v, true
		}
	}
	return 0, false
}

// showCareCard redraws the card that the button stood in, if it did in one.
func (t *Turn) showCareCard() {
	if card, _, err := t.tapped(2); err == nil {
		t.showCard(card, 0)
	}
}

// sayChecked offers to undo what the tapped button has ended.
func (t *Turn) sayChecked() {
	t.send(Message{Text: t.Text("care.checked"), Rows: [][]Button{
		{press(t.Text("care.button.undo"), careVerb, "undo", t.In.tap.arg(1), "")}}})
}

func (t *Turn) sayNotYet() {
	m := t.sameDay()
	m.Rows = [][]Button{{t.careButton("checked", ""), t.careButton("mistake", "")}, {t.getHelp()}}
	t.send(m)
}

// takenBack says what still rests once a mistake is taken back.
func (t *Turn) takenBack() {
	if t.person().Care.Rests() {
		t.send(Message{Text: t.Text("care.mistaken-still"), Rows: [][]Button{t.careButtons("")}})
		return
	}
	t.send(Message{Text: t.Text("care.mistaken")})
}

// usualSignTap notes that the signs of a Night are usual for the person and known to
// a clinician: they will not alarm again. What rests now still rests until it is
// checked.
func usualSignTap(t *Turn) error {
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

func usualSignAgain(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	if night := t.book.Night(date); night != nil && night.Alarm() != 0 && night.Alarm()&^t.person().Care.Usual == 0 {
		t.sayUsual()
	}
	return nil
}

// soreNight is the Night just before this one if a leg was sore after it and is to
// be asked about again, otherwise nil.
func (t *Turn) soreNight(date routines.Date) *routines.Night {
	earlier := t.book.Before(date)
	if earlier == nil || earlier.Date < date-2 || !earlier.AsksSore() {
		return nil
	}
	return earlier
}

// isLast reports whether the Night is the one that the morning question is about.
func (t *Turn) isLast(date routines.Date) bool {
	last := t.lastNight()
	return last != nil && last.Date == date
}

// recentNights are the Nights of the last month.
func (t *Turn) recentNights() []*routines.Night {
	return t.book.Nights(t.tonight().Date-31, t.tonight().Date)
}

// afterAnswer fits the plan to an answer that was alarming.
func (t *Turn) afterAnswer() {
	if t.person().Care.Since.Equal(t.Now) {
		t.replanned()
	}
}

// soreButtons answer whether one leg is still sore.
func (t *Turn) soreButtons(code string, night routines.Date) []Button {
	choice := func(label string, v routines.Value) Button {
		return press(t.Text(label), soreVerb, code, night.String(), valueCode(v))
	}
	return []Button{
		choice("sore.button.gone", routines.SoreGone),
		choice("sore.button.both", routines.SoreBoth),
		choice("sore.button.still", routines.SoreOne),
	}
}

// soreTap takes the answer about a leg that was sore.
func soreTap(t *Turn) error {
	card, _, err := t.tapped(0)
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
	t.showCard(card, 0)
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
