package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
)

// flow is a day as somebody lives it: what they type or tap, or how long they
// wait.
var flow = []string{
	"/start", "!Yes, keep my diary", "!Yes, it is", "!That fits", "!None of these",
	"/set stretch 22:00", "@21:00", "!Done, legs fine", "@22:00", "!In 10 min", "@22:12", "!Done",
	"/tonight", "!Undo: Stretch, 22:00", "!Done: Stretch, 22:00", "a hill today", "!Keep",
	"cramp", "!It eased", "@07:16", "!Yes, 1 cramp as noted", "!No", "!5", "!That is all", "/summary",
}

var failures = map[string]emulator.Fault{
	"429":          {Do: emulator.Flood, RetryAfter: 7},
	"500":          {Do: emulator.InternalError},
	"502":          {Do: emulator.BadGateway},
	"reset before": {Do: emulator.ResetBefore},
	"reset after":  {Do: emulator.ResetAfter},
	"malformed":    {Do: emulator.Malformed},
	"slow":         {Do: emulator.None, Delay: 12 * time.Second},
}

// TestFaultsEverywhere lives the day again and again, each time with another
// fault at another call: the diary is the same in the end, the chat says the
// same last, and at most one message came twice.
func TestFaultsEverywhere(t *testing.T) {
	t.Parallel()
	var want outcome
	synctest.Test(t, func(t *testing.T) { want = liveFlow(t, nil) })
	if len(want.messages) < 10 || len(want.nights) != 2 {
		t.Fatalf("without faults: %+v", want)
	}
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for step := range want.calls {
				synctest.Test(t, func(t *testing.T) {
					failure.Skip, failure.Times = step, 1
					got := liveFlow(t, &failure)
					if diff := cmp.Diff(want.nights, got.nights); diff != "" {
						t.Errorf("at call %d the diary differs (-want +got):\n%s", step, diff)
					}
					if w, g := want.messages[len(want.messages)-1], got.messages[len(got.messages)-1]; w != g {
						t.Errorf("at call %d the chat ends with\n%s\nwant\n%s", step, g, w)
					}
					if extra := len(got.messages) - len(want.messages); extra < 0 || extra > 1 {
						t.Errorf("at call %d there are %d messages, want %d:\n%s", step, len(got.messages), len(want.messages),
							strings.Join(got.messages, "\n---\n"))
					}
				})
			}
		})
	}
}

// outcome is what a day left behind.
type outcome struct {
	nights   []string // marks, answers and cramps, without the times of taps
	messages []string // of the bot, as the chat shows them in the end
	calls    int
}

func liveFlow(t *testing.T, failure *emulator.Fault) (o outcome) {
	w := newWorld(t, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), true)
	l := &life{person: w.server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"}), id: 1001, taps: map[string]int{}}
	time.Sleep(time.Minute)
	counted := 0
	counts := emulator.Fault{When: func(c emulator.Call) bool {
		if c.Chat != 0 || c.Method == "answerCallbackQuery" {
			counted++
		}
		return false
	}}
	defer w.server.Fail(counts)()
	if failure != nil {
		f := *failure
		f.When = func(c emulator.Call) bool { return c.Chat != 0 || c.Method == "answerCallbackQuery" }
		defer w.server.Fail(f)()
	}
	for _, action := range flow {
		switch action[0] {
		case '!':
			if !l.press(action[1:]) {
				t.Fatalf("no button [%s] with %+v", action[1:], failure)
			}
		case '@':
			at, _ := time.Parse("15:04", action[1:])
			now := time.Now().In(berlin)
			next := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 30, 0, berlin)
			if !next.After(now) {
				next = next.AddDate(0, 0, 1)
			}
			time.Sleep(time.Until(next))
		default:
			l.person.Write(action)
		}
		time.Sleep(70 * time.Second)
		synctest.Wait()
	}
	for _, night := range w.peek(t, 1001).nights {
		o.nights = append(o.nights, describe(night))
	}
	for _, m := range l.person.Messages() {
		if m.Bot {
			o.messages = append(o.messages, m.Text)
		}
	}
	o.calls = counted
	return o
}

func describe(n routines.Night) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v paused %v asked %v again %v cramps %d notes %d;", n.Date, n.Paused, !n.Asked.IsZero(), n.Again, len(n.Cramps), len(n.Notes))
	for _, m := range n.Marks {
		fmt.Fprintf(&b, " %v.%d=%d sent %v due %v;", m.Routine, m.Ordinal, m.State, !m.Sent.IsZero(), m.Due.Format("15:04"))
	}
	for _, a := range n.Log {
		fmt.Fprintf(&b, " %d=%d", a.Field, a.Value)
	}
	return b.String()
}
