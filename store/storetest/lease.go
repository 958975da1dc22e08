package storetest

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"calmcalf/routines"
	"calmcalf/store"
)

func testLeaseOrder(t *testing.T, f *fixture) {
	const people = 20
	for _, i := range rand.Perm(people) {
		f.ring(routines.PersonID(people-i), evening.Add(time.Duration(i)*time.Second))
	}
	f.nextAlarm(evening)
	if got := f.lease(evening.Add(-time.Microsecond), 100); len(got) != 0 {
		t.Errorf("leased %v before it was due", got)
	}
	if got := f.lease(evening.Add(time.Hour), 0); len(got) != 0 {
		t.Errorf("a limit of 0 leased %v", got)
	}
	var got []store.Lease
	for len(got) < 12 {
		got = append(got, f.lease(evening.Add(11*time.Second), 5)...)
	}
	if n := len(f.lease(evening.Add(11*time.Second), 5)); n != 0 || len(got) != 12 {
		t.Fatalf("%d and %d alarms were leased, want 12", len(got), n)
	}
	tokens := map[uint64]bool{}
	for i, lease := range got {
		want := store.Lease{
			Person: routines.PersonID(people - i), Alarm: evening.Add(time.Duration(i) * time.Second),
			Until: evening.Add(71 * time.Second), Token: lease.Token, Attempt: 1,
		}
		if diff := differ(want, lease); diff != "" {
			t.Errorf("lease %d (-want +got):\n%s", i, diff)
		}
		if tokens[lease.Token] {
			t.Errorf("the token %d was given twice", lease.Token)
		}
		tokens[lease.Token] = true
	}
	f.nextAlarm(evening.Add(12 * time.Second))
}

func testLeaseEqualInstants(t *testing.T, f *fixture) {
	const people = 50
	for id := range routines.PersonID(people) {
		f.ring(id-people/2, evening)
	}
	rung := map[routines.PersonID]bool{}
	for range 5 {
		for _, lease := range f.lease(evening, 10) {
			rung[lease.Person] = true
		}
	}
	if len(rung) != people {
		t.Errorf("%d of %d alarms at one instant rang", len(rung), people)
	}
}

func testLeaseRunsOut(t *testing.T, f *fixture) {
	f.ring(1, evening)
	f.ring(2, evening.Add(time.Second))
	now := evening
	for attempt := 1; attempt <= 3; attempt++ {
		lease := f.lease(now, 1)[0]
		if lease.Person != 1 || !lease.Alarm.Equal(evening) || lease.Attempt != attempt {
			t.Errorf("attempt %d is %+v", attempt, lease)
		}
		// The other alarm is sooner than the end of this lease.
		if attempt == 1 {
			f.nextAlarm(evening.Add(time.Second))
		}
		f.lease(now.Add(time.Second), 1) // and is now leased as well
		f.nextAlarm(lease.Until)
		if n := len(f.lease(lease.Until.Add(-time.Microsecond), 10)); n != 0 {
			t.Errorf("%d leased alarms were leased again", n)
		}
		now = lease.Until.Add(time.Second) // both are free, the earlier alarm comes first
	}
}

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

// testLeasesAreExclusive lets several dispatchers lease at once.
func testLeasesAreExclusive(t *testing.T, f *fixture) {
	const people = 60
	for id := range routines.PersonID(people) {
		f.ring(id, evening)
	}
	var mu sync.Mutex
	rung := map[routines.PersonID]int{}
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			for {
				leases, err := f.Lease(t.Context(), evening, evening.Add(time.Minute), 7)
				if err != nil || len(leases) == 0 {
					return err
				}
				for _, lease := range leases {
					mu.Lock()
					rung[lease.Person]++
					mu.Unlock()
					if err := f.Settle(t.Context(), lease, func(b *store.Book) error {
						b.Alarm = evening.AddDate(0, 0, 1)
						return nil
					}); err != nil {
						return err
					}
				}
			}
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	for id := range routines.PersonID(people) {
		if rung[id] != 1 {
			t.Errorf("the alarm of %d rang %d times", id, rung[id])
		}
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
