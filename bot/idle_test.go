package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// writes counts what is written to a store.
type writes struct {
	store.Store
	n atomic.Int64
}

func (w *writes) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	w.n.Add(1)
	return w.Store.Update(ctx, id, change)
}

func (w *writes) Settle(ctx context.Context, lease store.Lease, change func(*store.Book) error) error {
	w.n.Add(1)
	return w.Store.Settle(ctx, lease, change)
}

func (w *writes) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	w.n.Add(1)
	return w.Store.SwapSetting(ctx, key, old, new)
}

// counted is a simulation whose writes are counted.
func counted(t *testing.T, people int) (*simulation, *writes) {
	t.Helper()
	w := &writes{}
	s := simulate(t, people, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
	s.wrap = func(kept store.Store) store.Store { w.Store = kept; return w }
	s.restart(time.Second)
	return s, w
}

// TestIdleCostsNothing has somebody block the bot, and somebody pause without an end:
// nothing is written for them, and no alarm is left that could ever change that. When
// they come back the days are there, and their evenings go on.
func TestIdleCostsNothing(t *testing.T) {
	t.Parallel()
	away := 10
	if slowly {
		away = 2
	}
	for _, row := range []struct{ name, leave, back string }{
		{"blocked", "", "/tonight"},
		{"paused", "/pause", "/resume"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, w := counted(t, 1)
				s.join()
				ana := s.lives[0]
				id := routines.PersonID(ana.id)
				if row.leave == "" {
					ana.person.Block()
				} else {
					ana.person.Write(row.leave)
				}
				time.Sleep(3 * 24 * time.Hour)
				before := w.n.Load()
				time.Sleep(time.Duration(away) * 24 * time.Hour)
				if n := w.n.Load() - before; n != 0 {
					t.Errorf("%d days cost %d writes", away, n)
				}
				if next, err := s.store.NextAlarm(t.Context()); err != nil || !next.IsZero() {
					t.Errorf("an alarm is set for %v (%v)", next, err)
				}
				ana.person.Unblock()
				ana.person.Write(row.back)
				ana.wait()
				nights := s.peek(t, id).nights
				if n := len(nights); n < away {
					t.Errorf("%d nights are there", n)
				}
				sent := len(ana.person.Messages())
				time.Sleep(24 * time.Hour)
				if len(ana.person.Messages()) < sent+3 {
					t.Error("the evenings do not go on")
				}
			})
		})
	}
}

// TestStrangersWriteNothing has somebody who is not invited guess codes and write:
// nothing is stored, and they are told once.
func TestStrangersWriteNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &writes{}
		s := newWorld(t, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), false)
		s.wrap = func(kept store.Store) store.Store { w.Store = kept; return w }
		s.restart(time.Second)
		eve := s.server.Person(emulator.Profile{ID: 4711, FirstName: "Eve", LanguageCode: "en"})
		before := w.n.Load()
		for i := range 50 {
			eve.Write(fmt.Sprint("/start guess", i))
			eve.Write("hello")
			eve.Write(inNeed)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if n := w.n.Load() - before; n != 0 {
			t.Errorf("%d writes", n)
		}
		told := 0
		for _, m := range eve.Messages() {
			if m.Bot && !strings.HasPrefix(m.Text, "Call 112") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("told %d things but whom to call", told)
		}
	})
}

// TestInvitationsHaveABound makes as many invitations as there may be: the next one
// is refused, the first still lets somebody in, and then there is room again.
func TestInvitationsHaveABound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newWorld(t, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), false)
		ana := s.server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"})
		say := func(p *emulator.Person, text string) string {
			p.Write(text)
			time.Sleep(10 * time.Second)
			m := p.Messages()
			return m[len(m)-1].Text
		}
		time.Sleep(time.Second) // the bot learns its name first
		synctest.Wait()
		_, first, _ := strings.Cut(s.link, "?start=")
		say(ana, "/start "+first)
		var links []string
		for range 100 {
			said := say(ana, "/invite")
			_, code, ok := strings.Cut(said, "?start=")
			if !ok {
				t.Fatalf("after %d, %q", len(links), said)
			}
			links = append(links, strings.Fields(code)[0])
		}
		if got := say(ana, "/invite"); strings.Contains(got, "?start=") || !strings.Contains(got, "100 invitations") {
			t.Errorf("the next one gets %q", got)
		}
		ben := s.server.Person(emulator.Profile{ID: 1002, FirstName: "Ben", LanguageCode: "en"})
		if got := say(ben, "/start "+links[0]); !strings.Contains(got, greeting) {
			t.Errorf("the first one gets %q", got)
		}
		if got := say(ana, "/invite"); !strings.Contains(got, "?start=") {
			t.Errorf("with room again: %q", got)
		}
	})
}

// TestOneFarewell has a group write several times at once: it is told once, and left
// once.
func TestOneFarewell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("polling")
		ana := g.person(1001)
		family := g.server.Group(-77, "Family", ana)
		ana.WriteIn(-77, "hello")
		ana.WriteIn(-77, "are you there?")
		time.Sleep(time.Minute)
		told := 0
		for _, m := range family.Messages() {
			if m.Bot {
				told++
			}
		}
		left := 0
		for _, call := range g.server.Calls() {
			if call.Method == "leaveChat" {
				left++
			}
		}
		if told != 1 || left != 1 {
			t.Errorf("it said %d things and left %d times", told, left)
		}
	})
}

// TestNobodysUpdate lets in updates of a chat that is nobody's.
func TestNobodysUpdate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("polling")
		g.inject(`{"message":{"message_id":1,"date":1,"chat":{"id":0,"type":"private"},"from":{"id":0},"text":"/start"}}`)
		g.inject(`{"message":{"message_id":1,"date":1,"chat":{"id":0,"type":"private"},"from":{"id":7},"text":"/start"}}`)
		g.inject(`{"callback_query":{"id":"1","from":{"id":0},"data":"consent:yes"}}`)
		time.Sleep(time.Minute)
		g.wantPending(0)
		g.wantAside(0)
		for _, id := range []int64{0, 7} {
			g.wantApplied(g.person(id))
		}
	})
}
