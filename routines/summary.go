package routines

import (
	"slices"
	"time"
)

// Day is one date of a summary's calendar.
type Day struct {
	Date    Date
	Outcome Outcome
	Cramps  int // 0 to 5; 5 means at least 5
}

// Rate is cramps over answered Nights, the only ones that count.
type Rate struct {
	Nights      int // that could have been answered: closed, not paused
	Answered    int
	CrampNights int
	Cramps      int // a Night of "at least 5" counts 5
}

// PerWeek is cramps per answered week: cramps over answered Nights, times 7.
// It is the usual outcome of cramp trials. Zero when nothing was answered.
func (r Rate) PerWeek() float64 {
	if r.Answered == 0 {
		return 0
	}
	return 7 * float64(r.Cramps) / float64(r.Answered)
}

// Enough tells whether a month's rate may be compared with another.
func (r Rate) Enough() bool { return r.Answered >= EnoughOfMonth }

// EnoughOfMonth is how many Nights of a month must be answered before anything
// is compared, and FirstNights how many answered Nights the first ones are: the
// run-in of the trials lasted 14 days.
const (
	EnoughOfMonth = 20
	FirstNights   = 14
)

// Share is how often a routine was kept: done of planned, with what was not
// sent, paused or resting left out.
type Share struct {
	Routine       Routine
	Done, Planned int
}

// Summary is the month as people look at it.
type Summary struct {
	Month       Month
	Days        []Day // every date of the month
	Rate        Rate
	Before      Rate // the month before
	First       Rate // the first 14 answered Nights, at most
	WorstPain   int  // 1 to 10; 0: not told
	MedianPain  int  // lower median; 0: not told
	Disturbed   int  // Nights with disturbed sleep
	Where       Value
	Side        Value
	Free        FreeStreak
	LongestFree FreeStreak
	Kept        KeptStreak
	LongestKept KeptStreak
	Shares      []Share // routines that were planned, in the order of the day
}

// Summarise counts a month of a diary. nights are all of the person's, in
// order; the last of them is the open one.
func Summarise(p *Person, nights []*Night, month Month, now time.Time) Summary {
	s := Summary{Month: month}
	var diary []Outcome
	var keeping []Keeping
	days := map[Date]Day{}
	var tally tally
	for i, n := range nights {
		open := i >= len(nights)-2 && p.answerable(nights[i:], now)
		count, _ := n.CrampCount()
		day := Day{Date: n.Date, Outcome: n.Outcome(open), Cramps: count}
		days[n.Date] = day
		diary = append(diary, day.Outcome)
		if i < len(nights)-1 {
			keeping = append(keeping, n.Keeping())
		}
		if s.First.Answered < FirstNights {
			s.First.add(day)
		}
		switch n.Date.Month() {
		case month - 1:
			s.Before.add(day)
		case month:
			s.Rate.add(day)
			tally.add(n)
		}
	}
	for date := month.First(); date <= month.Last(); date++ {
		day, ok := days[date]
		if !ok {
			day = Day{Date: date, Outcome: NoNight}
		}
		s.Days = append(s.Days, day)
	}
	s.Free, s.LongestFree = FreeStreaks(diary)
	s.Kept, s.LongestKept = KeptStreaks(keeping)
	tally.fill(&s)
	return s
}

// answerable tells whether the check-in about the first of the last Nights has
// not expired.
func (p *Person) answerable(last []*Night, now time.Time) bool {
	return len(last) == 1 || now.Before(p.checkInEnds(last[1]))
}

func (r *Rate) add(d Day) {
	switch d.Outcome {
	case Cramped:
		r.CrampNights++
		r.Cramps += d.Cramps
		fallthrough
	case NoCramps:
		r.Answered++
		fallthrough
	case Unknown, NotAsked:
		r.Nights++
	}
}

// tally collects what a month's Nights tell beyond their cramps.
type tally struct {
	pains         []int
	disturbed     int
	where, side   map[Value]int
	done, planned map[Routine]int
}

func (t *tally) add(n *Night) {
	cramps, _ := n.CrampCount()
	if v, ok := n.Answer(Pain); ok && Pain.Concerns(cramps) {
		t.pains = append(t.pains, int(v))
	}
	if v, ok := n.Answer(Sleep); ok && v > 0 && Sleep.Concerns(cramps) {
		t.disturbed++
	}
	count(&t.where, n, Where)
	count(&t.side, n, Side)
	for _, m := range n.Marks {
		if n.Paused && m.Answered.IsZero() {
			continue
		}
		if t.planned == nil {
			t.planned, t.done = map[Routine]int{}, map[Routine]int{}
		}
		t.planned[m.Routine]++
		if m.State == Done {
			t.done[m.Routine]++
		}
	}
}

func count(into *map[Value]int, n *Night, f Field) {
	v, ok := n.Answer(f)
	if cramps, _ := n.CrampCount(); !ok || v == 0 || !f.Concerns(cramps) {
		return
	}
	if *into == nil {
		*into = map[Value]int{}
	}
	(*into)[v]++
}

func (t *tally) fill(s *Summary) {
	if slices.Sort(t.pains); len(t.pains) > 0 {
		s.WorstPain, s.MedianPain = t.pains[len(t.pains)-1], t.pains[(len(t.pains)-1)/2]
	}
	s.Disturbed = t.disturbed
	s.Where, s.Side = usual(t.where), usual(t.side)
	for _, r := range Routines {
		if t.planned[r] > 0 {
			s.Shares = append(s.Shares, Share{r, t.done[r], t.planned[r]})
		}
	}
}

// usual is the value that was given most often, the smaller of two that tie, 0
// when there is none.
func usual(counts map[Value]int) (most Value) {
	for v, c := range counts {
		if c > counts[most] || c == counts[most] && v < most {
			most = v
		}
	}
	return most
}
