package bot

import (
	"time"

	"calmcalf/bot/locale"
	"calmcalf/store"
)

// desk is what all conversations share.
type desk struct {
	texts *locale.Catalog
	zone  string // IANA name, offered first to newcomers
}

// turn begins the answer to an input at an instant, on the person's Book.
func (d desk) turn(in input, book *store.Book, now time.Time) *turn {
	language := book.Person.Language
	if language == "" {
		language = d.texts.Match(in.language)
	}
	t := &turn{in: in, book: book, now: now, say: d.texts.Printer(language), zone: d.zone}
	t.accustom()
	return t
}

// bare is a turn without a diary, for those who have none and for when it cannot
// be read.
func (d desk) bare(in input, now time.Time) *turn { return d.turn(in, &store.Book{}, now) }

// run answers the input. An error is the person's mistake or a fault; nothing
// that was changed or said until then counts.
func (t *turn) run() error {
	switch t.in.access {
	case stranger:
		if t.in.emergency {
			return emergency(t)
		}
		t.send(message{text: t.text("access.stranger")})
		return nil
	case newcomer:
		t.person().Admitted = t.now
		return start(t)
	case invited:
		t.person().Admitted = t.now
	}
	return t.in.handler()(t)
}

// sentence says one sentence and nothing else, on the tapped button when there is
// one.
func (t *turn) sentence(text string) {
	t.out, t.forget = nil, false
	if t.in.query != "" {
		t.toast(text)
		return
	}
	t.send(message{text: text})
}

// unstored answers what cannot be stored now: with what was asked for if that is
// only to be read, and otherwise by saying so.
func (t *turn) unstored() error {
	if t.in.emergency {
		t.whomToCall()
		return nil
	}
	bringUpToDate(t.book, t.now)
	name := t.in.command
	if t.in.kind == words {
		name, _, _ = t.commandIn(t.argument())
	}
	switch {
	case reading[name]:
		if err := commands[name](t); err != nil {
			return err
		}
	case t.in.tap.verb == "show":
		if err := showTap(t); err != nil {
			return err
		}
	default:
		t.sentence(t.text("error.unstored"))
	}
	for i := range t.out {
		t.out[i].card.Keys, t.out[i].card.CheckIn = nil, 0 // nothing can be remembered
	}
	return nil
}
