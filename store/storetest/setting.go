package storetest

import (
	"bytes"
	"errors"
	"strconv"
	"testing"

	"golang.org/x/sync/errgroup"

	"calmcalf/store"
)

func testSettings(t *testing.T, f *fixture) {
	old, new := []byte("old"), []byte("new")
	swap := func(key string, from, to []byte, want error) {
		t.Helper()
		f.wantError("SwapSetting", f.SwapSetting(t.Context(), key, from, to), want)
	}
	holds := func(key string, want []byte) {
		t.Helper()
		got, err := f.Setting(t.Context(), key)
		switch {
		case want == nil:
			f.wantError("Setting", err, store.ErrNotFound)
		case err != nil:
			t.Error(err)
		}
		if !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("the setting holds %q, want %q", got, want)
		}
	}
	holds("a", nil)
	swap("a", old, new, store.ErrConflict)
	swap("a", nil, nil, nil)
	holds("a", nil)
	swap("a", nil, old, nil)
	holds("a", old)
	holds("A", nil)
	holds("aa", nil)
	swap("a", nil, new, store.ErrConflict)
	swap("a", nil, nil, store.ErrConflict)
	swap("a", new, old, store.ErrConflict)
	swap("a", []byte{}, new, store.ErrConflict)
	holds("a", old)
	swap("a", old, new, nil)
	holds("a", new)
	swap("a", new, []byte{}, nil) // holding nothing is not the same as not being there
	holds("a", []byte{})
	swap("a", nil, new, store.ErrConflict)
	swap("a", []byte{}, nil, nil)
	holds("a", nil)

	// What is handed out and in belongs to the caller.
	value := []byte("mine")
	swap("b", nil, value, nil)
	value[0] = 'X'
	got, err := f.Setting(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	got[0] = 'Y'
	holds("b", []byte("mine"))
	large := bytes.Repeat([]byte{7}, 100_000)
	swap("large", nil, large, nil)
	f.reopen()
	if got, err = f.Setting(t.Context(), "large"); err != nil {
		t.Fatal(err)
	}
	got[0] = 'Y'
	holds("large", large)
}

func testSettingsRace(t *testing.T, f *fixture) {
	const times = 20
	var g errgroup.Group
	for range times {
		g.Go(func() error {
			for {
				old, err := f.Setting(t.Context(), "count")
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				count := 0
				if old != nil {
					if count, err = strconv.Atoi(string(old)); err != nil {
						return err
					}
				}
				err = f.SwapSetting(t.Context(), "count", old, strconv.AppendInt(nil, int64(count+1), 10))
				if !errors.Is(err, store.ErrConflict) {
					return err
				}
			}
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Setting(t.Context(), "count"); string(got) != strconv.Itoa(times) {
		t.Errorf("counted to %s, %v, want %d", got, err, times)
	}
}
