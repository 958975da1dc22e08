package bot

import (
	"calmcalf/bot/talk"
	"calmcalf/store"
)

// meanwhile answers an update that cannot be stored now. It is tried again all
// the same, and answered when it is stored.
func (b *Bot) meanwhile(u update) {
	defer func() { _ = recover() }() // effect has logged it, and tries again
	if u.in.Kind == talk.Nothing || u.group != nil {
		return
	}
	t := b.desk.Bare(u.in, b.instant())
	if u.in.Emergency {
		t.WhomToCall()
		b.say(u.id, t)
		return
	}
	err := b.store.View(b.life, u.in.Person, func(book *store.Book) error {
		if t = nil; book.Person.Member() {
			t = b.desk.Turn(u.in, book, b.instant())
			return t.Unstored()
		}
		return nil
	})
	if err == nil && t != nil {
		b.say(u.id, t)
	}
}

// say answers what is tried again all the same.
func (b *Bot) say(update int64, t *talk.Turn) {
	if err := b.answer(b.life, t); err != nil {
		b.log.Debug("answer not sent", "update", update, "err", err)
	}
}
