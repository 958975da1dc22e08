package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

func fresh(b *testing.B) *bolt.Store {
	s := open(b, filepath.Join(b.TempDir(), "calmcalf.db"))
	b.Cleanup(func() { s.Close() })
	return s
}

// answer is what a tap does: it ticks a slot of tonight.
func answer(n int64) func(*store.Book) error {
	return func(b *store.Book) error {
		b.Apply(n)
		b.Alarm = evening.Add(time.Duration(n) * time.Second)
		night := b.Tonight()
		if night == nil {
			night = b.Add(routines.Night{Date: tonight, Opened: evening})
		}
		m := night.Touch(routines.CalfStretch, 0, evening)
		m.State, m.Answered = routines.Done, evening.Add(time.Duration(n%3600)*time.Second)
		return nil
	}
}

func BenchmarkUpdate(b *testing.B) {
	b.Run("one at a time", func(b *testing.B) {
		s := fresh(b)
		for n := int64(0); b.Loop(); n++ {
			if err := s.Update(b.Context(), routines.PersonID(n%1000), answer(n)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
	})
	for _, callers := range []int{16, 256} {
		b.Run(fmt.Sprintf("%d at a time", callers), func(b *testing.B) {
			s := fresh(b)
			var g errgroup.Group
			var n atomic.Int64
			for range callers {
				g.Go(func() error {
					for {
						i := n.Add(1)
						if i > int64(b.N) {
							return nil
						}
						if err := s.Update(b.Context(), routines.PersonID(i%1000), answer(i)); err != nil {
							return err
						}
					}
				})
			}
			if err := g.Wait(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
		})
	}
	for _, nights := range []int{2, 2000} {
		b.Run(fmt.Sprintf("of a Book of %d nights", nights), func(b *testing.B) {
			s := fresh(b)
			if err := s.Update(b.Context(), 42, func(book *store.Book) error {
				for i := range nights {
					book.Add(routines.Night{Date: tonight + routines.Date(i), Opened: evening})
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for n := int64(0); b.Loop(); n++ {
				if err := s.Update(b.Context(), 42, answer(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkView(b *testing.B) {
	s := fresh(b)
	if err := s.Update(b.Context(), 42, answer(1)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := s.View(b.Context(), 42, func(b *store.Book) error {
			b.Tonight()
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// ringing gives a store in which many alarms are due.
func ringing(b *testing.B, people int) *bolt.Store {
	s := fresh(b)
	var g errgroup.Group
	g.SetLimit(1000)
	for id := range routines.PersonID(people) {
		g.Go(func() error {
			return s.Update(b.Context(), id, func(book *store.Book) error {
				book.Alarm = evening.Add(time.Duration(id%977) * time.Millisecond)
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkLease(b *testing.B) {
	const people, limit = 100_000, 1000
	s := ringing(b, people)
	now := evening
	for b.Loop() {
		now = now.Add(time.Minute) // the leases before have run out
		leases, err := s.Lease(b.Context(), now, now, now.Add(time.Second), limit)
		if err != nil || len(leases) != limit {
			b.Fatal(len(leases), err)
		}
	}
}

// BenchmarkWaiting looks at the minutes ahead when nothing is there, which is
// most of the time, and when there is as much as twenty minutes carry.
func BenchmarkWaiting(b *testing.B) {
	const people = 28 * 20 * 60
	s := fresh(b)
	for from := 0; from < people; from += 1000 {
		var g errgroup.Group
		for id := from; id < min(from+1000, people); id++ {
			g.Go(func() error {
				return s.Update(b.Context(), routines.PersonID(id), func(book *store.Book) error {
					book.Alarm, book.Early = evening, evening.Add(-20*time.Minute)
					return nil
				})
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	for name, ahead := range map[string]time.Duration{"nothing": -time.Hour, "twenty minutes": 0} {
		b.Run(name, func(b *testing.B) {
			var ends []time.Time
			for n := range time.Duration(21) {
				ends = append(ends, evening.Add(ahead+n*time.Minute))
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Waiting(b.Context(), ends, people+1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSettle settles what two seconds of sending are, at once.
func BenchmarkSettle(b *testing.B) {
	const people, limit = 10_000, 56
	s := ringing(b, people)
	now := evening.Add(time.Second)
	for b.Loop() {
		leases, err := s.Lease(b.Context(), now, now, now.Add(time.Second), limit)
		if err != nil || len(leases) != limit {
			b.Fatal(len(leases), err)
		}
		var g errgroup.Group
		for _, lease := range leases {
			g.Go(func() error {
				return s.Settle(b.Context(), lease, func(book *store.Book) error {
					book.Alarm = now.Add(time.Hour)
					book.Apply(now.Unix())
					return nil
				})
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	b.ReportMetric(float64(b.N)*limit/b.Elapsed().Seconds(), "settled/s")
}

// BenchmarkDisk lets people answer for half a year, night by night, and reports
// what a person-year takes of the disk.
func BenchmarkDisk(b *testing.B) {
	const people, nights, marks = 200, 180, 6
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "calmcalf.db")
		s := open(b, path)
		for night := range nights {
			opened := evening.AddDate(0, 0, night)
			for mark := range marks {
				var g errgroup.Group
				for id := range routines.PersonID(people) {
					g.Go(func() error {
						return s.Update(b.Context(), id*7919, func(book *store.Book) error {
							date := tonight + routines.Date(night)
							n := book.Night(date)
							if n == nil {
								book.Person.Language = "en"
								n = book.Add(routines.Night{Date: date, Opened: opened, Since: opened.Add(-time.Second)})
							}
							due := opened.Add(time.Duration(3+2*mark) * time.Hour)
							m := n.Touch(routines.Routine(mark+1), 0, due)
							m.State, m.Sent, m.Answered = routines.Done, due.Add(2*time.Second), due.Add(5*time.Minute)
							if mark == marks-1 {
								n.Asked = opened.Add(24 * time.Hour)
								n.Record(routines.Cramps, 0, n.Asked.Add(time.Minute))
							}
							book.Alarm = due.Add(time.Duration(id) * time.Second)
							book.Apply(int64(night*marks+mark) * 1000)
							return nil
						})
					})
				}
				if err := g.Wait(); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		// The file grows by doubling, so what counts is the pages in use.
		db, err := bbolt.Open(path, 0o600, nil)
		if err != nil {
			b.Fatal(err)
		}
		var size int64
		if err := db.View(func(tx *bbolt.Tx) error {
			size = tx.Size() - int64(db.Stats().FreePageN*os.Getpagesize())
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		perNight := float64(size) / (people * nights)
		b.ReportMetric(perNight, "bytes/night")
		b.ReportMetric(perNight*365/1000, "kB/person-year")
	}
}

// large makes a store of about so many MiB, which is what people leave behind
// in years.
func large(b *testing.B, megabytes int) (*bolt.Store, string) {
	const nights = 1000
	path := filepath.Join(b.TempDir(), "calmcalf.db")
	s := open(b, path)
	b.Cleanup(func() { s.Close() })
	for id := routines.PersonID(0); ; id++ {
		if err := s.Update(b.Context(), id*7919, func(book *store.Book) error {
			book.Person.Language, book.Alarm = "en", evening.Add(time.Duration(id)*time.Second)
			for date := range routines.Date(nights) {
				n := book.Add(routines.Night{Date: tonight + date, Opened: evening})
				for slot := range 6 {
					m := n.Touch(routines.Routine(slot+1), 0, evening)
					m.State, m.Sent, m.Answered = routines.Done, evening, evening
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		usage, err := s.Usage(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if usage.Bytes-usage.Free >= int64(megabytes)<<20 {
			return s, path
		}
	}
}

// BenchmarkCompact reports how long writers wait for each MiB that is left.
func BenchmarkCompact(b *testing.B) {
	for _, megabytes := range []int{16, 256} {
		b.Run(fmt.Sprintf("%d MiB", megabytes), func(b *testing.B) {
			s, _ := large(b, megabytes)
			for b.Loop() {
				if err := s.Compact(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*megabytes), "ms/MiB")
		})
	}
}

func BenchmarkBackup(b *testing.B) {
	const megabytes = 256
	s, _ := large(b, megabytes)
	var n int64
	for b.Loop() {
		file, err := os.Create(filepath.Join(b.TempDir(), "backup.db"))
		if err != nil {
			b.Fatal(err)
		}
		if n, err = s.Backup(b.Context(), file); err != nil {
			b.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			b.Fatal(err)
		}
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/(1<<20)/b.Elapsed().Seconds(), "MiB/s")
}

func BenchmarkVerify(b *testing.B) {
	const megabytes = 256
	s, path := large(b, megabytes)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := bolt.Verify(b.Context(), path); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(megabytes*float64(b.N)/b.Elapsed().Seconds(), "MiB/s")
}
