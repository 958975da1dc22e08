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
// else's slow chat. What is owed is the dispatcher's to say, after a restart too.
const (
	// answerTime is how long an answer may take before it is noted as owed.
	answerTime = 4 * time.Second
	// handOver is after how long the dispatcher says what is owed. By then whoever was
	// sending has given up, and what was in flight has come to an end.
	handOver = answerPatience + callTimeout + 5*time.Second
	// closeTime is how long an answer may take when the bot ends.
	closeTime = 1500 * time.Millisecond
	// owedPause is how soon what is owed is tried again.
	owedPause = 10 * time.Second
)

// bound sees to it that a visit is confirmed soon after it is stored: when it is
// answered, and otherwise when the answer is noted as owed. It ends when the answer has
// gone out or will be given by somebody else.
func (b *Bot) bound(v *visit, answered <-chan struct{}) {
	timer := time.NewTimer(answerTime)
	defer timer.Stop()
	select {
	case <-answered:
		v.confirm()
		return
	case <-v.hurried:
	case <-timer.C:
	case <-b.closing.Done():
	}
	again := b.instant().Add(handOver)
	if b.closing.Err() != nil {
		again = b.instant()
		last := time.NewTimer(closeTime)
		defer last.Stop()
		select {
		case <-answered:
			v.confirm()
			return
		case <-last.C:
		}
	}
	noted := b.owe(v, again)
	if noted || is(v.hurried) {
		v.confirm()
	}
	if noted && b.closing.Err() == nil {
		select {
		case <-answered:
		case <-b.closing.Done():
			b.owe(v, b.instant()) // the next start says it at once
		}
	}
	if !noted {
		<-answered
		v.confirm()
	}
}

// owe notes that the answer of a visit is owed, and reports whether it is.
func (b *Bot) owe(v *visit, again time.Time) bool {
	o, ok := v.turn.Owed()
	if !ok {
		return false
	}
	err := b.store.Update(context.WithoutCancel(b.life), v.in.Person, func(book *store.Book) error {
		if v.answered.Load() {
			return nil
		}
		o.Again = again
		book.Owe(o)
		talk.SetAlarm(book, b.instant())
		return nil
	})
	if err != nil {
		b.log.Warn("an answer that is owed is not noted", "update", v.id, "err", err)
		return false
	}
	v.owed.Store(true)
	b.counters.owed.Add(1)
	return true
}

// paid notes that the answer of a visit has gone out after it was noted as owed.
func (b *Bot) paid(v *visit) {
	v.answered.Store(true)
	if !v.owed.Load() {
		return
	}
	err := b.store.Update(context.WithoutCancel(b.life), v.in.Person, func(book *store.Book) error {
		book.Pay(v.id)
		talk.SetAlarm(book, b.instant())
		return nil
	})
	if err != nil {
		b.log.Warn("an answer may come twice", "update", v.id, "err", err)
	}
}

// payOwed says what is owed to a person and may be tried now, in order, and gives what
// is to be changed in the Book for it; nil when there is nothing to say.
func (b *Bot) payOwed(ctx context.Context, lease store.Lease) (change func(*store.Book), err error) {
	now := b.instant()
	type late struct {
		store.Owed
		turn *talk.Turn
	}
	var due []late
	err = b.store.View(ctx, lease.Person, func(book *store.Book) error {
		due = nil
		for _, o := range book.Owed {
			if o.Again.After(now) {
				continue
			}
			talk.BringUpToDate(book, now)
			t, err := b.desk.Late(o, book, now)
			if err != nil {
				b.log.Debug("what is owed cannot be said", "err", err)
				t = nil
			}
			due = append(due, late{o, t})
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lease.Until.Sub(now)-callTimeout)
	defer cancel()
	var changes []func(*store.Book)
	for _, one := range due {
		mark := b.health.mark()
		kept, means := b.sayLate(ctx, one.turn, one.Kind)
		changes = append(changes, kept)
		switch o := one.Owed; means {
		case success, refused, vanished:
			changes = append(changes, func(book *store.Book) { book.Pay(o.Update) })
			continue
		case gone:
			return func(book *store.Book) { book.Owed, book.Person.Away = nil, now }, nil
		case unknown:
			if o.Tries++; o.Tries >= mostUnknown {
				changes = append(changes, func(book *store.Book) { book.Pay(o.Update) })
				continue
			}
			_ = b.health.proof(ctx, mark, b.ask) // before the next try
			changes = append(changes, func(book *store.Book) { book.Postpone(o, b.instant().Add(owedPause)) })
		default:
			changes = append(changes, func(book *store.Book) { book.Postpone(o, b.instant().Add(owedPause)) })
		}
		break // what comes after it waits, so that the order stays
	}
	return func(book *store.Book) {
		for _, change := range changes {
			change(book)
		}
	}, nil
}

// sayLate says one answer that is owed, and gives what the Book keeps of it.
func (b *Bot) sayLate(ctx context.Context, t *talk.Turn, kind store.OwedKind) (kept func(*store.Book), means meaning) {
	kept = func(*store.Book) {}
	if t == nil {
		return kept, success
	}
	c := answers
	if kind == store.OwedEmergency {
		c = rescues
	}
	for _, r := range t.Out {
		if r.Toast != "" {
			continue
		}
		sent, err := b.deliver(ctx, cmp.Or(r.To, t.In.Person), r, t.Say, c)
		if means := meaningOf(err); means != success && !errors.Is(err, errUncertain) {
			return kept, means
		}
		before := kept
		kept = func(book *store.Book) {
			before(book)
			if sent != r.Edit {
				talk.Remember(book, r.Card, sent)
			}
		}
	}
	return kept, success
}
