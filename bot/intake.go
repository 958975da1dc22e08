package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// accept starts the handling of an update. The channel yields nil once its
// effect is stored, or the error that kept it from being stored, after which it
// is to be delivered again.
func (b *Bot) accept(raw []byte) <-chan error {
	stored := make(chan error, 1)
	update, err := decode(raw)
	if err != nil {
		b.log.Error("update set aside", "update", updateID(raw), "err", err)
		stored <- nil
		return stored
	}
	b.lanes.add(sender(update), func() {
		t, err := b.effect(b.life, update)
		if err != nil && b.tries.again(update.ID) {
			stored <- err
			return
		}
		b.tries.forget(update.ID)
		if err != nil {
			t = b.apology(update, err)
		}
		stored <- nil
		b.mouths.add(sender(update), func() {
			if err := b.answer(b.life, t); err != nil {
				b.log.Warn("answer not sent", "update", update.ID, "err", err)
			}
		})
	})
	return stored
}

// effect lets the update do what it does to the store and gives what is to be
// said, nil for nothing. A person's mistake is something to say; an error is a
// fault. A panic is a fault of this update alone.
func (b *Bot) effect(ctx context.Context, update tele.Update) (t *turn, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic", "update", update.ID, "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("bot: update %d: panic", update.ID)
		}
	}()
	if chat := group(update); chat != nil {
		b.leave(chat)
		return nil, nil
	}
	in, h := b.route(update)
	if h == nil {
		return nil, nil
	}
	h, err = b.admit(ctx, in, h)
	if err != nil || h == nil {
		return nil, err
	}
	t, err = b.take(ctx, in, h)
	if err == nil && in.command == "start" && in.text != "" {
		err = b.spend(ctx, in.text)
	}
	var mistake *routines.Error
	if errors.As(err, &mistake) {
		return b.spoken(in, t, func(say *locale.Printer) string { return say.Text(mistake.Key, mistake.Args) }), nil
	}
	return t, err
}

// apology is said instead of the answer to an update that is set aside.
func (b *Bot) apology(update tele.Update, err error) *turn {
	reference := reference()
	b.log.Error("update set aside", "update", update.ID, "reference", reference, "err", err)
	in, _ := b.route(update)
	return b.spoken(in, nil, func(say *locale.Printer) string {
		return say.Text("error.fault", routines.Args{"Reference": reference})
	})
}

// spoken is a turn that says one sentence and changes nothing: on the tapped
// button when there is one. It speaks the language of the turn that failed.
func (b *Bot) spoken(in input, failed *turn, sentence func(*locale.Printer) string) *turn {
	t := &turn{in: in, say: b.texts.Printer(b.texts.Match(in.language))}
	if failed != nil {
		t.say = failed.say
	}
	if in.query != "" {
		t.toast(sentence(t.say))
	} else {
		t.send(message{text: sentence(t.say)})
	}
	return t
}

// tries counts how often updates have failed, so that one that always fails is
// set aside and does not hold up everybody else.
type tries struct {
	mu     sync.Mutex
	counts map[int]int
}

const mostTries = 3

// again counts a failure and tells whether to try once more.
func (t *tries) again(update int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[update]++
	return t.counts[update] < mostTries
}

func (t *tries) forget(update int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, update)
}
