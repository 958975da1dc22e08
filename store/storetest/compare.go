package storetest

import (
	"bytes"
	"context"
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
		newComparison(f).run(rt)
	})
}

// comparison is a store and a model to which the same is done.
type comparison struct {
	*fixture
	ctx    context.Context
	model  *model
	now    time.Time
	given  []store.Lease // all there ever were
	tokens map[uint64]bool
}

func newComparison(f *fixture) *comparison {
	return &comparison{
		fixture: f, ctx: f.t.Context(), now: evening, tokens: map[uint64]bool{},
		model: &model{books: map[routines.PersonID]content{}, leases: map[routines.PersonID]store.Lease{}, settings: map[string][]byte{}},
	}
}

var (
	people = rapid.Map(rapid.IntRange(-1, 3), func(n int) routines.PersonID { return routines.PersonID(n) })
	values = rapid.SampledFrom([][]byte{nil, {}, []byte("a"), []byte("b")})
	keys   = rapid.SampledFrom([]string{"x", "y"})
)

func seconds(t *rapid.T, name string, from, to int) time.Duration {
	return time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Second
}

func (c *comparison) run(t *rapid.T) {
	t.Repeat(map[string]func(*rapid.T){
		"update": func(t *rapid.T) {
			id := people.Draw(t, "person")
			c.change(t, id, func(change func(*store.Book) error) error { return c.Update(c.ctx, id, change) })
		},
		"lease":  c.leaseSome,
		"settle": c.settleOne,
		"forget": func(t *rapid.T) {
			id := people.Draw(t, "person")
			if err := c.Forget(c.ctx, id); err != nil {
				t.Fatal(err)
			}
			delete(c.model.books, id)
			delete(c.model.leases, id)
		},
		"swap":   c.swap,
		"wait":   func(t *rapid.T) { c.now = c.now.Add(seconds(t, "seconds", 0, 3)) },
		"reopen": func(*rapid.T) { c.reopen() },
		"":       c.compare,
	})
}

// change changes a Book in the store, and in the model when the change holds.
func (c *comparison) change(t *rapid.T, id routines.PersonID, update func(func(*store.Book) error) error) (stored bool) {
	todo := rapid.SliceOfN(changes, 0, 4).Draw(t, "changes")
	outcome := rapid.SampledFrom([]error{nil, nil, nil, errStop}).Draw(t, "outcome")
	want := c.model.book(id).clone()
	before := want.clone()
	for _, change := range todo {
		change.toContent(&want)
	}
	var diff string
	err := update(func(b *store.Book) error {
		// Half of the closures look at all of it first.
		if len(todo)%2 == 0 {
			diff = differ(before, contentOf(b))
		}
		for _, change := range todo {
			change.toBook(b)
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
	c.model.keep(id, want)
	return true
}

var errStop = errors.New("stop")

func (c *comparison) leaseSome(t *rapid.T) {
	limit := rapid.IntRange(0, 4).Draw(t, "limit")
	until := c.now.Add(seconds(t, "seconds", 1, 5))
	reach := c.now.Add(seconds(t, "reach", -1, 6))
	want := c.model.due(c.now, reach, limit)
	got, err := c.Lease(c.ctx, c.now, reach, until, limit)
	if err != nil || len(got) != len(want) {
		t.Fatalf("leased %d, %v, want %d", len(got), err, len(want))
	}
	for i, held := range got {
		switch {
		case !c.model.ready(held.Person, c.now, reach):
			t.Fatalf("the alarm of %d is not to be leased", held.Person)
		case !held.Alarm.Equal(want[i]) || !held.Alarm.Equal(c.model.books[held.Person].Alarm):
			t.Fatalf("lease %d is of %v, want %v", i, held.Alarm, want[i])
		case held.Attempt != c.model.leases[held.Person].Attempt+1 || !held.Until.Equal(until):
			t.Fatalf("lease %d is %+v", i, held)
		case held.Token == 0 || c.tokens[held.Token]:
			t.Fatalf("the token %d was given before", held.Token)
		}
		c.tokens[held.Token] = true
		c.model.leases[held.Person] = held
		c.given = append(c.given, held)
	}
}

func (c *comparison) settleOne(t *rapid.T) {
	if len(c.given) == 0 {
		t.Skip("nothing was leased")
	}
	held := rapid.SampledFrom(c.given).Draw(t, "lease")
	if c.model.leases[held.Person].Token != held.Token {
		if err := c.Settle(c.ctx, held, func(*store.Book) error { return nil }); !errors.Is(err, store.ErrConflict) {
			t.Fatalf("a lost lease was settled: %v", err)
		}
		return
	}
	if c.change(t, held.Person, func(change func(*store.Book) error) error { return c.Settle(c.ctx, held, change) }) {
		delete(c.model.leases, held.Person)
	}
}

func (c *comparison) swap(t *rapid.T) {
	key := keys.Draw(t, "key")
	old, new := values.Draw(t, "old"), values.Draw(t, "new")
	current := c.model.settings[key]
	var want error
	if (old == nil) != (current == nil) || !bytes.Equal(old, current) {
		want = store.ErrConflict
	}
	if err := c.SwapSetting(c.ctx, key, old, new); !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
	switch {
	case want == nil && new == nil:
		delete(c.model.settings, key)
	case want == nil:
		c.model.settings[key] = new
	}
}

// compare compares all that can be read.
func (c *comparison) compare(t *rapid.T) {
	if next, err := c.NextAlarm(c.ctx); err != nil || !next.Equal(c.model.nextAlarm()) {
		t.Fatalf("the next alarm is %v, %v, want %v", next, err, c.model.nextAlarm())
	}
	instants := []time.Time{evening, evening.Add(2 * time.Second), evening.Add(5 * time.Second), evening.Add(time.Hour)}
	for _, most := range []int{2, 9} {
		counts, err := c.Waiting(c.ctx, instants, most)
		if err != nil || len(counts) != len(instants) {
			t.Fatalf("counted %v, %v", counts, err)
		}
		for i, count := range counts {
			if want := c.model.waiting(instants[i], most); count != want {
				t.Fatalf("%d alarms lie before %v, want %d", count, instants[i], want)
			}
		}
	}
	for id := routines.PersonID(-1); id <= 3; id++ {
		got, err := view(c.ctx, c, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := differ(c.model.book(id), got); diff != "" {
			t.Fatalf("the Book of %d (-want +got):\n%s", id, diff)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.model.settings)) {
		if got, err := c.Setting(c.ctx, key); err != nil || !bytes.Equal(got, c.model.settings[key]) {
			t.Fatalf("the setting %s holds %q, %v", key, got, err)
		}
	}
}
