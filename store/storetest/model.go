package storetest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calmcalf/routines"
	"calmcalf/store"
)

// model says what a store does, with maps.
type model struct {
	books    map[routines.PersonID]content
	leases   map[routines.PersonID]store.Lease // unsettled ones
	settings map[string][]byte
}

func (m *model) book(id routines.PersonID) content {
	if c, ok := m.books[id]; ok {
		return c
	}
	return empty(id)
}

// keep stores what a closure left, or nothing, if that is empty.
func (m *model) keep(id routines.PersonID, c content) {
	bare := c
	bare.Applied = nil
	if differ(empty(id), bare) == "" {
		delete(m.books, id)
		delete(m.leases, id)
		return
	}
	m.books[id] = c
}

// free is when an alarm can be leased, zero for never.
func (m *model) free(id routines.PersonID) time.Time {
	at := m.books[id].Alarm
	if held, ok := m.leases[id]; ok && !at.IsZero() && held.Until.After(at) {
		return held.Until
	}
	return at
}

func (m *model) nextAlarm() (next time.Time) {
	for id := range m.books {
		if at := m.free(id); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// ready tells whether an alarm can be leased.
func (m *model) ready(id routines.PersonID, now, reach time.Time) bool {
	c := m.books[id]
	switch {
	case c.Alarm.IsZero() || m.leases[id].Until.After(now):
		return false
	case !c.Alarm.After(now):
		return true
	}
	return !c.Alarm.After(reach) && !c.Early.IsZero() && !c.Early.After(now)
}

// due lists the instants of the alarms that can be leased, in order.
func (m *model) due(now, reach time.Time, limit int) (alarms []time.Time) {
	for id, c := range m.books {
		if m.ready(id, now, reach) {
			alarms = append(alarms, c.Alarm)
		}
	}
	slices.SortFunc(alarms, time.Time.Compare)
	return alarms[:min(limit, len(alarms))]
}

// waiting counts the alarms at which something is to be said.
func (m *model) waiting(before time.Time, most int) (count int) {
	for _, c := range m.books {
		if !c.Alarm.IsZero() && !c.Early.IsZero() && c.Alarm.Before(before) {
			count++
		}
	}
	return min(count, most)
}

// change is one thing that a closure does, in the store and in the model.
type change struct {
	kind   int
	night  routines.Date
	number int
	at     time.Time
	early  time.Time
}

var changes = rapid.Custom(func(t *rapid.T) change {
	return change{
		kind:   rapid.IntRange(0, 7).Draw(t, "kind"),
		night:  tonight + routines.Date(rapid.IntRange(-3, 3).Draw(t, "night")),
		number: rapid.IntRange(0, 3).Draw(t, "number"),
		at:     instants.Draw(t, "at"),
		early:  rapid.OneOf(instants, rapid.Just(time.Time{})).Draw(t, "early"),
	}
})

var instants = rapid.Custom(func(t *rapid.T) time.Time {
	return evening.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "second")) * time.Second)
})

func (c change) toBook(b *store.Book) {
	night := func() *routines.Night {
		if n := b.Night(c.night); n != nil {
			return n
		}
		return b.Add(routines.Night{Date: c.night})
	}
	switch c.kind {
	case 0, 1:
		b.Alarm, b.Early = c.at, c.early
	case 2:
		b.Alarm = time.Time{}
	case 3:
		b.Person.Asking = fmt.Sprint("?", c.number)[:min(c.number, 1)]
	case 4:
		b.Apply(int64(c.number))
	case 5:
		night().AskedIn = c.number
	case 6:
		b.Add(routines.Night{Date: c.night, Opened: c.at})
	case 7:
		if n := b.Tonight(); n != nil {
			n.Cramps = append(n.Cramps, routines.Cramp{At: c.at, Logged: c.at})
		}
		if n := b.Before(c.night); n != nil {
			n.Again = !n.Again
		}
	}
}

// toContent does the same without a Book.
func (c change) toContent(to *content) {
	at := func(date routines.Date) (int, bool) {
		return slices.BinarySearchFunc(to.Nights, date, func(n routines.Night, d routines.Date) int { return cmp.Compare(n.Date, d) })
	}
	put := func(n routines.Night) {
		i, found := at(n.Date)
		if found {
			to.Nights[i] = n
		} else {
			to.Nights = slices.Insert(to.Nights, i, n)
		}
	}
	switch c.kind {
	case 0, 1:
		to.Alarm, to.Early = c.at, c.early
	case 2:
		to.Alarm = time.Time{}
	case 3:
		to.Person.Asking = fmt.Sprint("?", c.number)[:min(c.number, 1)]
	case 4:
		to.Applied = append(to.Applied, int64(c.number))
		to.Applied = to.Applied[max(0, len(to.Applied)-store.MostApplied):]
	case 5:
		n := routines.Night{Date: c.night}
		if i, found := at(c.night); found {
			n = to.Nights[i]
		}
		n.AskedIn = c.number
		put(n)
	case 6:
		put(routines.Night{Date: c.night, Opened: c.at})
	case 7:
		if last := len(to.Nights) - 1; last >= 0 {
			to.Nights[last].Cramps = append(to.Nights[last].Cramps, routines.Cramp{At: c.at, Logged: c.at})
		}
		if i, _ := at(c.night); i > 0 {
			to.Nights[i-1].Again = !to.Nights[i-1].Again
		}
	}
}

// clone makes a content whose changes are not seen in the first.
func (c content) clone() content {
	c.Applied = slices.Clone(c.Applied)
	c.Nights = slices.Clone(c.Nights)
	for i := range c.Nights {
		c.Nights[i].Cramps = slices.Clone(c.Nights[i].Cramps)
	}
	return c
}

// testModel does random things with a store and a model, and compares what
// both say.
func testModel(t *testing.T, open Opener) {
	places := t.TempDir()
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		place := filepath.Join(places, fmt.Sprint(runs))
		if err := os.Mkdir(place, 0o700); err != nil {
			t.Fatal(err)
		}
		f := &fixture{t: t, open: open, place: place}
		f.begin()
		defer f.close()
		compare(rt, f)
	})
}

func compare(t *rapid.T, f *fixture) {
	m := &model{books: map[routines.PersonID]content{}, leases: map[routines.PersonID]store.Lease{}, settings: map[string][]byte{}}
	ctx := f.t.Context()
	stop := errors.New("stop")
	people := rapid.Map(rapid.IntRange(-1, 3), func(n int) routines.PersonID { return routines.PersonID(n) })
	now := evening
	var given []store.Lease // all there ever were
	tokens := map[uint64]bool{}

	// apply runs some changes in the store, and in the model when they hold.
	apply := func(t *rapid.T, id routines.PersonID, update func(func(*store.Book) error) error) (stored bool) {
		todo := rapid.SliceOfN(changes, 0, 4).Draw(t, "changes")
		outcome := rapid.SampledFrom([]error{nil, nil, nil, stop}).Draw(t, "outcome")
		want := m.book(id).clone()
		before := want.clone()
		for _, c := range todo {
			c.toContent(&want)
		}
		var diff string
		err := update(func(b *store.Book) error {
			// Half of the closures look at all of it first.
			if len(todo)%2 == 0 {
				diff = differ(before, contentOf(b))
			}
			for _, c := range todo {
				c.toBook(b)
			}
			return outcome
		})
		if diff != "" {
			t.Fatalf("the Book of %d (-want +got):\n%s", id, diff)
		}
		if !errors.Is(err, outcome) {
			t.Fatalf("got %v, want %v", err, outcome)
		}
		if err != nil {
			return false
		}
		m.keep(id, want)
		return true
	}

	t.Repeat(map[string]func(*rapid.T){
		"update": func(t *rapid.T) {
			id := people.Draw(t, "person")
			apply(t, id, func(change func(*store.Book) error) error { return f.Update(ctx, id, change) })
		},
		"lease": func(t *rapid.T) {
			limit := rapid.IntRange(0, 4).Draw(t, "limit")
			until := now.Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "seconds")) * time.Second)
			reach := now.Add(time.Duration(rapid.IntRange(-1, 6).Draw(t, "reach")) * time.Second)
			want := m.due(now, reach, limit)
			got, err := f.Lease(ctx, now, reach, until, limit)
			if err != nil || len(got) != len(want) {
				t.Fatalf("leased %d, %v, want %d", len(got), err, len(want))
			}
			for i, held := range got {
				switch {
				case !m.ready(held.Person, now, reach):
					t.Fatalf("the alarm of %d is not to be leased", held.Person)
				case !held.Alarm.Equal(want[i]) || !held.Alarm.Equal(m.books[held.Person].Alarm):
					t.Fatalf("lease %d is of %v, want %v", i, held.Alarm, want[i])
				case held.Attempt != m.leases[held.Person].Attempt+1 || !held.Until.Equal(until):
					t.Fatalf("lease %d is %+v", i, held)
				case held.Token == 0 || tokens[held.Token]:
					t.Fatalf("the token %d was given before", held.Token)
				}
				tokens[held.Token] = true
				m.leases[held.Person] = held
				given = append(given, held)
			}
		},
		"settle": func(t *rapid.T) {
			if len(given) == 0 {
				t.Skip("nothing was leased")
			}
			held := rapid.SampledFrom(given).Draw(t, "lease")
			if m.leases[held.Person].Token != held.Token {
				if err := f.Settle(ctx, held, func(*store.Book) error { return nil }); !errors.Is(err, store.ErrConflict) {
					t.Fatalf("a lost lease was settled: %v", err)
				}
				return
			}
			if apply(t, held.Person, func(change func(*store.Book) error) error { return f.Settle(ctx, held, change) }) {
				delete(m.leases, held.Person)
			}
		},
		"forget": func(t *rapid.T) {
			id := people.Draw(t, "person")
			if err := f.Forget(ctx, id); err != nil {
				t.Fatal(err)
			}
			delete(m.books, id)
			delete(m.leases, id)
		},
		"swap": func(t *rapid.T) {
			values := rapid.SampledFrom([][]byte{nil, {}, []byte("a"), []byte("b")})
			key := rapid.SampledFrom([]string{"x", "y"}).Draw(t, "key")
			old, new := values.Draw(t, "old"), values.Draw(t, "new")
			current := m.settings[key]
			var want error
			if (old == nil) != (current == nil) || !bytes.Equal(old, current) {
				want = store.ErrConflict
			}
			if err := f.SwapSetting(ctx, key, old, new); !errors.Is(err, want) {
				t.Fatalf("got %v, want %v", err, want)
			}
			switch {
			case want == nil && new == nil:
				delete(m.settings, key)
			case want == nil:
				m.settings[key] = new
			}
		},
		"wait": func(t *rapid.T) {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "seconds")) * time.Second)
		},
		"reopen": func(*rapid.T) { f.reopen() },
		"": func(t *rapid.T) {
			if next, err := f.NextAlarm(ctx); err != nil || !next.Equal(m.nextAlarm()) {
				t.Fatalf("the next alarm is %v, %v, want %v", next, err, m.nextAlarm())
			}
			instants := []time.Time{evening, evening.Add(2 * time.Second), evening.Add(5 * time.Second), evening.Add(time.Hour)}
			for _, most := range []int{2, 9} {
				counts, err := f.Waiting(ctx, instants, most)
				if err != nil || len(counts) != len(instants) {
					t.Fatalf("counted %v, %v", counts, err)
				}
				for i, count := range counts {
					if want := m.waiting(instants[i], most); count != want {
						t.Fatalf("%d alarms lie before %v, want %d", count, instants[i], want)
					}
				}
			}
			for id := routines.PersonID(-1); id <= 3; id++ {
				got, err := view(ctx, f, id)
				if err != nil {
					t.Fatal(err)
				}
				if diff := differ(m.book(id), got); diff != "" {
					t.Fatalf("the Book of %d (-want +got):\n%s", id, diff)
				}
			}
			for _, key := range slices.Sorted(maps.Keys(m.settings)) {
				if got, err := f.Setting(ctx, key); err != nil || !bytes.Equal(got, m.settings[key]) {
					t.Fatalf("the setting %s holds %q, %v", key, got, err)
				}
			}
		},
	})
}
