package bot

import (
	"strings"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/store"
)

// reading are the commands that need nothing stored, first of all those that
// somebody with a cramp or a worry asks for.
var reading = map[string]bool{"cramp": true, "safety": true, "help": true, "more": true, "privacy": true,
	"tonight": true, "plan": true, "summary": true, "history": true, "settings": true}

// meanwhile answers an update that cannot be stored now: with what was asked
// for, if that is only to be read, and otherwise by saying so. The update is
// tried again all the same, and answered when it is stored.
func (b *Bot) meanwhile(update tele.Update) {
	defer func() { _ = recover() }() // effect has logged it, and tries again
	in, h := b.route(update)
	if h == nil {
		return
	}
	if in.emergency {
		b.say(update.ID, b.whomToCall(in))
		return
	}
	var t *turn
	err := b.store.View(b.life, in.person, func(book *store.Book) error {
		t = b.turn(in, book)
		if !book.Person.Member() {
			t = nil
			return nil
		}
		bringUpToDate(book, t.now)
		name := in.command
		if name == "" && in.query == "" {
			name, _, _ = t.commandIn(strings.TrimSpace(in.text))
		}
		if reading[name] {
			return commands[name](t)
		}
		if in.tap.verb == "show" {
			return h(t)
		}
		t = b.spoken(in, t, func(say *locale.Printer) string { return say.Text("error.unstored") })
		return nil
	})
	if err != nil || t == nil {
		return
	}
	for i := range t.out {
		t.out[i].card.Keys, t.out[i].card.CheckIn = nil, 0 // nothing can be remembered
	}
	b.say(update.ID, t)
}

// say answers what is tried again all the same.
func (b *Bot) say(update int, t *turn) {
	if err := b.answer(b.life, t); err != nil {
		b.log.Debug("answer not sent", "update", update, "err", err)
	}
}
