package bot_test

import (
	"flag"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

var crowd = flag.Int("crowd", 300, "how many people share a bedtime minute")

// TestCrowdedMinute has many people's prompts fall due in one minute, with the
// emulator's limits switched on: they go out at the full allowed rate without a
// single refusal, and whoever taps meanwhile is answered at once.
func TestCrowdedMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		w := newWorld(t, start, true)
		w.server.Limit(emulator.Limits{Chat: 1, ChatBurst: 5, Total: 30, TotalBurst: 30})
		// Everybody has written to the bot before, while it was down.
		w.stop()
		for i := range *crowd {
			w.server.Person(emulator.Profile{ID: int64(1001 + i), FirstName: "P", LanguageCode: "en"}).Write("hello")
		}
		w.dropUpdates()
		w.boot()
		var joining sync.WaitGroup
		gate := make(chan struct{}, 200)
		for i := range *crowd {
			id := int64(1001 + i)
			gate <- struct{}{}
			joining.Go(func() {
				defer func() { <-gate }()
				joinDirectly(t, w.store, routines.PersonID(id), start)
			})
		}
		joining.Wait()
		due := time.Date(2026, 11, 22, 21, 10, 0, 0, time.UTC) // the stretch in Berlin
		time.Sleep(time.Until(due.Add(-time.Minute)))
		events := w.server.Subscribe(t.Context())
		asking := w.server.Person(emulator.Profile{ID: 1001})
		var first, last, asked time.Time
		var waits []time.Duration
		said := map[int64]int{}
		tick := time.NewTicker(5 * time.Second)
		defer tick.Stop()
		for len(said) < *crowd {
			select {
			case <-tick.C:
				if !first.IsZero() {
					asked = time.Now()
					asking.Write("/privacy")
				}
			case e, ok := <-events:
				switch {
				case !ok: // too many at once for one reader
					events = w.server.Subscribe(t.Context())
				case e.Kind != emulator.Sent || !e.Message.Bot:
				case len(e.Message.Buttons) == 0: // the page that was asked for
					waits = append(waits, time.Since(asked))
				default:
					if first.IsZero() {
						first = time.Now()
					}
					last = time.Now()
					said[e.Chat]++
				}
			}
			if time.Since(due) > time.Hour {
				t.Fatalf("%d of %d people heard something", len(said), *crowd)
			}
		}
		for id, times := range said {
			if times != 1 {
				t.Errorf("%d heard it %d times", id, times)
			}
		}
		perSecond := float64(*crowd+len(waits)-1) / last.Sub(first).Seconds()
		slices.Sort(waits)
		slowest := waits[len(waits)*99/100]
		t.Logf("%d people: first %v after the minute, last after %v, %.1f messages/s, answers to taps meanwhile within %v (99 of 100)",
			*crowd, first.Sub(due), last.Sub(due), perSecond, slowest)
		if perSecond < 0.98*28 {
			t.Errorf("%.2f messages/s, want 28", perSecond)
		}
		if slowest > 300*time.Millisecond {
			t.Errorf("somebody who tapped waited %v", slowest)
		}
		for _, call := range w.server.Calls() {
			if call.Status == 429 {
				t.Errorf("Telegram refused: %+v", call)
			}
		}
	})
}

// joinDirectly puts a member with the default plan into the store.
func joinDirectly(t testing.TB, kept store.Store, id routines.PersonID, now time.Time) {
	err := kept.Update(t.Context(), id, func(book *store.Book) error {
		p := &book.Person
		p.Language, p.Admitted, p.Consented, p.Joined = "en", now, now, now
		p.Plan = routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
		p.Plan.SetHabit(routines.LegElevation, routines.Habit{})
		p.Gates = routines.Gates{Answered: now}
		night := book.Add(routines.Begin(p, now))
		_, book.Alarm = routines.Due(p, night, nil, now)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
