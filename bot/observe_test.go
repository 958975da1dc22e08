package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
)

// TestObserve looks at a bot that answers, and at one whose store takes nothing.
func TestObserve(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("polling")
		ana := g.person(1001)
		ana.Write("/start")
		time.Sleep(time.Minute)
		o := g.bot.Observe()
		if o.Updates != 1 || o.Stored != 1 || o.Answers != 1 || o.UnderWay != 0 || !o.Oldest.IsZero() || !o.Introduced || o.Polls == 0 || o.PollsFailed != 0 {
			t.Errorf("after one answer: %+v", o)
		}
		if since := time.Since(o.LastHeard); since > time.Minute {
			t.Errorf("Telegram was heard %v ago", since)
		}
		g.store.set(func() { g.store.broken = errDisk })
		began := time.Now()
		ana.Write("/start")
		time.Sleep(time.Minute)
		if o := g.bot.Observe(); o.Updates != 2 || o.Stored != 1 || o.UnderWay != 1 || o.Oldest.Sub(began).Abs() > time.Second {
			t.Errorf("while nothing is stored: %+v", o)
		}
		g.server.Fail(emulator.Fault{Do: emulator.BadGateway})
		time.Sleep(5 * time.Minute)
		if o := g.bot.Observe(); o.PollsFailed < 5 {
			t.Errorf("while Telegram is away: %+v", o)
		}
	})
}
