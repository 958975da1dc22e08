package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
)

// joined gives a member in a bubble, at 22:10 with the stretch just asked.
func joined(t *testing.T) (*world, *life) {
	t.Helper()
	s := simulate(t, 1, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
	s.join()
	time.Sleep(time.Until(time.Date(2026, 11, 22, 21, 10, 30, 0, time.UTC)))
	synctest.Wait()
	return s.world, s.lives[0]
}

// latest is the bot's last message that has the button.
func (l *life) latest(t *testing.T, label string) emulator.Message {
	t.Helper()
	m := l.person.Messages()
	for i := len(m) - 1; i >= 0; i-- {
		for _, row := range m[i].Buttons {
			for _, b := range row {
				if b.Text == label {
					return m[i]
				}
			}
		}
	}
	t.Fatalf("no message has [%s]", label)
	return emulator.Message{}
}

// TestTapsInTheSameInstant has two phones of one account tap different buttons
// of one message at once: one of them is the last, and the message says which.
func TestTapsInTheSameInstant(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := joined(t)
		message := l.latest(t, "Not today")
		var phones sync.WaitGroup
		for _, label := range []string{"Done", "Not today", "Done", "In 10 min", "Not today"} {
			phones.Go(func() {
				if err := l.person.Press(message.ID, label); err != nil {
					t.Error(err)
				}
			})
		}
		phones.Wait()
		time.Sleep(20 * time.Second)
		synctest.Wait()
		after := w.peek(t, routines.PersonID(l.id))
		marks := after.nights[len(after.nights)-1].Marks
		stretch := marks[len(marks)-1]
		if stretch.Routine != routines.CalfStretch || stretch.State == routines.Open {
			t.Fatalf("the stretch is %+v", stretch)
		}
		want := map[routines.State]string{routines.Done: "done", routines.Skipped: "not today"}[stretch.State]
		for _, m := range l.person.Messages() {
			if m.ID == message.ID && !strings.Contains(m.Text, want) {
				t.Errorf("stored is %q, the message says %q", want, m.Text)
			}
		}
	})
}

// TestSameTapTwice delivers one tap again and again: it counts once.
func TestSameTapTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := joined(t)
		l.person.Write("/cramp")
		l.wait()
		message := l.latest(t, "It eased")
		for _, row := range message.Buttons {
			for _, b := range row {
				if b.Text != "It eased" {
					continue
				}
				for range 3 {
					raw := fmt.Sprintf(`{"update_id":987654,"callback_query":{"id":"77","from":{"id":%d,"is_bot":false,"first_name":"A"},
						"chat_instance":"1","data":%q,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"}}}}`, l.id, b.Data, message.ID, l.id)
					if _, err := w.server.Inject([]byte(raw)); err != nil {
						t.Fatal(err)
					}
					l.wait()
				}
			}
		}
		if n := len(w.peek(t, routines.PersonID(l.id)).nights[0].Cramps); n != 1 {
			t.Errorf("%d cramps are noted, want 1", n)
		}
	})
}

// TestForgetInTheMiddle erases a diary while the morning question is open: late
// taps find nothing and bring nothing back.
func TestForgetInTheMiddle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := joined(t)
		l.person.Write("/checkin")
		l.wait()
		l.press("2")
		l.wait()
		question := l.latest(t, "A bit sore")
		l.person.Write("/forget")
		l.wait()
		l.press("Erase everything")
		l.wait()
		if err := l.person.Press(question.ID, "A bit sore"); err != nil {
			t.Fatal(err)
		}
		l.wait()
		after := w.peek(t, routines.PersonID(l.id))
		if after.person.Member() || !after.person.Consented.IsZero() || len(after.nights) > 0 {
			t.Errorf("after forgetting, this is kept: %+v", after)
		}
		if next, err := w.store.NextAlarm(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("an alarm is left at %v (%v)", next, err)
		}
	})
}

// TestTapBeforeConsent taps forged buttons before agreeing to anything: nothing
// about health is stored.
func TestTapBeforeConsent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), true)
		l := &life{person: w.server.Person(emulator.Profile{ID: 1001, FirstName: "A", LanguageCode: "en"}), id: 1001, taps: map[string]int{}}
		l.person.Write("/start")
		l.wait()
		message := l.latest(t, "Yes, keep my diary")
		for _, data := range []string{
			"answer:..2026-11-21.:1:3", "gates:none", "gate:6:0", "hours:1350:420:set", "zone:Europe/Berlin", "cramp:2026-11-22:1:eased:1",
			"mark:2026-11-22.s0..:0:1", "setting:4:1", "keep:2026-11-22", "forget:no",
		} {
			if err := l.person.PressData(message.ID, data); err != nil {
				t.Fatal(err)
			}
			l.wait()
		}
		l.person.Write("my leg hurts")
		l.wait()
		after := w.peek(t, 1001)
		want := routines.Person{ID: 1001, Admitted: after.person.Admitted}
		if fmt.Sprint(after.person) != fmt.Sprint(want) || len(after.nights) > 0 {
			t.Errorf("before consent, this is kept: %+v", after)
		}
	})
}
