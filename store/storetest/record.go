package storetest

import (
	"errors"
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

func testRecords(t *testing.T, f *fixture) {
	want := content{Person: somebody(42), Alarm: evening, Early: evening.Add(-20 * time.Minute), Applied: []int64{9, 3, 1 << 40}}
	for date := range routines.Date(3) {
		want.Nights = append(want.Nights, full(tonight+date))
	}
	f.update(42, func(b *store.Book) {
		b.Person, b.Alarm, b.Early = somebody(42), evening, evening.Add(-20*time.Minute)
		for _, update := range want.Applied {
			b.Apply(update)
		}
		for _, n := range want.Nights {
			b.Add(n)
		}
	})
	f.holds(42, want)

	f.update(42, func(b *store.Book) {
		b.Tonight().Log = nil
		b.Night(tonight + 1).Marks[1].State = routines.Skipped
		b.Person.Plan.Pauses = nil
		b.Apply(5)
	})
	want.Nights[2].Log = nil
	want.Nights[1].Marks[1].State = routines.Skipped
	want.Person.Plan.Pauses = nil
	want.Applied = append(want.Applied, 5)
	f.holds(42, want)
}

func testUnknownPersonIsEmpty(t *testing.T, f *fixture) {
	f.holds(7, empty(7))
	f.update(7, func(b *store.Book) {
		if diff := differ(empty(7), contentOf(b)); diff != "" {
			t.Errorf("Update shows (-want +got):\n%s", diff)
		}
		if b.Tonight() != nil || b.Before(tonight) != nil || b.Night(tonight) != nil {
			t.Error("somebody unknown has a Night")
		}
	})
	f.nextAlarm(time.Time{})
}

func testEmptyBooksAreNotStored(t *testing.T, f *fixture) {
	f.update(7, func(b *store.Book) { b.Apply(1) })
	f.holds(7, empty(7))

	f.update(7, func(b *store.Book) { b.Person.Language, b.Alarm = "en", evening })
	f.update(7, func(b *store.Book) {
		b.Person, b.Alarm = routines.Person{}, time.Time{}
		b.Apply(2)
	})
	f.holds(7, empty(7))
	f.nextAlarm(time.Time{})

	f.update(7, func(b *store.Book) { b.Add(full(tonight)) })
	f.update(7, func(b *store.Book) { b.Person = routines.Person{} })
	want := empty(7)
	want.Nights = []routines.Night{full(tonight)}
	f.holds(7, want)
}

// testNightsOfOnePersonOnly looks at neighbours, whose Nights may lie beside
// each other in the store.
func testNightsOfOnePersonOnly(t *testing.T, f *fixture) {
	ids := []routines.PersonID{-1, 0, 1, 255, 256, 1<<62 - 1}
	for i, id := range ids {
		f.update(id, func(b *store.Book) {
			for n := range i {
				b.Add(full(tonight + routines.Date(10*n)))
			}
		})
	}
	for i, id := range ids {
		if got := f.view(id).Nights; len(got) != i {
			t.Errorf("person %d has %d Nights, want %d", id, len(got), i)
		}
		f.update(id, func(b *store.Book) {
			last := b.Tonight()
			if i == 0 {
				if last != nil {
					t.Errorf("person %d has the Night %v of a neighbour", id, last.Date)
				}
				return
			}
			if want := tonight + routines.Date(10*(i-1)); last == nil || last.Date != want {
				t.Errorf("person %d has the last Night %v, want %v", id, last, want)
				return
			}
			if before := b.Before(tonight + 5); before == nil || before.Date != tonight {
				t.Errorf("person %d has the Night %v before %v", id, before, tonight+5)
			}
			if before := b.Before(tonight); before != nil {
				t.Errorf("person %d has the Night %v of a neighbour", id, before.Date)
			}
			if got := len(b.Nights(tonight+1, tonight+20)); got != min(i-1, 2) {
				t.Errorf("person %d has %d Nights in the range", id, got)
			}
		})
	}
}

func testInstantsAreRounded(t *testing.T, f *fixture) {
	fine := evening.Add(123456789).In(time.FixedZone("CET", 3600))
	f.update(42, func(b *store.Book) { b.Person.Joined, b.Alarm = fine, fine })
	micro := evening.Add(123456 * time.Microsecond)
	if got := f.view(42); got.Alarm != micro || got.Person.Joined != micro {
		t.Errorf("the alarm is %v, joined %v, want %v", got.Alarm, got.Person.Joined, micro)
	}
	f.nextAlarm(micro)
	if n := len(f.lease(micro.Add(-1), 10)); n != 0 {
		t.Errorf("%d alarms were leased before they were due", n)
	}
	lease := f.one(micro.Add(999)) // the same microsecond
	if lease.Alarm != micro || lease.Until != micro.Add(time.Minute) {
		t.Errorf("leased %v", lease)
	}
	f.update(42, func(b *store.Book) { b.Alarm = b.Alarm.Add(1) })
	f.nextAlarm(micro.Add(time.Minute))
}

func testLargeBook(t *testing.T, f *fixture) {
	const nights = 2000
	f.update(42, func(b *store.Book) {
		for i := range routines.Date(nights) {
			b.Add(full(tonight + i))
		}
	})
	last := tonight + nights - 1
	f.update(42, func(b *store.Book) { b.Tonight().AskedIn = 5 })
	f.update(42, func(b *store.Book) { b.Night(tonight + 999).AskedIn = 6 })
	got := f.view(42).Nights
	if len(got) != nights || got[nights-1].AskedIn != 5 || got[999].AskedIn != 6 || got[998].AskedIn != 77 {
		t.Fatalf("%d Nights", len(got))
	}
	if err := f.View(t.Context(), 42, func(b *store.Book) error {
		if n := b.Nights(last-29, last); len(n) != 30 || n[29] != b.Tonight() {
			return errors.New("the last month is not what it was")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if err := f.Forget(t.Context(), 42); err != nil {
		t.Fatal(err)
	}
	f.holds(42, empty(42))
}

func testViewDropsChanges(t *testing.T, f *fixture) {
	f.update(42, func(b *store.Book) {
		b.Person, b.Alarm = somebody(42), evening
		b.Add(full(tonight))
	})
	want := f.view(42)
	stop := errors.New("stop")
	for _, outcome := range []error{nil, stop} {
		f.wantError("View", f.View(t.Context(), 42, func(b *store.Book) error {
			b.Person.Language, b.Alarm = "xx", time.Time{}
			b.Person.Plan.Habits[routines.Hydration] = routines.Habit{}
			b.Apply(5)
			b.Tonight().Marks[0].State = routines.Skipped
			b.Add(full(tonight + 1))
			return outcome
		}), outcome)
	}
	f.holds(42, want)
}
