package diarist

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/emulator/people"
	"calmcalf/routines"
	"calmcalf/store"
)

// made is a made-up diary of 60 days.
func made(zone string, seed uint64, now time.Time) (book store.Book, nights []*routines.Night) {
	d := New(people.Frequent, seed)
	d.Join(&book, zone, now.AddDate(0, 0, -60))
	d.Live(&book, now)
	return book, book.Nights(0, book.Tonight().Date)
}

// Equal seeds give equal diaries, and different ones others.
func TestSeeds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 18, 30, 0, 0, time.UTC)
	book, nights := made("Europe/Berlin", 7, now)
	again, nightsAgain := made("Europe/Berlin", 7, now)
	if diff := cmp.Diff(nights, nightsAgain); diff != "" {
		t.Errorf("the same seed gives other nights:\n%s", diff)
	}
	if !book.Alarm.Equal(again.Alarm) || !cmp.Equal(book.Person.Plan, again.Person.Plan) {
		t.Error("the same seed gives another plan or alarm")
	}
	if _, other := made("Europe/Berlin", 8, now); cmp.Equal(nights, other) {
		t.Error("another seed gives the same nights")
	}
}

// Whenever and wherever a diary begins, it is one that a person could have
// written up to now.
func TestLive(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"} {
		answered, asked := 0, 0
		for seed := range uint64(48) {
			// Each half hour of a day, among them clock changes and ends of months.
			now := time.Date(2026, time.Month(1+seed%12), int(1+seed*7%28), 0, int(seed)*30, 0, 0, time.UTC)
			if first, _ := made(zone, seed, now); seed%2 == 1 {
				now = first.Alarm.Add(time.Minute) // somebody has just been asked
			}
			what := fmt.Sprintf("%s, seed %d, %s", zone, seed, now.Format(time.RFC3339))
			book, nights := made(zone, seed, now)
			p := &book.Person
			if !p.Member() {
				t.Fatalf("%s: no member", what)
			}
			if err := p.Plan.Check(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if !book.Alarm.After(now) || book.Alarm.After(now.Add(24*time.Hour)) {
				t.Errorf("%s: the alarm is at %s", what, book.Alarm)
			}
			if len(nights) < 60 || len(nights) > 62 {
				t.Errorf("%s: %d nights", what, len(nights))
			}
			for i, n := range nights {
				if i > 0 && n.Date != nights[i-1].Date+1 {
					t.Errorf("%s: night %s follows %s", what, n.Date, nights[i-1].Date)
				}
				for _, a := range n.Log {
					if a.At.After(now) {
						t.Errorf("%s: an answer at %s", what, a.At)
					}
				}
				for _, m := range n.Marks {
					if m.Answered.After(now) || m.Sent.After(now) || m.Due.After(now) {
						t.Errorf("%s: a mark of %s, answered at %s", what, m.Due, m.Answered)
					}
				}
			}
			if tonight := book.Tonight().Date; tonight != p.Plan.NightAt(now) {
				t.Errorf("%s: tonight is %s, and the plan says %s", what, tonight, p.Plan.NightAt(now))
			}

			month := book.Tonight().Date.Month() - 1
			s := routines.Summarise(p, nights, month, now)
			if days := int(month.Last()-month.First()) + 1; len(s.Days) != days || s.Rate.Nights < days-1 { // its last night may still be open
				t.Errorf("%s: the month before has %d days and %d nights of %d", what, len(s.Days), s.Rate.Nights, days)
			}
			if s.Rate.Answered < s.Rate.Nights/2 || len(s.Shares) == 0 {
				t.Errorf("%s: of the month before, %d of %d nights are answered, and %d habits kept", what, s.Rate.Answered, s.Rate.Nights, len(s.Shares))
			}
			for _, share := range s.Shares {
				if share.Done < share.Planned/2 || share.Done > share.Planned {
					t.Errorf("%s: %d of %d", what, share.Done, share.Planned)
				}
			}
			answered, asked = answered+s.Rate.Answered, asked+s.Rate.Nights
		}
		if share := float64(answered) / float64(asked); share < 0.7 || share > 0.9 {
			t.Errorf("in %s, %.2f of the nights are answered", zone, share)
		}
	}
}
