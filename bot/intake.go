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

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// accept starts the handling of an update. The channel yields nil once its
// effect is stored, or an error when it could not be stored before ctx ended:
// then it is to be delivered again.
func (b *Bot) accept(ctx context.Context, raw []byte) <-chan error {
	stored := make(chan error, 1)
	u := parse(raw, b.username())
	if u.err == nil && b.stuck.behind(u.in.Person, u.id) {
		b.mouths.add(u.in.Person, func() { b.meanwhile(u) })
	}
	b.lanes.add(u.in.Person, func() {
		t, err := b.persist(ctx, u)
		stored <- err
		if err != nil || t == nil {
			return
		}
		b.mouths.add(u.in.Person, func() { b.speak(u.id, t) })
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
func (b *Bot) persist(ctx context.Context, u update) (t *talk.Turn, err error) {
	waits := &backoff.ExponentialBackOff{
		InitialInterval: firstRetry, RandomizationFactor: 0.25, Multiplier: 2, MaxInterval: lastRetry}
	for tries := 1; tries == 1 || ctx.Err() == nil; tries++ {
		if err = u.err; err == nil {
			t, err = b.effect(b.life, u)
		}
		switch {
		case err == nil:
			return t, nil
		case u.err != nil || tries >= mostTries:
			if t, err = b.setAside(u, err); err == nil {
				return t, nil
			}
		case errors.Is(err, errPanic):
			continue // the store is not to blame, and time will not help
		}
		if tries == 1 && u.err == nil && ctx.Err() == nil {
			b.stuck.begin(u.in.Person, u.id)
			defer b.stuck.end(u.in.Person)
			b.mouths.add(u.in.Person, func() { b.meanwhile(u) })
		}
		wait := waits.NextBackOff()
		level := slog.LevelDebug
		if tries == 1 {
			level = slog.LevelWarn
		}
		b.log.Log(ctx, level, "update not stored yet", "update", u.id, "err", err, "again_in", wait)
		pause(ctx, wait)
	}
	return nil, ctx.Err()
}

// speak says what there is to say. By now the update is stored and confirmed,
// so a panic costs this answer only.
func (b *Bot) speak(update int64, t *talk.Turn) {
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
func (b *Bot) effect(ctx context.Context, u update) (t *talk.Turn, err error) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic", "update", u.id, "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("bot: update %d: %w", u.id, errPanic)
		}
	}()
	if u.group != nil {
		b.leave(u.group)
		return nil, nil
	}
	if u.in.Kind == talk.Nothing {
		return nil, nil
	}
	in := u.in
	answered, err := b.admit(ctx, &in)
	if err != nil || !answered {
		return nil, err
	}
	if in.Access == talk.Stranger {
		t = b.desk.Bare(in, b.instant())
		return t, t.Run()
	}
	if err := b.before(ctx, &in); err != nil {
		return nil, err
	}
	t, err = b.take(ctx, in)
	if err == nil {
		err = b.after(ctx, t)
	}
	var mistake *routines.Error
	if errors.As(err, &mistake) {
		t.Sentence(t.Text(mistake.Key, mistake.Args))
		return t, nil
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
func (b *Bot) setAside(u update, cause error) (*talk.Turn, error) {
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
		b.log.Error("update set aside", "update", u.id, "reference", reference, "err", cause, "count", count)
		return b.apology(u, reference), nil
	}
}

// apology is said instead of the answer to an update that is set aside. What
// made the update fail may make this fail, too: then nothing is said.
func (b *Bot) apology(u update, reference string) (t *talk.Turn) {
	defer func() {
		if recover() != nil {
			t = nil
		}
	}()
	if u.in.Person == 0 {
		return nil
	}
	t = b.desk.Bare(u.in, b.instant())
	if u.in.Emergency {
		t.WhomToCall()
	} else {
		t.Sentence(t.Text("error.fault", routines.Args{"Reference": reference}))
	}
	return t
}
