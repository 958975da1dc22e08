package bot_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestAsideBeginsAnew has the count of updates that were set aside damaged: the next
// one is set aside all the same.
func TestAsideBeginsAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		if err := g.store.SwapSetting(context.Background(), "aside", nil, []byte("many")); err != nil {
			t.Fatal(err)
		}
		g.boot("polling")
		ana := g.person(1001)
		g.store.set(func() { g.store.poison = func(int64) bool { return true } })
		ana.Write("/start")
		time.Sleep(time.Minute)
		g.wantPending(0)
		g.wantAside(1)
		if heard(ana, "Reference") != 1 {
			t.Error("she was not told")
		}
	})
}
