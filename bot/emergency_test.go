package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// stillDisk is a store whose calls do not return while it stands still, as while a
// disk hangs. While it is locked only writing stands still, as in a compaction.
type stillDisk struct {
	store.Store
	still, locked atomic.Bool
	go_           chan struct{}
}

func (d *stillDisk) stand(writes bool) {
	if d.still.Load() || writes && d.locked.Load() {
		<-d.go_
	}
}

func (d *stillDisk) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	d.stand(true)
	return d.Store.Update(ctx, id, change)
}

func (d *stillDisk) View(ctx context.Context, id routines.PersonID, look func(*store.Book) error) error {
	d.stand(false)
	return d.Store.View(ctx, id, look)
}

func (d *stillDisk) Setting(ctx context.Context, key string) ([]byte, error) {
	d.stand(false)
	return d.Store.Setting(ctx, key)
}

func (d *stillDisk) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	d.stand(true)
	return d.Store.SwapSetting(ctx, key, old, new)
}

func (d *stillDisk) release() {
	d.still.Store(false)
	d.locked.Store(false)
	close(d.go_)
}

const inNeed = "I have chest pain and cannot breathe"

// calls counts the emergency texts that a person has got, and when the first came.
func calls(p *emulator.Person) (count int, first time.Time) {
	for _, m := range p.Messages() {
		if m.Bot && strings.HasPrefix(m.Text, "Call 112") {
			if count++; count == 1 {
				first = m.Sent
			}
		}
	}
	return count, first
}

// TestEmergencyFirst has somebody in need while everything else stands still: each
// time they are answered within a second, once, and what rests because of it is
// stored afterwards.
func TestEmergencyFirst(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		begin func(s *simulation, full *fullDisk, still *stillDisk)
		end   func(full *fullDisk, still *stillDisk)
	}{
		{"64 people wait for a full disk", func(s *simulation, full *fullDisk, _ *stillDisk) { full.full.Store(true); s.crowd(64, 1) }, nil},
		{"1,000 people wait for a full disk", func(s *simulation, full *fullDisk, _ *stillDisk) { full.full.Store(true); s.crowd(1000, 1) }, nil},
		{"101 updates of somebody else wait for a full disk", func(s *simulation, full *fullDisk, _ *stillDisk) { full.full.Store(true); s.crowd(1, 101) }, nil},
		{"101 updates of somebody else came first", func(s *simulation, _ *fullDisk, _ *stillDisk) { s.crowd(1, 101) }, nil},
		{"the store is compacted", func(s *simulation, _ *fullDisk, still *stillDisk) { still.locked.Store(true); s.crowd(80, 1) }, nil},
		{"the disk hangs", func(s *simulation, _ *fullDisk, still *stillDisk) { still.still.Store(true); s.crowd(80, 1) }, nil},
		{"her own words wait", func(s *simulation, full *fullDisk, _ *stillDisk) {
			full.full.Store(true)
			for range 9 {
				s.lives[0].person.Write("/skip stretch")
			}
		}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				full, still := &fullDisk{}, &stillDisk{go_: make(chan struct{})}
				s := simulate(t, 1, time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC))
				s.wrap = func(kept store.Store) store.Store {
					still.Store = kept
					full.Store = still
					return full
				}
				s.restart(time.Second)
				s.join()
				ana := s.lives[0]
				row.begin(s, full, still)
				time.Sleep(30 * time.Second)
				began := time.Now()
				ana.person.Write(inNeed)
				time.Sleep(time.Minute)
				if count, first := calls(ana.person); count != 1 || first.Sub(began) > time.Second {
					t.Errorf("%d answers, the first after %v", count, first.Sub(began))
				}
				full.full.Store(false)
				still.release()
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				if count, _ := calls(ana.person); count != 1 {
					t.Errorf("%d answers in the end", count)
				}
				if !s.peek(t, routines.PersonID(ana.id)).person.Care.Rests() {
					t.Error("nothing rests in the end")
				}
				m := ana.latest(t, "Mistake")
				if !strings.HasPrefix(m.Text, "Call 112") {
					t.Errorf("the way back stands below %q", m.Text)
				}
			})
		})
	}
}

// crowd has other people write so many lines each.
func (s *simulation) crowd(people, lines int) {
	if slowly {
		people = min(people, 200) // more than every bound
	}
	for i := range people {
		p := s.server.Person(emulator.Profile{ID: int64(5001 + i), FirstName: fmt.Sprint("Q", i), LanguageCode: "en"})
		for range lines {
			p.Write("hello")
		}
	}
}
