package talk

import (
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// Owed is what has to be kept of a turn so that its answer can be given later. ok is
// false when nothing may be kept: nobody is inside, or the diary was just erased.
func (t *Turn) Owed() (o store.Owed, ok bool) {
	if t.In.Access == Stranger || t.Forget {
		return o, false
	}
	o = store.Owed{Update: t.In.Update, At: t.Now, Message: t.In.Message, Pictured: t.In.Pictured}
	switch t.In.Kind {
	case tapped:
		o.Kind, o.What = store.OwedTap, t.In.tap.data()
	case slash:
		o.Kind, o.What = store.OwedCommand, t.In.command
	default:
		o.Kind = store.OwedWords
		if c, _, named := t.commandIn(t.argument()); named && t.In.Kind == words {
			o.Kind, o.What = store.OwedCommand, c.name
		}
	}
	if t.In.Emergency {
		o.Kind, o.What = store.OwedEmergency, ""
	}
	return o, true
}

const (
	// screensKeep is how long a screen that was asked for is still of use.
	screensKeep = 3 * time.Hour
	// tapsKeep is how long the message that was tapped may still be waiting.
	tapsKeep = 24 * time.Hour
	// fineAfter is after how long an emergency is asked about.
	fineAfter = 6 * time.Hour
)

// Late gives the answer that is owed, from the Book as it stands. It is empty when it
// is of no use any more. Whom to call always is.
func (d Desk) Late(o store.Owed, book *store.Book, now time.Time) (*Turn, error) {
	in := Input{Update: o.Update, Person: book.Person.ID, Message: o.Message, Pictured: o.Pictured}
	t := d.Turn(in, book, now)
	since := now.Sub(o.At)
	var err error
	switch o.Kind {
	case store.OwedEmergency:
		t.lateEmergency(since >= fineAfter)
	case store.OwedTap:
		if t.In.Press("", o.What); since < tapsKeep {
			err = t.Again()
		}
	case store.OwedCommand:
		if t.In.Kind, t.In.command = slash, o.What; since < screensKeep {
			err = t.Again()
		}
	case store.OwedWords:
		if since < screensKeep {
			t.send(Message{Text: t.Text("owed.words", routines.Args{"At": t.clock(o.At)})})
		}
	}
	return t, err
}

// lateEmergency tells whom to call though it is late, and asks when it is very late.
func (t *Turn) lateEmergency(ask bool) {
	m := Message{Text: t.Text("emergency.text")}
	if ask {
		m.Text = t.Text("owed.emergency") + "\n\n" + m.Text
	}
	if t.person().Care.Rests() {
		m.Rows = [][]Button{{t.careButton("mistake", "")}}
	}
	t.send(m)
}
