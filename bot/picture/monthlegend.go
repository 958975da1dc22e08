package picture

import (
	"slices"

	"calmcalf/routines"
)

// Where the legend's signs and words are.
const (
	legendRow  = 19
	legendSide = 18 // of a sign
	legendGap  = 5  // between a sign and its words
)

// entry is a sign and what it means.
type entry struct {
	words string
	draw  func(x, y float64)
}

// legend tells what those signs mean that the month has: up to six in columns,
// and below them what the weeks are held against.
func (s *sheet) legend(sum routines.Summary, weeks []routines.WeekRate) {
	entries := s.entries(sum, weeks)
	columns := len(entries)
	if columns > 3 {
		columns = (columns + 1) / 2
	}
	style := Style{Size: 12.5, Ink: s.ink}
	widths, words := make([]float64, columns), 0.0
	for i, e := range entries {
		widths[i%columns] = max(widths[i%columns], style.Width(e.words))
	}
	for _, w := range widths {
		words += w
	}
	gaps := float64(columns - 1)
	room := wide - float64(columns)*(legendSide+legendGap)
	narrow := min((room-gaps*10)/words, 1)
	style.Size = max(style.Size*narrow, leastSize)
	apart := legendSide + legendGap + min((room-words*narrow)/max(gaps, 1), 28)

	s.y += 15
	x := float64(margin)
	for i, e := range entries {
		if i > 0 && i%columns == 0 {
			s.y, x = s.y+legendRow, margin
		}
		s.entry(x, widths[i%columns]*narrow, e, style)
		x += widths[i%columns]*narrow + apart
	}
	if _, beside := scale(sum, weeks); beside {
		s.y += legendRow
		first := s.text("picture.week.first", routines.Args{"Rate": s.perWeek(sum.First)})
		s.entry(margin, wide-legendSide-legendGap, entry{first, s.tick}, Style{Size: 12.5, Ink: s.ink})
	}
	s.y += legendSide / 2
}

func (s *sheet) entry(x, room float64, e entry, style Style) {
	e.draw(x+legendSide/2, s.y)
	s.write(x+legendSide+legendGap, s.y+style.Size*Capital/2, room, e.words, style)
}

// entries are the signs of the month's days, and the one of its scarce weeks.
func (s *sheet) entries(sum routines.Summary, weeks []routines.WeekRate) (entries []entry) {
	for _, of := range []struct {
		key string
		day routines.Day
		or  routines.Outcome // which is drawn alike
	}{
		{"picture.cramps", routines.Day{Outcome: routines.Cramped, Cramps: 2}, routines.Cramped},
		{"day.none", routines.Day{Outcome: routines.NoCramps}, routines.NoCramps},
		{"day.unknown", routines.Day{Outcome: routines.Unknown}, routines.NotAsked},
		{"day.paused", routines.Day{Outcome: routines.OnPause}, routines.OnPause},
		{"day.open", routines.Day{Outcome: routines.StillOn}, routines.StillOn},
	} {
		if slices.ContainsFunc(sum.Days, func(d routines.Day) bool { return d.Outcome == of.day.Outcome || d.Outcome == of.or }) {
			entries = append(entries, entry{s.text(of.key), func(x, y float64) {
				mark(s.Canvas, s.palette, x, y, legendSide, of.day)
			}})
		}
	}
	if slices.ContainsFunc(weeks, scarce) {
		entries = append(entries, entry{s.text("picture.week.scarce"), s.dash})
	}
	return entries
}
