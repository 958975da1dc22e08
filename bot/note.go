package bot

import (
	"strings"
	"unicode/utf8"

	"calmcalf/routines"
)

// offerNote answers words that nobody asked for. They are kept only if the
// person says so; until then they stand nowhere but in the message itself,
// which quotes them and which the tap brings back.
func offerNote(t *turn) error {
	text := strings.TrimSpace(t.in.text)
	if n := utf8.RuneCountInString(text); n > routines.LongestNote {
		return &routines.Error{Kind: routines.Refused, Key: "error.note.long", Args: routines.Args{"Most": routines.LongestNote, "Count": n}}
	}
	night := t.noteNight()
	t.send(message{
		text: t.text("note.ask", routines.Args{"Text": text, "Night": t.nightName(night)}),
		rows: [][]button{{press(t.text("note.button.keep"), "keep", night.String())},
			{press(t.text("checkin.button.leg"), "ask", cardCode(routines.Card{CheckIn: night}), fieldCode(routines.Leg)), t.getHelp()}},
	})
	return nil
}

// noteNight is the Night that a note is about: the one the morning question is
// about.
func (t *turn) noteNight() routines.Date {
	date, err := t.checkInDate("")
	if err != nil || t.book.Night(date) == nil {
		return t.tonight().Date
	}
	return date
}

// keepTap keeps the words that the tapped message quotes.
func keepTap(t *turn) error {
	date, err := t.in.tap.date(0)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil || t.in.quoted == "" {
		return stale
	}
	if err := night.Keep(t.in.quoted, t.now); err != nil {
		return err
	}
	t.show(message{text: t.text("note.kept", routines.Args{"Text": t.in.quoted, "Night": t.nightName(date)})})
	return nil
}
