// Package talk is the conversation: a person's Book, what they wrote or tapped,
// and the time, in; what is said, out.
//
// A [Turn] is one answer being made. Its handler changes the Book and collects
// replies, and does nothing else: it knows no client, no context, no goroutine and
// no log, so it may run twice, and so all of it can be tested with values alone.
// What an update needs from outside its Book is an errand ([Input.Errand]) that the
// machine around does before.
//
// Messages that ask are cards. They are drawn from the Book each time, so every
// way of answering changes them the same way. Pictures and pages go along with
// words as functions, made when they are sent, from values that the change has
// left behind: drawing takes longer than a change may.
package talk

import (
	"errors"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// Desk is what all conversations share.
type Desk struct {
	Texts *locale.Catalog
	Zone  string // IANA name, offered first to newcomers
}

// Turn begins the answer to an input at an instant, on the person's Book.
func (d Desk) Turn(in Input, book *store.Book, now time.Time) *Turn {
	language := book.Person.Language
	if language == "" {
		language = d.Texts.Match(in.Language)
	}
	t := &Turn{In: in, book: book, Now: now, Say: d.Texts.Printer(language), zone: d.Zone}
	t.accustom()
	return t
}

// Bare is a turn without a diary, for those who have none and for when it cannot
// be read.
func (d Desk) Bare(in Input, now time.Time) *Turn { return d.Turn(in, &store.Book{}, now) }

// Run answers the input. An error is the person's mistake or a fault; nothing
// that was changed or said until then counts.
func (t *Turn) Run() error {
	switch t.In.Access {
	case Stranger:
		if t.In.Emergency {
			return emergency(t)
		}
		t.send(Message{Text: t.Text("access.stranger")})
		return nil
	case Newcomer:
		t.person().Admitted = t.Now
		return start(t)
	case Invited:
		t.person().Admitted = t.Now
	}
	return t.do(t.In.action())
}

// Again answers an input that was applied before: it says how things stand as the
// Book is now, and changes nothing.
func (t *Turn) Again() error {
	if t.In.Access == Stranger {
		return t.Run()
	}
	err := t.redo(t.In.action())
	var mistake *routines.Error
	if !errors.As(err, &mistake) {
		return err
	}
	// What was applied was no mistake. It is one only as things stand now, and to
	// say so would sound as if nothing had been stored.
	if t.Out = nil; t.In.Kind != tapped {
		return t.redo(action{run: tonight, member: true})
	}
	return nil
}

// action finds what answers the input.
func (in *Input) action() action {
	switch {
	case in.Emergency:
		return taps[emergencyVerb]
	case in.Kind == tapped:
		if a, ok := taps[in.tap.verb]; ok {
			return a
		}
		return action{run: staleTap}
	case in.Kind == Located:
		return action{run: placeShared, again: placeSharedAgain}
	case in.Kind == slash:
		if c, ok := commandNamed(in.command); ok {
			return action{run: func(t *Turn) error { return t.command(c) }, again: func(t *Turn) error { return t.redo(c.action) }}
		}
		return action{run: unknownCommand}
	case in.Kind == words:
		return action{run: typed, again: typedAgain}
	case in.Kind == Filed && in.Document.mayBeDiary():
		return action{run: importFile, member: true}
	case in.Kind == Filed:
		return action{run: otherFile, member: true}
	}
	return action{run: wordless}
}

// Sentence says one sentence and nothing else, on the tapped button when there is
// one.
func (t *Turn) Sentence(text locale.HTML) {
	t.Out, t.Forget = nil, false
	if t.In.Query != "" {
		t.toast(text)
		return
	}
	t.send(Message{Text: text})
}

// Unstored answers what cannot be stored now: with what was asked for if that is
// only to be read, and otherwise by saying so.
func (t *Turn) Unstored() error {
	if t.In.Emergency {
		t.WhomToCall()
		return nil
	}
	BringUpToDate(t.book, t.Now)
	c, _ := commandNamed(t.In.command)
	if t.In.Kind == words {
		c, _, _ = t.commandIn(t.argument())
	}
	switch {
	case c.readsOnly:
		if err := t.do(c.action); err != nil {
			return err
		}
	case t.In.tap.verb == "show":
		if err := showTap(t); err != nil {
			return err
		}
	default:
		t.Sentence(t.Text("error.unstored"))
	}
	for i := range t.Out {
		t.Out[i].Card.Keys, t.Out[i].Card.CheckIn = nil, 0 // nothing can be remembered
	}
	return nil
}
