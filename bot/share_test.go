package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/store"
)

// last is when the bot's latest message with a text was sent, zero when there is none.
func last(p *emulator.Person, text string) (at time.Time) {
	for _, m := range p.Messages() {
		if m.Bot && strings.Contains(m.Text, text) {
			at = m.Sent
		}
	}
	return at
}

// TestFloods has others send more than can be answered: whoever is inside is answered
// within a second, their prompt comes within two, and whoever floods is told once.
func TestFloods(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		open  bool
		flood func(s *simulation)
	}{
		{"300 strangers in need", false, func(s *simulation) {
			for i := range 1800 {
				s.server.Person(emulator.Profile{ID: int64(5001 + i%300), FirstName: "Q", LanguageCode: "en"}).Write(inNeed)
				if i%50 == 49 {
					time.Sleep(time.Second)
				}
			}
		}},
		{"one stranger guesses codes", false, func(s *simulation) {
			eve := s.server.Person(emulator.Profile{ID: 5001, FirstName: "Eve", LanguageCode: "en"})
			for i := range 1800 {
				eve.Write(fmt.Sprint("/start guess", i))
				if i%60 == 59 {
					time.Sleep(time.Second)
				}
			}
		}},
		{"a member sends 1,800 commands", true, func(s *simulation) {
			for i := range 1800 {
				s.lives[1].person.Write("/help")
				if i%60 == 59 {
					time.Sleep(time.Second)
				}
			}
		}},
		{"one stranger in ten groups", false, func(s *simulation) {
			eve := s.server.Person(emulator.Profile{ID: 5001, FirstName: "Eve", LanguageCode: "en"})
			for g := range int64(10) {
				s.server.Group(-100-g, "Family", eve)
			}
			for i := range int64(600) {
				eve.WriteIn(-100-i%10, "/help")
				if i%60 == 59 {
					time.Sleep(5 * time.Second)
				}
			}
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &writes{}
				s := simulate(t, 2, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
				s.join()
				s.open, s.tick = row.open, time.Second
				s.wrap = func(kept store.Store) store.Store { w.Store = kept; return w }
				s.restart(time.Second)
				time.Sleep(time.Until(time.Date(2026, 11, 22, 21, 9, 45, 0, time.UTC)))
				ana := s.lives[0].person
				done := make(chan struct{})
				go func() { defer close(done); row.flood(s) }()
				var worst time.Duration
				for i := range 45 {
					time.Sleep(time.Second)
					if i%3 != 0 {
						continue
					}
					asked := time.Now()
					ana.Write("/privacy")
					time.Sleep(time.Second)
					at := last(ana, "What is kept")
					if at.Before(asked) {
						t.Errorf("after %d s a command is not answered within a second", i)
						break
					}
					worst = max(worst, at.Sub(asked))
				}
				<-done
				due := time.Date(2026, 11, 22, 21, 10, 0, 0, time.UTC)
				if late := last(ana, "Calf stretch: hold").Sub(due); late < 0 || late > 2*time.Second {
					t.Errorf("the prompt came %v late", late)
				}
				t.Logf("the slowest command took %v, %d writes", worst, w.n.Load())
			})
		})
	}
}

// TestStartsAmidGroups has a stranger write in ten groups while the bot is down: who is
// inside is answered within two seconds of its start, and each group is told and left
// once.
func TestStartsAmidGroups(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulate(t, 1, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
		s.join()
		s.stop()
		eve := s.server.Person(emulator.Profile{ID: 5001, FirstName: "Eve", LanguageCode: "en"})
		families := map[int64]*emulator.Group{}
		for g := range int64(10) {
			families[-100-g] = s.server.Group(-100-g, "Family", eve)
		}
		for i := range int64(600) {
			eve.WriteIn(-100-i%10, "/help")
		}
		s.lives[0].person.Write("/privacy")
		began := time.Now()
		s.boot()
		time.Sleep(2 * time.Second)
		if at := last(s.lives[0].person, "What is kept"); at.Before(began) {
			t.Error("who is inside is not answered within two seconds")
		}
		time.Sleep(2 * time.Minute)
		for id, family := range families {
			told := 0
			for _, m := range family.Messages() {
				if m.Bot {
					told++
				}
			}
			if told != 1 {
				t.Errorf("the group %d was told %d things", id, told)
			}
		}
	})
}
