package storetest

import (
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

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
