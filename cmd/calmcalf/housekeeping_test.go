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

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/store/bolt"
)

// TestNights lives through a week: a backup each night, of which the newest
// stay, and a smaller file in the night after somebody was forgotten.
func TestNights(t *testing.T) {
	t.Parallel()
	texts, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	v := vault{store: filepath.Join(t.TempDir(), "calmcalf.db"), folder: t.TempDir(), keep: 4}
	synctest.Test(t, func(t *testing.T) {
		kept := filled(t, v.store)
		server := emulator.New(emulator.Options{Token: testToken, Now: time.Now})
		defer server.Close()
		var logged output
		log := slog.New(slog.NewTextHandler(&logged, nil))
		keeper := newHousekeeper(kept, v, time.Now, log)
		b, err := bot.New(bot.Config{Token: testToken, API: "http://emulator", Transport: server.Transport(), Store: kept,
			Texts: texts, Now: time.Now, Log: log, Zone: "UTC", Rate: 28, Tick: "@every 1h", Jobs: keeper.jobs()})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- b.Run(ctx) }()
		begun := time.Now()
		night := func(day int) time.Time {
			return time.Date(begun.Year(), begun.Month(), begun.Day()+day, 3, 17, 0, 0, time.Local)
		}
		days := 0
		if !night(0).After(begun) {
			days = 1
		}
		var names []string
		for day := range 7 {
			due := night(days + day)
			names = append(names, "calmcalf-"+due.UTC().Format(dated)+".db")
			time.Sleep(time.Until(due) - time.Minute)
			synctest.Wait()
			if got := list(t, v.folder); len(got) != min(day, v.keep) {
				t.Errorf("day %d, a minute too early: %v", day, got)
			}
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if diff := cmp.Diff(names[max(0, len(names)-v.keep):], list(t, v.folder)); diff != "" {
				t.Errorf("day %d (-want +got)\n%s", day, diff)
			}
		}
		if strings.Contains(logged.String(), "compacted") {
			t.Error("compacted without a reason")
		}
		if err := kept.Forget(ctx, 7); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if u, err := kept.Usage(ctx); err != nil || u.Erased {
			t.Errorf("a day later: %+v, %v", u, err)
		}
		// A failure is one line in the log, and no end.
		if err := os.RemoveAll(v.folder); err != nil {
			t.Fatal(err)
		}
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		if n := strings.Count(logged.String(), "there is no folder"); n != 2 || strings.Count(logged.String(), "level=ERROR") != 2 {
			t.Errorf("%d lines of two failures:\n%s", n, &logged.buf)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestWorthwhile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		usage bolt.Usage
		want  bool
	}{
		{bolt.Usage{Bytes: 10 << 20, Free: 3 << 20}, false},
		{bolt.Usage{Bytes: 10 << 20, Free: 4 << 20}, true},
		{bolt.Usage{Bytes: 1 << 20, Free: 900 << 10}, false},
		{bolt.Usage{Bytes: 1 << 20, Erased: true}, true},
	} {
		if got := worthwhile(test.usage); got != test.want {
			t.Errorf("%+v: %v", test.usage, got)
		}
	}
}

// TestCatchUp starts bots that did not run at night.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	v, kept := newVault(t)
	if err := kept.Forget(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	now := tonight
	keeper := newHousekeeper(kept, v, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	for _, step := range []struct {
		ahead time.Duration
		want  int
	}{{0, 1}, {time.Hour, 1}, {22 * time.Hour, 1}, {2 * time.Hour, 2}, {-100 * time.Hour, 3}} {
		now = now.Add(step.ahead)
		keeper.catchUp(t.Context())
		if got := list(t, v.folder); len(got) != step.want {
			t.Errorf("at %v there are %v", now, got)
		}
	}
	if u, err := kept.Usage(t.Context()); err != nil || u.Erased {
		t.Errorf("%+v, %v", u, err)
	}
	// Without a folder there are no backups, and what a crash left of one goes.
	keeper.vault.folder = ""
	put(t, v.plainDraft(), "of a crash")
	keeper.catchUp(t.Context())
	if diff := cmp.Diff([]string{"calmcalf.db"}, list(t, filepath.Dir(v.store))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
