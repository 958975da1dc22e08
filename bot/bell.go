package bot

import (
	"context"
	"errors"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// The bell rings alarms: it leases those that are due, says to each person what
// is to be said now, and settles what was sent together with the next alarm.
const (
	leaseTime = 30 * time.Second
	// leaseAhead is how many seconds' worth of messages are leased at once.
	leaseAhead = 2
	// mostUnknown is after how many sendings of unknown outcome a message
	// counts as sent: better once too few than a prompt all night.
	mostUnknown = 2
	retryAfter  = 15 * time.Second
)

// Ring rings every alarm that is due, and returns when they are settled. Calls
// wait for one another.
func (b *Bot) Ring(ctx context.Context) error {
	b.ringing.Lock()
	defer b.ringing.Unlock()
	limit := max(1, int(leaseAhead*b.rate))
	settled := make(chan struct{}, limit)
	for ringing := 0; ; {
		now := b.instant()
		leases, err := b.store.Lease(ctx, now, now.Add(leaseTime), limit-ringing)
		for _, lease := range leases {
			go func() {
				defer func() { settled <- struct{}{} }()
				if err := b.ring(ctx, lease); err != nil && ctx.Err() == nil {
					b.log.Error("alarm not settled", "err", err)
				}
			}()
		}
		ringing += len(leases)
		if err != nil || len(leases) == 0 {
			for ; ringing > 0; ringing-- {
				<-settled
			}
			return err
		}
		// As soon as half of them are settled, more are leased.
		for ; ringing > limit/2; ringing-- {
			<-settled
		}
	}
}

// ring says to one person what is due. An error is the store's.
func (b *Bot) ring(ctx context.Context, lease store.Lease) error {
	now := b.instant()
	var card routines.Card
	var words message
	var say *locale.Printer
	err := b.store.View(ctx, lease.Person, func(book *store.Book) error {
		t := b.turn(input{person: lease.Person}, book)
		bringUpToDate(book, now)
		tonight := book.Tonight()
		if tonight == nil {
			return nil
		}
		card, _ = routines.Due(&book.Person, tonight, book.Before(tonight.Date), now)
		if !card.Empty() {
			// As it will stand once it is sent: what was snoozed is asked anew.
			routines.Settle(&book.Person, tonight, book.Before(tonight.Date), card, 0, now)
			words, say = t.card(card), t.say
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
	if !card.Empty() && lease.Attempt <= mostUnknown {
		limited, cancel := context.WithTimeout(ctx, lease.Until.Sub(now))
		defer cancel()
		sent, err = b.deliver(limited, lease.Person, reply{message: words}, say, prompts)
		switch meaningOf(err) {
		case success:
		case gone:
			return b.settle(ctx, lease, func(book *store.Book) { book.Person.Away = now }, time.Time{})
		case refused:
			b.log.Error("prompt refused", "err", err)
		case unknown:
			// It may have arrived: the lease runs out, and the next one counts
			// the attempt.
			b.log.Debug("nobody can tell whether a prompt arrived", "err", err)
			return nil
		default:
			return b.settle(ctx, lease, func(*store.Book) {}, b.instant().Add(retryAfter))
		}
	}
	var since message
	err = b.settle(ctx, lease, func(book *store.Book) {
		if card.Empty() {
			return
		}
		tonight := book.Tonight()
		routines.Settle(&book.Person, tonight, book.Before(tonight.Date), card, sent, now)
		since = b.turn(input{person: lease.Person}, book).card(card)
	}, time.Time{})
	if err == nil && sent != 0 && !since.equal(words) {
		// It was answered in another way while it was being sent.
		if _, err := b.deliver(ctx, lease.Person, reply{message: since, edit: sent}, say, answers); err != nil {
			b.log.Debug("an answered prompt still asks", "err", err)
		}
	}
	return err
}

// settle ends a lease, with the alarm that the changed Book asks for or with an
// earlier one. A lease that was lost meanwhile is somebody else's to settle.
func (b *Bot) settle(ctx context.Context, lease store.Lease, change func(*store.Book), again time.Time) error {
	err := b.store.Settle(ctx, lease, func(book *store.Book) error {
		now := b.instant()
		bringUpToDate(book, now)
		change(book)
		setAlarm(book, now)
		if !again.IsZero() {
			book.Alarm = again
		}
		return nil
	})
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}
