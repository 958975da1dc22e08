package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/store"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

// TestNights lives through a week: a backup each night, of which the newest
// stay, and a smaller file in the night after somebody was forgotten.
func TestNights(t *testing.T) {
	t.Parallel()
	folder := backup.Folder{Store: filepath.Join(t.TempDir(), "calmcalf.db"), Path: t.TempDir(), Keep: 4, Verify: bolt.Verify}
	synctest.Test(t, func(t *testing.T) {
		y, m, d := time.Now().Date()
		night := func(day int) time.Time { return time.Date(y, m, d+1+day, 3, 17, 0, 0, time.Local) }
		time.Sleep(time.Until(night(-1).Add(time.Hour)))
		kept := filled(t, folder.Store)
		var logged output
		keeper := newHousekeeper(kept, folder, time.Now, slog.New(slog.NewTextHandler(&logged, nil)))
		live := func(until time.Time) {
			for ; time.Now().Before(until); time.Sleep(time.Minute) {
				keeper.look(t.Context())
			}
		}
		name := func(at time.Time) string { return "calmcalf-" + at.UTC().Format("20060102T150405Z") + ".db" }
		names := []string{name(time.Now())} // one at the start
		for day := range 7 {
			live(night(day))
			if diff := cmp.Diff(names[max(0, len(names)-folder.Keep):], list(t, folder.Path)); diff != "" {
				t.Errorf("day %d, a minute too early (-want +got)\n%s", day, diff)
			}
			names = append(names, name(night(day)))
			live(night(day).Add(time.Minute))
			if diff := cmp.Diff(names[max(0, len(names)-folder.Keep):], list(t, folder.Path)); diff != "" {
				t.Errorf("day %d (-want +got)\n%s", day, diff)
			}
		}
		if strings.Contains(logged.String(), "compacted") {
			t.Error("compacted without a reason")
		}
		if err := kept.Forget(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		live(time.Now().Add(24 * time.Hour))
		if u, err := kept.Usage(t.Context()); err != nil || u.Erased {
			t.Errorf("a day later: %+v, %v", u, err)
		}
		// A failure is one line in the log each hour, and no end.
		if err := os.RemoveAll(folder.Path); err != nil {
			t.Fatal(err)
		}
		live(night(8).Add(5*time.Hour + time.Minute))
		if n := strings.Count(logged.String(), "there is no folder"); n != 6 || strings.Count(logged.String(), "level=ERROR") != 6 {
			t.Errorf("%d lines of six failures:\n%s", n, &logged.buf)
		}
		if err := os.Mkdir(folder.Path, 0o700); err != nil {
			t.Fatal(err)
		}
		live(time.Now().Add(time.Hour))
		if got := list(t, folder.Path); len(got) != 1 {
			t.Errorf("an hour after it could be made again: %v", got)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestWorthwhile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		usage store.Usage
		want  bool
	}{
		{store.Usage{Bytes: 10 << 20, Free: 3 << 20}, false},
		{store.Usage{Bytes: 10 << 20, Free: 4 << 20}, true},
		{store.Usage{Bytes: 1 << 20, Free: 900 << 10}, false},
		{store.Usage{Bytes: 1 << 20, Erased: true}, true},
	} {
		if got := worthwhile(test.usage); got != test.want {
			t.Errorf("%+v: %v", test.usage, got)
		}
	}
}

// TestCatchUp starts bots that did not run at night.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	folder, kept := newBackups(t)
	if err := kept.Forget(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 21, 40, 0, 0, time.Local)
	clock := func() time.Time { return now }
	for _, step := range []struct {
		ahead time.Duration
		want  int
	}{{0, 1}, {time.Hour, 1}, {4 * time.Hour, 1}, {time.Hour, 2}, {-100 * time.Hour, 3}, {time.Hour, 3}} {
		now = now.Add(step.ahead)
		newHousekeeper(kept, folder, clock, slog.New(slog.DiscardHandler)).look(t.Context())
		if got := list(t, folder.Path); len(got) != step.want {
			t.Errorf("at %v there are %v", now, got)
		}
	}
	if u, err := kept.Usage(t.Context()); err != nil || u.Erased {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestJobPanics has a job that panics. It rests like one that fails, and so does
// not fill the log.
func TestJobPanics(t *testing.T) {
	t.Parallel()
	now, runs := tonight, 0
	keeper := &housekeeper{now: func() time.Time { return now }, jobs: []*nightly{{run: func(context.Context) error {
		runs++
		panic("moon")
	}}}}
	for range 120 {
		func() {
			defer func() { _ = recover() }()
			keeper.look(t.Context())
		}()
		now = now.Add(time.Minute)
	}
	if runs != 2 {
		t.Errorf("it ran %d times in two hours", runs)
	}
}

// TestSweep removes what a crash has left of a backup, though none are made now.
func TestSweep(t *testing.T) {
	t.Parallel()
	folder, kept := newBackups(t)
	folder.Path = ""
	put(t, filepath.Join(filepath.Dir(folder.Store), ".calmcalf.db.backup123"), "of a crash")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	keeper := newHousekeeper(kept, folder, time.Now, slog.New(slog.DiscardHandler))
	keeper.begin(ctx)()
	keeper.look(t.Context())
	if diff := cmp.Diff([]string{"calmcalf.db"}, list(t, filepath.Dir(folder.Store))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
