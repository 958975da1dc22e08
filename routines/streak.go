package routines

// Outcome is what a diary shows of one Night. Written side by side, outcomes
// read as a diary: "..x?.pp.".
type Outcome byte

// The outcomes of a Night.
const (
	NoCramps Outcome = '.' // answered "no cramps"
	Cramped  Outcome = 'x' // at least one cramp
	Unknown  Outcome = '?' // asked about and not answered
	NotAsked Outcome = '-' // not answered, and the question was not sent
	OnPause  Outcome = 'p' // paused, and nothing was recorded
	StillOn  Outcome = '~' // its check-in has neither been answered nor expired
	NoNight  Outcome = ' ' // a date without a Night: still to come, or before the diary began
)

// Outcome tells what the diary shows of the Night. open says that its check-in
// has not expired.
func (n *Night) Outcome(open bool) Outcome {
	switch count, known := n.CrampCount(); {
	case known && count > 0:
		return Cramped
	case known:
		return NoCramps
	case open:
		return StillOn
	case n.Paused:
		return OnPause
	case n.Asked.IsZero():
		return NotAsked
	default:
		return Unknown
	}
}

// mostUnknown is how many unknown Nights in a row a cramp-free streak survives.
const mostUnknown = 2

// FreeStreak is a run of cramp-free nights with its coverage.
type FreeStreak struct {
	Free       int // nights answered "no cramps"
	Nights     int // nights from the first of them on, unanswered ones included
	Unanswered int
}

// FreeStreaks gives the cramp-free streak that ends at the last closed Night,
// and the longest one, of outcomes in order. A Night not answered neither adds
// nor breaks; three that were asked about in a row end the streak. Paused and
// open Nights are not there at all.
func FreeStreaks(diary []Outcome) (current, longest FreeStreak) {
	unknown := 0
	for _, o := range diary {
		switch o {
		case NoCramps:
			unknown = 0
			current.Free++
			current.Nights++
		case Unknown, NotAsked:
			if o == Unknown {
				unknown++
			}
			if current.Free > 0 {
				current.Nights++
				current.Unanswered++
			}
			if unknown > mostUnknown {
				current = FreeStreak{}
			}
		case Cramped:
			current = FreeStreak{}
		}
		if current.Free > longest.Free {
			longest = current
		}
	}
	return current, longest
}

// Keeping is whether the evening's routines were done.
type Keeping byte

// The ways of keeping an evening. Written side by side they read as a diary.
const (
	Kept    Keeping = '+' // all that was sent was done
	NotKept Keeping = 'o' // something was not marked
	Neutral Keeping = ' ' // nothing was sent, or the Night was paused
)

// Keeping reports whether every evening routine of the Night was done. What was
// not sent does not count.
func (n *Night) Keeping() Keeping {
	keeping := Neutral
	if n.Paused {
		return keeping
	}
	for _, m := range n.Marks {
		switch {
		case !m.Routine.Evening():
		case m.State != Done:
			return NotKept
		default:
			keeping = Kept
		}
	}
	return keeping
}

// forgiven is the run of Nights in which one that was not kept is forgiven.
const forgiven = 7

// KeptStreak is a run of evenings on which the routines were done.
type KeptStreak struct {
	Kept     int // evenings
	Forgiven int // evenings within the run that were not kept
}

// KeptStreaks gives the routine streak that ends at the last closed Night and
// the longest one. In any seven Nights that count, one that was not kept is
// forgiven; a second one ends the streak, and what follows the first of the
// two begins a new one.
func KeptStreaks(diary []Keeping) (current, longest KeptStreak) {
	sinceMiss, missed := 0, false // evenings kept since the last one forgiven
	for _, k := range diary {
		switch k {
		case Neutral:
			continue
		case Kept:
			current.Kept++
			sinceMiss++
		case NotKept:
			switch {
			case current.Kept == 0: // a streak does not begin with a miss
			case !missed || sinceMiss+1 >= forgiven:
				current.Forgiven++
			default:
				// What was kept since the earlier miss lives on with this one
				// forgiven.
				current = KeptStreak{Kept: sinceMiss}
				if sinceMiss > 0 {
					current.Forgiven = 1
				}
			}
			missed, sinceMiss = current.Kept > 0, 0
		}
		if current.Kept > longest.Kept {
			longest = current
		}
	}
	return current, longest
}
