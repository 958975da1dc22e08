package storetest

import (
	"errors"
	"testing"
	"time"

	"calmcalf/store"
)

func testLeaseEndsWithSettle(t *testing.T, f *fixture) {
	f.ring(42, evening)
	held := f.one(evening)
	if err := f.Settle(t.Context(), held, func(b *store.Book) error {
		if b.Person.ID != 42 || !b.Alarm.Equal(evening) {
			t.Errorf("Settle shows the Book of %d with the alarm %v", b.Person.ID, b.Alarm)
		}
		b.Add(full(tonight))
		b.Alarm = evening.Add(time.Second)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if n := len(f.view(42).Nights); n != 1 {
		t.Errorf("Settle stored %d Nights", n)
	}
	f.nextAlarm(evening.Add(time.Second))
	again := f.one(evening.Add(time.Second))
	if again.Attempt != 1 || again.Token == held.Token {
		t.Errorf("after a settled lease there is %+v", again)
	}
	if err := f.Settle(t.Context(), again, func(b *store.Book) error {
		b.Alarm = time.Time{}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	f.nextAlarm(time.Time{})

	// An alarm that is left as it is rings again.
	f.ring(42, evening)
	if err := f.Settle(t.Context(), f.one(evening), func(*store.Book) error { return nil }); err != nil {
		t.Fatal(err)
	}
	f.one(evening)
}

func testLeaseLost(t *testing.T, f *fixture) {
	f.ring(42, evening)
	never := func(*store.Book) error {
		t.Error("a closure ran for a lost lease")
		return nil
	}
	first := f.one(evening)
	second := f.one(first.Until)
	f.wantError("Settle after the loss", f.Settle(t.Context(), first, never), store.ErrConflict)
	settle := func(b *store.Book) error {
		b.Alarm = evening.Add(time.Hour)
		return nil
	}
	// It has run out, but nobody else holds it.
	if err := f.Settle(t.Context(), second, settle); err != nil {
		t.Fatal(err)
	}
	f.wantError("Settle done twice", f.Settle(t.Context(), second, never), store.ErrConflict)
	f.wantError("Settle of nothing", f.Settle(t.Context(), store.Lease{Person: 7}, never), store.ErrConflict)
	f.wantError("Settle of no lease", f.Settle(t.Context(), store.Lease{Person: 42}, never), store.ErrConflict)
	f.holds(7, empty(7))
}

func testFailedSettleKeepsLease(t *testing.T, f *fixture) {
	f.ring(42, evening)
	want := f.view(42)
	held := f.one(evening)
	stop := errors.New("stop")
	f.wantError("Settle", f.Settle(t.Context(), held, func(b *store.Book) error {
		b.Alarm = time.Time{}
		return stop
	}), stop)
	f.holds(42, want)
	if n := len(f.lease(evening, 1)); n != 0 {
		t.Error("a failed Settle ended the lease")
	}
	if err := f.Settle(t.Context(), held, func(*store.Book) error { return nil }); err != nil {
		t.Error(err)
	}
}

func testUpdateDuringLease(t *testing.T, f *fixture) {
	for name, test := range map[string]struct {
		to, next time.Time // what the alarm is changed to, and what is next then
	}{
		"kept":    {evening, evening.Add(time.Minute)},
		"earlier": {evening.Add(-time.Hour), evening.Add(time.Minute)},
		"later":   {evening.Add(time.Second), evening.Add(time.Minute)},
		"beyond":  {evening.Add(time.Hour), evening.Add(time.Hour)},
		"none":    {time.Time{}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, f.open)
			f.ring(42, evening)
			held := f.one(evening)
			f.update(42, func(b *store.Book) {
				b.Alarm = test.to
				b.Add(full(tonight))
			})
			f.nextAlarm(test.next)
			if n := len(f.lease(evening.Add(time.Minute-1), 10)); n != 0 {
				t.Error("Update ended the lease")
			}
			if err := f.Settle(t.Context(), held, func(b *store.Book) error {
				if !b.Alarm.Equal(test.to) || b.Tonight() == nil {
					t.Errorf("Settle shows the alarm %v", b.Alarm)
				}
				b.Alarm = evening.Add(24 * time.Hour)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			f.nextAlarm(evening.Add(24 * time.Hour))
			if n := len(f.lease(evening.Add(2*time.Hour), 10)); n != 0 {
				t.Error("an alarm rings that was changed")
			}
		})
	}
}

// testCrashBetweenSendAndStore leases, sends, and dies before it settles. What
// was in flight is offered once more, and no sooner than the lease has ended.
func testCrashBetweenSendAndStore(t *testing.T, f *fixture) {
	f.ring(1, evening)
	f.ring(2, evening.Add(time.Second))
	crashed := f.lease(evening, 1)[0]
	f.reopen()
	f.nextAlarm(evening.Add(time.Second))
	if got := f.one(evening.Add(time.Second)); got.Person != 2 || got.Token == crashed.Token {
		t.Errorf("after the crash %+v was leased", got)
	}
	f.nextAlarm(crashed.Until)
	again := f.one(crashed.Until)
	if again.Person != 1 || again.Attempt != 2 || !again.Alarm.Equal(evening) || again.Token == crashed.Token {
		t.Errorf("after the lease ended there is %+v", again)
	}
	f.wantError("Settle by the dead", f.Settle(t.Context(), crashed, func(*store.Book) error { return nil }), store.ErrConflict)
	if err := f.Settle(t.Context(), again, func(b *store.Book) error {
		b.Alarm = time.Time{}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
