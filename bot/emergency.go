package bot

import (
	"time"

	"calmcalf/bot/talk"
)

// An emergency is answered whatever else is going on. It waits for no lane, no
// store, no rate and nobody else: it is recognised where the update is parsed, and
// answered from a lane of its own. Its effect is stored like any other's, without a
// second answer.
const (
	// storeMoment is how long the answer waits for the store, so that it can have
	// the button that takes it back.
	storeMoment = 300 * time.Millisecond
	// rescuePause is how long to wait before it is tried again when it could not be
	// sent.
	rescuePause = 2 * time.Second
)

// rescue answers an emergency.
func (b *Bot) rescue(v *visit) {
	b.rescues.add(v.in.Person, once(func() {
		moment := time.NewTimer(storeMoment)
		defer moment.Stop()
		select {
		case <-v.stored:
			answered := make(chan struct{})
			b.rescues.working.Go(func() { b.bound(v, answered) })
			b.callHelp(v.turn)
			close(answered)
			b.finish(v, nil)
		case <-v.confirmed: // the bot ends before it was stored
		case <-moment.C:
			plain := b.desk.Bare(v.in, b.instant())
			plain.WhomToCall()
			sent := b.callHelp(plain)
			b.rescues.working.Go(func() { b.complete(v, sent) })
		}
	}))
}

// callHelp tells whom to call, again and again until it is said or cannot be, and
// gives the message that says it, 0 when none does.
func (b *Bot) callHelp(t *talk.Turn) (messageID int) {
	if t == nil {
		return 0
	}
	if t.In.Query != "" {
		b.rescues.working.Go(func() { _ = b.respond(t) }) // it only ends the waiting of the button
	}
	c := rescues
	if t.In.Access == talk.Stranger {
		c = strangers
	}
	for _, r := range t.Out {
		if r.Toast {
			continue
		}
		sent, err := b.deliver(b.life, t.In.Person, r, t.Say, c)
		for ; stumbles(err) && b.closing.Err() == nil; sent, err = b.deliver(b.life, t.In.Person, r, t.Say, c) {
			pause(b.closing, rescuePause)
		}
		if b.logAnswer(t.In.Update, err); err == nil {
			messageID = sent
		}
	}
	return messageID
}

// complete gives an emergency text that went ahead of the store what belongs to it
// once its effect is stored.
func (b *Bot) complete(v *visit, messageID int) {
	select {
	case <-v.stored:
	case <-b.closing.Done():
		return
	}
	if v.turn != nil && messageID != 0 {
		for _, r := range v.turn.Out {
			if len(r.Rows) > 0 {
				r.Edit = messageID
				_, err := b.deliver(b.closing, v.in.Person, r, v.turn.Say, answers)
				b.logAnswer(v.id, err)
				break
			}
		}
	}
	b.finish(v, nil)
}
