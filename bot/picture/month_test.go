package picture

import (
	"image/color"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
	name        string
	month       routines.Month
	days        string
	preferences Preferences
	also        func(*routines.Summary)
}{
	{"usual", routines.MonthOf(2026, time.November), "..1.?..2....x.?.1...3..-.....~", Preferences{FirstDay: time.Monday}, usual},
	{"usual-dark", routines.MonthOf(2026, time.November), "..1.?..2....x.?.1...3..-.....~", Preferences{FirstDay: time.Sunday, Dark: true}, usual},
	{"all-answered", routines.MonthOf(2026, time.October), "...1......2......1.......1.....", Preferences{FirstDay: time.Monday}, ended},
	{"broken", routines.MonthOf(2026, time.November), "..1.?..2....x.?.1...3..-..1~", Preferences{FirstDay: time.Monday}, broken},
	{"nothing-answered", routines.MonthOf(2026, time.July), "???????????????????????????????", Preferences{FirstDay: time.Monday}, nil},
	{"three-days", routines.MonthOf(2026, time.December), ".1~", Preferences{FirstDay: time.Monday}, func(s *routines.Summary) {
		s.Free = routines.FreeStreak{}
		s.Shares = []routines.Share{{Routine: routines.CalfStretch, Done: 2, Planned: 2}, {Routine: routines.Hydration, Planned: 4}}
	}},
	{"not-begun", routines.MonthOf(2026, time.December), "~", Preferences{FirstDay: time.Monday, Dark: true}, nil},
	{"every-night", routines.MonthOf(2027, time.January), strings.Repeat("12345", 6) + "5", Preferences{FirstDay: time.Saturday}, usual},
	{"february-29", routines.MonthOf(2028, time.February), strings.Repeat(".", 28) + "1", Preferences{FirstDay: time.Monday}, usual},
	{"paused-fortnight", routines.MonthOf(2026, time.August), "..1....pppppppppppppp..1....x..", Preferences{FirstDay: time.Monday, Dark: true}, usual},
	{"four-rows", routines.MonthOf(2027, time.February), ".1...2..?....1.......3......", Preferences{FirstDay: time.Monday}, usual},
	{"fullest", routines.MonthOf(2030, time.September), "2.1.x..12.?..x3...?2.ppppp.xx~", Preferences{FirstDay: time.Monday}, longest},
	{"fullest-dark", routines.MonthOf(2030, time.September), "2.1.x..12.?..x3...?2.ppppp.xx~", Preferences{FirstDay: time.Monday, Dark: true}, longest},
	{"clocks-change", routines.MonthOf(2026, time.March), "??..2?????..1???.1..??1???.....", Preferences{FirstDay: time.Sunday}, usual},
}

// usual is what a diary of some months has beside its days.
func usual(s *routines.Summary) {
	s.First, s.FirstApart = routines.Rate{Nights: 16, Answered: 14, CrampNights: 6, Cramps: 8}, true
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

// ended is a month that has, and what goes on now began after it.
func ended(s *routines.Summary) {
	usual(s)
	s.Ended = true
}

// broken has nothing in a row now.
func broken(s *routines.Summary) {
	usual(s)
	s.Free, s.Kept = routines.FreeStreak{}, routines.KeptStreak{}
	s.LongestFree = routines.FreeStreak{Free: 9, Nights: 11, Unanswered: 2}
	s.LongestKept = routines.KeptStreak{Kept: 34}
}

// longest is what takes the most room: every line there is, and long numbers.
func longest(s *routines.Summary) {
	s.First, s.FirstApart = routines.Rate{Nights: 16, Answered: 14, CrampNights: 14, Cramps: 66}, true
	s.Free = routines.FreeStreak{Free: 112, Nights: 144, Unanswered: 32}
	s.LongestFree = routines.FreeStreak{Free: 248, Nights: 347, Unanswered: 99}
	s.Kept = routines.KeptStreak{Kept: 264, Forgiven: 37}
	s.LongestKept = routines.KeptStreak{Kept: 365, Forgiven: 52}
	for _, r := range routines.Routines {
		s.Shares = append(s.Shares, routines.Share{Routine: r, Done: 288, Planned: 372})
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
			file, err := Month(s, say, m.preferences)
			if err != nil {
				t.Fatal(err)
			}
			if size := decode(t, file).Bounds(); size.Dx() != 1080 || size.Dy() > 1500 {
				t.Errorf("%d to %d pixels: a chat makes a strip of it", size.Dx(), size.Dy())
			}
			golden(t, m.name, file)
		})
	}
}

// TestCalendarKeepsItsRoom holds that the calendar's marks are larger than those
// of the legend, in the fullest month too.
func TestCalendarKeepsItsRoom(t *testing.T) {
	t.Parallel()
	say := english(t)
	for _, m := range months {
		if row := rowHeight(summary(m.month, m.days, m.also), say, m.preferences); row-markFrom-markTo < legendSide+2 {
			t.Errorf("%s: rows of %g points", m.name, row)
		}
	}
}

// written is a text or a shape, and the box that it fills.
type written struct {
	left, top, right, bottom float64
	text                     string // empty: a shape
	size                     float64
}

func (w written) meets(o written) bool {
	const hair = 0.01
	return min(w.right, o.right)-max(w.left, o.left) > hair && min(w.bottom, o.bottom)-max(w.top, o.top) > hair
}

func (w written) within(o written) bool {
	return w.left >= o.left && w.top >= o.top && w.right <= o.right && w.bottom <= o.bottom
}

// remembering is an end that remembers where everything is.
type remembering struct {
	nowhere
	all []written
}

func (r *remembering) fill(p path, _ color.RGBA) {
	w := written{left: math.Inf(1), top: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(-1)}
	for _, s := range p {
		at := s.end()
		w.left, w.right = min(w.left, at.X), max(w.right, at.X)
		w.top, w.bottom = min(w.top, at.Y), max(w.bottom, at.Y)
	}
	r.all = append(r.all, w)
}

func (r *remembering) glyphs(x, y float64, line []glyph, style Style) {
	w := written{x, y - Capital*style.Size, x + style.width(line), y, shown(line), style.Size}
	if strings.ContainsAny(w.text, "gjpqy,") {
		w.bottom += 0.24 * style.Size
	}
	r.all = append(r.all, w)
}

// TestWordsHaveRoom holds that the words of every month are between the margins,
// whole, large enough, and on nothing but the plate that a count is written on.
func TestWordsHaveRoom(t *testing.T) {
	t.Parallel()
	say := english(t)
	for _, m := range months {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := summary(m.month, m.days, m.also)
			end := &remembering{}
			height := drawMonth(&Canvas{Width: phoneWidth, end: end}, s, say, m.preferences, rowHeight(s, say, m.preferences))
			sheet := written{left: margin - 0.01, top: 10, right: phoneWidth - margin + 0.01, bottom: height - 9}
			for i, a := range end.all {
				if !a.within(sheet) {
					t.Errorf("%+v lies outside of the margins", a)
				}
				if a.text == "" {
					continue
				}
				if a.size*phoneScale < 28 || strings.Contains(a.text, ellipsis) {
					t.Errorf("%+v is small, or cut off", a)
				}
				for k, b := range end.all {
					plate := b.text == "" && k < i && a.within(b)
					if i != k && a.meets(b) && !plate {
						t.Errorf("%+v lies on %+v", a, b)
					}
				}
			}
		})
	}
}

// TestOnlyWhatGoesOnIsANumber holds that the longest streak never stands where
// the current one does.
func TestOnlyWhatGoesOnIsANumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		also func(*routines.Summary)
		says []string
	}{
		{"going on", usual, []string{
			"9", "cramp-free nights", "2 of 11 not answered", "Longest: 12", "12", "evenings of habits", "1 not marked, forgiven", "Longest: 31, 3 forgiven"}},
		{"ended month", ended, []string{
			"Cramp-free nights", "Longest so far: 12", "Evenings of habits", "Longest so far: 31", "3 not marked, forgiven"}},
		{"none now", broken, []string{
			"Cramp-free nights", "Longest so far: 9", "2 of 11 not answered", "Evenings of habits", "Longest so far: 34"}},
		{"evenings alone go on", func(s *routines.Summary) { usual(s); s.Free = routines.FreeStreak{} }, []string{
			"Cramp-free nights", "Longest so far: 12", "12", "evenings of habits", "1 not marked, forgiven", "Longest: 31, 3 forgiven"}},
		{"never any", func(s *routines.Summary) {}, nil},
	} {
		end := &remembering{}
		(&sheet{Canvas: &Canvas{Width: phoneWidth, end: end}, say: english(t)}).streaks(summary(months[0].month, months[0].days, tt.also))
		var says []string
		for _, w := range end.all[1:] { // below the title
			says = append(says, w.text)
		}
		if diff := cmp.Diff(tt.says, says); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestLongWordsKeepTheirRoom writes what another language may say.
func TestLongWordsKeepTheirRoom(t *testing.T) {
	t.Parallel()
	const room = 100
	for _, tt := range []struct {
		text string
		size float64
		cut  bool
	}{
		{"Dehnen", 13, false},
		{"Waden dehnen ja", 11.3, false},
		{"Wadendehnung im Sitzen mit einem Handtuch", leastSize, true},
	} {
		end := &remembering{}
		(&sheet{Canvas: &Canvas{Width: phoneWidth, end: end}}).write(0, 20, room, tt.text, Style{Size: 13})
		w := end.all[0]
		if w.right > room+0.02 || w.size*phoneScale < 28 || math.Abs(w.size-tt.size) > 0.5 || strings.Contains(w.text, ellipsis) != tt.cut {
			t.Errorf("%q in %d points: %+v", tt.text, room, w)
		}
	}
}

func BenchmarkMonth(b *testing.B) {
	say := english(b)
	s := summary(months[0].month, months[0].days, usual)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Month(s, say, Preferences{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapAlloc), "HeapAlloc-B")
}
