package talk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"calmcalf/routines"
)

// offerNote answers words that nobody asked for. They are kept only if the
// person says so; until then they stand nowhere but in the message itself,
// which quotes them and which the tap brings back.
func offerNote(t *Turn) error {
	text := strings.TrimSpace(t.In.Text)
	if n := utf8.RuneCountInString(text); n > routines.LongestNote {
		return &routines.Error{Kind: routines.Refused, Key: "error.note.long", Args: routines.Args{"Most": routines.LongestNote, "Count": n}}
	}
	night := t.noteNight()
	t.send(Message{
		Text: t.nightText("note.ask.", night, routines.Args{"Text": text}),
		Rows: [][]Button{{press(t.Text("note.button.keep"), "keep", night.String())},
			{press(t.Text("checkin.button.leg"), askVerb, checkInCode(night), fieldCode(routines.Leg)), t.getHelp()}},
	})
	return nil
}

// noteNight is the Night that a note is about: the one the morning question is
// about.
func (t *Turn) noteNight() routines.Date {
	date, err := t.checkInDate("")
	if err != nil || t.book.Night(date) == nil {
		return t.tonight().Date
	}
	return date
}

// keepTap keeps the words that the tapped message quotes.
func keepTap(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil || t.In.Quoted == "" {
		return stale
	}
	if err := night.Keep(t.In.Quoted, t.Now); err != nil {
		return err
	}
	t.sayKept(date)
	return nil
}

func (t *Turn) sayKept(night routines.Date) {
	t.show(Message{Text: t.nightText("note.kept.", night, routines.Args{"Text": t.In.Quoted})})
}

// keepAgain says that the words are kept, if they are.
func keepAgain(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night != nil && slices.ContainsFunc(night.Notes, func(n routines.Note) bool { return n.Text == t.In.Quoted }) {
		t.sayKept(date)
	}
	return nil
}
