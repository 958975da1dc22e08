package bolt_test

import (
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"calmcalf/routines"
	"calmcalf/store"
)

const (
	tapping     = 256 // people at the same time
	tapsEach    = 8   // in a round of the benchmark
	tapsBefore  = store.MostApplied
	diaryNights = 60
	firstUpdate = 700_000_000
)

// BenchmarkTaps has many people answer the morning question at once, each
// answer stored durably: once through the store, which reads the Book, changes
// it and writes what changed, and once by putting the same bytes under the same
// keys into bbolt itself. The two take turns, so that both meet the same load on
// the machine.
func BenchmarkTaps(b *testing.B) {
	folder := b.TempDir()
	path, rawPath := filepath.Join(folder, "store.db"), filepath.Join(folder, "raw.db")
	fillDiaries(b, path)
	copyFile(b, path, rawPath)
	s := open(b, path)
	raw, err := bbolt.Open(rawPath, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	raw.MaxBatchDelay = time.Millisecond // as the store has it

	var through, bare time.Duration
	taps := tapsBefore
	for b.Loop() {
		// What the store reads and changes, it finds as it was left the round
		// before; what is put, was read beforehand.
		records := readRecords(b, raw)
		began := time.Now()
		together(b, func(person, tap int) error {
			return s.Update(b.Context(), routines.PersonID(person), checkInTap(person, taps+tap))
		})
		through += time.Since(began)
		began = time.Now()
		together(b, func(person, tap int) error {
			return raw.Batch(func(tx *bbolt.Tx) error {
				people, nights := tx.Bucket([]byte("people")), tx.Bucket([]byte("nights"))
				people.FillPercent, nights.FillPercent = 0.9, 0.9
				r := records[person]
				if err := people.Put(r.personKey, r.person); err != nil {
					return err
				}
				night := r.nights[(taps+tap)%diaryNights]
				return nights.Put(night.key, night.record)
			})
		})
		bare += time.Since(began)
		taps += tapsEach
	}
	b.StopTimer()
	all := float64((taps - tapsBefore) * tapping)
	b.ReportMetric(all/through.Seconds(), "taps/s")
	b.ReportMetric(all/bare.Seconds(), "raw/s")
	b.ReportMetric(bare.Seconds()/through.Seconds(), "of-raw")
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		b.Fatal(err)
	}
	compareBytes(b, path, rawPath)
}

// together lets everybody tap at once, each one's taps one after the other.
func together(b *testing.B, tap func(person, tap int) error) {
	b.Helper()
	var g errgroup.Group
	for person := range tapping {
		g.Go(func() error {
			for n := range tapsEach {
				if err := tap(person, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}

// checkInTap answers the morning question about one of the last nights, and
// differently when it comes by again: what does not change is not written.
func checkInTap(person, tap int) func(*store.Book) error {
	return func(book *store.Book) error {
		if update := firstUpdate + int64(tap*tapping+person); !book.Seen(update) {
			book.Apply(update)
		}
		night := book.Night(tonight - routines.Date(tap%diaryNights))
		night.Log = nil // as long as it was, however often the benchmark comes by
		return book.Person.Reply(night, routines.Cramps, routines.Value((tap+tap/diaryNights)%routines.MostCramps), evening)
	}
}

// fillDiaries gives everybody a plan and some weeks of diary.
func fillDiaries(b *testing.B, path string) {
	b.Helper()
	s := open(b, path)
	var g errgroup.Group
	for person := range tapping {
		g.Go(func() error {
			return s.Update(b.Context(), routines.PersonID(person), func(book *store.Book) error {
				p := &book.Person
				p.Language, p.Admitted, p.Consented, p.Joined = "en", evening, evening, evening
				p.Plan = routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
				p.Gates.Answered = evening
				book.Alarm = evening.Add(time.Hour)
				for back := range routines.Date(diaryNights) {
					opened := evening.AddDate(0, 0, -int(back))
					night := book.Add(routines.Night{Date: tonight - back, Opened: opened, Since: opened.Add(-time.Second), Asked: opened})
					for i, r := range routines.Routines[:4] {
						mark := night.Touch(r, 0, opened.Add(time.Duration(i)*time.Hour))
						mark.State, mark.Sent, mark.Answered = routines.Done, mark.Due, mark.Due.Add(time.Minute)
					}
				}
				for tap := range tapsBefore {
					if err := checkInTap(person, tap)(book); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// stored is what lies in the file about one person.
type stored struct {
	personKey, person []byte
	nights            [diaryNights]struct{ key, record []byte } // the latest first
}

func readRecords(b *testing.B, db *bbolt.DB) (people [tapping]stored) {
	b.Helper()
	if err := db.View(func(tx *bbolt.Tx) error {
		if err := tx.Bucket([]byte("people")).ForEach(func(key, record []byte) error {
			one := &people[binary.BigEndian.Uint64(key)]
			one.personKey, one.person = clone(key), clone(record)
			return nil
		}); err != nil {
			return err
		}
		count := [tapping]int{}
		return tx.Bucket([]byte("nights")).ForEach(func(key, record []byte) error {
			id := binary.BigEndian.Uint64(key)
			count[id]++
			night := &people[id].nights[diaryNights-count[id]]
			night.key, night.record = clone(key), clone(record)
			return nil
		})
	}); err != nil {
		b.Fatal(err)
	}
	return people
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }

func copyFile(b *testing.B, from, to string) {
	b.Helper()
	source, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(target, source); err != nil {
		b.Fatal(err)
	}
	if err := target.Close(); err != nil {
		b.Fatal(err)
	}
}

// compareBytes checks that as much was written through the store as without it.
func compareBytes(b *testing.B, path, rawPath string) {
	b.Helper()
	var sums [2]int
	for i, p := range []string{path, rawPath} {
		db, err := bbolt.Open(p, 0o600, &bbolt.Options{Timeout: time.Second, ReadOnly: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, one := range readRecords(b, db) {
			sums[i] += len(one.person)
			for _, night := range one.nights {
				sums[i] += len(night.record)
			}
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	if ratio := float64(sums[0]) / float64(sums[1]); ratio < 0.98 || ratio > 1.02 {
		b.Errorf("%d bytes through the store, %d without it", sums[0], sums[1])
	}
}
