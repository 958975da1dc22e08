package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// fullDisk is a store that can be read and not written while it is full.
type fullDisk struct {
	store.Store
	full atomic.Bool
}

var errFull = errors.New("no space left on device")

func (d *fullDisk) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	if d.full.Load() {
		return errFull
	}
	return d.Store.Update(ctx, id, change)
}

func (d *fullDisk) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	if d.full.Load() {
		return errFull
	}
	return d.Store.SwapSetting(ctx, key, old, new)
}

// TestFullDisk answers what can be answered while nothing can be stored, says
// so for the rest, and stores that when there is room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &fullDisk{}
		s := simulate(t, 1, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
		s.wrap = func(kept store.Store) store.Store { disk.Store = kept; return disk }
		s.restart(time.Second)
		s.join()
		l := s.lives[0]
		last := func() string {
			l.wait()
			m := l.person.Messages()
			return m[len(m)-1].Text
		}
		disk.full.Store(true)
		l.person.Write("Cramp now")
		if got := last(); !strings.Contains(got, "toes toward your shin") {
			t.Errorf("with a full disk, Cramp now gets %q", got)
		}
		disk.full.Store(false)
		time.Sleep(time.Minute)
		disk.full.Store(true)
		l.person.Write("/skip stretch")
		if got := last(); !strings.Contains(got, "not stored") {
			t.Errorf("with a full disk, /skip gets %q", got)
		}
		disk.full.Store(false)
		time.Sleep(time.Minute)
		if got := last(); !strings.Contains(got, "Calf stretch: not today") {
			t.Errorf("with room again, the chat ends with %q", got)
		}
		nights := s.peek(t, routines.PersonID(l.id)).nights
		// An emergency waits for no disk, whoever it is.
		disk.full.Store(true)
		stranger := s.server.Person(emulator.Profile{ID: 4711, LanguageCode: "en"})
		for _, p := range []*emulator.Person{l.person, stranger} {
			p.Write("I cant breathe")
			l.wait()
			if m := p.Messages(); !strings.HasPrefix(m[len(m)-1].Text, "Call 112") {
				t.Errorf("with a full disk, an emergency gets %q", m[len(m)-1].Text)
			}
		}
		soon := func() { time.Sleep(5 * time.Second); l.wait() } // it is fetched beside what waits for the disk
		l.person.Write("/safety")
		soon()
		if m := l.person.Messages(); !l.press("It is an emergency") {
			t.Errorf("no button below %q", m[len(m)-1].Text)
		}
		soon()
		if got := last(); !strings.HasPrefix(got, "Call 112") {
			t.Errorf("with a full disk, the emergency button gets %q", got)
		}
		disk.full.Store(false)
		time.Sleep(time.Minute)
		if !s.peek(t, routines.PersonID(l.id)).person.Care.Rests() {
			t.Error("with room again, nothing rests")
		}
		if marks := nights[0].Marks; len(marks) == 0 || marks[len(marks)-1].State != routines.Skipped {
			t.Errorf("stored is %+v", marks)
		}
	})
}
