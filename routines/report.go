package routines

import (
	"slices"
	"time"
)

// Report is a period of the diary as a clinician is shown it: counts of what the
// person answered, and nothing concluded from them.
type Report struct {
	From, To Date  // the Nights of the period, both included; To before From when the diary has none of it
	Days     []Day // a Night each
	Rate     Rate
	First    Rate // the first 14 answered Nights of the diary, at most

	WorstPain  int    // 1 to 10; 0: not told
	MedianPain int    // lower median; 0: not told
	Pain       Counts // by value, 1 to 10
	Sleep      Counts
	Longest    Counts
	Side       Counts
	Places     Counts // Calf, Foot and Thigh, each Night counting for every place it names
	Placed     int    // Nights that named a place
	Legs       Counts // evenings

	Flags  []Flag // oldest first
	Shares []Share
	Notes  []NightNote // oldest first
}

// NightNote is a note with the Night that it is about.
type NightNote struct {
	Night Date
	Note
}

// Flag is an answer that should be looked at by somebody: LegAlarm to Leg,
// LegsOneSwollen to Legs, SoreOne to Sore, DidNotEase to Eased after a cramp over
// ten minutes, and an Emergency.
type Flag struct {
	Night  Date
	Answer Field
	Seen   Aftermath
}

// Aftermath is what the person said came of a Flag.
type Aftermath uint8

// What may come of a Flag.
const (
	Untold     Aftermath = iota
	NotSeenYet           // nobody had looked when they were asked last
	WasSeen              // somebody has looked
	KnownUsual           // usual for the person, as a clinician knows
)

// Reported counts the Nights from one date to another, both included, as far as
// the diary goes. nights are all of the person's, in order; the last of them is
// the open one.
func Reported(p *Person, nights []*Night, from, to Date, now time.Time) Report {
	r := Report{From: max(from, nights[0].Date), To: min(to, nights[len(nights)-1].Date)}
	all := p.days(nights, now)
	r.First = firstOf(all)
	var tally tally
	for i, n := range nights {
		if n.Date < r.From || n.Date > r.To {
			continue
		}
		r.Days = append(r.Days, all[i])
		r.Rate.add(all[i])
		tally.add(n)
		r.Flags = append(r.Flags, p.flags(n, nights)...)
		for _, note := range n.Notes {
			r.Notes = append(r.Notes, NightNote{n.Date, note})
		}
	}
	tally.report(&r)
	return r
}

func (t *tally) report(r *Report) {
	r.WorstPain, r.MedianPain = pain(t.answers[Pain])
	r.Pain, r.Sleep, r.Longest = t.answers[Pain], t.answers[Sleep], t.answers[Longest]
	r.Side, r.Legs = t.answers[Side], t.answers[Legs]
	r.Places = Counts{}
	for set, n := range t.answers[Where] {
		for _, place := range []Value{Calf, Foot, Thigh} {
			if set&place != 0 {
				r.Places[place] += n
			}
		}
		if set != 0 {
			r.Placed += n
		}
	}
	r.Shares = t.shares()
}

// flags gives the answers about a Night that still stand and should be looked
// at. Taken back, or called a mistake, they do not.
func (p *Person) flags(n *Night, nights []*Night) (flags []Flag) {
	for _, f := range []Field{Leg, Legs, Sore, Eased, Emergency} {
		at, ok := n.flagged(f)
		if !ok {
			continue
		}
		flag := Flag{n.Date, f, Untold}
		switch seen, told := seenAfter(nights, at); {
		case told && seen == SeenMistake:
			continue
		case told && seen == SeenChecked:
			flag.Seen = WasSeen
		case alarms[f].sign&p.Care.Usual != 0:
			flag.Seen = KnownUsual
		case told:
			flag.Seen = NotSeenYet
		}
		flags = append(flags, flag)
	}
	return flags
}

// flagged tells whether the latest answer to a question is one to be looked at,
// and when it was given.
func (n *Night) flagged(f Field) (at time.Time, ok bool) {
	v, answered := n.Answer(f)
	switch alarm, alarming := alarms[f]; {
	case !answered:
		return at, false
	case alarming:
		ok = v == alarm.value
	case f == Emergency:
		ok = true
	case f == Eased:
		longest, _ := n.Answer(Longest)
		cramps, _ := n.CrampCount()
		ok = v == DidNotEase && longest == OverTenMinutes && f.Concerns(cramps)
	}
	for _, a := range n.Log {
		if a.Field == f {
			at = a.At
		}
	}
	return at, ok
}

// seenAfter is what the person said, last, about an alarm at an instant. Once it
// was checked or a mistake, later answers are about later alarms, unless that
// was taken back. ok is false when nothing was said.
func seenAfter(nights []*Night, alarm time.Time) (seen Value, ok bool) {
	var said []Answer
	for _, n := range nights {
		for _, a := range n.Log {
			if a.Field == Seen && !a.At.Before(alarm) {
				said = append(said, a)
			}
		}
	}
	slices.SortStableFunc(said, func(a, b Answer) int { return a.At.Compare(b.At) })
	for _, a := range said {
		if ok && seen != SeenNotYet && a.Value != Withdrawn {
			break
		}
		seen, ok = a.Value, a.Value != Withdrawn
	}
	return seen, ok
}
