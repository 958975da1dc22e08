package bot_test

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
)

// TestAnsweredAgainAfterRestart stops the bot when it has stored a tap and could not
// confirm it. The tap comes again, and is answered with what was stored then, not
// with what it would mean now.
func TestAnsweredAgainAfterRestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := joined(t)
		var confirms atomic.Int64
		from := -1
		mend := w.server.Fail(emulator.Fault{Method: "getUpdates", Do: emulator.BadGateway, When: func(c emulator.Call) bool {
			offset, _ := strconv.Atoi(c.Params["offset"])
			if from < 0 {
				from = offset
			}
			if offset > from {
				confirms.Add(1)
			}
			return offset > from
		}})
		time.Sleep(2 * time.Minute) // a poll has shown from where it asks
		message := l.latest(t, "In 10 min")
		if err := l.person.Press(message.ID, "In 10 min"); err != nil {
			t.Fatal(err)
		}
		l.wait()
		text := func() string {
			for _, m := range l.person.Messages() {
				if m.ID == message.ID {
					return m.Text
				}
			}
			return ""
		}
		first := text()
		if !strings.Contains(first, "again at 22:22") || confirms.Load() == 0 {
			t.Fatalf("the chat says %q, after %d tries to confirm", first, confirms.Load())
		}
		w.stop()
		mend()
		time.Sleep(2 * time.Minute)
		w.boot()
		l.wait()
		if again := text(); again != first || w.server.Pending() != 0 {
			t.Errorf("the chat says %q, and said %q; %d updates wait", again, first, w.server.Pending())
		}
	})
}
