package bot

import (
	"context"
	"time"
)

// An emergency is answered whatever else is going on. It waits for no lane, no
// store, no rate and nobody else: it is recognised where the update is parsed, and
// answered from a lane of its own. Its effect is stored like any other's, without a
// second answer.
const (
	// storeMoment is how long the answer waits for the store, so that it can have
	// the button that takes it back.
	storeMoment = 300 * time.Millisecond
	// rescueTime bounds one try to send it, and rescuePause is the pause before the
	// next.
	rescueTime  = 20 * time.Second
	rescuePause = 2 * time.Second
)

// rescue answers an emergency.
func (b *Bot) rescue(v *visit) {
	b.rescues.add(v.in.Person, once(func() {
		moment := time.NewTimer(storeMoment)
		defer moment.Stop()
		select {
		case <-v.stored:
			b.say(v)
		case <-v.confirmed: // the bot ends before it was stored
		case <-moment.C:
			b.ahead(v)
		}
	}))
}

// ahead tells whom to call before the effect is stored. What belongs to it is brought
// to the message when it is.
func (b *Bot) ahead(v *visit) {
	t := b.desk.Bare(v.in, b.instant())
	t.WhomToCall()
	if t.In.Query != "" {
		b.rescues.working.Go(func() { _ = b.respond(t) }) // it only ends the waiting of the button
	}
	for !is(v.stored) && b.closing.Err() == nil {
		ctx, cancel := context.WithTimeout(b.life, rescueTime)
		sent, err := b.deliver(ctx, v.in.Person, t.Out[0], t.Say, rescues)
		cancel()
		if !stumbles(err) {
			b.logAnswer(v.id, err)
			b.rescues.working.Go(func() { b.complete(v, sent) })
			return
		}
		pause(b.closing, rescuePause)
	}
	if is(v.stored) {
		b.say(v)
	}
}

// complete gives an emergency text that went ahead of the store what belongs to it
// once its effect is stored.
func (b *Bot) complete(v *visit, messageID int) {
	select {
	case <-v.stored:
	case <-b.closing.Done():
		if !is(v.stored) {
			return // so it comes again
		}
	}
	ctx, cancel := context.WithTimeout(b.life, insistTime)
	defer cancel()
	if v.turn != nil && messageID != 0 {
		for _, r := range v.turn.Out {
			if len(r.Rows) > 0 {
				r.Edit = messageID
				_, err := b.deliver(ctx, v.in.Person, r, v.turn.Say, answers)
				b.logAnswer(v.id, err)
				break
			}
		}
	}
	b.finish(v, nil)
}
