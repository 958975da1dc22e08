package bot

import "context"

// Look begins to ring what is due, and returns when all of it is under way; Run
// waits for the rest. A bot has no clock of its own: whoever runs it calls Look
// about once a second, and no prompt goes out later than that. Before Run, after
// it and while another Look is under way there is nothing to do.
//
// People's reminders are not jobs: the store knows when each Book is to be looked
// at.
func (b *Bot) Look() {
	select {
	case b.looking <- struct{}{}:
		defer func() { <-b.looking }()
		b.look(b.life)
	default:
	}
}

// look rings what is due.
func (b *Bot) look(ctx context.Context) {
	if err := b.dispatch(ctx); err != nil && ctx.Err() == nil {
		b.log.Error("alarms not read", "err", err)
	}
}
