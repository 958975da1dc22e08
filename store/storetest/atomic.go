package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"calmcalf/routines"
	"calmcalf/store"
)

func testFailedChangeStoresNone(t *testing.T, f *fixture) {
	stop := errors.New("stop")
	f.update(42, func(b *store.Book) { b.Add(full(tonight)) })
	want := f.view(42)
	for _, id := range []routines.PersonID{42, 43} {
		f.wantError("Update", f.Update(t.Context(), id, func(b *store.Book) error {
			b.Person, b.Alarm = somebody(id), evening
			b.Apply(1)
			b.Add(routines.Night{Date: tonight, Opened: wake})
			return stop
		}), stop)
	}
	f.holds(42, want)
	f.holds(43, empty(43))

	// What cannot be kept fails as a whole, too.
	if err := f.Update(t.Context(), 42, func(b *store.Book) error {
		b.Person.Language = "xx"
		b.Tonight().Date++
		return nil
	}); err == nil {
		t.Error("a renamed Night was stored")
	}
	f.holds(42, want)
}

func testPanicStoresNothing(t *testing.T, f *fixture) {
	func() {
		defer func() {
			if recover() != "ouch" {
				t.Error("the panic of a closure was swallowed")
			}
		}()
		_ = f.Update(t.Context(), 42, func(b *store.Book) error {
			b.Person.Language = "en"
			panic("ouch")
		})
	}()
	f.holds(42, empty(42))
	f.update(42, func(b *store.Book) { b.Person.Language = "de" })
}

func testCancelledBeforeItBegins(t *testing.T, f *fixture) {
	f.ring(42, evening)
	held := f.one(evening)
	want := f.view(42)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(*store.Book) error {
		t.Error("a closure ran")
		return nil
	}
	f.wantError("Update", f.Update(ctx, 42, never), context.Canceled)
	f.wantError("View", f.View(ctx, 42, never), context.Canceled)
	f.wantError("Settle", f.Settle(ctx, held, never), context.Canceled)
	f.wantError("Forget", f.Forget(ctx, 42), context.Canceled)
	f.wantError("SwapSetting", f.SwapSetting(ctx, "key", nil, []byte("new")), context.Canceled)
	_, err := f.Setting(ctx, "key")
	f.wantError("Setting", err, context.Canceled)
	_, err = f.Lease(ctx, evening.AddDate(0, 0, 1), evening, evening.AddDate(0, 0, 2), 1)
	f.wantError("Lease", err, context.Canceled)
	_, err = f.Waiting(ctx, []time.Time{evening}, 1)
	f.wantError("Waiting", err, context.Canceled)
	_, err = f.NextAlarm(ctx)
	f.wantError("NextAlarm", err, context.Canceled)
	f.holds(42, want)
}

func testNoUpdateIsLost(t *testing.T, f *fixture) {
	const people = store.MostApplied + 12
	stop := errors.New("stop")
	var g errgroup.Group
	for i := range int64(people) {
		g.Go(func() error {
			return f.Update(t.Context(), 42, func(b *store.Book) error {
				b.Person.Language = "en"
				night := b.Night(tonight)
				if night == nil {
					night = b.Add(routines.Night{Date: tonight, Opened: wake})
				}
				night.AskedIn++
				b.Apply(i)
				return nil
			})
		})
		// Failures among them take nobody else's change with them.
		g.Go(func() error {
			if err := f.Update(t.Context(), 42, func(b *store.Book) error {
				b.Add(routines.Night{Date: tonight})
				return stop
			}); !errors.Is(err, stop) {
				return err
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	got := f.view(42)
	if got.Nights[0].AskedIn != people || len(got.Applied) != store.MostApplied {
		t.Errorf("%d of %d updates were kept", got.Nights[0].AskedIn, people)
	}
}

func testBooksChangeInParallel(t *testing.T, f *fixture) {
	const people, rounds = 20, 10
	var g errgroup.Group
	for id := range routines.PersonID(people) {
		g.Go(func() error {
			for round := range rounds {
				if err := f.Update(t.Context(), id, func(b *store.Book) error {
					b.Alarm = evening
					b.Add(full(tonight + routines.Date(round)))
					return nil
				}); err != nil {
					return err
				}
				c, err := view(t.Context(), f, id)
				if err != nil {
					return err
				}
				if len(c.Nights) != round+1 {
					return errors.New("what was stored is not seen")
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := len(f.lease(evening, 2*people)); n != people {
		t.Errorf("%d alarms ring, want %d", n, people)
	}
}
