package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestSparing writes the same line five thousand times in a minute, and others beside it.
func TestSparing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 22, 10, 0, 0, time.UTC)
	var to bytes.Buffer
	log := slog.New(newSparing(slog.NewTextHandler(&to, nil), func() time.Time { return now }))
	for i := range 5000 {
		log.Warn("answer not sent", "update", i)
	}
	log.With("job", "backup").Error("answer not sent")
	log.Info("updates come in by long polling")
	if n := strings.Count(to.String(), "level=WARN"); n != mostAMinute {
		t.Errorf("%d lines, want %d", n, mostAMinute)
	}
	if !strings.Contains(to.String(), "level=ERROR") || !strings.Contains(to.String(), "long polling") {
		t.Errorf("others are hidden:\n%s", to.String())
	}
	to.Reset()
	now = now.Add(time.Minute)
	log.Warn("answer not sent", "update", 5001)
	log.Warn("answer not sent", "update", 5002)
	if got := to.String(); strings.Count(got, "spared=4980") != 1 || strings.Count(got, "level=WARN") != 2 {
		t.Errorf("a minute later: %s", got)
	}
}
