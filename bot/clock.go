package bot

import (
	"context"
	"log/slog"

	"github.com/robfig/cron/v3"
)

// clock is the one runner of timed jobs: the tick that looks for due alarms.
// People's reminders are not jobs; the store knows when each Book is to be
// looked at.
func (b *Bot) clock(ctx context.Context) (*cron.Cron, error) {
	log := cronLog{b.log}
	clock := cron.New(cron.WithLogger(log), cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	tick := b.tick
	if tick == "" {
		tick = "@every 1s"
	}
	_, err := clock.AddFunc(tick, func() { b.look(ctx) })
	return clock, err
}

// look rings what is due.
func (b *Bot) look(ctx context.Context) {
	if err := b.Ring(ctx); err != nil && ctx.Err() == nil {
		b.log.Error("alarms not read", "err", err)
	}
}

// cronLog keeps the runner's chatter out of the log and its errors in.
type cronLog struct{ log *slog.Logger }

func (cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, text string, pairs ...any) {
	l.log.Error(text, append(pairs, "err", err)...)
}
