package main

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestEverySecond has a job that is quick, one that takes its time, and one that
// panics. None is in the way of another, and the end waits for what runs.
func TestEverySecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var logged output
		quick, begun, ended := 0, 0, 0
		stop := everySecond(slog.New(slog.NewTextHandler(&logged, nil)),
			func() { quick++ },
			func() {
				begun++
				time.Sleep(2500 * time.Millisecond)
				ended++
			},
			func() { panic("moon") })
		time.Sleep(10*time.Second + time.Millisecond)
		stop()
		if quick != 10 || begun != 4 || ended != 4 {
			t.Errorf("quick %d times, slow %d times and %d to the end", quick, begun, ended)
		}
		if n := strings.Count(logged.String(), "moon"); n == 0 || strings.Contains(logged.String(), "skip") {
			t.Errorf("the log says\n%s", &logged.buf)
		}
	})
}
