package bot

import (
	"context"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// answer says what a turn has to say, in order.
func (b *Bot) answer(ctx context.Context, t *talk.Turn) error {
	if t == nil {
		return nil
	}
	var unheard error
	if t.In.Query != "" {
		unheard = b.respond(t)
	}
	for _, r := range t.Out {
		if r.Toast != "" {
			continue
		}
		sent, err := b.deliver(ctx, t.In.Person, r, t.Say, answers)
		if err != nil {
			return err
		}
		if !r.Card.Empty() {
			if err := b.remember(ctx, t.In.Person, r.Card, sent); err != nil {
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
func (b *Bot) respond(t *talk.Turn) error {
	response := &tele.CallbackResponse{}
	for _, r := range t.Out {
		if r.Toast != "" {
			response.Text = r.Toast
		}
	}
	err := b.client.Respond(&tele.Callback{ID: t.In.Query}, response)
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
