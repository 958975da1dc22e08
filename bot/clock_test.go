package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
)

// TestLook has a bot that nobody calls for: it rings what is due when it starts,
// and then only when it is called.
func TestLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, crowdJoins, true)
		w.tick = 1000 * time.Hour
		w.crowd(1)
		ana := w.server.Person(emulator.Profile{ID: firstOfCrowd})
		heard := func(step string, want int) {
			t.Helper()
			time.Sleep(time.Minute)
			synctest.Wait()
			n := 0
			for _, m := range ana.Messages() {
				if m.Bot {
					n++
				}
			}
			if n != want {
				t.Errorf("%s: %d messages, want %d", step, n, want)
			}
		}
		time.Sleep(time.Until(stretchDue))
		heard("not called", 0)
		w.look()
		heard("called", 1)
		w.look()
		heard("called again", 1)
		time.Sleep(12 * time.Hour)
		w.stop()
		w.look()
		heard("called after the end", 1)
		w.boot()
		heard("started again", 2)
	})
}
