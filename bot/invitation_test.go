package bot_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// TestInvitationIsBound opens an invitation while its redeemer's Book cannot be
// stored: the code is theirs by then, so nobody else comes in by it, and they do
// when it can be stored.
func TestInvitationIsBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), false)
		failing := &fragile{of: map[routines.PersonID]error{}, changes: map[int64]int{}, applied: map[routines.PersonID]time.Time{}}
		w.wrap = func(kept store.Store) store.Store { failing.Store = kept; return failing }
		w.restart(time.Second)
		time.Sleep(time.Second) // the link is made anew
		person := func(id int64) *emulator.Person {
			return w.server.Person(emulator.Profile{ID: id, FirstName: "P", LanguageCode: "en"})
		}
		hears := func(p *emulator.Person, what string) {
			t.Helper()
			time.Sleep(2 * time.Second)
			if m := p.Messages(); !m[len(m)-1].Bot || !strings.Contains(m[len(m)-1].Text, what) {
				t.Errorf("%q and not %q", m[len(m)-1].Text, what)
			}
		}
		operator, invited, other := person(1001), person(1002), person(1003)
		_, code, _ := strings.Cut(w.link, "?start=")
		operator.Write("/start " + code)
		hears(operator, "May I keep a diary for you?")
		operator.Write("/invite")
		hears(operator, "?start=")
		m := operator.Messages()
		_, code, _ = strings.Cut(m[len(m)-1].Text, "?start=")

		failing.set(func() { failing.of[1002] = errFull })
		invited.Write("/start " + code)
		time.Sleep(2 * time.Second)
		other.Write("/start " + code)
		hears(other, "This is a private bot.")
		failing.set(func() { delete(failing.of, 1002) })
		time.Sleep(time.Minute)
		invited.Write("/start " + code) // the first time may have been given up
		hears(invited, "May I keep a diary for you?")
		other.Write("/start " + code)
		time.Sleep(time.Minute)
		if !w.peek(t, 1003).person.Admitted.IsZero() {
			t.Error("the other one is in")
		}
	})
}
