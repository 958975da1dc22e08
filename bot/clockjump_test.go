package bot_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestClockJumps moves the machine's clock while the bot runs, as a suspended
// laptop or a wrong time server does: forward, nobody finds a pile; backward,
// nothing is asked again.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulate(t, 1, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC))

		var ahead atomic.Int64
		s.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		s.restart(time.Second)
		s.join()
		said := func() (list []string) {
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			for {
				select {
				case e := <-s.events:
					if e.Message != nil && e.Message.Bot {
						list = append(list, strings.SplitN(e.Message.Text, ":", 2)[0])
					}
				default:
					return list
				}
			}
		}
		said()
		for _, jump := range []struct {
			by   time.Duration
			want string
		}{
			{3 * time.Hour, "Legs up, 15 to 30 minutes"},                         // 21:0x: legs up
			{70 * time.Minute, "Calf stretch"},                                   // 22:1x: the stretch
			{-2 * time.Hour, ""},                                                 // back before both
			{2 * time.Hour, ""},                                                  // and there again
			{9 * time.Hour, "Hello. Any leg cramps last night?"},                 // the next morning
			{72 * time.Hour, "Hello. Any leg cramps last night?"},                // three days asleep
			{-72 * time.Hour, ""},                                                // the time server was wrong
			{75*time.Hour + 10*time.Minute, "Hello. Any leg cramps last night?"}, // with the water of half past ten
		} {
			ahead.Add(int64(jump.by))
			got := said()
			if len(got) > 1 || strings.Join(got, "") != jump.want && !strings.HasPrefix(strings.Join(got, ""), jump.want) {
				t.Errorf("after a jump by %v to %v: %q, want %q", jump.by, s.now().In(berlin).Format("Mon 15:04"), got, jump.want)
			}
		}
	})
}
