package routines

import (
	"slices"
	"time"
)

// Report is a period of the diary as a clinician is shown it: counts of what the
// person answered, and nothing concluded from them.
type Report struct {
	From, To Date  // the closed Nights of the period, both included; To before From when there are none
	Days     []Day // a Night each
	Rate     Rate
	First    Rate // the first 14 answered Nights of the diary, at most

	WorstPain  int     // 1 to 10; 0: not told
	MedianPain float64 // 1 to 10, in halves; 0: not told
	Pain       Counts  // by value, 1 to 10
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
	NeverAsked           // nobody asks what came of it: a long cramp
)

// Reported counts the Nights from one date to another, both included, as far as
// the diary goes and its Nights are closed: their check-ins are answered or have
// expired. What was told about a Night that is not, its flags and notes, is there
// all the same. nights are all of the person's, in order; the last of them is the
// open one.
//
// Without a closed Night, as for somebody who came today, To lies before From and
// nothing is counted.
func Reported(p *Person, nights []*Night, from, to Date, now time.Time) Report {
	r := Report{From: max(from, nights[0].Date), To: min(to, p.lastClosed(nights, now))}
	all, said := p.days(nights, now), p.saidOfSeen(nights)
	r.First, _ = firstOf(all)
	var tally tally
	for i, n := range nights {
		if n.Date < r.From || n.Date > to {
			continue
		}
		r.Flags = append(r.Flags, p.flags(n, said)...)
		for _, note := range n.Notes {
			r.Notes = append(r.Notes, NightNote{n.Date, note})
		}
		if n.Date <= r.To {
			r.Days = append(r.Days, all[i])
			r.Rate.add(all[i])
			tally.add(n)
		}
	}
	tally.report(&r)
	return r
}

// lastClosed is the Night before the first one whose check-in may still be
// answered: the date before the diary when that is its first.
func (p *Person) lastClosed(nights []*Night, now time.Time) Date {
	last := nights[0].Date - 1
	for i, n := range nights {
		if !n.Checked() && i >= len(nights)-2 && p.answerable(nights[i:], now) {
			break
		}
		last = n.Date
	}
	return last
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
// at. Taken back, as a mistake is, they do not.
func (p *Person) flags(n *Night, said []saidSeen) (flags []Flag) {
	for _, f := range []Field{Leg, Legs, Sore, Eased, Emergency} {
		at, ok := n.flagged(f)
		if !ok {
			continue
		}
		flag := Flag{n.Date, f, aftermath(said, at, f == Emergency)}
		switch {
		case f == Eased:
			flag.Seen = NeverAsked
		case alarms[f].sign&p.Care.Usual != 0:
			flag.Seen = KnownUsual
		}
		flags = append(flags, flag)
	}
	return flags
}

// flagged reports whether the latest answer to a question is one to be looked at,
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

// saidSeen is an answer to "were you seen?".
type saidSeen struct {
	Answer
	called bool // it was asked of an emergency, and else of a leg
}

// saidOfSeen lists the answers to "were you seen?" that were not taken back,
// oldest first.
func (p *Person) saidOfSeen(nights []*Night) (said []saidSeen) {
	for _, n := range nights {
		earlier := len(said)
		for _, a := range n.Log {
			switch {
			case a.Field != Seen:
			case a.Value != Withdrawn:
				said = append(said, saidSeen{a, p.asksOfCall(nights, a.At)})
			case len(said) > earlier:
				said = said[:len(said)-1]
			}
		}
	}
	slices.SortStableFunc(said, func(a, b saidSeen) int { return a.At.Compare(b.At) })
	return said
}

// asksOfCall reports whether "were you seen?" was at an instant about an emergency:
// it is about what alarmed last.
func (p *Person) asksOfCall(nights []*Night, now time.Time) bool {
	var leg, called time.Time
	for _, n := range nights {
		for f, alarm := range alarms {
			if p.Care.Usual&alarm.sign == 0 {
				leg = later(leg, n.alarmedAt(f, alarm.value, now))
			}
		}
		called = later(called, n.alarmedAt(Emergency, 1, now))
	}
	return called.After(leg)
}

// alarmedAt is when a question was last given a value, up to an instant; zero if
// it was not, or was taken back.
func (n *Night) alarmedAt(f Field, v Value, now time.Time) (at time.Time) {
	for _, a := range n.Log {
		switch {
		case a.Field != f || a.At.After(now):
		case a.Value == v:
			at = a.At
		case a.Value == Withdrawn:
			at = time.Time{}
		}
	}
	return at
}

// aftermath is what was said, last, of an emergency or a leg that alarmed at an
// instant. Once anything was checked all that stood was, so that later answers
// are about later alarms; a mistake took back its own answer.
func aftermath(said []saidSeen, alarm time.Time, called bool) (seen Aftermath) {
	for _, a := range said {
		if a.At.Before(alarm) || a.Value == SeenMistake {
			continue
		}
		checked := a.Value == SeenChecked
		if a.called == called {
			seen = NotSeenYet
			if checked {
				seen = WasSeen
			}
		}
		if checked {
			break
		}
	}
	return seen
}
