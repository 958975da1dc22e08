package bot

import (
	"context"
	"time"

	"calmcalf/bot/talk"
	"calmcalf/store"
)

const (
	// meanwhileAfter is how long somebody waits for an update to be stored before
	// they are told that it is not.
	meanwhileAfter = 2 * time.Second
	// readTime is how long the store may take to be read for that.
	readTime = time.Second
	// mostReading bounds how many wait for it.
	mostReading = 64
)

// meanwhile answers an update that is not stored yet: with what was asked for, if
// that is only to be read, and otherwise by saying so. It is tried again all the
// same, and answered when it is stored.
func (b *Bot) meanwhile(v *visit) {
	if v.update.err != nil || v.in.Emergency || is(v.stored) || b.closing.Err() != nil {
		return
	}
	v.telling.Do(func() {
		b.senders.add(v.in.Person, once(func() {
			defer func() { _ = recover() }() // effect has logged it, and tries again
			if is(v.stored) {
				return
			}
			if t := b.reading(v.in); t != nil {
				ctx, cancel := context.WithTimeout(b.life, insistTime)
				defer cancel()
				b.logAnswer(v.id, b.answer(ctx, t, answers))
			}
		}))
	})
}

// reading is what can be said from what the store holds, nil for nothing. A store
// that cannot even be read says nothing of who is inside, so everybody hears that
// nothing is stored.
func (b *Bot) reading(in talk.Input) *talk.Turn {
	read := make(chan *talk.Turn, 1)
	select {
	case b.readers <- struct{}{}:
		go func() {
			defer func() { <-b.readers }()
			read <- b.unstored(in)
		}()
	default: // they all wait for the store
	}
	timer := time.NewTimer(readTime)
	defer timer.Stop()
	select {
	case t := <-read:
		return t
	case <-timer.C:
		t := b.desk.Bare(in, b.instant())
		t.Sentence(t.Text("error.unstored"))
		return t
	}
}

// unstored is what a member gets while nothing can be stored; a stranger gets
// nothing.
func (b *Bot) unstored(in talk.Input) (t *talk.Turn) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	err := b.store.View(context.WithoutCancel(b.life), in.Person, func(book *store.Book) error {
		if t = nil; book.Person.Member() {
			t = b.desk.Turn(in, book, b.instant())
			return t.Unstored()
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return t
}
