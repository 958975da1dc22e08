package picture

import (
	"strconv"

	"calmcalf/routines"
)

// Below the calendar are two columns: what is in a row, and what was kept.
const (
	keptWide = 162
	rowWide  = wide - keptWide - 16
)

// foot writes both columns from the same height, or the one that there is.
func (s *sheet) foot(sum routines.Summary) {
	top, lowest, x := s.y+22, s.y, float64(margin)
	if sum.LongestFree.Free > 0 || sum.LongestKept.Kept > 0 {
		s.y = top
		s.streaks(sum)
		lowest, x = s.y, margin+wide-keptWide
	}
	if len(sum.Shares) > 0 {
		s.y = top
		s.kept(x, sum.Shares)
		lowest = max(lowest, s.y)
	}
	s.y = lowest + 9
}

func (s *sheet) title(x, room float64, text string) {
	s.write(x, s.y, room, text, Style{Size: 16, Bold: true, Ink: s.ink})
}

// run is a streak in words.
type run struct {
	count   int
	words   string // after the number
	name    string // where there is no number
	note    string // what it skipped; empty: nothing
	longest string // both in one line, where another is the current one
	most    string // as the longest one, alone
}

// streaks writes what is in a row, cramp-free nights and evenings. What goes on
// now is no part of a month that has ended.
func (s *sheet) streaks(sum routines.Summary) {
	s.title(margin, rowWide, s.text("picture.row.title"))
	s.y += 3
	free := func(streak routines.FreeStreak) run {
		args := routines.Args{"Count": streak.Free, "Unanswered": streak.Unanswered, "Nights": streak.Nights}
		r := s.run(args, s.text("picture.row.free", args), s.text("picture.row.nights"))
		if streak.Unanswered > 0 {
			r.note, r.longest = s.text("picture.row.coverage", args), s.text("picture.row.longest-coverage", args)
		}
		return r
	}
	kept := func(streak routines.KeptStreak) run {
		args := routines.Args{"Count": streak.Kept, "Forgiven": streak.Forgiven}
		r := s.run(args, s.text("picture.row.kept", args), s.text("picture.row.evenings"))
		if streak.Forgiven > 0 {
			r.note, r.longest = s.text("picture.row.forgiven", args), s.text("picture.row.longest-forgiven", args)
		}
		return r
	}
	if sum.Ended {
		sum.Free, sum.Kept = routines.FreeStreak{}, routines.KeptStreak{}
	}
	s.streak(free(sum.Free), free(sum.LongestFree))
	s.streak(kept(sum.Kept), kept(sum.LongestKept))
}

// run is a streak that skipped nothing.
func (s *sheet) run(args routines.Args, words, name string) run {
	return run{
		count: args["Count"].(int), words: words, name: name,
		longest: s.text("picture.row.longest", args), most: s.text("picture.row.most", args),
	}
}

// streak writes the current streak and below it the longest one. Without a
// current one there is no number to be proud of or sorry about: the longest one
// is told in words, and never in place of the current.
func (s *sheet) streak(current, longest run) {
	small, words := Style{Size: 11, Ink: s.quiet}, Style{Size: 12.5, Ink: s.ink}
	var lines []string
	switch {
	case longest.count == 0:
		return
	case current.count == 0:
		lines = []string{longest.most, longest.note}
	case longest.count > current.count:
		lines = []string{current.note, longest.longest}
	default:
		lines = []string{current.note}
	}
	if s.y += 21; current.count == 0 {
		s.write(margin, s.y, rowWide, longest.name, words)
	} else {
		number, count := Style{Size: 20, Bold: true, Ink: s.ink}, strconv.Itoa(current.count)
		s.Text(margin, s.y, count, number)
		from := number.Width(count) + 5
		s.write(margin+from, s.y, rowWide-from, current.words, words)
	}
	for _, line := range lines {
		if line != "" {
			s.y += 14
			s.write(margin, s.y, rowWide, line, small)
		}
	}
	s.y += 5
}

// kept draws each routine's share, counts and a bar, all in the same size.
func (s *sheet) kept(x float64, shares []routines.Share) {
	s.title(x, keptWide, s.text("summary.kept.title"))
	s.y += 5
	const row, bar, gap, room = 17, 32, 7, keptWide - 32 - 7
	size := 12.5
	name, count := Style{Size: size, Ink: s.ink}, Style{Size: size, Bold: true, Align: Right, Ink: s.ink}
	names, counts := make([]string, len(shares)), make([]string, len(shares))
	for i, share := range shares {
		names[i] = s.text("routine." + share.Routine.String() + ".short")
		counts[i] = s.text("picture.kept", routines.Args{"Done": share.Done, "Planned": share.Planned})
		size = min(size, name.Size*room/(name.Width(names[i])+gap+count.Width(counts[i])))
	}
	name.Size, count.Size = max(size, leastSize), max(size, leastSize)
	for i, share := range shares {
		middle, from := s.y+row/2.0, x+keptWide-bar
		base := middle + name.Size*Capital/2
		s.write(from-gap, base, room*0.6, counts[i], count)
		s.write(x, base, room-gap-min(count.Width(counts[i]), room*0.6), names[i], name)
		s.Rect(from, middle-4, bar, 8, 3, s.track)
		if share.Done > 0 {
			s.Rect(from, middle-4, max(bar*float64(share.Done)/float64(share.Planned), 5), 8, 3, s.bar)
		}
		s.y += row
	}
}
