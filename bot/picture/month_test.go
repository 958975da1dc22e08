package picture

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

func english(tb testing.TB) *locale.Printer {
	tb.Helper()
	catalog, err := locale.Load("en")
	if err != nil {
		tb.Fatal(err)
	}
	return catalog.Printer("en")
}

// months are the ones at the edges. Their days are outcomes, digits for cramps.
var months = []struct {
	name  string
	month routines.Month
	days  string
	look  Look
	also  func(*routines.Summary)
}{
	{"usual", routines.MonthOf(2026, time.November), "..1.?..2....x.?.1...3..-.....~", Look{FirstDay: time.Monday}, usual},
	{"usual-dark", routines.MonthOf(2026, time.November), "..1.?..2....x.?.1...3..-.....~", Look{FirstDay: time.Sunday, Dark: true}, usual},
	{"all-answered", routines.MonthOf(2026, time.October), "...1......2......1.......1.....", Look{FirstDay: time.Monday}, usual},
	{"nothing-answered", routines.MonthOf(2026, time.July), "???????????????????????????????", Look{FirstDay: time.Monday}, nil},
	{"three-days", routines.MonthOf(2026, time.December), ".1~", Look{FirstDay: time.Monday}, func(s *routines.Summary) {
		s.Free = routines.FreeStreak{}
		s.Shares = []routines.Share{{Routine: routines.CalfStretch, Done: 2, Planned: 2}, {Routine: routines.Hydration, Planned: 4}}
	}},
	{"not-begun", routines.MonthOf(2026, time.December), "~", Look{FirstDay: time.Monday, Dark: true}, nil},
	{"every-night", routines.MonthOf(2027, time.January), strings.Repeat("12345", 6) + "5", Look{FirstDay: time.Saturday}, usual},
	{"february-29", routines.MonthOf(2028, time.February), strings.Repeat(".", 28) + "1", Look{FirstDay: time.Monday}, usual},
	{"paused-fortnight", routines.MonthOf(2026, time.August), "..1....pppppppppppppp..1....x..", Look{FirstDay: time.Monday, Dark: true}, usual},
	{"clocks-change", routines.MonthOf(2026, time.March), "??..2?????..1???.1..??1???.....", Look{FirstDay: time.Sunday}, usual},
}

// usual is what a diary of some months has beside its days.
func usual(s *routines.Summary) {
	s.First = routines.Rate{Nights: 16, Answered: 14, CrampNights: 6, Cramps: 8}
	s.Free = routines.FreeStreak{Free: 9, Nights: 11, Unanswered: 2}
	s.LongestFree = routines.FreeStreak{Free: 12, Nights: 12}
	if last := s.Days[len(s.Days)-1]; last.Outcome == routines.Cramped {
		s.Free = routines.FreeStreak{}
	}
	s.Kept = routines.KeptStreak{Kept: 12, Forgiven: 1}
	s.LongestKept = routines.KeptStreak{Kept: 31, Forgiven: 3}
	for i, r := range routines.Routines {
		s.Shares = append(s.Shares, routines.Share{Routine: r, Done: 28 - 5*i, Planned: 28})
	}
}

func summary(month routines.Month, days string, also func(*routines.Summary)) routines.Summary {
	s := routines.Summary{Month: month}
	for date := month.First(); date <= month.Last(); date++ {
		d := routines.Day{Date: date, Outcome: routines.NoNight}
		if i := int(date - month.First()); i < len(days) {
			d.Outcome = routines.Outcome(days[i])
			if days[i] >= '1' && days[i] <= '5' {
				d.Outcome, d.Cramps = routines.Cramped, int(days[i]-'0')
			} else if days[i] == 'x' {
				d.Cramps = 5
			}
		}
		s.Days = append(s.Days, d)
	}
	for _, w := range routines.Weeks(s.Days, time.Monday) {
		s.Rate.Nights += w.Rate.Nights
		s.Rate.Answered += w.Rate.Answered
		s.Rate.CrampNights += w.Rate.CrampNights
		s.Rate.Cramps += w.Rate.Cramps
	}
	if also != nil {
		also(&s)
	}
	return s
}

func TestMonth(t *testing.T) {
	t.Parallel()
	say := english(t)
	for _, m := range months {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := summary(m.month, m.days, m.also)
			file, err := Month(s, say, m.look)
			if err != nil {
				t.Fatal(err)
			}
			if wide := decode(t, file).Bounds().Dx(); wide != 1080 {
				t.Errorf("%d pixels wide", wide)
			}
			golden(t, m.name, file)
		})
	}
}

func BenchmarkMonth(b *testing.B) {
	say := english(b)
	s := summary(months[0].month, months[0].days, usual)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Month(s, say, Look{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapAlloc), "HeapAlloc-B")
}
