package bot

import (
	"context"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
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
			response.Text = shorten(r.text, mostToast)
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

// mostToast is Telegram's limit of a toast in characters.
const mostToast = 200

func shorten(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// answerPatience is how long an answer is tried for. Whoever waits longer has
// tapped again.
const answerPatience = 2 * time.Minute

// deliver sends or edits within the allowed rate, and waits where Telegram asks
// for it. What cannot be edited any more is sent anew. It gives the id of the
// message that says it now.
//
// Answers are tried again while Telegram is away. When it is unknown whether a
// message arrived, an edit is repeated, less and less often, which changes
// nothing if it did, and a new message at most once. Prompts are left to the
// bell, whose leases count.
func (b *Bot) deliver(ctx context.Context, id routines.PersonID, r reply, say *locale.Printer, l lane) (messageID int, err error) {
	if l == answers {
		limited, cancel := context.WithTimeout(ctx, answerPatience)
		defer cancel()
		ctx = limited
	}
	for doubts := 0; ; {
		if err := b.outbox.wait(ctx, int64(id), l); err != nil {
			return 0, err
		}
		if r.edit != 0 {
			messageID, err = r.edit, b.edit(id, r.edit, r.message, say)
		} else {
			messageID, err = b.send(id, r.message, say)
		}
		switch meaningOf(err) {
		case vanished:
			r.edit = 0
			continue
		case flood:
			b.outbox.flooded(int64(id), patience(err))
			continue
		case away:
			if b.outbox.lost() {
				b.log.Warn("Telegram cannot be reached", "err", err)
			}
			if l == answers {
				continue
			}
		case unknown:
			if doubts++; l == answers && (doubts == 1 || r.edit != 0) {
				pause(ctx, min(patience(err)<<(doubts-1), longestPause))
				continue
			}
		default:
			if b.outbox.reached() {
				b.log.Info("Telegram is back")
			}
			if r.file.picture() && meaningOf(err) == refused {
				b.log.Error("picture refused", "err", err)
				r.file, r.edit = nil, 0 // the words say the same
				continue
			}
		}
		return messageID, err
	}
}
