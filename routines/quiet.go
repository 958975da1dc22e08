package routines

// Quiet is what the bot has learnt about when to hold its tongue.
type Quiet struct {
	Routines map[Routine]uint8 // planned days in a row on which the routine was sent and not answered
	Told     map[Routine]bool  // the person was told that the routine rests
	CheckIns uint8             // check-ins in a row that were sent and not answered
	Since    Date              // the Night of the first of them
	Asked    Date              // the Night last asked about
}

// How many planned days without an answer turn a routine silent, and rest it.
const (
	SilentAfter = 3
	RestsAfter  = 7
)

// After how many unanswered check-ins they come every third morning, and after
// how many days of that monthly.
const (
	checkInsThin  = 5
	thinNights    = 3
	monthlyAfter  = 21
	monthlyNights = 30
)

// asks reports whether the check-in about the Night is to be sent.
func (q *Quiet) asks(night Date) bool {
	switch {
	case q.CheckIns < checkInsThin:
		return true
	case night-q.Since < monthlyAfter:
		return night-q.Asked >= thinNights
	default:
		return night-q.Asked >= monthlyNights
	}
}

// heard forgets that the routine was not answered.
func (q *Quiet) heard(r Routine) {
	delete(q.Routines, r)
	delete(q.Told, r)
}

// Rouse wakes a routine that had turned silent or rests.
func (p *Person) Rouse(r Routine) { p.Quiet.heard(r) }

// close learns from a Night that has ended.
func (q *Quiet) close(n *Night) {
	for _, r := range Routines {
		sent, answered := false, false
		for _, m := range n.Marks {
			if m.Routine == r {
				sent = sent || !m.Sent.IsZero()
				answered = answered || !m.Answered.IsZero()
			}
		}
		switch {
		case answered:
			q.heard(r)
		case sent && !n.Paused:
			if q.Routines == nil {
				q.Routines = map[Routine]uint8{}
			}
			q.Routines[r] = min(q.Routines[r]+1, RestsAfter)
		}
	}
}

// closeCheckIn learns from a check-in whose time has passed.
func (q *Quiet) closeCheckIn(n *Night) {
	switch {
	case n.Checked():
		q.CheckIns = 0
	case !n.Asked.IsZero():
		if q.CheckIns == 0 {
			q.Since = n.Date
		}
		q.CheckIns = min(q.CheckIns+1, checkInsThin)
	}
}
