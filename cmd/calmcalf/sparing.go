package main

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// sparing lets a line through a few times a minute, and from then on counts it: what
// happens thousands of times, such as a flood, fills no disk and hides nothing else.
// Lines are the same when their level and message are. The count is told with the
// first one of a later minute.
type sparing struct {
	slog.Handler
	lines *lines
}

// mostAMinute is how often a line is let through in a minute.
const mostAMinute = 20

// lines counts what was said lately.
type lines struct {
	now  func() time.Time
	mu   sync.Mutex
	said map[line]*count
}

type line struct {
	level   slog.Level
	message string
}

type count struct {
	since  time.Time
	said   int
	spared int
}

func newSparing(h slog.Handler, now func() time.Time) slog.Handler {
	return sparing{h, &lines{now: now, said: map[line]*count{}}}
}

// Handle implements slog.Handler.
func (s sparing) Handle(ctx context.Context, r slog.Record) error {
	says, spared := s.lines.say(line{r.Level, r.Message})
	if !says {
		return nil
	}
	if spared > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("spared", spared))
	}
	return s.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (s sparing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return sparing{s.Handler.WithAttrs(attrs), s.lines}
}

// WithGroup implements slog.Handler.
func (s sparing) WithGroup(name string) slog.Handler {
	return sparing{s.Handler.WithGroup(name), s.lines}
}

// say reports whether a line is to be written, and how often it was not since the last
// time.
func (l *lines) say(one line) (says bool, spared int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	c := l.said[one]
	if c == nil {
		c = &count{since: now}
		l.said[one] = c
	}
	if age := now.Sub(c.since); age < 0 || age >= time.Minute {
		spared = c.spared
		*c = count{since: now}
	}
	if c.said >= mostAMinute {
		c.spared++
		return false, 0
	}
	c.said++
	return true, spared
}
