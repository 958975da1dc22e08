package bot_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
)

// wire is a way to the Bot API on which calls of one method are refused.
type wire struct {
	next   http.RoundTripper
	mu     sync.Mutex
	method string
	answer string // instead of the method's; empty: it passes
	times  int    // so often; below 0: always
	calls  map[string][]time.Time
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	w.mu.Lock()
	w.calls[method] = append(w.calls[method], time.Now())
	meets := w.answer != "" && (w.method == method || w.method == "") && w.times != 0
	if meets {
		w.times--
	}
	answer := w.answer
	w.mu.Unlock()
	if !meets {
		return w.next.RoundTrip(r)
	}
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(answer)), Request: r, Header: http.Header{}}, nil
}

// refuse has the next calls of a method refused, and forgets the earlier ones.
func (w *wire) refuse(method string, times, code int, description string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.method, w.times, w.calls = method, times, map[string][]time.Time{}
	w.answer = fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

func (w *wire) called(method string) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[method]
}

func newWire(g *gate) *wire {
	w := &wire{next: g.via, calls: map[string][]time.Time{}}
	g.via = w
	return w
}

// TestRefusals has Telegram refuse a call in each of its ways. What is part of
// life is no line in the log, and nothing is asked for again that is refused for
// good.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const question = "Where do you live?"
	for _, row := range []struct {
		method      string
		code        int
		description string
		calls       int // of the method, by one tap
		edited      int // messages that were changed
		anew        int // messages that were sent
		logged      int // lines
	}{
		{"editMessageText", 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same " +
			"as a current content and reply markup of the message", 1, 0, 0, 0},
		{"editMessageText", 400, "Bad Request: message to edit not found", 1, 0, 1, 0},
		{"editMessageText", 400, "Bad Request: message can't be edited", 1, 0, 1, 0},
		{"editMessageText", 400, "Bad Request: MESSAGE_ID_INVALID", 1, 0, 1, 0},
		{"editMessageText", 403, "Forbidden: bot was blocked by the user", 1, 0, 0, 0},
		{"editMessageText", 403, "Forbidden: user is deactivated", 1, 0, 0, 0},
		{"editMessageText", 400, "Bad Request: chat not found", 1, 0, 0, 0},
		{"editMessageText", 400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"", 1, 0, 0, 1},
		{"editMessageText", 401, "Unauthorized", 2, 1, 0, 0},
		{"editMessageText", 404, "Not Found", 2, 1, 0, 0},
		{"answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired or query ID is invalid", 1, 1, 0, 0},
		{"answerCallbackQuery", 429, "Too Many Requests: retry after 5", 1, 1, 0, 0},
	} {
		t.Run(row.method+" "+row.description[:min(45, len(row.description))], func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := newGate(t)
				w := newWire(g)
				g.boot("polling")
				ana := g.person(1001)
				ana.Write("/start")
				time.Sleep(time.Second)
				before := strings.Count(g.log.String(), "level=WARN") + strings.Count(g.log.String(), "level=ERROR")
				w.refuse(row.method, 1, row.code, row.description)
				m := ana.Messages()
				if err := ana.Press(m[len(m)-1].ID, "Yes, keep my diary"); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Minute)
				if n := len(w.called(row.method)); n != row.calls {
					t.Errorf("%d calls, want %d", n, row.calls)
				}
				edited, anew := 0, len(ana.Messages())-len(m)
				for _, message := range ana.Messages()[:len(m)] {
					if strings.Contains(message.Text, question) {
						edited++
					}
				}
				if edited != row.edited || anew != row.anew {
					t.Errorf("%d messages changed and %d sent, want %d and %d", edited, anew, row.edited, row.anew)
				}
				if n := strings.Count(g.log.String(), "level=WARN") + strings.Count(g.log.String(), "level=ERROR") - before; n != row.logged {
					t.Errorf("%d lines in the log, want %d", n, row.logged)
				}
			})
		})
	}
}

// TestRestsUntilTheyWrite has a prompt find nobody: nothing more is sent, nothing
// counts, and when they write again, all goes on.
func TestRestsUntilTheyWrite(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]struct {
		code        int
		description string
	}{
		"blocked":     {403, "Forbidden: bot was blocked by the user"},
		"deactivated": {403, "Forbidden: user is deactivated"},
		"not found":   {400, "Bad Request: chat not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
				time.Sleep(time.Until(start))
				g := newGate(t)
				w := newWire(g)
				g.boot("polling")
				ana := g.person(1001)
				ana.Write("/privacy")
				time.Sleep(time.Second)
				joinDirectly(t, g.store, 1001, time.Now().UTC())
				w.refuse("sendMessage", -1, refusal.code, refusal.description)
				time.Sleep(10 * 24 * time.Hour) // ten evenings and mornings
				if n := len(w.called("sendMessage")); n != 1 {
					t.Errorf("%d messages were tried, want 1", n)
				}
				if strings.Contains(g.log.String(), "level=WARN") || strings.Contains(g.log.String(), "level=ERROR") {
					t.Error("it is logged as a fault")
				}
				w.refuse("", 0, 0, "")
				ana.Write("/tonight")
				time.Sleep(time.Minute)
				if n := len(w.called("sendMessage")); n != 1 {
					t.Errorf("%d messages answer, want 1", n)
				}
				time.Sleep(24 * time.Hour)
				if n := heard(ana, "Calf stretch: hold"); n != 1 {
					t.Errorf("the next evening there were %d prompts", n)
				}
				for _, night := range g.nights(1001) {
					for _, mark := range night.Marks {
						if night.Date < routines.DateAt(start.AddDate(0, 0, 9)) {
							t.Errorf("%v of %v counts: %+v", mark.Routine, night.Date, mark)
						}
					}
				}
			})
		})
	}
}

func (g *gate) nights(id routines.PersonID) []routines.Night {
	g.t.Helper()
	w := &world{store: g.store}
	return w.recall(g.t, id).nights
}

// TestFloodsPauseWhatTheyMust has Telegram ask for patience: in one chat, that
// chat waits for as long; in two, it is all of them.
func TestFloodsPauseWhatTheyMust(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("polling")
		ana, ben, mia := g.person(1001), g.person(1002), g.person(1003)
		flood := func(p *emulator.Person, seconds int) {
			g.server.Fail(emulator.Fault{Method: "sendMessage", Chat: p.ID, Times: 1, Do: emulator.Flood, RetryAfter: seconds})
		}
		waited := func(p *emulator.Person) time.Duration {
			m := p.Messages()
			if last := m[len(m)-1]; last.Bot {
				return last.Sent.Sub(m[len(m)-2].Sent).Round(time.Second)
			}
			return -1
		}
		flood(ana, 40)
		ana.Write("/start")
		ben.Write("/start")
		time.Sleep(2 * time.Minute)
		if a, b := waited(ana), waited(ben); a != 40*time.Second || b != 0 {
			t.Errorf("after a flood in one chat it waited %v, the other %v", a, b)
		}
		flood(ana, 50)
		flood(ben, 30)
		ana.Write("/start")
		ben.Write("/start")
		time.Sleep(time.Second)
		mia.Write("/start")
		time.Sleep(2 * time.Minute)
		if a, b, m := waited(ana), waited(ben), waited(mia); a != 50*time.Second || b < 30*time.Second || b > 50*time.Second || m < 29*time.Second || m > 50*time.Second {
			t.Errorf("after floods in two chats they waited %v and %v, a third %v", a, b, m)
		}
	})
}

// TestChangesCountAsMessages taps faster than Telegram lets a bot change
// messages: it is not refused once, and the last tap stands.
func TestChangesCountAsMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := joined(t)
		w.server.Limit(emulator.Limits{Chat: 1, ChatBurst: 5, Total: 30, TotalBurst: 30})
		message := l.latest(t, "Not today")
		for i := range 12 {
			label := []string{"Done", "Undo"}[i%2]
			for l.person.Press(message.ID, label) != nil {
				time.Sleep(100 * time.Millisecond)
			}
		}
		time.Sleep(time.Minute)
		refused, changes := 0, 0
		for _, call := range w.server.Calls() {
			if call.Method == "editMessageText" {
				changes++
			}
			if call.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused > 0 || changes < 12 {
			t.Errorf("%d changes, %d calls refused", changes, refused)
		}
	})
}

// TestAwayOverNight has Telegram away from before the evening's prompts until
// after their time: they are not sent any more and do not count, the morning
// question still comes, and nobody is asked more often than every two seconds.
func TestAwayOverNight(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"bad gateway": "<html>502</html>", "unauthorized": `{"ok":false,"error_code":401,"description":"Unauthorized"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
				g := newGate(t)
				away := &counting{status: http.StatusBadGateway, body: answer, only: "/nothing", next: g.via}
				g.via = away
				g.boot("polling")
				for id := range int64(30) {
					g.person(1001 + id).Write("/privacy")
					joinDirectly(t, g.store, routines.PersonID(1001+id), time.Now().UTC())
				}
				time.Sleep(time.Minute)
				away.mu.Lock()
				away.only = ""
				away.mu.Unlock()
				time.Sleep(11 * time.Hour)
				away.mu.Lock()
				away.only = "/nothing"
				away.mu.Unlock()
				time.Sleep(10 * time.Minute)
				for id := range int64(30) {
					ana := g.person(1001 + id)
					if n := heard(ana, "Calf stretch: hold"); n != 0 {
						t.Errorf("%d heard of the evening %d times", ana.ID, n)
					}
					if n := heard(ana, "Any leg cramps last night?"); n != 1 {
						t.Errorf("%d was asked %d times", ana.ID, n)
					}
					if marks := g.nights(routines.PersonID(ana.ID))[0].Marks; len(marks) > 0 {
						t.Errorf("%d has %+v", ana.ID, marks)
					}
				}
				for i, at := range away.at {
					if i >= 30 && at.Sub(away.at[i-30]) < time.Minute {
						t.Errorf("31 requests from %v to %v", away.at[i-30], at)
						break
					}
				}
				t.Logf("%d requests in 11 hours", len(away.at))
			})
		})
	}
}

// TestIntroducedInTheEnd has Telegram never answer who the bot is, once: without
// its name there is no link to invite anybody by.
func TestIntroducedInTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), false)
		w.stop()
		w.link = ""
		w.server.Fail(emulator.Fault{Method: "getMe", Times: 1, Delay: time.Hour})
		w.boot()
		time.Sleep(2 * time.Minute)
		w.stop()
		if !strings.Contains(w.link, "?start=") {
			t.Errorf("the link is %q", w.link)
		}
		w.boot()
	})
}

// TestGroupIsLeftInTheEnd has Telegram stumble over the farewell to a group and
// over leaving it.
func TestGroupIsLeftInTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("polling")
		ana := g.person(1001)
		family := g.server.Group(-77, "Family", ana)
		g.server.Fail(emulator.Fault{Method: "sendMessage", Chat: -77, Times: 2, Do: emulator.BadGateway})
		g.server.Fail(emulator.Fault{Method: "leaveChat", Times: 2, Do: emulator.ResetBefore})
		ana.WriteIn(-77, "hello")
		time.Sleep(time.Minute)
		said := 0
		for _, m := range family.Messages() {
			if m.Bot {
				said++
			}
		}
		var left bool
		for _, call := range g.server.Calls() {
			left = left || call.Method == "leaveChat" && call.Status == http.StatusOK
		}
		if said != 1 || !left {
			t.Errorf("in the group it said %d things, and left: %v", said, left)
		}
	})
}

// TestNobodyHearsItOften has every answer of Telegram lost on the way, so that
// nobody can tell what arrived: an answer comes three times at most, and so does a
// prompt.
func TestNobodyHearsItOften(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]emulator.Failure{"reset": emulator.ResetAfter, "malformed": emulator.Malformed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
				g := newGate(t)
				g.boot("polling")
				ana, ben := g.person(1001), g.person(1002)
				ben.Write("/privacy")
				time.Sleep(time.Second)
				joinDirectly(t, g.store, 1002, time.Now().UTC())
				g.server.Fail(emulator.Fault{Method: "sendMessage", Do: do})
				ana.Write("/start")
				time.Sleep(2 * time.Hour)
				if n := heard(ana, greeting); n != 3 {
					t.Errorf("she was greeted %d times, want 3", n)
				}
				if n := heard(ben, "Calf stretch: hold"); n != 3 {
					t.Errorf("he was asked %d times, want 3", n)
				}
			})
		})
	}
}

// TestResetsBackOff has Telegram break every connection for a minute, which does
// not tell whether a call was heard: the change of a message is tried less and
// less often, and made in the end.
func TestResetsBackOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		w := newWire(g)
		g.boot("polling")
		ana := g.person(1001)
		ana.Write("/start")
		time.Sleep(time.Second)
		m := ana.Messages()
		heal := g.server.Fail(emulator.Fault{Method: "editMessageText", Do: emulator.ResetBefore})
		if err := ana.Press(m[len(m)-1].ID, "Yes, keep my diary"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		heal()
		time.Sleep(time.Minute)
		if n := heard(ana, "Where do you live?"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
		at := w.called("editMessageText")
		for i := range at[1:] {
			if gap := at[i+1].Sub(at[i]); gap < time.Second || i > 0 && gap < at[i].Sub(at[i-1]) {
				t.Errorf("tried at %v and at %v", at[i], at[i+1])
			}
		}
		if len(at) < 3 || len(at) > 8 {
			t.Errorf("tried %d times", len(at))
		}
	})
}

// TestRefusedForGood has Telegram take no prompt of an evening, and no picture: a
// prompt that could not go out does not count against anybody, and the words go
// without their picture.
func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		w := newWire(g)
		g.boot("polling")
		ana := g.person(1001)
		ana.Write("/privacy")
		time.Sleep(time.Second)
		joinDirectly(t, g.store, 1001, time.Now().UTC())
		w.refuse("sendMessage", -1, 400, "Bad Request: can't parse entities")
		time.Sleep(4 * time.Hour)
		if n := len(w.called("sendMessage")); n == 0 || n > 2 {
			t.Errorf("the prompt was tried %d times", n)
		}
		for _, night := range g.nights(1001) {
			if len(night.Marks) > 0 {
				t.Errorf("it counts as sent: %+v", night.Marks)
			}
		}
		w.refuse("", 0, 0, "")
		time.Sleep(22 * time.Hour)
		if n := heard(ana, "Calf stretch: hold"); n != 1 {
			t.Errorf("the next evening there were %d prompts", n)
		}

		w.refuse("sendPhoto", -1, 400, "Bad Request: IMAGE_PROCESS_FAILED")
		ana.Write("/summary")
		time.Sleep(time.Minute)
		m := ana.Messages()
		if last := m[len(m)-1]; last.Media != nil || !strings.HasPrefix(last.Text, "November 2026") || len(w.called("sendPhoto")) != 1 {
			t.Errorf("without its picture, the month is %+v, after %d tries", last, len(w.called("sendPhoto")))
		}
	})
}
