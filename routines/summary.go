package routines

import "time"

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

// Weekly reports whether a week of Nights was answered: of fewer there is no rate a
// week to speak of, only their counts.
func (r Rate) Weekly() bool { return r.Answered >= 7 }

// Enough reports whether a month's rate may be compared with another.
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
	Ended       bool  // it ended more than a week ago: what goes on now is not its own
	Days        []Day // every date of the month
	Rate        Rate
	Before      Rate    // the month before
	First       Rate    // the first 14 answered Nights, at most
	FirstApart  bool    // there are 14, and all lie before the month: with them it can be compared
	WorstPain   int     // 1 to 10; 0: not told
	MedianPain  float64 // 1 to 10, in halves; 0: not told
	Disturbed   int     // Nights with disturbed sleep
	Where       Value
	Side        Value
	Free        FreeStreak // this streak and the next three are the whole diary's, as of now
	LongestFree FreeStreak
	Kept        KeptStreak
	LongestKept KeptStreak
	Shares      []Share // routines that were planned, in the order of the day
}

// Summarise counts a month of a diary. nights are all of the person's, in
// order; the last of them is the open one.
func Summarise(p *Person, nights []*Night, month Month, now time.Time) Summary {
	s := Summary{Month: month, Ended: nights[len(nights)-1].Date > month.Last()+summaryDays}
	var diary []Outcome
	var keeping []Keeping
	days := map[Date]Day{}
	var tally tally
	all := p.days(nights, now)
	first, ends := firstOf(all)
	s.First, s.FirstApart = first, first.Answered == FirstNights && ends < month.First()
	for i, n := range nights {
		day := all[i]
		days[n.Date] = day
		diary = append(diary, day.Outcome)
		if i < len(nights)-1 {
			keeping = append(keeping, n.Keeping())
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

// days is what the calendar shows of Nights, which are all of the person's, in
// order.
func (p *Person) days(nights []*Night, now time.Time) []Day {
	days := make([]Day, len(nights))
	for i, n := range nights {
		open := i >= len(nights)-2 && p.answerable(nights[i:], now)
		count, _ := n.CrampCount()
		days[i] = Day{Date: n.Date, Outcome: n.Outcome(open), Cramps: count}
	}
	return days
}

// firstOf counts a diary up to the answered Night that completes its first ones,
// and gives that Night.
func firstOf(days []Day) (first Rate, ends Date) {
	for _, d := range days {
		if first.Answered == FirstNights {
			break
		}
		first.add(d)
		ends = d.Date
	}
	return first, ends
}

// answerable reports whether the check-in about the first of the last Nights has
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

// Counts is how often each answer to a question was given.
type Counts map[Value]int

// Total is how often the question was answered.
func (c Counts) Total() (total int) {
	for _, n := range c {
		total += n
	}
	return total
}

// tally collects what Nights tell beyond their cramps.
type tally struct {
	answers       map[Field]Counts
	done, planned map[Routine]int
}

// tallied are the questions whose answers are counted.
var tallied = []Field{Pain, Sleep, Longest, Where, Side, Legs}

func (t *tally) add(n *Night) {
	if t.answers == nil {
		t.answers = map[Field]Counts{}
		for _, f := range tallied {
			t.answers[f] = Counts{}
		}
		t.planned, t.done = map[Routine]int{}, map[Routine]int{}
	}
	cramps, _ := n.CrampCount()
	for _, f := range tallied {
		if v, ok := n.Answer(f); ok && f.Concerns(cramps) {
			t.answers[f][v]++
		}
	}
	for _, m := range n.Marks {
		if n.Paused && m.Answered.IsZero() {
			continue
		}
		t.planned[m.Routine]++
		if m.State == Done {
			t.done[m.Routine]++
		}
	}
}

// Shares are the kept shares of this Night alone, as they count in those of its
// month, of routines that had a reminder.
func (n *Night) Shares() []Share {
	var t tally
	t.add(n)
	return t.shares()
}

func (t *tally) fill(s *Summary) {
	s.WorstPain, s.MedianPain = pain(t.answers[Pain])
	s.Disturbed = t.answers[Sleep].Total() - t.answers[Sleep][0]
	s.Where, s.Side = usual(t.answers[Where]), usual(t.answers[Side])
	s.Shares = t.shares()
}

// pain gives the worst and the median of pains, 0 when there are none. Of an even
// number the median is the mean of the middle two.
func pain(counts Counts) (worst int, median float64) {
	total, below := counts.Total(), 0
	if total == 0 {
		return 0, 0
	}
	for v := ranges[Pain][0]; v <= ranges[Pain][1]; v++ {
		if counts[v] == 0 {
			continue
		}
		worst = int(v)
		for _, middle := range []int{(total - 1) / 2, total / 2} {
			if below <= middle && middle < below+counts[v] {
				median += float64(v) / 2
			}
		}
		below += counts[v]
	}
	return worst, median
}

func (t *tally) shares() (shares []Share) {
	for _, r := range Routines {
		if t.planned[r] > 0 {
			shares = append(shares, Share{r, t.done[r], t.planned[r]})
		}
	}
	return shares
}

// usual is the value that was given most often, the smaller of two that tie, 0
// when there is none.
func usual(counts Counts) (most Value) {
	for v, c := range counts {
		if v != 0 && (c > counts[most] || most == 0 || c == counts[most] && v < most) {
			most = v
		}
	}
	return most
}
