package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// The dispatcher rings alarms: it leases those that are due, or whose turn has come
// early (see early.go), says to each person what is to be said now, and settles
// what was sent together with the next alarm.
const (
	leaseTime = 30 * time.Second
	// leaseAhead is how many seconds' worth of messages are leased at once.
	leaseAhead = 2
	// mostRinging bounds it, whatever the rate.
	mostRinging = 256
	// retryAfter is how soon a prompt that was not sent is looked at again.
	retryAfter = 5 * time.Second
	putOff     = time.Hour
	// givenUpPause is how often what was given up is looked at while it is due.
	givenUpPause = time.Minute
)

// Ring rings every alarm that is due, and returns when they are settled.
func (b *Bot) Ring(ctx context.Context) error {
	err := b.dispatch(ctx)
	b.waitForRinging()
	return err
}

// dispatch leases what is due, as fast as what was leased before is
// settled, and does not wait for the last of it: one slow chat holds up nobody.
func (b *Bot) dispatch(ctx context.Context) error {
	for ctx.Err() == nil {
		free := 1
		select {
		case b.ringing <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		for more := true; more && free < cap(b.ringing); {
			select {
			case b.ringing <- struct{}{}:
				free++
			default:
				more = false
			}
		}
		now := b.instant()
		reach, err := b.reach(ctx, now)
		var leases []store.Lease
		if err == nil {
			leases, err = b.store.Lease(ctx, now, reach, now.Add(leaseTime), free)
		}
		for range free - len(leases) {
			<-b.ringing
		}
		for _, lease := range leases {
			go func() {
				defer func() { <-b.ringing }()
				b.ringSafely(ctx, lease)
			}()
		}
		if err != nil || len(leases) < free {
			return err
		}
	}
	return ctx.Err()
}

// waitForRinging returns when nothing rings any more.
func (b *Bot) waitForRinging() {
	b.waiting.Lock()
	defer b.waiting.Unlock()
	for range cap(b.ringing) {
		b.ringing <- struct{}{}
	}
	for range cap(b.ringing) {
		<-b.ringing
	}
}

// ringSafely contains a panic, which would otherwise end the program now and
// after every start: the person's alarm is put off, and everybody else goes on.
func (b *Bot) ringSafely(ctx context.Context, lease store.Lease) {
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic at an alarm", "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
			err := b.store.Settle(ctx, lease, func(book *store.Book) error {
				again := b.instant().Add(putOff)
				book.Alarm, book.Early = again, again
				return nil
			})
			if err != nil {
				b.log.Error("alarm not put off", "err", err)
			}
		}
	}()
	if err := b.ring(ctx, lease); err != nil && ctx.Err() == nil {
		b.log.Error("alarm not settled", "err", err)
	}
}

// ring says to one person what is due. An error is the store's.
func (b *Bot) ring(ctx context.Context, lease store.Lease) error {
	if late, err := b.payOwed(ctx, lease); err != nil {
		return err
	} else if late != nil {
		return b.settle(ctx, lease, late, time.Time{}) // what else is due comes next
	}
	p, err := b.compose(ctx, lease)
	if err != nil {
		return err
	}
	if p.words.Empty() {
		return b.settle(ctx, lease, p.keep(0), time.Time{})
	}
	sent, err := b.sendPrompt(ctx, lease, p)
	means := meaningOf(err)
	switch means {
	case success, unknown:
	case refused:
		b.log.Error("prompt refused", "err", err)
	default:
		b.log.Debug("prompt not sent", "err", err)
	}
	if means != success {
		b.counters.unprompted.Add(1)
		return b.unsent(ctx, lease, p, means)
	}
	b.doubts.clear(lease.Person)
	b.counters.prompted.Add(1)
	b.counters.late(b.instant().Sub(lease.Alarm))
	since := talk.Message{}
	err = b.settle(ctx, lease, func(book *store.Book) {
		p.keep(sent)(book)
		since = b.desk.Turn(talk.Input{Person: lease.Person}, book, b.instant()).Card(p.card)
	}, time.Time{})
	if err == nil && !since.Equal(p.words) {
		// It was answered in another way while it was being sent.
		ctx, cancel := context.WithTimeout(ctx, insistTime)
		defer cancel()
		if _, err := b.deliver(ctx, lease.Person, talk.Reply{Message: since, Edit: sent}, p.say, answers); err != nil {
			b.log.Debug("an answered prompt still asks", "err", err)
		}
	}
	return err
}

// prompt is a card made ready to be sent.
type prompt struct {
	card  routines.Card
	words talk.Message // empty: there is nothing to say now
	say   *locale.Printer
	now   time.Time
}

// keep notes in a Book that the card was sent as a message.
func (p *prompt) keep(message int) func(*store.Book) {
	return func(book *store.Book) {
		if !p.card.Empty() {
			talk.SettleCard(book, p.card, message, p.now)
		}
	}
}

// compose finds out what is to be said, from the Book as it stands.
func (b *Bot) compose(ctx context.Context, lease store.Lease) (*prompt, error) {
	p := &prompt{now: b.instant()}
	err := b.store.View(ctx, lease.Person, func(book *store.Book) error {
		t := b.desk.Turn(talk.Input{Person: lease.Person}, book, b.instant())
		talk.BringUpToDate(book, p.now)
		tonight := book.Tonight()
		if tonight == nil {
			return nil
		}
		p.card, _ = routines.Due(&book.Person, tonight, book.Before(tonight.Date), moment(book, lease, p.now))
		if !p.card.Empty() {
			// As it will stand once it is sent: what was snoozed is asked anew.
			p.keep(0)(book)
			p.words, p.say = t.Card(p.card), t.Say
		}
		return nil
	})
	return p, err
}

// sendPrompt sends a prompt once. Nothing starts that might still be under way when the
// lease ends, and nothing after its time. After a sending of unknown outcome it first
// waits until Telegram answers.
func (b *Bot) sendPrompt(ctx context.Context, lease store.Lease, p *prompt) (messageID int, err error) {
	ctx, cancel := context.WithTimeout(ctx, min(lease.Until.Sub(p.now)-callTimeout, p.card.Until.Sub(p.now)+time.Second))
	defer cancel()
	count, ended := b.doubts.of(lease, &p.card)
	if count >= mostUnknown {
		return 0, errUncertain
	}
	if count > 0 && b.health.proof(ctx, ended, b.ask) != nil {
		return 0, errUnsent
	}
	d := &delivery{Reply: talk.Reply{Message: p.words}, to: lease.Person, say: p.say, class: prompts}
	if count >= mostFileTries {
		d.File = nil
	}
	return b.tryOnce(ctx, d)
}

// unsent settles a prompt that did not go out, or of which nobody can tell. Whatever
// is given up was not sent: it does not count against the person.
func (b *Bot) unsent(ctx context.Context, lease store.Lease, p *prompt, means meaning) error {
	nothing := func(*store.Book) {}
	switch means {
	case gone:
		b.doubts.clear(lease.Person)
		return b.settle(ctx, lease, func(book *store.Book) { book.Person.Away, book.Owed = p.now, nil }, time.Time{})
	case refused:
		// What still asks for an answer is tried later.
		return b.settle(ctx, lease, func(book *store.Book) { book.Tonight().Since = p.now }, p.now.Add(putOff))
	case unknown:
		givenUp, now := b.doubts.add(lease, &p.card)
		if !givenUp {
			return b.settle(ctx, lease, nothing, b.instant().Add(retryAfter))
		}
		if now {
			b.log.Warn("a prompt is given up, as nobody can tell whether it arrived", "tries", mostUnknown)
		}
		// What still asks for an answer stays due, and is known as given up until
		// something else is due, too.
		return b.settle(ctx, lease, func(book *store.Book) { book.Tonight().Since = p.now }, b.instant().Add(givenUpPause))
	}
	return b.settle(ctx, lease, nothing, b.instant().Add(retryAfter))
}

// settle ends a lease, with the alarm that the changed Book asks for, which does
// not ring before the instant again. A lease that was lost meanwhile is somebody
// else's to settle.
func (b *Bot) settle(ctx context.Context, lease store.Lease, change func(*store.Book), again time.Time) error {
	err := b.store.Settle(ctx, lease, func(book *store.Book) error {
		now := b.instant()
		talk.BringUpToDate(book, now)
		change(book)
		talk.SetAlarm(book, now)
		if !book.Alarm.IsZero() && book.Alarm.Before(again) {
			book.Alarm = again
		}
		if !book.Early.IsZero() {
			book.Early = latest(book.Early, again)
		}
		return nil
	})
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}
