package picture

import (
	"image/color"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// The month is drawn as wide as a small phone, in points that are the phone's
// own, and with three pixels a point.
const (
	phoneWidth = 360
	phoneScale = 3
	margin     = 18
)

// Month draws a month's summary as a PNG image, 1080 pixels wide and as high as
// it needs: the calendar, cramps a week, what is in a row and what was kept.
func Month(s routines.Summary, say *locale.Printer, look Look) ([]byte, error) {
	c := Image(phoneWidth, monthHeight(s, say, look), phoneScale, look.palette().ground)
	drawMonth(c, s, say, look)
	return c.Bytes()
}

// monthHeight draws the month on nothing, in points.
func monthHeight(s routines.Summary, say *locale.Printer, look Look) float64 {
	return drawMonth(&Canvas{Width: phoneWidth, end: nowhere{}}, s, say, look)
}

// nowhere is an end that only measures.
type nowhere struct{}

func (nowhere) fill(path, color.RGBA)                  {}
func (nowhere) glyphs(float64, float64, []rune, Style) {}
func (nowhere) bytes() ([]byte, error)                 { return nil, nil }

// sheet is a month being drawn from the top down.
type sheet struct {
	*Canvas
	palette
	say *locale.Printer
	y   float64 // how far it is drawn
}

// drawMonth draws a month on a canvas that is phoneWidth wide, and tells how
// high it is.
func drawMonth(c *Canvas, s routines.Summary, say *locale.Printer, look Look) (height float64) {
	sh := &sheet{Canvas: c, palette: look.palette(), say: say}
	sh.head(s)
	sh.calendar(s, look.FirstDay)
	sh.legend()
	sh.streaks(s)
	sh.kept(s.Shares)
	return sh.y + margin
}

// wide is the room between the margins.
const wide = phoneWidth - 2*margin

func (s *sheet) head(sum routines.Summary) {
	s.y = 42
	s.Text(margin, s.y, s.say.Text("summary.title", routines.Args{"Month": sum.Month}), Style{Size: 25, Bold: true, Ink: s.ink})
	s.y += 5
	if sum.Rate.Nights == 0 {
		s.paragraph(s.say.Text("summary.none"))
		return
	}
	s.paragraph(s.say.Text("summary.answered", routines.Args{"Answered": sum.Rate.Answered, "Nights": sum.Rate.Nights}))
	if sum.Rate.Answered > 0 {
		s.paragraph(s.say.Text("summary.nights", routines.Args{"Count": sum.Rate.CrampNights}))
	}
}

// The calendar's columns: the days, a gap, and what the week comes to.
const (
	weekWide = 64
	dayWide  = (wide - weekWide - 12) / 7.0
	weekFrom = phoneWidth - margin - weekWide
	weekBar  = 33 // its middle, below the row's top
)

// calendar draws every date with its mark, a row a week, and at its end cramps a
// week: a bar, and a tick where the first answered Nights were. A week of which too
// little is known has a dash.
func (s *sheet) calendar(sum routines.Summary, firstDay time.Weekday) {
	const row, side = 50, 28
	middle := func(column int) float64 { return margin + dayWide*(float64(column)+0.5) }
	s.y += 20
	head := Style{Size: 13, Bold: true, Align: Centre, Ink: s.quiet}
	lines := head.Wrap(s.say.Text("picture.week.title"), weekWide)
	s.y += 15 * float64(max(len(lines)-1, 0))
	for i, line := range lines {
		s.Text(weekFrom+weekWide/2, s.y-15*float64(len(lines)-1-i), line, head)
	}
	for i := range 7 {
		s.Text(middle(i), s.y, s.say.WeekdayLetters((firstDay+time.Weekday(i))%7), head)
	}
	s.y += 7

	weeks := routines.Weeks(sum.Days, firstDay)
	most, beside := scale(sum, weeks)
	days := sum.Days
	for _, w := range weeks {
		s.Rect(margin, s.y, wide, 1, 0, s.track)
		for ; len(days) > 0 && days[0].Date <= w.To; days = days[1:] {
			x := middle(int(days[0].Date.Weekday()-firstDay+7) % 7)
			_, _, day := days[0].Date.Civil()
			s.Text(x, s.y+14, strconv.Itoa(day), Style{Size: 12, Align: Centre, Ink: s.quiet})
			mark(s.Canvas, s.palette, x, s.y+32, side, days[0])
		}
		s.week(w, most)
		if beside && w.Enough() {
			s.tick(weekFrom+weekWide*sum.First.PerWeek()/most, s.y+weekBar)
		}
		s.y += row
	}
	s.Rect(margin, s.y, wide, 1, 0, s.track)
	if beside {
		s.y += 4
		s.tick(margin+14, s.y+12)
		style := Style{Size: 14, Ink: s.ink}
		for _, line := range style.Wrap(s.say.Text("picture.week.first", routines.Args{"Rate": perWeek(sum.First)}), wide-30) {
			s.y += 17
			s.Text(margin+30, s.y, line, style)
		}
		s.y += 2
	}
}

// scale is how many cramps a week fill a bar, one a night unless there were
// more, and whether there is something to hold the bars against.
func scale(sum routines.Summary, weeks []routines.WeekRate) (most float64, beside bool) {
	most = 7
	for _, w := range weeks {
		if w.Enough() {
			most, beside = max(most, w.Rate.PerWeek()), sum.First.Answered == routines.FirstNights
		}
	}
	if beside {
		most = max(most, sum.First.PerWeek())
	}
	return most, beside
}

// week draws what a week comes to at the end of its row.
func (s *sheet) week(w routines.WeekRate, most float64) {
	switch {
	case w.Enough():
		rate := w.Rate.PerWeek()
		s.Text(weekFrom+weekWide/2, s.y+20, perWeek(w.Rate), Style{Size: 15, Bold: true, Align: Centre, Ink: s.ink})
		s.Rect(weekFrom, s.y+weekBar-5, weekWide, 10, 3, s.track)
		if rate > 0 {
			s.Rect(weekFrom, s.y+weekBar-5, max(weekWide*rate/most, 6), 10, 3, s.bar)
		}
	case w.Rate.Nights > 0:
		s.dash(weekFrom+weekWide/2, s.y+weekBar)
	}
}

// dash stands for a week of which too little is known.
func (s *sheet) dash(x, y float64) { s.Rect(x-7, y-1, 14, 2, 1, s.quiet) }

// tick crosses a bar.
func (s *sheet) tick(x, y float64) { s.Rect(x-1, y-8.5, 2, 17, 0, s.line) }

func perWeek(r routines.Rate) string {
	if r.Cramps == 0 {
		return "0"
	}
	return strconv.FormatFloat(r.PerWeek(), 'f', 1, 64)
}

// legend shows what the marks mean, in two columns.
func (s *sheet) legend() {
	const row, side = 27, 22
	style := Style{Size: 14, Ink: s.ink}
	s.y += 20
	for i, entry := range []struct {
		key  string
		draw func(x, y float64)
	}{
		{"picture.cramps", s.mark(side, routines.Day{Outcome: routines.Cramped, Cramps: 2})},
		{"day.none", s.mark(side, routines.Day{Outcome: routines.NoCramps})},
		{"day.unknown", s.mark(side, routines.Day{Outcome: routines.Unknown})},
		{"day.paused", s.mark(side, routines.Day{Outcome: routines.OnPause})},
		{"picture.week.scarce", s.dash},
		{"day.open", s.mark(side, routines.Day{Outcome: routines.StillOn})},
	} {
		x := margin + float64(i%2)*(wide*0.56)
		entry.draw(x+side/2+3, s.y)
		s.Text(x+side+9, s.y+style.Size*Capital/2, style.Fit(s.say.Text(entry.key), wide*0.56-side-12), style)
		if i%2 == 1 {
			s.y += row
		}
	}
	s.y -= 8
}

func (s *sheet) mark(side float64, d routines.Day) func(x, y float64) {
	return func(x, y float64) { mark(s.Canvas, s.palette, x, y, side, d) }
}

// run is a streak in words.
type run struct {
	count int
	words string // after the number
	note  string // what it skipped; empty: nothing
}

// streaks writes what is in a row, cramp-free nights and evenings side by side.
// A streak that has ended is not spoken of.
func (s *sheet) streaks(sum routines.Summary) {
	if sum.LongestFree.Free == 0 && sum.LongestKept.Kept == 0 {
		return
	}
	s.title(s.say.Text("picture.row.title"))
	free := func(streak routines.FreeStreak) (r run) {
		r = run{streak.Free, s.say.Text("picture.row.free", routines.Args{"Count": streak.Free}), ""}
		if streak.Unanswered > 0 {
			r.note = s.say.Text("picture.row.coverage", routines.Args{"Unanswered": streak.Unanswered, "Nights": streak.Nights})
		}
		return r
	}
	kept := func(streak routines.KeptStreak) (r run) {
		r = run{streak.Kept, s.say.Text("picture.row.kept", routines.Args{"Count": streak.Kept}), ""}
		if streak.Forgiven > 0 {
			r.note = s.say.Text("picture.row.forgiven", routines.Args{"Forgiven": streak.Forgiven})
		}
		return r
	}
	top, x := s.y, float64(margin)
	lowest := top
	for _, of := range []struct{ current, longest run }{
		{free(sum.Free), free(sum.LongestFree)},
		{kept(sum.Kept), kept(sum.LongestKept)},
	} {
		if of.longest.count == 0 {
			continue
		}
		s.y = top
		s.streak(x, of.current, of.longest)
		lowest, x = max(lowest, s.y), x+wide*0.53
	}
	s.y = lowest
}

// streak writes the current streak and below it the longest one, or the longest
// one alone.
func (s *sheet) streak(x float64, current, longest run) {
	column := func(text string, style Style, high float64) {
		for _, line := range style.Wrap(text, wide*0.47) {
			s.y += high
			s.Text(x, s.y, line, style)
		}
	}
	big := func(r run) {
		column(strconv.Itoa(r.count), Style{Size: 26, Bold: true, Ink: s.ink}, 27)
		column(r.words, Style{Size: 14, Ink: s.ink}, 19)
	}
	small := Style{Size: 12.5, Ink: s.quiet}
	if current.count == 0 {
		big(longest)
		column(s.say.Text("picture.row.most"), small, 17)
		column(longest.note, small, 17)
		return
	}
	big(current)
	column(current.note, small, 17)
	if longest.count > current.count {
		column(s.say.Text("picture.row.longest", routines.Args{"Count": longest.count}), small, 17)
		column(longest.note, small, 17)
	}
}

// kept draws each routine's share, counts and a bar.
func (s *sheet) kept(shares []routines.Share) {
	if len(shares) == 0 {
		return
	}
	s.title(s.say.Text("summary.kept.title"))
	const row, bar = 25, 84
	for _, share := range shares {
		counted := s.say.Text("picture.kept", routines.Args{"Done": share.Done, "Planned": share.Planned})
		name, count := Style{Size: 14, Ink: s.ink}, Style{Size: 14, Bold: true, Align: Right, Ink: s.ink}
		middle := s.y + row/2
		base := middle + name.Size*Capital/2
		right := float64(phoneWidth - margin - bar - 10)
		s.Text(right, base, counted, count)
		s.Text(margin, base, name.Fit(s.say.Text("routine."+share.Routine.String()+".name"), right-margin-count.Width(counted)-8), name)
		from := float64(phoneWidth - margin - bar)
		s.Rect(from, middle-5, bar, 10, 3, s.track)
		if share.Done > 0 {
			s.Rect(from, middle-5, max(bar*float64(share.Done)/float64(share.Planned), 6), 10, 3, s.bar)
		}
		s.y += row
	}
}

func (s *sheet) title(text string) {
	s.y += 30
	s.Text(margin, s.y, text, Style{Size: 18, Bold: true, Ink: s.ink})
	s.y += 5
}

// paragraph writes a sentence from edge to edge.
func (s *sheet) paragraph(text string) {
	style := Style{Size: 15.5, Ink: s.ink}
	for _, line := range style.Wrap(text, wide) {
		s.y += 20
		s.Text(margin, s.y, line, style)
	}
	s.y += 2
}
