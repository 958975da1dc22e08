package storetest

import (
	"errors"
	"math/rand/v2"
	"slices"
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
				leases, err := f.Lease(t.Context(), evening, evening, evening.Add(time.Minute), 7)
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

// testLeaseEarly reaches ahead of the present, for those that may ring by now.
func testLeaseEarly(t *testing.T, f *fixture) {
	for id, early := range map[routines.PersonID]time.Duration{
		1: -20 * time.Minute, // may ring from then on
		2: 0,                 // only in time
		3: time.Hour,         // no sooner than it is due, whatever this says
		4: -5 * time.Minute,
	} {
		f.early(id, evening.Add(time.Duration(id)*time.Second), evening.Add(early))
	}
	f.ring(5, evening.Add(5*time.Second)) // nothing to be said
	f.early(6, evening.Add(time.Minute), evening.Add(-time.Hour))

	got := func(now, reach time.Time) (ids []routines.PersonID) {
		t.Helper()
		for _, lease := range f.leaseEarly(now, reach, 10) {
			ids = append(ids, lease.Person)
			if err := f.Settle(t.Context(), lease, func(*store.Book) error { return nil }); err != nil {
				t.Error(err)
			}
		}
		return ids
	}
	for _, test := range []struct {
		now, reach time.Duration // from the evening on
		want       []routines.PersonID
	}{
		{-30 * time.Minute, 59 * time.Second, nil},
		{-30 * time.Minute, time.Minute, []routines.PersonID{6}},
		{-20*time.Minute - time.Microsecond, 59 * time.Second, nil},
		{-20 * time.Minute, 59 * time.Second, []routines.PersonID{1}},
		{-20 * time.Minute, time.Second - time.Microsecond, nil},
		{-20 * time.Minute, -time.Hour, nil},
		{-time.Minute, 2 * time.Minute, []routines.PersonID{1, 4, 6}},
		{2 * time.Second, -time.Hour, []routines.PersonID{1, 2}},
		{3 * time.Second, 10 * time.Second, []routines.PersonID{1, 2, 3, 4}},
		{time.Hour, time.Hour, []routines.PersonID{1, 2, 3, 4, 5, 6}},
	} {
		if diff := differ(test.want, got(evening.Add(test.now), evening.Add(test.reach))); diff != "" {
			t.Errorf("at %v, reaching to %v (-want +got):\n%s", test.now, test.reach, diff)
		}
	}

	// What is reserved early is reserved like anything else, and looking for what
	// is next does not reach ahead.
	now := evening.Add(-time.Minute)
	f.nextAlarm(evening.Add(time.Second))
	held := f.leaseEarly(now, evening.Add(time.Second), 10)
	if len(held) != 1 || held[0].Person != 1 || !held[0].Alarm.Equal(evening.Add(time.Second)) || held[0].Attempt != 1 {
		t.Fatalf("leased %+v", held)
	}
	if again := f.leaseEarly(now.Add(time.Second), evening.Add(time.Second), 10); len(again) != 0 {
		t.Errorf("leased again: %+v", again)
	}
	if again := f.leaseEarly(held[0].Until, evening.Add(time.Second), 10); len(again) != 1 || again[0].Attempt != 2 {
		t.Errorf("leased after the lease: %+v", again)
	}

	// Its leave to ring early can be changed, with the alarm and without.
	f.early(4, evening.Add(4*time.Second), evening)
	f.early(6, evening.Add(30*time.Second), time.Time{})
	if diff := differ([]routines.PersonID(nil), got(now.Add(time.Second), evening.Add(time.Minute))); diff != "" {
		t.Error(diff)
	}
	f.early(4, evening.Add(4*time.Second), now)
	if diff := differ([]routines.PersonID{4}, got(now.Add(time.Second), evening.Add(time.Minute))); diff != "" {
		t.Error(diff)
	}
}

// testWaiting counts those at which something is to be said.
func testWaiting(t *testing.T, f *fixture) {
	instants := []time.Time{evening, evening.Add(time.Microsecond), evening.Add(time.Minute), evening.Add(2 * time.Minute), evening.Add(time.Hour)}
	counts := func(most int, want ...int) {
		t.Helper()
		got, err := f.Waiting(t.Context(), instants, most)
		if diff := differ(want, got); err != nil || diff != "" {
			t.Errorf("counting to %d: %v (-want +got):\n%s", most, err, diff)
		}
	}
	counts(100, 0, 0, 0, 0, 0)
	const people = 30
	for id := range routines.PersonID(people) {
		at := evening.Add(time.Duration(id%3) * time.Minute)
		if id%2 == 0 {
			f.early(id, at, at) // counts even if it has to wait for its time
		} else {
			f.early(id, at, at.Add(-time.Hour))
		}
		f.ring(people+id, at) // does not count
	}
	f.early(99, evening.Add(-24*time.Hour), evening)

	counts(100, 1, 11, 11, 21, 31)
	f.leaseEarly(evening, evening, 5)
	counts(100, 1, 11, 11, 21, 31)
	counts(31, 1, 11, 11, 21, 31)
	counts(30, 1, 11, 11, 21, 30)
	counts(11, 1, 11, 11, 11, 11)
	counts(5, 1, 5, 5, 5, 5)
	counts(0, 0, 0, 0, 0, 0)
	if err := f.Forget(t.Context(), 99); err != nil {
		t.Fatal(err)
	}
	counts(100, 0, 10, 10, 20, 30)
	if got, err := f.Waiting(t.Context(), nil, 9); len(got) != 0 || err != nil {
		t.Errorf("before no instant there are %v, %v", got, err)
	}
}

// testLeaseFavoursNobody lets the same people share an instant, evening after
// evening. Nobody is always among the first.
func testLeaseFavoursNobody(t *testing.T, f *fixture) {
	const people, evenings = 40, 40
	ranks := make([]int, people)
	var orders [evenings][]routines.PersonID
	for n := range evenings {
		at := evening.AddDate(0, 0, n)
		var g errgroup.Group
		if n == 0 {
			for id := range routines.PersonID(people) {
				g.Go(func() error {
					return f.Update(t.Context(), id, func(b *store.Book) error { b.Alarm = at; return nil })
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		for rank, lease := range f.lease(at, people) {
			ranks[lease.Person] += rank
			orders[n] = append(orders[n], lease.Person)
			g.Go(func() error {
				return f.Settle(t.Context(), lease, func(b *store.Book) error { b.Alarm = at.AddDate(0, 0, 1); return nil })
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if len(orders[n]) != people {
			t.Fatalf("%d of %d rang", len(orders[n]), people)
		}
		if n > 0 && slices.Equal(orders[n], orders[n-1]) {
			t.Error("two evenings have the same order")
		}
	}
	// A rank that is drawn has the mean 19.5 and the deviation 11.5, the mean of
	// 40 of them the deviation 1.8.
	for id, sum := range ranks {
		if mean := float64(sum) / evenings; mean < 19.5-5*1.8 || mean > 19.5+5*1.8 {
			t.Errorf("person %d comes at place %.1f of %d", id, mean, people)
		}
	}
}
