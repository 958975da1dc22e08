package bolt_test

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
)

// transactions is how many a closed file has seen.
func transactions(t *testing.T, path string) (count int) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *bbolt.Tx) error {
		count = tx.ID()
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return count
}

// TestOneTransaction has many change something at the same moment: they share one
// transaction, whatever becomes of some of them.
func TestOneTransaction(t *testing.T) {
	t.Parallel()
	path := saved(t)
	before := transactions(t, path)
	stop := errors.New("stop")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		want := func(err error, words string) {
			t.Helper()
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("got %v, want %q", err, words)
			}
		}
		var g sync.WaitGroup
		for id := range routines.PersonID(20) {
			g.Go(func() {
				if err := s.Update(t.Context(), id, func(b *store.Book) error {
					b.Apply(1)
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
		}
		g.Go(func() {
			want(s.Update(t.Context(), 20, func(b *store.Book) error {
				b.Apply(1)
				return stop
			}), "stop")
		})
		g.Go(func() {
			defer func() {
				if recover() != "ouch" {
					t.Error("a panic was swallowed")
				}
			}()
			_ = s.Update(t.Context(), 21, func(*store.Book) error { panic("ouch") })
		})
		g.Go(func() { // as a test does that ends in a closure
			_ = s.Update(t.Context(), 22, func(*store.Book) error {
				runtime.Goexit()
				return nil
			})
			t.Error("a goroutine that ended went on")
		})
		g.Go(func() { want(s.SwapSetting(t.Context(), "key", []byte("old"), nil), "changed meanwhile") })
		g.Go(func() {
			// Only writing it shows that bbolt cannot keep it.
			want(s.SwapSetting(t.Context(), strings.Repeat("k", bbolt.MaxKeySize+1), nil, []byte("new")), "key too large")
		})
		g.Go(func() {
			if err := s.Forget(t.Context(), 23); err != nil {
				t.Error(err)
			}
		})
		g.Wait()
		for id := range routines.PersonID(24) {
			if err := s.View(t.Context(), id, func(b *store.Book) error {
				if b.Seen(1) != (id < 20) || (b.Tonight() == nil) != (id == 23) {
					t.Errorf("person %d: applied %v, tonight %v", id, b.Applied, b.Tonight())
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if count := transactions(t, path) - before; count != 1 {
		t.Errorf("%d transactions", count)
	}
	check(t, path)
}

// TestOncePerBatch has one person change twice at the same moment: the second
// change is of what the first has left.
func TestOncePerBatch(t *testing.T) {
	t.Parallel()
	path := saved(t)
	before := transactions(t, path)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		var g sync.WaitGroup
		for update := range int64(2) {
			g.Go(func() {
				if err := s.Update(t.Context(), 42, func(b *store.Book) error {
					b.Apply(update)
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
		}
		g.Wait()
		if err := s.View(t.Context(), 42, func(b *store.Book) error {
			if len(b.Applied) != 2 {
				t.Errorf("applied %v", b.Applied)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if count := transactions(t, path) - before; count != 2 {
		t.Errorf("%d transactions", count)
	}
}

// TestNothingToWrite has changes that change nothing: the disk is left alone.
func TestNothingToWrite(t *testing.T) {
	t.Parallel()
	path := saved(t)
	stop := errors.New("stop")
	s := open(t, path)
	if err := s.SwapSetting(t.Context(), "key", nil, []byte("value")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := transactions(t, path)
	s = open(t, path)
	for name, test := range map[string]struct {
		change func() error
		want   error
	}{
		"reading": {func() error {
			return s.Update(t.Context(), 42, func(b *store.Book) error {
				b.Tonight()
				return nil
			})
		}, nil},
		"failing": {func() error {
			return s.Update(t.Context(), 42, func(b *store.Book) error {
				b.Apply(1)
				return stop
			})
		}, stop},
		"an empty Book":   {func() error { return s.Update(t.Context(), 99, func(*store.Book) error { return nil }) }, nil},
		"nobody":          {func() error { return s.Forget(t.Context(), 99) }, nil},
		"a lost lease":    {func() error { return s.Settle(t.Context(), store.Lease{Person: 42}, nil) }, store.ErrConflict},
		"another setting": {func() error { return s.SwapSetting(t.Context(), "key", nil, []byte("new")) }, store.ErrConflict},
		"the same value":  {func() error { return s.SwapSetting(t.Context(), "key", []byte("value"), []byte("value")) }, nil},
		"no setting":      {func() error { return s.SwapSetting(t.Context(), "other", nil, nil) }, nil},
	} {
		if err := test.change(); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if count := transactions(t, path) - before; count != 0 {
		t.Errorf("%d transactions", count)
	}
}

// TestLeaseLostWithinBatch has a lease that ran out taken by another, and
// settled by the first, at the same moment.
func TestLeaseLostWithinBatch(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		defer s.Close()
		if err := s.Update(t.Context(), 42, func(b *store.Book) error {
			b.Alarm = evening
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		lease := func(now time.Time) store.Lease {
			leases, err := s.Lease(t.Context(), now, now, now.Add(time.Minute), 1)
			if err != nil || len(leases) != 1 {
				t.Fatal(leases, err)
			}
			return leases[0]
		}
		first := lease(evening)
		var second store.Lease
		var g sync.WaitGroup
		g.Go(func() { second = lease(evening.Add(time.Minute)) })
		synctest.Wait() // it waits for others to share its transaction with
		g.Go(func() {
			if err := s.Settle(t.Context(), first, func(b *store.Book) error {
				b.Alarm = time.Time{}
				return nil
			}); !errors.Is(err, store.ErrConflict) {
				t.Errorf("got %v", err)
			}
		})
		g.Wait()
		if err := s.Settle(t.Context(), second, func(b *store.Book) error {
			if b.Alarm != evening {
				t.Errorf("the alarm is %v", b.Alarm)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	check(t, path)
}
