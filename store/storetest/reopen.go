package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

func testReopenKeepsAll(t *testing.T, f *fixture) {
	want := map[routines.PersonID]content{}
	for _, id := range []routines.PersonID{1, 2, 3} {
		f.update(id, func(b *store.Book) {
			b.Person, b.Alarm, b.Early = somebody(id), evening.Add(time.Duration(id)*time.Second), evening.Add(-time.Hour)
			b.Apply(int64(id))
			b.Add(full(tonight))
		})
		want[id] = f.view(id)
	}
	if err := f.Forget(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	want[3] = empty(3)
	if err := f.SwapSetting(t.Context(), "key", nil, []byte("value")); err != nil {
		t.Fatal(err)
	}
	held := f.one(evening.Add(time.Second))

	for range 2 {
		f.reopen()
		for id, c := range want {
			f.holds(id, c)
		}
		if got, err := f.Setting(t.Context(), "key"); string(got) != "value" {
			t.Errorf("the setting holds %q, %v", got, err)
		}
		if got := f.lease(evening.Add(time.Second), 10); len(got) != 0 {
			t.Errorf("a leased alarm was leased again: %+v", got)
		}
		f.nextAlarm(evening.Add(2 * time.Second))
	}
	if err := f.Settle(t.Context(), held, func(*store.Book) error { return nil }); err != nil {
		t.Errorf("a lease did not outlive a restart: %v", err)
	}
}

func testTokensAcrossReopen(t *testing.T, f *fixture) {
	tokens := map[uint64]bool{}
	for range 3 {
		for range 3 {
			f.ring(42, evening)
			held := f.one(evening)
			if tokens[held.Token] || held.Token == 0 {
				t.Errorf("the token %d was given before", held.Token)
			}
			tokens[held.Token] = true
			if err := f.Forget(t.Context(), 42); err != nil {
				t.Fatal(err)
			}
		}
		f.reopen()
	}
}

func testClosed(t *testing.T, f *fixture) {
	f.ring(42, evening)
	held := f.one(evening)
	for range 2 { // closing twice is no error
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	never := func(*store.Book) error {
		t.Error("a closure ran in a closed store")
		return nil
	}
	_, leaseErr := f.Lease(t.Context(), evening, evening, evening.Add(1), 1)
	_, waitingErr := f.Waiting(t.Context(), []time.Time{evening}, 1)
	_, nextErr := f.NextAlarm(t.Context())
	_, settingErr := f.Setting(t.Context(), "key")
	for name, err := range map[string]error{
		"Update": f.Update(t.Context(), 42, never), "View": f.View(t.Context(), 42, never),
		"Settle": f.Settle(t.Context(), held, never), "Forget": f.Forget(t.Context(), 42),
		"SwapSetting": f.SwapSetting(t.Context(), "key", nil, []byte{}),
		"Lease":       leaseErr, "Waiting": waitingErr, "NextAlarm": nextErr, "Setting": settingErr,
	} {
		if err == nil {
			t.Errorf("%s works in a closed store", name)
		}
	}
}

func testCloseWaits(t *testing.T, f *fixture) {
	entered, leave := make(chan bool), make(chan bool)
	var left atomic.Bool
	viewed := make(chan error)
	go func() {
		viewed <- f.View(t.Context(), 42, func(*store.Book) error {
			close(entered)
			<-leave
			left.Store(true)
			return nil
		})
	}()
	<-entered
	closed := make(chan error)
	go func() {
		err := f.Close()
		if !left.Load() {
			t.Error("Close did not wait for what was under way")
		}
		closed <- err
	}()
	close(leave)
	if err := <-viewed; err != nil {
		t.Error(err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
