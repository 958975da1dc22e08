package bot

import (
	"calmcalf/store"
)

// meanwhile answers an update that cannot be stored now. It is tried again all
// the same, and answered when it is stored.
func (b *Bot) meanwhile(u update) {
	defer func() { _ = recover() }() // effect has logged it, and tries again
	if u.in.kind == nothing || u.group != nil {
		return
	}
	t := b.desk.bare(u.in, b.instant())
	if u.in.emergency {
		t.whomToCall()
		b.say(u.id, t)
		return
	}
	err := b.store.View(b.life, u.in.person, func(book *store.Book) error {
		if t = nil; book.Person.Member() {
			t = b.desk.turn(u.in, book, b.instant())
			return t.unstored()
		}
		return nil
	})
	if err == nil && t != nil {
		b.say(u.id, t)
	}
}

// say answers what is tried again all the same.
func (b *Bot) say(update int64, t *turn) {
	if err := b.answer(b.life, t); err != nil {
		b.log.Debug("answer not sent", "update", update, "err", err)
	}
}
