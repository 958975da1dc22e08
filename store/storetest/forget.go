package storetest

import (
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

func testForget(t *testing.T, f *fixture) {
	for _, id := range []routines.PersonID{41, 42, 43} {
		f.update(id, func(b *store.Book) {
			b.Person, b.Alarm = somebody(id), evening
			b.Apply(1)
			for date := range routines.Date(100) {
				b.Add(full(tonight + date))
			}
		})
	}
	before, after := f.view(41), f.view(43)
	for range 2 { // forgetting somebody unknown is no error
		if err := f.Forget(t.Context(), 42); err != nil {
			t.Fatal(err)
		}
		f.holds(42, empty(42))
	}
	f.holds(41, before)
	f.holds(43, after)
	for _, lease := range f.lease(evening, 10) {
		if lease.Person == 42 {
			t.Error("the alarm of somebody forgotten rings")
		}
	}
	// Whoever comes back begins anew.
	f.update(42, func(b *store.Book) { b.Add(full(tonight + 5)) })
	if got := f.view(42); len(got.Nights) != 1 || len(got.Applied) != 0 {
		t.Errorf("came back to %d Nights, updates %v", len(got.Nights), got.Applied)
	}
}

func testForgetWhileLeased(t *testing.T, f *fixture) {
	f.ring(42, evening)
	f.lostBy(42, func() {
		if err := f.Forget(t.Context(), 42); err != nil {
			t.Fatal(err)
		}
	})
}

func testEmptiedWhileLeased(_ *testing.T, f *fixture) {
	f.ring(42, evening)
	f.lostBy(42, func() {
		f.update(42, func(b *store.Book) { b.Person, b.Alarm = routines.Person{}, time.Time{} })
	})
}

// lostBy holds that what was done with a Book lost the lease of its alarm.
func (f *fixture) lostBy(id routines.PersonID, lose func()) {
	f.t.Helper()
	held := f.one(evening)
	lose()
	resurrect := func(b *store.Book) error {
		b.Person.Language = "en"
		return nil
	}
	f.wantError("Settle", f.Settle(f.t.Context(), held, resurrect), store.ErrConflict)
	f.holds(id, empty(id))
	f.nextAlarm(time.Time{})

	f.ring(id, evening)
	f.wantError("Settle after a return", f.Settle(f.t.Context(), held, resurrect), store.ErrConflict)
	if again := f.one(evening); again.Attempt != 1 {
		f.t.Errorf("the first lease of a new Book is attempt %d", again.Attempt)
	}
}
