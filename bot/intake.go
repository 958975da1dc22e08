package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// accept starts the handling of an update. The visit is confirmed once its effect
// is stored and its answer has gone out, or is owed. What comes again while it is
// under way, or lately was, is the same visit.
func (b *Bot) accept(raw []byte) *visit {
	v, again := b.visits.enter(parse(raw, b.username()))
	if again {
		return v
	}
	b.counters.taken.Add(1)
	switch {
	case v.update.err == nil && v.group != nil:
		b.visitGroup(v)
	case v.update.err == nil && v.in.Kind == talk.Nothing:
		v.keep(nil)
		b.finish(v, nil)
	default:
		if v.in.Emergency {
			b.rescue(v)
		}
		v.slow = time.AfterFunc(meanwhileAfter, func() { b.meanwhile(v) })
		if v.in.Errand() == talk.Fetch {
			b.lanes.addFree(v.in.Person, once(func() { b.fetch(v.in) }))
		}
		b.lanes.add(v.in.Person, func() (time.Duration, bool) { return b.persist(v) })
	}
	return v
}

// hurry has a visit confirmed that stands in the way of others, if its effect is
// stored. release is to confirm it even when it is not, because the store takes
// nothing: somebody behind it may be in need. The person has been told by then that it
// does not count yet. It stays in memory and is tried again, but if the bot ends before
// it is stored, it is lost.
func (b *Bot) hurry(v *visit, release bool) {
	v.hurry()
	if release && !is(v.stored) && !is(v.confirmed) {
		b.counters.released.Add(1)
		b.log.Warn("an update that is not stored makes room for others", "update", v.id)
		b.meanwhile(v)
		v.confirm()
	}
}

// finish ends a visit: nothing more is done for it.
func (b *Bot) finish(v *visit, err error) {
	v.end(err)
	b.visits.leave(v)
}

// mostTries is how often an update may fail before it is set aside.
const mostTries = 3

// persist lets the update have its effect. It is tried at least once, and then
// again and again until the effect is stored or the bot ends. The person's lane
// waits meanwhile, so that nothing they did later overtakes it.
//
// An update that always fails would hold up everything that the person does later
// and come again after every start, so it is set aside, with a word to them. That
// is noted in the store first: when the store takes not even the note, then the
// fault is not the update's, and it is not given up.
func (b *Bot) persist(v *visit) (wait time.Duration, done bool) {
	if v.tries++; v.tries > 1 && b.closing.Err() != nil {
		b.finish(v, b.closing.Err())
		return 0, true
	}
	var t *talk.Turn
	err := v.update.err
	if err == nil {
		t, err = b.effect(b.life, v.update)
	}
	if err != nil && (v.update.err != nil || v.tries >= mostTries) {
		var aside error
		if t, aside = b.setAside(v.update, err); aside == nil {
			err = nil
		}
	}
	switch {
	case err == nil:
		v.slow.Stop()
		b.counters.stored.Add(1)
		v.keep(t)
		b.reply(v)
		return 0, true
	case errors.Is(err, errPanic) && v.tries < mostTries:
		return 0, false // the store is not to blame, and time will not help
	}
	wait = v.waits.NextBackOff()
	level := slog.LevelDebug
	if v.tries == 1 {
		level = slog.LevelWarn
	}
	b.log.Log(b.life, level, "update not stored yet", "update", v.id, "err", err, "again_in", wait)
	return wait, false
}

// errPanic is the error of an update whose handling panicked.
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
	in := u.in
	answered, err := b.admit(ctx, &in)
	if err != nil || !answered {
		return nil, err
	}
	if in.Access == talk.Stranger {
		t = b.desk.Bare(in, b.instant())
		return t, t.Run()
	}
	var mistake *routines.Error
	if err := b.before(ctx, &in); errors.As(err, &mistake) {
		t = b.desk.Bare(in, b.instant())
	} else if err != nil {
		return nil, err
	}
	if mistake == nil {
		t, err = b.take(ctx, in)
		if err == nil && t != nil {
			err = b.after(ctx, t)
		}
	}
	if mistake != nil || errors.As(err, &mistake) {
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
	count, _, err := b.aside(ctx)
	return count, err
}

// aside reads the count, 0 when what is stored is none.
func (b *Bot) aside(ctx context.Context) (count int, stored []byte, err error) {
	stored, err = b.store.Setting(ctx, asideKey)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	if count, err = strconv.Atoi(string(stored)); err != nil {
		b.log.Error("the count of updates set aside begins anew", "held", len(stored))
		return 0, stored, nil
	}
	return count, stored, nil
}

// setAside gives an update up: it is counted in the store and logged, and the
// person, if there is one, is told a reference.
func (b *Bot) setAside(u update, cause error) (*talk.Turn, error) {
	for {
		count, stored, err := b.aside(b.life)
		if err != nil {
			return nil, err
		}
		count++
		err = b.store.SwapSetting(b.life, asideKey, stored, strconv.AppendInt(nil, int64(count), 10))
		if errors.Is(err, store.ErrConflict) {
			continue // another one was set aside meanwhile
		}
		if err != nil {
			return nil, err
		}
		b.counters.aside.Add(1)
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
