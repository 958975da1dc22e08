package main

import (
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// everySecond runs each job once a second, side by side, and skips one that is
// still running. None of them has a time of its own: each looks for itself at
// what is due, so that a clock that is moved, or a machine that was asleep, leaves
// nothing out. What it gives ends that and waits for what runs.
func everySecond(log *slog.Logger, jobs ...func()) (stop func()) {
	l := cronLog{log}
	runner := cron.New(cron.WithLogger(l), cron.WithChain(cron.SkipIfStillRunning(l), cron.Recover(l)))
	for _, job := range jobs {
		runner.Schedule(cron.Every(time.Second), cron.FuncJob(job))
	}
	runner.Start()
	return func() { <-runner.Stop().Done() }
}

// cronLog keeps the runner's chatter out of the log and its errors in.
type cronLog struct{ log *slog.Logger }

func (cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, text string, pairs ...any) {
	l.log.Error(text, append(pairs, "err", err)...)
}
