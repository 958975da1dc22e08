package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// accept starts the handling of an update. The channel yields nil once its
// effect is stored, or an error when it could not be stored before ctx ended:
// then it is to be delivered again.
func (b *Bot) accept(ctx context.Context, raw []byte) <-chan error {
	stored := make(chan error, 1)
	update, unreadable := decode(raw)
	if unreadable == nil && b.stuck.behind(sender(update), update.ID) {
		b.mouths.add(sender(update), func() { b.meanwhile(update) })
	}
	b.lanes.add(sender(update), func() {
		t, err := b.persist(ctx, update, unreadable)
		stored <- err
		if err != nil || t == nil {
			return
		}
		b.mouths.add(sender(update), func() { b.speak(update.ID, t) })
	})
	return stored
}

const (
	// mostTries is how often an update may fail before it is set aside.
	mostTries = 3
	// firstRetry and lastRetry are the pauses between tries while the store
	// fails.
	firstRetry = time.Second
	lastRetry  = 15 * time.Second
)

// persist lets the update have its effect. It tries at least once, and then
// again and again until the effect is stored or ctx ends. The person's lane
// waits meanwhile, so that nothing they did later overtakes it.
//
// An update that always fails would hold up everybody behind it and come again
// after every start, so it is set aside, with a word to the person. That is
// noted in the store first: when the store takes not even the note, then the
// fault is not the update's, and it is not given up.
func (b *Bot) persist(ctx context.Context, update tele.Update, unreadable error) (t *turn, err error) {
	waits := &backoff.ExponentialBackOff{
		InitialInterval: firstRetry, RandomizationFactor: 0.25, Multiplier: 2, MaxInterval: lastRetry}
	for tries := 1; tries == 1 || ctx.Err() == nil; tries++ {
		if err = unreadable; err == nil {
			t, err = b.effect(b.life, update)
		}
		switch {
		case err == nil:
			return t, nil
		case unreadable != nil || tries >= mostTries:
			if t, err = b.setAside(update, err); err == nil {
				return t, nil
			}
		case errors.Is(err, errPanic):
			continue // the store is not to blame, and time will not help
		}
		if tries == 1 && unreadable == nil && ctx.Err() == nil {
			b.stuck.begin(sender(update), update.ID)
			defer b.stuck.end(sender(update))
			b.mouths.add(sender(update), func() { b.meanwhile(update) })
		}
		wait := waits.NextBackOff()
		level := slog.LevelDebug
		if tries == 1 {
			level = slog.LevelWarn
		}
		b.log.Log(ctx, level, "update not stored yet", "update", update.ID, "err", err, "again_in", wait)
		pause(ctx, wait)
	}
	return nil, ctx.Err()
}

// speak says what there is to say. By now the update is stored and confirmed,
// so a panic costs this answer only.
func (b *Bot) speak(update int, t *turn) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic", "update", update, "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
		}
	}()
	err := b.answer(b.life, t)
	switch meaningOf(err) {
	case success:
	case gone: // is no fault; they write again when they want to
		b.log.Debug("nobody to answer", "update", update, "err", err)
	default:
		b.log.Warn("answer not sent", "update", update, "err", err)
	}
}

var errPanic = errors.New("panic")

// effect lets the update do what it does to the store and gives what is to be
// said, nil for nothing. A person's mistake is something to say; an error is a
// fault. A panic is a fault of this update alone.
func (b *Bot) effect(ctx context.Context, update tele.Update) (t *turn, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic", "update", update.ID, "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("bot: update %d: %w", update.ID, errPanic)
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
	if in.document != nil {
		if err := b.fetch(ctx, in); err != nil {
			return nil, err
		}
	}
	t, err = b.take(ctx, in, h)
	if err == nil && in.command == "start" && in.text != "" {
		err = b.spend(ctx, in.text, in.person)
	}
	var mistake *routines.Error
	if errors.As(err, &mistake) {
		return b.spoken(in, t, func(say *locale.Printer) string { return say.Text(mistake.Key, mistake.Args) }), nil
	}
	return t, err
}

// asideKey is the setting that counts the updates that were set aside.
const asideKey = "aside"

// SetAside is how many updates were set aside since the store began, because
// they could not be read or failed each time.
func (b *Bot) SetAside(ctx context.Context) (int, error) {
	count, err := b.store.Setting(ctx, asideKey)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(count))
}

// setAside gives an update up: it is counted in the store and logged, and the
// person, if there is one, is told a reference.
func (b *Bot) setAside(update tele.Update, cause error) (*turn, error) {
	for {
		count, err := b.SetAside(b.life)
		if err != nil {
			return nil, err
		}
		var old []byte
		if count > 0 {
			old = strconv.AppendInt(nil, int64(count), 10)
		}
		count++
		err = b.store.SwapSetting(b.life, asideKey, old, strconv.AppendInt(nil, int64(count), 10))
		if errors.Is(err, store.ErrConflict) {
			continue // another one was set aside meanwhile
		}
		if err != nil {
			return nil, err
		}
		reference := reference()
		b.log.Error("update set aside", "update", update.ID, "reference", reference, "err", cause, "count", count)
		return b.apology(update, reference), nil
	}
}

// apology is said instead of the answer to an update that is set aside. What
// made the update fail may make this fail, too: then nothing is said.
func (b *Bot) apology(update tele.Update, reference string) (t *turn) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	in, _ := b.route(update)
	switch {
	case in.person == 0:
		return nil
	case in.emergency:
		return b.whomToCall(in)
	}
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
