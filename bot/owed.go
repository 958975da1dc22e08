package bot

import (
	"cmp"
	"context"
	"errors"
	"time"

	"calmcalf/bot/talk"
	"calmcalf/store"
)

// An update is confirmed when its answer has gone out. One whose answer takes long is
// noted in the person's Book as owed, and confirmed then: nobody waits for somebody
// else's slow chat. This process goes on trying; if it ends before, the dispatcher of
// the next one says what is owed.
const (
	// answerTime is how long an answer may take before it is noted as owed.
	answerTime = 4 * time.Second
	// strangerTime is the same for who is not inside. It is confirmed then.
	strangerTime = 500 * time.Millisecond
	// closeTime is how long an answer may take when the bot ends.
	closeTime = 1500 * time.Millisecond
	// owedPause is how soon what is owed is tried again, and looked at again while
	// somebody else is trying.
	owedPause = 10 * time.Second
	// mostNoting is how many answers are noted as owed at once.
	mostNoting = 16
	// owePause is how soon it is tried again to note what the store did not take.
	owePause = 5 * time.Second
)

// errOwing says that the answer to a stored update is owed and not noted.
var errOwing = errors.New("bot: an answer that is owed is not noted")

// bound sees to it that a visit is confirmed soon after it is stored, though its answer
// takes long: it notes that it is owed. It ends when the visit is over or that is done.
func (b *Bot) bound(v *visit, over <-chan struct{}) {
	wait := answerTime
	if v.turn.In.Access == talk.Stranger {
		wait = strangerTime
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-over:
		return
	case <-v.hurried:
	case <-timer.C:
	case <-b.closing.Done():
		last := time.NewTimer(closeTime)
		defer last.Stop()
		select {
		case <-over:
			return
		case <-last.C:
		}
	}
	if v.turn.In.Access == talk.Stranger {
		if b.closing.Err() == nil || !v.in.Emergency {
			v.confirm() // nothing of them is kept, and others wait to be fetched
		}
		return
	}
	for {
		noted, again := b.owe(v, b.instant().Add(owedPause))
		if noted || is(v.hurried) {
			v.confirm()
		}
		if noted || !again {
			return
		}
		retry := time.NewTimer(owePause)
		select {
		case <-over:
		case <-retry.C:
		}
		if retry.Stop(); is(over) || b.closing.Err() != nil {
			return
		}
	}
}

// conclude ends a visit whose answer has gone out or is of no use any more, or else
// notes what is owed, for the next start to say at once.
func (b *Bot) conclude(v *visit, over bool) {
	if over {
		b.paid(v)
		b.finish(v, nil)
		return
	}
	if noted, _ := b.owe(v, b.instant()); noted {
		b.finish(v, nil)
		return
	}
	b.finish(v, errOwing) // so it comes again
}

// owe notes that the answer of a visit is owed, and reports whether it is; again is
// whether it may be later.
func (b *Bot) owe(v *visit, at time.Time) (noted, again bool) {
	o, ok := v.turn.Owed()
	if !ok || v.id <= 0 {
		return false, false
	}
	v.debt.turn <- struct{}{}
	defer func() { <-v.debt.turn }()
	if v.debt.paid.Load() {
		return true, false
	}
	b.noting <- struct{}{}
	defer func() { <-b.noting }()
	err := b.store.Update(context.WithoutCancel(b.life), v.in.Person, func(book *store.Book) error {
		o.Again = at
		book.Owe(o)
		talk.SetAlarm(book, b.instant())
		return nil
	})
	if err != nil {
		b.log.Warn("an answer that is owed is not noted", "update", v.id, "err", err)
		return false, true
	}
	if !v.debt.noted.Swap(true) {
		b.counters.owed.Add(1)
	}
	return true, false
}

// paid notes that the answer of a visit is not owed any more.
func (b *Bot) paid(v *visit) {
	v.debt.turn <- struct{}{}
	defer func() { <-v.debt.turn }()
	if v.debt.paid.Store(true); !v.debt.noted.Load() {
		return
	}
	b.noting <- struct{}{}
	defer func() { <-b.noting }()
	err := b.store.Update(context.WithoutCancel(b.life), v.in.Person, func(book *store.Book) error {
		book.Pay(v.id)
		talk.SetAlarm(book, b.instant())
		return nil
	})
	if err != nil {
		b.log.Warn("an answer may come twice", "update", v.id, "err", err)
	}
}

const (
	// olderTime is how long an answer waits, while Telegram takes what is sent, for older
	// ones that an earlier process left.
	olderTime = 5 * time.Second
	// olderPause is how often it looks for them.
	olderPause = time.Second
)

// inTurn waits until what is owed from before is said. It reports false when there was
// no room any more for this one among what is owed.
func (b *Bot) inTurn(ctx context.Context, v *visit) bool {
	for began := time.Now(); v.turn.Behind || v.debt.noted.Load(); pause(ctx, olderPause) {
		older, kept := false, false
		err := b.store.View(ctx, v.in.Person, func(book *store.Book) error {
			older, kept = false, book.Owes(v.id)
			for _, o := range book.Owed {
				underWay, over := b.visits.knows(o.Update)
				older = older || !underWay && !over && o.Kind != store.OwedEmergency
			}
			return nil
		})
		if err != nil || ctx.Err() != nil {
			return true
		}
		if v.debt.noted.Load() && !kept {
			return false
		}
		if b.health.fails("sendMessage", int64(v.in.Person)) {
			began = time.Now()
		}
		if !older || time.Since(began) >= olderTime {
			return true
		}
	}
	return true
}

// payOwed says what an earlier process owes to a person and may be tried now, in order,
// and gives what is to be changed in the Book for it; nil when there is nothing to say.
func (b *Bot) payOwed(ctx context.Context, lease store.Lease) (change func(*store.Book), err error) {
	now := b.instant()
	var due []store.Owed
	turns := map[int64]*talk.Turn{}
	err = b.store.View(ctx, lease.Person, func(book *store.Book) error {
		due = nil
		var first time.Time // when the oldest may be tried, if that is ahead
		for _, o := range book.Owed {
			if o.Again.After(now) {
				if o.Kind != store.OwedEmergency {
					first = latest(first, o.Again)
				}
				continue
			}
			if o.Kind != store.OwedEmergency {
				o.Again = first
			}
			talk.BringUpToDate(book, now)
			t, err := b.desk.Late(o, book, now)
			if err != nil {
				b.log.Debug("what is owed cannot be said", "err", err)
				t = nil
			}
			turns[o.Update] = t
			due = append(due, o)
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lease.Until.Sub(now)-callTimeout)
	defer cancel()
	var changes []func(*store.Book)
	for waits, i := false, 0; i < len(due); i++ {
		o := due[i]
		postpone := func(book *store.Book) { book.Postpone(o, b.instant().Add(owedPause)) }
		underWay, over := b.visits.knows(o.Update)
		switch {
		case over:
			changes = append(changes, func(book *store.Book) { book.Pay(o.Update) })
			continue
		case o.Again.After(now):
			changes = append(changes, func(book *store.Book) { book.Postpone(o, o.Again) })
			continue
		case underWay, waits && o.Kind != store.OwedEmergency:
			changes = append(changes, postpone)
			continue
		}
		kept, means := b.sayLate(ctx, turns[o.Update], &o)
		changes = append(changes, kept)
		switch means {
		case success, refused, vanished:
			changes = append(changes, func(book *store.Book) { book.Pay(o.Update) })
			continue
		case gone:
			return func(book *store.Book) { book.Owed, book.Person.Away = nil, now }, nil
		}
		changes = append(changes, postpone)
		waits = true // so that the order stays
	}
	return func(book *store.Book) {
		for _, change := range changes {
			change(book)
		}
	}, nil
}

// sayLate says one answer that is owed, trying once, and gives what the Book keeps of it.
func (b *Bot) sayLate(ctx context.Context, t *talk.Turn, o *store.Owed) (kept func(*store.Book), means meaning) {
	kept = func(*store.Book) {}
	if t == nil {
		return kept, success
	}
	c := answers
	if o.Kind == store.OwedEmergency {
		c = rescues
	}
	for ; len(t.Out) > 0; t.Out = t.Out[1:] {
		r := t.Out[0]
		if r.Toast != "" {
			continue
		}
		if o.Tries > 0 && b.health.proof(ctx, b.doubts.owed(o.Update), b.ask) != nil {
			return kept, away
		}
		d := &delivery{Reply: r, to: cmp.Or(r.To, t.In.Person), say: t.Say, class: c}
		if o.Tries >= mostFileTries && r.File.Picture() {
			d.File, d.Edit = nil, 0
		}
		sent, err := b.tryOnce(ctx, d)
		if errors.Is(err, errFile) {
			t.WithoutFiles()
			d = &delivery{Reply: t.Out[0], to: t.In.Person, say: t.Say, class: c}
			sent, err = b.try(ctx, d)
		}
		means := meaningOf(err)
		if means == unknown {
			if o.Tries++; o.Tries < mostUnknown || r.Edit != 0 {
				b.doubts.owe(o.Update)
				return kept, unknown
			}
		} else if means != success {
			return kept, means
		}
		if before := kept; sent != 0 && sent != r.Edit {
			kept = func(book *store.Book) {
				before(book)
				talk.Remember(book, r.Card, sent)
			}
		}
	}
	return kept, success
}
