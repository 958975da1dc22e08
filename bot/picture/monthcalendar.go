package picture

import (
	"strconv"
	"strings"
	"time"

	"calmcalf/routines"
)

// The calendar's columns: the days, a gap, and what the week comes to.
const (
	weekWide = 64
	dayWide  = (wide - weekWide - 12) / 7.0
	weekFrom = phoneWidth - margin - weekWide
)

// A row holds a date's number and below it the mark, which is as large as there
// is room for.
const (
	highestRow = 46
	dateLine   = 11
	markFrom   = 13.5
	markTo     = 2  // above the row's end
	markSide   = 28 // at most; what remains is air
)

// calendar draws every date with its mark, a row a week, and at its end cramps a
// week: a bar, and a tick where the first answered Nights were. A week of which too
// little is known has a dash.
func (s *sheet) calendar(sum routines.Summary, weeks []routines.WeekRate, firstDay time.Weekday, row float64) {
	middle := func(column int) float64 { return margin + dayWide*(float64(column)+0.5) }
	head := Style{Size: 11.5, Bold: true, Align: Centre, Ink: s.quiet}
	s.y += 18
	if sum.Rate.Nights > 0 {
		s.weekTitle(head)
	}
	for i := range 7 {
		s.write(middle(i), s.y, dayWide, s.say.WeekdayLetters((firstDay+time.Weekday(i))%7).Plain(), head)
	}
	s.y += 5

	most, beside := scale(sum, weeks)
	days := sum.Days
	for _, w := range weeks {
		s.Rect(margin, s.y, wide, 1, 0, s.track)
		for ; len(days) > 0 && days[0].Date <= w.To; days = days[1:] {
			x := middle(int(days[0].Date.Weekday()-firstDay+7) % 7)
			_, _, day := days[0].Date.Civil()
			s.Text(x, s.y+dateLine, strconv.Itoa(day), Style{Size: 11, Align: Centre, Ink: s.quiet})
			mark(s.Canvas, s.palette, x, s.y+(markFrom+row-markTo)/2, min(row-markFrom-markTo, markSide), days[0])
		}
		s.week(w, most, s.y+row/2)
		if beside && w.Enough() {
			at := min(max(weekWide*sum.First.PerWeek()/most, 1), weekWide-1)
			s.tick(weekFrom+at, s.y+row/2+barDown)
		}
		s.y += row
	}
	s.Rect(margin, s.y, wide, 1, 0, s.track)
}

// weekTitle writes above the weeks' column, in two lines at most, the lower of
// them beside the weekdays.
func (s *sheet) weekTitle(style Style) {
	lines := style.Wrap(s.text("picture.week.title"), weekWide)
	if len(lines) > 2 {
		lines = []string{lines[0], strings.Join(lines[1:], " ")}
	}
	for i, line := range lines {
		s.write(weekFrom+weekWide/2, s.y-13*float64(len(lines)-1-i), weekWide, line, style)
	}
}

// scale is how many cramps a week fill a bar, one a night unless there were
// more, and whether there is something to hold the bars against.
func scale(sum routines.Summary, weeks []routines.WeekRate) (most float64, beside bool) {
	most = 7
	for _, w := range weeks {
		if w.Enough() {
			most, beside = max(most, w.Rate.PerWeek()), sum.FirstApart
		}
	}
	if beside {
		most = max(most, sum.First.PerWeek())
	}
	return most, beside
}

// barDown is how far a week's bar lies below its row's middle.
const barDown = 9

// week draws what a week comes to at the end of its row.
func (s *sheet) week(w routines.WeekRate, most, middle float64) {
	switch {
	case w.Enough():
		rate := w.Rate.PerWeek()
		s.Text(weekFrom+weekWide/2, middle-1.5, s.perWeek(w.Rate), Style{Size: 14.5, Bold: true, Align: Centre, Ink: s.ink})
		s.Rect(weekFrom, middle+barDown-4.5, weekWide, 9, 3, s.track)
		if rate > 0 {
			s.Rect(weekFrom, middle+barDown-4.5, max(weekWide*rate/most, 6), 9, 3, s.bar)
		}
	case scarce(w):
		s.dash(weekFrom+weekWide/2, middle)
	}
}

// scarce reports whether too little is known of a week that has been.
func scarce(w routines.WeekRate) bool { return w.Rate.Nights > 0 && !w.Enough() }

// dash stands for a week of which too little is known.
func (s *sheet) dash(x, y float64) { s.Rect(x-7, y-1, 14, 2, 1, s.quiet) }

// tick crosses a bar.
func (s *sheet) tick(x, y float64) { s.Rect(x-1, y-7.5, 2, 15, 0, s.line) }

// perWeek writes a rate; a number that is exact has no places.
func (s *sheet) perWeek(r routines.Rate) string {
	if r.Cramps == 0 {
		return "0"
	}
	return s.say.PerWeek(r).Plain()
}
