package storetest

import (
	"testing"

	"calmcalf/store"
)

func testAppliedIsAWindow(t *testing.T, f *fixture) {
	const size, more = store.MostApplied / 4, store.MostApplied / 4
	for batch := range int64(5) {
		f.update(42, func(b *store.Book) {
			b.Person.Language = "en"
			for i := range int64(size) {
				b.Apply(1000 - (batch*size + i))
			}
		})
	}
	if err := f.View(t.Context(), 42, func(b *store.Book) error {
		if len(b.Applied) != store.MostApplied || !b.Seen(1000-store.MostApplied-more+1) || !b.Seen(1000-more) || b.Seen(1000-more+1) {
			t.Errorf("remembered %v", b.Applied)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// testAppliedAgain has everything that may be under way of one person delivered
// again after a crash, in order. None of it is applied twice.
func testAppliedAgain(t *testing.T, f *fixture) {
	deliver := func() {
		for update := range int64(store.MostApplied) {
			f.update(42, func(b *store.Book) {
				if b.Seen(update) {
					return
				}
				b.Apply(update)
				if b.Tonight() == nil {
					b.Add(full(tonight))
				}
				b.Tonight().Cramps = append(b.Tonight().Cramps, full(tonight).Cramps[0])
			})
		}
	}
	deliver()
	want := f.view(42)
	if n := len(want.Nights[0].Cramps) - len(full(tonight).Cramps); n != store.MostApplied {
		t.Fatalf("%d of %d updates were applied", n, store.MostApplied)
	}
	f.reopen()
	deliver()
	f.holds(42, want)
}
