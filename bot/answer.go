package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// reply has a visit's turn said, in the person's order, and confirms the visit.
func (b *Bot) reply(v *visit) {
	switch {
	case v.heard:
		return // see rescue
	case v.turn == nil || v.in.Emergency && v.turn.In.Access == talk.Stranger:
		b.finish(v, nil)
		return
	}
	b.sayOn(b.laneOf(v), v)
}

// sayOn has a visit's turn said behind what else the person is told on a lane.
func (b *Bot) sayOn(lane *lanes, v *visit) {
	over := make(chan struct{})
	lane.working.Go(func() { b.bound(v, over) })
	lane.add(v.in.Person, once(func() {
		defer close(over)
		b.speak(v)
	}))
}

// say has a visit's turn said now.
func (b *Bot) say(v *visit) {
	if v.turn == nil {
		b.finish(v, nil)
		return
	}
	over := make(chan struct{})
	defer close(over)
	b.rescues.working.Go(func() { b.bound(v, over) })
	b.speak(v)
}

const (
	// answerKeeps is how long an answer is tried for: later nobody waits for it.
	answerKeeps = 3 * time.Hour
	// strangerKeeps is the same for those who are not inside, of whom nothing is kept.
	strangerKeeps = insistTime
)

// speak says what there is to say, until it is said, or of no use any more, or the bot
// ends. Then the visit is done with. By now the update is stored, so a panic costs this
// answer only.
func (b *Bot) speak(v *visit) {
	over := true
	defer b.underWay.leave(v)
	defer func() {
		if r := recover(); r != nil {
			over = true
			b.log.Error("panic", "update", v.id, "panic", fmt.Sprint(r), slog.String("stack", string(debug.Stack())))
		}
		b.conclude(v, over)
	}()
	c, keeps := answers, answerKeeps
	switch {
	case v.turn.In.Access == talk.Stranger && v.in.Emergency:
		c, keeps = strangers, cryRests
	case v.turn.In.Access == talk.Stranger:
		c, keeps = strangers, strangerKeeps
	case v.in.Emergency:
		c, keeps = rescues, math.MaxInt64
	}
	ctx, cancel := context.WithTimeout(b.life, keeps)
	defer cancel()
	defer context.AfterFunc(b.closing, func() { time.AfterFunc(closeTime, cancel) })()
	if !v.in.Emergency && !b.inTurn(ctx, v) {
		return
	}
	err := b.answer(ctx, v.turn, c)
	over = !stumbles(err) || errors.Is(err, errUncertain) || b.closing.Err() == nil
	b.logAnswer(v.id, err)
}

// logAnswer counts an answer, and tells the operator of one that could not be given.
func (b *Bot) logAnswer(update int64, err error) {
	if err == nil {
		b.counters.answered.Add(1)
	} else {
		b.counters.unanswered.Add(1)
	}
	switch meaningOf(err) {
	case success:
	case gone: // is no fault; they write again when they want to
		b.log.Debug("nobody to answer", "update", update, "err", err)
	default:
		b.log.Warn("answer not sent", "update", update, "err", err)
	}
}

// answer says what a turn has to say, in order.
func (b *Bot) answer(ctx context.Context, t *talk.Turn, c class) error {
	var unheard error
	if t.In.Query != "" {
		unheard = b.respond(t)
	}
	for ; len(t.Out) > 0; t.Out = t.Out[1:] {
		r := t.Out[0]
		if r.Toast != "" {
			continue
		}
		sent, err := b.deliver(ctx, cmp.Or(r.To, t.In.Person), r, t.Say, c)
		if errors.Is(err, errFile) {
			t.WithoutFiles()
			sent, err = b.deliver(ctx, t.In.Person, t.Out[0], t.Say, c)
		}
		if err != nil {
			return err
		}
		if !r.Card.Empty() && sent != r.Edit {
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
		talk.Remember(book, c, message)
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

// stumbles reports whether another try may go better.
func stumbles(err error) bool {
	switch meaningOf(err) {
	case flood, away, unknown:
		return true
	}
	return false
}

// insistTime bounds what is tried for a while only.
const insistTime = 20 * time.Second

// insist calls Telegram up to mostTries times, while it stumbles. It is for what
// may as well be done twice, and is not worth waiting for longer than an answer.
func (b *Bot) insist(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, insistTime)
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
