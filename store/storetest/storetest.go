// Package storetest is the acceptance suite of [store.Store]: what every
// implementation holds to, whatever it keeps Books in. The whole test of an
// implementation is to open one and call [Run].
//
// The suite is the only package beside tests that imports testing.
package storetest

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"calmcalf/routines"
	"calmcalf/store"
)

// Opener opens the store that lies at a place, an empty one when there is none
// yet. Places are the paths of folders that are there and empty at first; equal
// places are never open twice at a time. The suite closes what it opens, before
// any Cleanup runs that the Opener has left with t.
type Opener func(t testing.TB, place string) store.Store

// Run runs the suite. The tests in it run in parallel, each in a place of its
// own.
func Run(t *testing.T, open Opener) {
	for name, test := range map[string]func(*testing.T, *fixture){
		"Records":                  testRecords,
		"UnknownPersonIsEmpty":     testUnknownPersonIsEmpty,
		"EmptyBooksAreNotStored":   testEmptyBooksAreNotStored,
		"NightsOfOnePersonOnly":    testNightsOfOnePersonOnly,
		"InstantsAreRounded":       testInstantsAreRounded,
		"AppliedIsAWindow":         testAppliedIsAWindow,
		"AppliedAgain":             testAppliedAgain,
		"LargeBook":                testLargeBook,
		"ViewDropsChanges":         testViewDropsChanges,
		"FailedChangeStoresNone":   testFailedChangeStoresNone,
		"PanicStoresNothing":       testPanicStoresNothing,
		"CancelledBeforeItBegins":  testCancelledBeforeItBegins,
		"NoUpdateIsLost":           testNoUpdateIsLost,
		"BooksChangeInParallel":    testBooksChangeInParallel,
		"LeaseOrder":               testLeaseOrder,
		"LeaseEqualInstants":       testLeaseEqualInstants,
		"LeaseEarly":               testLeaseEarly,
		"LeaseFavoursNobody":       testLeaseFavoursNobody,
		"Waiting":                  testWaiting,
		"LeaseRunsOut":             testLeaseRunsOut,
		"LeaseEndsWithSettle":      testLeaseEndsWithSettle,
		"LeaseLost":                testLeaseLost,
		"FailedSettleKeepsLease":   testFailedSettleKeepsLease,
		"UpdateDuringLease":        testUpdateDuringLease,
		"LeasesAreExclusive":       testLeasesAreExclusive,
		"CrashBetweenSendAndStore": testCrashBetweenSendAndStore,
		"Forget":                   testForget,
		"ForgetWhileLeased":        testForgetWhileLeased,
		"EmptiedWhileLeased":       testEmptiedWhileLeased,
		"Settings":                 testSettings,
		"SettingsRace":             testSettingsRace,
		"ReopenKeepsAll":           testReopenKeepsAll,
		"TokensAcrossReopen":       testTokensAcrossReopen,
		"Closed":                   testClosed,
		"CloseWaits":               testCloseWaits,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newFixture(t, open))
		})
	}
	t.Run("Model", func(t *testing.T) {
		t.Parallel()
		testModel(t, open)
	})
}

// fixture is one store under test.
type fixture struct {
	store.Store
	t     testing.TB
	open  Opener
	place string
}

func newFixture(t testing.TB, open Opener) *fixture {
	f := &fixture{t: t, open: open, place: t.TempDir()}
	f.begin()
	return f
}

func (f *fixture) begin() {
	f.t.Helper()
	f.Store = f.open(f.t, f.place)
	s := f.Store
	f.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			f.t.Errorf("closing: %v", err)
		}
	})
}

func (f *fixture) close() {
	if err := f.Close(); err != nil {
		f.t.Errorf("closing: %v", err)
	}
}

func (f *fixture) reopen() {
	f.t.Helper()
	f.close()
	f.begin()
}

// update changes a Book and fails the test when it cannot.
func (f *fixture) update(id routines.PersonID, change func(*store.Book)) {
	f.t.Helper()
	if err := f.Update(f.t.Context(), id, func(b *store.Book) error {
		change(b)
		return nil
	}); err != nil {
		f.t.Fatalf("updating %d: %v", id, err)
	}
}

func (f *fixture) ring(id routines.PersonID, at time.Time) {
	f.t.Helper()
	f.update(id, func(b *store.Book) { b.Person.Language, b.Alarm = "en", at })
}

// early sets an alarm that may ring early.
func (f *fixture) early(id routines.PersonID, at, early time.Time) {
	f.t.Helper()
	f.update(id, func(b *store.Book) { b.Person.Language, b.Alarm, b.Early = "en", at, early })
}

func (f *fixture) lease(now time.Time, limit int) []store.Lease {
	f.t.Helper()
	return f.leaseEarly(now, now, limit)
}

func (f *fixture) leaseEarly(now, reach time.Time, limit int) []store.Lease {
	f.t.Helper()
	leases, err := f.Lease(f.t.Context(), now, reach, now.Add(time.Minute), limit)
	if err != nil {
		f.t.Fatalf("leasing: %v", err)
	}
	return leases
}

// one leases the only alarm that is due.
func (f *fixture) one(now time.Time) store.Lease {
	f.t.Helper()
	leases := f.lease(now, 10)
	if len(leases) != 1 {
		f.t.Fatalf("%d alarms were leased, want 1", len(leases))
	}
	return leases[0]
}

func (f *fixture) nextAlarm(want time.Time) {
	f.t.Helper()
	next, err := f.NextAlarm(f.t.Context())
	if err != nil || !next.Equal(want) {
		f.t.Errorf("the next alarm is %v, %v, want %v", next, err, want)
	}
}

// content is all that is kept about one person.
type content struct {
	Person  routines.Person
	Alarm   time.Time
	Early   time.Time
	Applied []int64
	Nights  []routines.Night
}

func contentOf(b *store.Book) (c content) {
	c = content{Person: b.Person, Alarm: b.Alarm, Early: b.Early, Applied: b.Applied}
	for _, n := range b.Nights(math.MinInt32, math.MaxInt32) {
		c.Nights = append(c.Nights, *n)
	}
	return c
}

func view(ctx context.Context, s store.Store, id routines.PersonID) (c content, err error) {
	err = s.View(ctx, id, func(b *store.Book) error {
		c = contentOf(b)
		return nil
	})
	return c, err
}

func (f *fixture) view(id routines.PersonID) content {
	f.t.Helper()
	c, err := view(f.t.Context(), f, id)
	if err != nil {
		f.t.Fatalf("viewing %d: %v", id, err)
	}
	return c
}

func (f *fixture) holds(id routines.PersonID, want content) {
	f.t.Helper()
	if diff := differ(want, f.view(id)); diff != "" {
		f.t.Errorf("the Book of %d (-want +got):\n%s", id, diff)
	}
}

func differ(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

// empty is what is kept about somebody unknown.
func empty(id routines.PersonID) content { return content{Person: routines.Person{ID: id}} }

func (f *fixture) wantError(what string, got, want error) {
	f.t.Helper()
	if !errors.Is(got, want) {
		f.t.Errorf("%s gives %v, want %v", what, got, want)
	}
}

// The evening that the tests are set in.
var (
	evening = time.Date(2026, 11, 22, 21, 40, 0, 0, time.UTC)
	tonight = routines.DateOf(2026, 11, 22)
	wake    = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
)

// somebody has filled in everything there is.
func somebody(id routines.PersonID) routines.Person {
	p := routines.Person{
		ID: id, Language: "pt-BR", Joined: evening.Add(-time.Microsecond), Consented: evening.Add(-time.Minute),
		Asking: "bedtime", Plan: routines.NewPlan("Europe/Lisbon", routines.ClockOf(6, 30), routines.ClockOf(0, 15)),
		Gates: routines.Gates{Answered: evening, Closed: routines.Heat | routines.Standing},
		Care:  routines.Care{Since: evening.Add(time.Hour)},
		Quiet: routines.Quiet{
			Routines: map[routines.Routine]uint8{routines.Hydration: 3},
			Told:     map[routines.Routine]bool{routines.CalfStretch: true},
			CheckIns: 4, Since: tonight, Asked: tonight + 1,
		},
	}
	p.Plan.Journey = routines.Journey{Zone: "Asia/Tokyo", Until: tonight + 18}
	p.Plan.Habits[routines.Relaxation] = routines.Habit{On: true, Slots: []routines.Slot{
		{Base: routines.AtBed, Offset: -35},
		{Base: routines.ByCron, Cron: "30 21 * * 1-5", Nights: routines.DaysOf(time.Monday)},
	}}
	p.Plan.CheckIn = []routines.Slot{{Base: routines.AtWake, Offset: 20}}
	p.Plan.Pauses = []routines.Span{{From: tonight + 30, To: tonight + 40}, {From: tonight + 60}}
	return p
}

// full is a Night with everything there is.
func full(date routines.Date) routines.Night {
	at := wake.AddDate(0, 0, int(date-tonight))
	return routines.Night{
		Date: date, Opened: at, Since: at.Add(time.Hour), Paused: true,
		Marks: []routines.Mark{
			{Routine: routines.Hydration, Due: at.Add(3 * time.Hour), Sent: at.Add(3*time.Hour + 2*time.Second)},
			{Routine: routines.CalfStretch, Ordinal: 3, State: routines.Done, Due: at.Add(15 * time.Hour),
				Answered: at.Add(14 * time.Hour), Snoozed: at.Add(16 * time.Hour), Message: 1 << 30},
		},
		Log: []routines.Answer{
			{Field: routines.Cramps, Value: 2, At: at.Add(25 * time.Hour)},
			{Field: routines.Cramps, Value: routines.Withdrawn, At: at.Add(26 * time.Hour), Usual: true},
		},
		Cramps: []routines.Cramp{{At: at.Add(20 * time.Hour), Logged: at.Add(21 * time.Hour)}, {At: at.Add(19 * time.Hour), Undone: true}},
		Asked:  at.Add(24 * time.Hour), Again: true, AskedIn: 77,
	}
}
