package storetest

import (
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
