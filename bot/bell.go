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

// The bell rings alarms: it leases those that are due, or whose turn has come
// early (see early.go), says to each person what is to be said now, and settles
// what was sent together with the next alarm.
const (
	leaseTime = 30 * time.Second
	// leaseAhead is how many seconds' worth of messages are leased at once.
	leaseAhead = 2
	// mostRinging bounds it, whatever the rate.
	mostRinging = 256
	// mostUnknown is after how many sendings of unknown outcome a message
	// counts as sent: better once too few than a prompt all night.
	mostUnknown = 2
	retryAfter  = 15 * time.Second
	putOff      = time.Hour
)

// Ring rings every alarm that is due, and returns when they are settled.
func (b *Bot) Ring(ctx context.Context) error {
	err := b.startRinging(ctx)
	b.waitForBell()
	return err
}

// startRinging leases what is due, as fast as what was leased before is
// settled, and does not wait for the last of it: one slow chat holds up nobody.
func (b *Bot) startRinging(ctx context.Context) error {
	for ctx.Err() == nil {
		free := 1
		b.ringing <- struct{}{}
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

// waitForBell returns when nothing rings any more.
func (b *Bot) waitForBell() {
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
	now := b.instant()
	var card routines.Card
	var words talk.Message
	var say *locale.Printer
	err := b.store.View(ctx, lease.Person, func(book *store.Book) error {
		t := b.desk.Turn(talk.Input{Person: lease.Person}, book, b.instant())
		talk.BringUpToDate(book, now)
		tonight := book.Tonight()
		if tonight == nil {
			return nil
		}
		card, _ = routines.Due(&book.Person, tonight, book.Before(tonight.Date), moment(book, lease, now))
		if !card.Empty() {
			// As it will stand once it is sent: what was snoozed is asked anew.
			talk.SettleCard(book, card, 0, now)
			words, say = t.Card(card), t.Say
		}
		return nil
	})
	if err != nil {
		return err
	}
	sent := 0
	if lease.Attempt > mostUnknown {
		b.log.Warn("a prompt counts as sent, as nobody can tell whether it was", "attempts", lease.Attempt-1)
	}
	if !words.Empty() && lease.Attempt <= mostUnknown {
		// Nothing starts that might still be under way when the lease ends, and
		// nothing after its time.
		limited, cancel := context.WithTimeout(ctx, min(lease.Until.Sub(now)-callTimeout, card.Until.Sub(now)+time.Second))
		defer cancel()
		sent, err = b.deliver(limited, lease.Person, talk.Reply{Message: words}, say, prompts)
		switch meaningOf(err) {
		case success:
		case gone:
			return b.settle(ctx, lease, func(book *store.Book) { book.Person.Away = now }, time.Time{})
		case refused:
			// It does not count against the person: what is past was not sent, and
			// what still asks for an answer is tried later.
			b.log.Error("prompt refused", "err", err)
			return b.settle(ctx, lease, func(book *store.Book) { book.Tonight().Since = now }, now.Add(putOff))
		case unknown:
			// It may have arrived: the lease runs out, and the next one counts
			// the attempt.
			b.log.Debug("nobody can tell whether a prompt arrived", "err", err)
			return nil
		default:
			return b.settle(ctx, lease, func(*store.Book) {}, b.instant().Add(retryAfter))
		}
	}
	var since talk.Message
	err = b.settle(ctx, lease, func(book *store.Book) {
		if card.Empty() {
			return
		}
		talk.SettleCard(book, card, sent, now)
		since = b.desk.Turn(talk.Input{Person: lease.Person}, book, b.instant()).Card(card)
	}, time.Time{})
	if err == nil && sent != 0 && !since.Equal(words) {
		// It was answered in another way while it was being sent.
		if _, err := b.deliver(ctx, lease.Person, talk.Reply{Message: since, Edit: sent}, say, answers); err != nil {
			b.log.Debug("an answered prompt still asks", "err", err)
		}
	}
	return err
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
