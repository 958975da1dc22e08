package bot

import (
	"context"

	tele "gopkg.in/telebot.v3"

	"calmcalf/routines"
	"calmcalf/store"
)

// answer says what a turn has to say, in order.
func (b *Bot) answer(ctx context.Context, t *turn) error {
	if t == nil {
		return nil
	}
	var unheard error
	if t.in.query != "" {
		unheard = b.respond(t)
	}
	for _, r := range t.out {
		if r.toast {
			continue
		}
		sent, err := b.deliver(ctx, t.in.person, r, t.say, answers)
		if err != nil {
			return err
		}
		if !r.card.Empty() {
			if err := b.remember(ctx, t.in.person, r.card, sent); err != nil {
				return err
			}
		}
	}
	if stumbles(unheard) {
		pause(ctx, patience(unheard))
		unheard = b.insist(ctx, func() error { return b.respond(t) })
	}
	if unheard != nil {
		b.log.Debug("tap not answered", "err", unheard)
	}
	return nil
}

// remember notes which message asks about a card, so that it can be changed
// when the card is answered in another way.
func (b *Bot) remember(ctx context.Context, id routines.PersonID, c routines.Card, message int) error {
	return b.store.Update(ctx, id, func(book *store.Book) error {
		for _, k := range c.Keys {
			if night := book.Night(k.Night); night != nil {
				if mark := night.Mark(k.Routine, k.Ordinal); mark != nil {
					mark.Message = message
				}
			}
		}
		if night := book.Night(c.CheckIn); night != nil && c.CheckIn != 0 {
			night.AskedIn = message
		}
		return nil
	})
}

// respond ends the waiting of the tapped button, with a line if there is one.
// Without a line nothing is lost by an error, and taps older than Telegram's
// patience cannot be answered.
func (b *Bot) respond(t *turn) error {
	response := &tele.CallbackResponse{}
	for _, r := range t.out {
		if r.toast {
			response.Text = r.text
		}
	}
	err := b.client.Respond(&tele.Callback{ID: t.in.query}, response)
	if response.Text == "" || meaningOf(err) == late {
		return nil
	}
	return err
}

// stumbles tells whether another try may go better.
func stumbles(err error) bool {
	switch meaningOf(err) {
	case flood, away, unknown:
		return true
	}
	return false
}

// insist calls Telegram up to mostTries times, while it stumbles. It is for what
// may as well be done twice, and is not worth waiting for longer than an answer.
func (b *Bot) insist(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	for tries := 1; ; tries++ {
		err := call()
		if !stumbles(err) || tries == mostTries {
			return err
		}
		if pause(ctx, patience(err)); ctx.Err() != nil {
			return err
		}
	}
}
