package bot_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

var everyOutage = flag.Bool("outages", false, "have every outage at every phase of the minute in which prompts are due, not some of them")

// outages are the ways in which Telegram is not to be reached for a while.
var outages = []struct {
	name string
	emulator.Fault
	applied bool // what is sent may have its effect
}{
	{"refused", emulator.Fault{Do: emulator.Refused}, false},
	{"SYN swallowed", emulator.Fault{Do: emulator.Unreachable}, false},
	{"handshake reset", emulator.Fault{Do: emulator.HandshakeReset}, false},
	{"handshake hangs", emulator.Fault{Do: emulator.HandshakeHang}, false},
	{"reset unread", emulator.Fault{Do: emulator.ResetUnread}, false},
	{"reset before", emulator.Fault{Do: emulator.ResetBefore}, false},
	{"reset after", emulator.Fault{Do: emulator.ResetAfter}, true},
	{"bytes vanish", emulator.Fault{Do: emulator.Vanish}, false},
	{"answers vanish", emulator.Fault{Do: emulator.VanishAfter}, true},
	{"500", emulator.Fault{Do: emulator.InternalError}, false},
	{"502", emulator.Fault{Do: emulator.BadGateway}, false},
	{"429", emulator.Fault{Do: emulator.Flood, RetryAfter: 7}, false},
	{"slow", emulator.Fault{Do: emulator.None, Delay: 12 * time.Second}, true},
	{"too slow", emulator.Fault{Do: emulator.None, Delay: 40 * time.Second}, true},
	{"cut off", emulator.Fault{Do: emulator.Malformed}, true},
}

const (
	usualDelay = 300 * time.Millisecond // of a call
	backWithin = time.Minute            // after the end of an outage everything is said
)

// household is some people who are asked at the same minutes and answer nothing, with a
// network that takes its time.
func household(t *testing.T, people int, start time.Time) *simulation {
	s := simulate(t, people, start)
	for _, l := range s.lives {
		l.persona = persona{name: "ignores"}
	}
	s.tick = time.Second
	s.restart(time.Second)
	s.join()
	return s
}

// out has Telegram out of reach from one instant to another.
func (s *simulation) out(f emulator.Fault, from, to time.Time) {
	given := f.When
	f.When = func(c emulator.Call) bool { return !c.At.Before(from) && (given == nil || given(c)) }
	f.Until = to
	s.server.Fail(f)
}

// slowly has every call take its time that meets no fault before.
func (s *simulation) slowly() { s.server.Fail(emulator.Fault{Do: emulator.None, Delay: usualDelay}) }

// askedAt is when the stretch of those who join on the evening of 22 November is
// due, and inBed when it is too late for it.
var (
	askedAt = time.Date(2026, 11, 22, 21, 10, 0, 0, time.UTC)
	inBed   = askedAt.Add(20 * time.Minute)
)

const stretchWords = "Calf stretch: hold"

func times(p *emulator.Person, text string) (at []time.Time) {
	for _, m := range p.Messages() {
		if m.Bot && strings.Contains(m.Text, text) {
			at = append(at, m.Sent)
		}
	}
	return at
}

// TestOutages has prompts of five people fall due around an outage: each arrives within
// a minute of its end, once, or at most twice where nobody could tell.
func TestOutages(t *testing.T) {
	t.Parallel()
	phases := []time.Duration{-50 * time.Second, -10 * time.Second, -time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 5 * time.Second}
	lengths := []time.Duration{10, 40, 60, 90, 120}
	n := 0
	for o, outage := range outages {
		for i, length := range lengths {
			for j, phase := range phases {
				if !*everyOutage && (o+2*i+j)%9 != 0 {
					continue
				}
				n++
				length := length * time.Second
				t.Run(fmt.Sprintf("%s/%v from %v", outage.name, length, phase), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						s := household(t, 5, askedAt.Add(-10*time.Minute))
						from := askedAt.Add(phase)
						to := from.Add(length)
						s.out(outage.Fault, from, to)
						s.slowly()
						time.Sleep(time.Until(inBed.Add(-time.Second)))
						synctest.Wait()
						most := 1
						if outage.applied || phase > 0 { // then answers of the first ones are lost
							most = 2
						}
						deadline := to
						if to.Before(askedAt) {
							deadline = askedAt
						}
						for _, l := range s.lives {
							at := times(l.person, stretchWords)
							if len(at) == 0 || len(at) > most || at[0].After(deadline.Add(backWithin)) {
								t.Errorf("person %d heard of the stretch at %v; the outage lasted from %v to %v", l.id, at, from, to)
							}
							if mark := s.stretch(t, l); mark == nil || mark.Sent.IsZero() {
								t.Errorf("person %d: stored is %+v", l.id, mark)
							}
						}
					})
				})
			}
		}
	}
	t.Logf("%d outages", n)
}

// stretch is what became of a person's stretch on that evening, nil for nothing.
func (s *simulation) stretch(t *testing.T, l *life) *routines.Mark {
	nights := s.recall(t, routines.PersonID(l.id)).nights
	for i := range nights {
		if nights[i].Date == routines.DateOf(2026, 11, 22) {
			return nights[i].Mark(routines.CalfStretch, 0)
		}
	}
	return nil
}

// TestOutagesUntilBed has Telegram out of reach until it is too late for a prompt: it
// was not sent, and counts nowhere.
func TestOutagesUntilBed(t *testing.T) {
	t.Parallel()
	for _, outage := range outages {
		if outage.applied || outage.Do == emulator.Flood {
			continue
		}
		t.Run(outage.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 5, askedAt.Add(-10*time.Minute))
				s.out(outage.Fault, askedAt.Add(-time.Second), inBed.Add(time.Minute))
				s.slowly()
				time.Sleep(time.Until(inBed.Add(12 * time.Hour)))
				for _, l := range s.lives {
					if at := times(l.person, stretchWords); len(at) > 0 {
						t.Errorf("person %d heard of the stretch at %v", l.id, at)
					}
					if mark := s.stretch(t, l); mark != nil {
						t.Errorf("person %d: stored is %+v", l.id, mark)
					}
					if quiet := s.recall(t, routines.PersonID(l.id)).person.Quiet; quiet.Routines[routines.CalfStretch] != 0 {
						t.Errorf("person %d: %+v", l.id, quiet)
					}
				}
			})
		})
	}
}

var errDead = errors.New("the process is dead")

// mortal is a process that can be killed: from one instant on none of its calls has
// an effect, and nothing that it stores is kept.
type mortal struct {
	store.Store
	server http.RoundTripper
	dead   chan struct{}
}

func (m *mortal) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		select {
		case <-m.dead:
			cancel()
		case <-ctx.Done():
		}
	}()
	if is(m.dead) {
		return nil, errDead
	}
	return m.server.RoundTrip(r.WithContext(ctx))
}

func is(said <-chan struct{}) bool {
	select {
	case <-said:
		return true
	default:
		return false
	}
}

func (m *mortal) lives() error {
	if is(m.dead) {
		return errDead
	}
	return nil
}

func (m *mortal) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	return m.Store.Update(ctx, id, func(b *store.Book) error { return errors.Join(m.lives(), change(b)) })
}

func (m *mortal) Settle(ctx context.Context, lease store.Lease, change func(*store.Book) error) error {
	return m.Store.Settle(ctx, lease, func(b *store.Book) error { return errors.Join(m.lives(), change(b)) })
}

func (m *mortal) Lease(ctx context.Context, now, reach, until time.Time, limit int) ([]store.Lease, error) {
	if is(m.dead) {
		return nil, errDead
	}
	return m.Store.Lease(ctx, now, reach, until, limit)
}

func (m *mortal) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	if is(m.dead) {
		return errDead
	}
	return m.Store.SwapSetting(ctx, key, old, new)
}

// mortally has the bots that are booted from now on die when they are killed, which
// happens at once.
func (s *simulation) mortally() (kill func()) {
	var m *mortal
	s.wrap = func(kept store.Store) store.Store {
		m = &mortal{Store: kept, server: s.server.Transport(), dead: make(chan struct{})}
		s.via = m
		return m
	}
	s.restart(time.Second)
	return func() {
		close(m.dead)
		s.stop()
		s.boot()
	}
}

// TestAnswersAreOwed has somebody in need, and somebody with a cramp, while the answer
// is kept from going out: each is answered as soon as it can be.
func TestAnswersAreOwed(t *testing.T) {
	t.Parallel()
	send := func(f emulator.Fault) emulator.Fault {
		f.When = func(c emulator.Call) bool {
			return strings.HasPrefix(c.Method, "send") || strings.HasPrefix(c.Method, "edit")
		}
		return f
	}
	all := []struct {
		name   string
		play   func(s *simulation, kill func())
		within time.Duration // of its end
		most   int           // answers, where nobody can tell
	}{
		{"killed on the way", func(s *simulation, kill func()) {
			s.out(send(emulator.Fault{Do: emulator.Vanish}), time.Now(), time.Now().Add(3*time.Second))
			time.Sleep(2 * time.Second)
			kill()
			time.Sleep(time.Second)
		}, 20 * time.Second, 1},
		{"killed once it is noted", func(s *simulation, kill func()) {
			s.out(send(emulator.Fault{Do: emulator.Vanish}), time.Now(), time.Now().Add(10*time.Second))
			time.Sleep(9 * time.Second)
			kill()
			time.Sleep(time.Second)
		}, 30 * time.Second, 1},
		{"ends at 502", func(s *simulation, _ func()) {
			s.out(send(emulator.Fault{Do: emulator.BadGateway}), time.Now(), time.Now().Add(30*time.Second))
			time.Sleep(time.Second)
			s.restart(time.Second)
			time.Sleep(30 * time.Second)
		}, 30 * time.Second, 1},
		{"ends at 429", func(s *simulation, _ func()) {
			s.out(send(emulator.Fault{Do: emulator.Flood, RetryAfter: 20}), time.Now(), time.Now().Add(30*time.Second))
			time.Sleep(time.Second)
			s.restart(time.Second)
			time.Sleep(30 * time.Second)
		}, 30 * time.Second, 1},
		{"ends while it hangs", func(s *simulation, _ func()) {
			s.out(send(emulator.Fault{Do: emulator.Vanish}), time.Now(), time.Now().Add(30*time.Second))
			time.Sleep(time.Second)
			s.restart(time.Second)
			time.Sleep(30 * time.Second)
		}, 40 * time.Second, 1},
		{"two resets", func(s *simulation, _ func()) {
			f := send(emulator.Fault{Do: emulator.ResetUnread, Times: 2})
			s.server.Fail(f)
		}, 20 * time.Second, 1},
		{"135 s", func(s *simulation, _ func()) {
			s.out(send(emulator.Fault{Do: emulator.BadGateway}), time.Now(), time.Now().Add(135*time.Second))
			time.Sleep(135 * time.Second)
		}, 30 * time.Second, 1},
		{"10 minutes of 429", func(s *simulation, _ func()) {
			s.out(send(emulator.Fault{Do: emulator.Flood, RetryAfter: 3}), time.Now(), time.Now().Add(10*time.Minute))
			time.Sleep(10 * time.Minute)
		}, 30 * time.Second, 1},
		{"10 minutes of lost answers", func(s *simulation, _ func()) {
			s.out(emulator.Fault{Do: emulator.VanishAfter}, time.Now().Add(200*time.Millisecond), time.Now().Add(10*time.Minute))
			time.Sleep(10 * time.Minute)
		}, time.Minute, 2},
	}
	for _, row := range all {
		for _, word := range []string{inNeed, "/cramp", "/safety"} {
			t.Run(row.name+"/"+word, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := household(t, 2, askedAt.Add(-40*time.Minute))
					kill := s.mortally()
					ana := s.lives[0]
					before := len(ana.person.Messages())
					ana.person.Write(word)
					row.play(s, kill)
					over := time.Now()
					time.Sleep(5 * time.Minute)
					var got []emulator.Message
					for _, m := range ana.person.Messages()[before:] {
						if m.Bot {
							got = append(got, m)
						}
					}
					if len(got) == 0 || len(got) > row.most || got[0].Sent.After(over.Add(row.within)) {
						t.Errorf("answered %d times: %+v, until %v", len(got), got, over)
					}
					if s.server.Pending() != 0 {
						t.Errorf("%d updates wait", s.server.Pending())
					}
				})
			})
		}
	}
}

// TestLateAnswers restarts a bot that could not answer for long: an emergency is
// answered whenever that is, and after six hours with a question; a screen of some
// minutes ago is shown, and yesterday's is not.
func TestLateAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		after             time.Duration
		emergency, screen int
		asks              bool
	}{
		{5 * time.Minute, 1, 1, false},
		{5 * time.Hour, 1, 0, false},
		{7 * time.Hour, 1, 0, true},
		{26 * time.Hour, 1, 0, true},
	} {
		t.Run(row.after.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 2, askedAt.Add(-40*time.Minute))
				f := emulator.Fault{Do: emulator.BadGateway, When: func(c emulator.Call) bool { return c.Method != "getUpdates" }}
				s.out(f, time.Now(), time.Now().Add(row.after))
				s.lives[0].person.Write(inNeed)
				s.lives[1].person.Write("/safety")
				time.Sleep(20 * time.Second)
				s.stop()
				if n := s.server.Pending(); n != 0 {
					t.Errorf("%d updates wait at Telegram", n)
				}
				time.Sleep(row.after)
				before := len(s.lives[1].person.Messages())
				s.boot()
				time.Sleep(time.Minute)
				if n := heard(s.lives[0].person, "Call 112"); n != row.emergency {
					t.Errorf("told %d times whom to call", n)
				}
				if n := heard(s.lives[0].person, "Are you fine now?"); (n > 0) != row.asks {
					t.Errorf("asked %d times", n)
				}
				screens := 0
				for _, m := range s.lives[1].person.Messages()[before:] {
					if m.Bot && strings.Contains(m.Text, "Make an appointment") {
						screens++
					}
				}
				if screens != row.screen {
					t.Errorf("%d screens: %+v", screens, s.lives[1].person.Messages()[before:])
				}
			})
		})
	}
}

// TestAnswersInOrder has three things asked for while nothing goes out, with a new
// start in between.
func TestAnswersInOrder(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{false, true} {
		t.Run(fmt.Sprint("restart ", again), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 1, askedAt.Add(-40*time.Minute))
				until := time.Now().Add(time.Minute)
				s.out(emulator.Fault{Do: emulator.BadGateway, When: func(c emulator.Call) bool { return c.Method == "sendMessage" }}, time.Now(), until)
				ana := s.lives[0].person
				before := len(ana.Messages())
				ana.Write("/safety")
				time.Sleep(time.Second)
				ana.Write("/privacy")
				time.Sleep(time.Second)
				if again {
					s.restart(5 * time.Second)
				}
				ana.Write("/help")
				time.Sleep(time.Until(until.Add(time.Minute)))
				var got []string
				for _, m := range ana.Messages()[before:] {
					if m.Bot {
						got = append(got, strings.SplitN(m.Text, "\n", 2)[0])
					}
				}
				if len(got) != 3 {
					t.Fatalf("%d answers: %q", len(got), got)
				}
				t.Logf("%q", got)
				alone := func(word string) string {
					n := len(ana.Messages())
					ana.Write(word)
					time.Sleep(5 * time.Second)
					return strings.SplitN(ana.Messages()[n+1].Text, "\n", 2)[0]
				}
				if want := []string{alone("/safety"), alone("/privacy"), alone("/help")}; !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		})
	}
}

// TestSlowChat has one chat take fifteen seconds for everything: fifty others are
// answered and confirmed in their own time, and what comes later is not held up.
func TestSlowChat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := household(t, 1, askedAt.Add(-9*time.Minute))
		slow := s.lives[0]
		s.server.Fail(emulator.Fault{Chat: slow.id, Delay: 15 * time.Second})
		slow.person.Write("/help")
		time.Sleep(time.Second)
		others := make([]*emulator.Person, 50)
		for i := range others {
			others[i] = s.server.Person(emulator.Profile{ID: int64(7001 + i), LanguageCode: "en"})
			others[i].Write("/start")
		}
		began := time.Now()
		time.Sleep(3 * time.Second)
		for _, p := range others {
			if n := heard(p, greeting); n != 1 {
				t.Errorf("person %d was answered %d times", p.ID, n)
			}
		}
		time.Sleep(time.Until(began.Add(6 * time.Second)))
		synctest.Wait()
		if n := s.server.Pending(); n != 0 {
			t.Errorf("%d updates are not confirmed", n)
		}
	})
}

// TestOneMethodFails has Telegram take no pictures: of a summary the words come, and
// nobody waits for them.
func TestOneMethodFails(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		emulator.Fault
		words bool // come instead of the picture
	}{
		{"500", emulator.Fault{Do: emulator.InternalError}, true},
		{"502", emulator.Fault{Do: emulator.BadGateway}, true},
		{"429", emulator.Fault{Do: emulator.Flood, RetryAfter: 1}, true},
		{"slow", emulator.Fault{Delay: 12 * time.Second}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 3, askedAt.Add(-9*time.Minute))
				row.Method = "sendPhoto"
				s.server.Fail(row.Fault)
				var log notes
				s.log = &log
				s.restart(time.Second)
				ana, mia, leo := s.lives[0].person, s.lives[1].person, s.lives[2].person
				began := time.Now()
				for _, p := range []*emulator.Person{ana, mia} {
					p.Write("/summary 2026-11")
					p.Write("/cramp")
				}
				time.Sleep(time.Second)
				leo.Write("/cramp")
				time.Sleep(2 * time.Second)
				for p, since := range map[*emulator.Person]time.Time{ana: began, mia: began, leo: began.Add(time.Second)} {
					if !tellsWithin(p, since, 1100*time.Millisecond) {
						t.Errorf("person %d has a cramp and hears nothing", p.ID)
					}
				}
				time.Sleep(15 * time.Second)
				for _, p := range []*emulator.Person{ana, mia} {
					var last emulator.Message
					for _, m := range p.Messages() {
						if m.Bot && strings.Contains(m.Text, "November") {
							last = m
						}
					}
					if last.ID == 0 || (last.Media == nil) != row.words || row.words && last.Sent.Sub(began) > 5*time.Second {
						t.Errorf("person %d: after %v: %+v", p.ID, last.Sent.Sub(began), last)
					}
				}
			})
		})
	}
}

// tellsWithin reports whether the bot said something soon that is no summary.
func tellsWithin(p *emulator.Person, since time.Time, within time.Duration) bool {
	return slices.ContainsFunc(p.Messages(), func(m emulator.Message) bool {
		return m.Bot && !m.Sent.Before(since) && m.Sent.Sub(since) < within && !strings.Contains(m.Text, "November")
	})
}

// TestDocumentRefused has a document refused, or fail: one sentence says so.
func TestDocumentRefused(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]emulator.Fault{
		"502": {Do: emulator.BadGateway},
		"429": {Do: emulator.Flood, RetryAfter: 2},
		"400": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 1, askedAt.Add(-9*time.Minute))
				if name == "400" {
					w := &wire{next: s.via, calls: map[string][]time.Time{}}
					w.refuse("sendDocument", -1, 400, "Bad Request: wrong file")
					s.via = w
					s.restart(time.Second)
				} else {
					f.Method = "sendDocument"
					s.server.Fail(f)
				}
				ana := s.lives[0].person
				for _, word := range []string{"/export csv", "/export json"} {
					before := heard(ana, "did not take that file")
					ana.Write(word)
					time.Sleep(20 * time.Second)
					if n := heard(ana, "did not take that file") - before; n != 1 {
						t.Errorf("%s: said %d times: %+v", word, n, ana.Messages())
					}
				}
			})
		})
	}
}

// TestOutageInTheLog has Telegram out of reach for half an hour, with people who write
// and are asked: that it is so is said once for a method, and once that it is over.
func TestOutageInTheLog(t *testing.T) {
	t.Parallel()
	for _, outage := range outages {
		if outage.applied {
			continue
		}
		t.Run(outage.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := household(t, 5, askedAt.Add(-30*time.Minute))
				var log notes
				s.log = &log
				s.restart(time.Second)
				time.Sleep(time.Minute)
				from := time.Now()
				s.out(outage.Fault, from, from.Add(10*time.Minute))
				for range 10 {
					for _, l := range s.lives {
						l.person.Write("/help")
					}
					time.Sleep(time.Minute)
				}
				time.Sleep(5 * time.Minute)
				for _, words := range []string{"does not take what is sent", "takes it again", "not fetched", "fetched again", "does not answer"} {
					perMethod := map[string]int{}
					for line := range strings.Lines(log.String()) {
						if strings.Contains(line, words) {
							_, method, _ := strings.Cut(line, "method=")
							method, _, _ = strings.Cut(method, " ")
							perMethod[strings.TrimSpace(method)]++
						}
					}
					for method, n := range perMethod {
						if n > 1 {
							t.Errorf("%q %s: %d lines", words, method, n)
						}
					}
				}
				if n := strings.Count(log.String(), "\n"); n > 8 {
					t.Errorf("%d lines:\n%s", n, log.String())
				}
			})
		})
	}
}

// TestEndsWhileTheStoreHangs ends a bot whose store does not return, with answers that
// cannot go out: it ends in its time all the same.
func TestEndsWhileTheStoreHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := household(t, 3, askedAt.Add(-9*time.Minute))
		still := &stillDisk{go_: make(chan struct{})}
		full := &fullDisk{}
		s.wrap = func(kept store.Store) store.Store {
			still.Store = kept
			full.Store = still
			return full
		}
		s.restart(time.Second)
		s.out(emulator.Fault{Do: emulator.BadGateway, When: func(c emulator.Call) bool { return c.Method == "sendMessage" }}, time.Now(), time.Now().Add(time.Minute))
		s.lives[0].person.Write("/help")
		s.lives[1].person.Write(inNeed)
		time.Sleep(time.Second)
		full.full.Store(true) // nothing that is owed can be noted
		time.Sleep(20 * time.Second)
		if n := s.server.Pending(); n != 2 {
			t.Errorf("%d updates wait at Telegram, want 2", n)
		}
		full.full.Store(false)
		still.still.Store(true)
		s.lives[2].person.Write("/help")
		time.Sleep(10 * time.Second)
		told := time.Now()
		time.AfterFunc(5*time.Second, still.release)
		s.stop()
		if took := time.Since(told); took > 5*time.Second+time.Millisecond {
			t.Errorf("it took %v to end", took)
		}
		time.Sleep(time.Minute)
		s.wrap = func(kept store.Store) store.Store { return kept } // what hung belongs to the bot that has ended
		s.boot()
		time.Sleep(time.Minute)
		for i, l := range s.lives {
			last := l.person.Messages()[len(l.person.Messages())-1]
			if !last.Bot {
				t.Errorf("person %d is not answered", i)
			}
		}
	})
}

// TestMonthWithoutPicture has a month end while Telegram takes no pictures: its words
// come all the same, once.
func TestMonthWithoutPicture(t *testing.T) {
	t.Parallel()
	for _, outage := range outages {
		switch outage.Do {
		case emulator.BadGateway, emulator.ResetUnread:
		default:
			continue
		}
		t.Run(outage.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := simulate(t, 1, time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC))
				s.join()
				f := outage.Fault
				f.Method = "sendPhoto"
				s.server.Fail(f)
				s.live(11)
				if months := s.lives[0].months; len(months) != 1 || !strings.HasPrefix(months[0], "November 2026") {
					t.Errorf("it came %d times: %q", len(months), months)
				}
			})
		})
	}
}
