package routines

// Noted is what a person was told of patterns in their own diary.
type Noted struct {
	Appointment Date // the Night whose answers first showed the line about an appointment; 0: not yet
	Pattern     Date // the Night after which counts were read back last; 0: not yet

	// The counts that were read back then, over 14 Nights.
	CrampNights, Disturbed, Adjoining int
}

// PatternNights is how many dates a pattern looks at, in two weeks, and so how
// many lie at least between two readings back. An evening also looks at the
// dark hours before it: one Night more has to be at hand.
const (
	PatternNights = 2 * patternWeek
	patternWeek   = 7
)

// Finding is what a diary shows, as a set.
type Finding uint8

// The findings.
const (
	NeedsAppointment Finding = 1 << iota // cramps with disturbed sleep, numbness or swelling
	CrampsOften                          // many cramp nights in both weeks
	SleepDisturbed                       // many disturbed nights in both weeks
	LegsAdjoin                           // many evenings of heavy, swollen or restless legs beside a cramp night
)

// findings are the rules: how often a thing has to be in the diary, in each of
// the two weeks or in both together.
//
// NeedsAppointment follows the NHS page on leg cramps, which sends people to a
// GP when cramps disturb sleep or come with numbness or swelling; one report is
// enough. The thresholds of the others are our own: no source gives one.
var findings = []struct {
	Finding
	thing thing
	least int
	each  bool // in each week
}{
	{NeedsAppointment, hasConcern, 1, false},
	{CrampsOften, hasCramps, 3, true},
	{SleepDisturbed, hasDisturbed, 2, true},
	{LegsAdjoin, hasAdjoining, 3, false},
}

// thing is what a Night may have.
type thing uint8

const (
	hasAnswer    thing = iota // it is known whether there were cramps
	hasCramps                 // there were
	hasDisturbed              // and they disturbed sleep
	hasAdjoining              // an evening of heavy, swollen or restless legs beside a cramp night
	hasConcern                // what the NHS names
	things
)

// Pattern is what is to be said of a person's diary after an answer: the line
// about an appointment, or counts over 14 Nights. The counts are of what was
// answered, and of nothing else.
type Pattern struct {
	Night    Date    // the last of the 14
	Findings Finding // NeedsAppointment alone, or some of the others

	Answered    int // Nights of which it is known whether they had cramps
	CrampNights int
	Disturbed   int // Nights with cramps and disturbed sleep
	Adjoining   int // evenings of heavy, swollen or restless legs beside a cramp night
}

// Has reports whether the pattern shows a finding.
func (n Pattern) Has(f Finding) bool { return n.Findings&f != 0 }

// Patterns tells what is to be said after an answer about a Night was stored;
// ok is false when nothing is. nights are those of the dates from night-14 to
// night, in order; others are passed over, and dates without a Night are gaps.
//
// The line about an appointment is said once ever, and even to those who have
// switched patterns off: it concerns safety. It is said alone, and counts wait
// for a later Night, one idea a message. It looks at all 14 Nights, so that a
// line held back by an alarm is said with the next answer.
//
// Counts are read back at most every 14 Nights, and after the first time only
// when one of them is greater than it was then.
func (p *Person) Patterns(nights []*Night, night Date) (note Pattern, ok bool) {
	weeks := countWeeks(nights, night)
	both := func(t thing) int { return weeks[0][t] + weeks[1][t] }
	note = Pattern{
		Night: night, Answered: both(hasAnswer),
		CrampNights: both(hasCramps), Disturbed: both(hasDisturbed), Adjoining: both(hasAdjoining),
	}
	for _, f := range findings {
		if f.each && min(weeks[0][f.thing], weeks[1][f.thing]) >= f.least || !f.each && both(f.thing) >= f.least {
			note.Findings |= f.Finding
		}
	}
	switch told := p.Noted; {
	case told.Appointment == 0 && note.Has(NeedsAppointment):
		note.Findings = NeedsAppointment
		return note, true
	case p.Settings.Has(NoPatterns), told.Appointment != 0 && night <= told.Appointment,
		told.Pattern != 0 && (night-told.Pattern < PatternNights || !note.worse(told)):
		return Pattern{}, false
	}
	note.Findings &^= NeedsAppointment
	if note.Findings == 0 {
		return Pattern{}, false
	}
	return note, true
}

// worse reports whether one of the counts is greater than when they were read
// back last.
func (n Pattern) worse(than Noted) bool {
	return n.CrampNights > than.CrampNights || n.Disturbed > than.Disturbed || n.Adjoining > than.Adjoining
}

// Tell notes that the pattern was told.
func (p *Person) Tell(note Pattern) {
	if note.Has(NeedsAppointment) {
		p.Noted.Appointment = note.Night
		return
	}
	p.Noted.Pattern = note.Night
	p.Noted.CrampNights, p.Noted.Disturbed, p.Noted.Adjoining = note.CrampNights, note.Disturbed, note.Adjoining
}

// countWeeks counts each of the two weeks that end with a Night.
func countWeeks(nights []*Night, last Date) (weeks [2][things]int) {
	var before *Night
	for _, n := range nights {
		if ago := last - n.Date; ago >= 0 && ago < PatternNights {
			if before != nil && before.Date != n.Date-1 {
				before = nil
			}
			counts := &weeks[ago/patternWeek]
			for t, has := range n.shows(before) {
				if has {
					counts[t]++
				}
			}
		}
		before = n
	}
	return weeks
}

// shows tells what a Night has. An evening lies between two dark hours: those
// of its own Night, and those of the Night before it, nil if there is none.
func (n *Night) shows(before *Night) (has [things]bool) {
	cramps, known := n.CrampCount()
	has[hasAnswer], has[hasCramps] = known, cramps > 0

	sleep, ok := n.Answer(Sleep)
	has[hasDisturbed] = ok && sleep > 0 && Sleep.Concerns(cramps)

	beside := cramps > 0
	if before != nil {
		earlier, _ := before.CrampCount()
		beside = beside || earlier > 0
	}
	legs, ok := n.Answer(Legs)
	has[hasConcern] = has[hasDisturbed]
	if ok && beside {
		has[hasAdjoining] = legs == LegsHeavy || legs == LegsOneSwollen || legs == LegsSwollen || legs == LegsRestless
		has[hasConcern] = has[hasConcern] || legs == LegsNumb || legs == LegsOneSwollen || legs == LegsSwollen
	}
	return has
}
