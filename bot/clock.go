package bot

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/robfig/cron/v3"
)

// Job is work for the operator, done at set times. An error of it is logged.
type Job struct {
	Name     string
	Schedule string // cron specification, by the machine's own clock
	Run      func(context.Context) error
}

// clock is the one runner of timed jobs: the tick that looks for due alarms,
// and the operator's. People's reminders are not jobs; the store knows when each
// Book is to be looked at. A job does not hold up the end: its context is the
// one that ends first.
func (b *Bot) clock(ctx context.Context) (*cron.Cron, error) {
	log := cronLog{b.log}
	clock := cron.New(cron.WithLogger(log), cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	tick := b.tick
	if tick == "" {
		tick = "@every 1s"
	}
	if _, err := clock.AddFunc(tick, func() { b.look(b.life) }); err != nil {
		return nil, err
	}
	for _, job := range b.jobs {
		if _, err := clock.AddFunc(job.Schedule, func() {
			if err := job.Run(ctx); err != nil && ctx.Err() == nil {
				b.log.Error("job failed", "job", job.Name, "err", err)
			}
		}); err != nil {
			return nil, fmt.Errorf("the job %q: %w", job.Name, err)
		}
	}
	return clock, nil
}

// look rings what is due.
func (b *Bot) look(ctx context.Context) {
	if err := b.dispatch(ctx); err != nil && ctx.Err() == nil {
		b.log.Error("alarms not read", "err", err)
	}
}

// cronLog keeps the runner's chatter out of the log and its errors in.
type cronLog struct{ log *slog.Logger }

func (cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, text string, pairs ...any) {
	l.log.Error(text, append(pairs, "err", err)...)
}
