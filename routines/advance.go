package routines

import (
	"slices"
	"time"
)

// Advance closes and opens the Nights that have ended and begun up to now, and
// gives the new ones, oldest first. The open Night and the one before it, nil
// if there is none, are closed in place.
func Advance(p *Person, tonight, before *Night, now time.Time) (opened []Night) {
	for {
		date, opens := p.next(tonight)
		if opens.After(now) {
			return opened
		}
		p.Quiet.close(tonight)
		if before != nil {
			p.Quiet.closeCheckIn(before)
		}
		tonight.close()
		if before != nil {
			before.close() // its last slot may have rung as it ended
			before.forget()
		}
		night := Night{Date: date, Opened: opens}
		night.Since = later(tonight.Since, opens.Add(-time.Second))
		night.Paused = p.Plan.Paused(night.Date)
		opened = append(opened, night)
		before, tonight = tonight, &night
	}
}

// Begin opens a person's first Night.
func Begin(p *Person, now time.Time) Night {
	date := p.Plan.NightAt(now)
	return Night{Date: date, Opened: p.Plan.WakeTime(date), Since: now, Paused: p.Plan.Paused(date)}
}

// next is the date of the Night that follows this one, and when it opens. Dates
// that a journey jumped over have no Night. When a change of the plan has put
// the wake time into the past, the Night opens at the change.
func (p *Person) next(n *Night) (date Date, opens time.Time) {
	for after := p.Plan.following(n.Date); ; after = p.Plan.following(after) {
		wake := p.Plan.WakeTime(after)
		switch {
		case !wake.After(n.Since):
			if n.Since.After(n.Opened) {
				date, opens = after, n.Since
			}
		case !opens.IsZero():
			return date, opens
		case wake.After(n.Opened): // it is not when a journey ends over the date line
			return after, wake
		}
	}
}

// Changed fits the open Night to a plan that was changed, resumed or paused
// just now: answered slots stay, unanswered ones move with the plan, and of the
// slots only future ones ring. Advance is to be called again after it.
func Changed(p *Person, tonight *Night, now time.Time) {
	tonight.Since = now
	tonight.Paused = p.Plan.Paused(tonight.Date)
	tonight.Marks = slices.DeleteFunc(tonight.Marks, func(m Mark) bool {
		if m.State != Open {
			return false
		}
		o, ok := p.Plan.Occurrence(m.Key(tonight.Date))
		return ok && o.At.After(now) && !o.At.Equal(m.Due)
	})
	for i := range tonight.Marks {
		if m := &tonight.Marks[i]; !m.Snoozed.After(now) {
			m.Snoozed = time.Time{} // it may have gone by in a pause
		}
	}
}

// Retimed makes room for new times of a routine: what was answered tonight under
// the old ones keeps its answer, and the new ones that are still to come ring.
func Retimed(p *Person, tonight *Night, r Routine, now time.Time) {
	free := uint8(len(p.Plan.Occurrences(tonight.Date, r)))
	for i := range tonight.Marks {
		m := &tonight.Marks[i]
		if m.Routine == r && m.Ordinal >= free {
			free = m.Ordinal + 1
		}
	}
	for i := range tonight.Marks {
		m := &tonight.Marks[i]
		o, ok := p.Plan.Occurrence(m.Key(tonight.Date))
		if m.Routine == r && m.State != Open && ok && o.At.After(now) && !o.At.Equal(m.Due) {
			m.Ordinal, free = free, free+1
		}
	}
}

// close drops what only an open Night needs.
func (n *Night) close() {
	for i := range n.Marks {
		n.Marks[i].Snoozed = time.Time{}
	}
}

// forget drops which messages asked about the slots. It comes a Night later: last
// evening's prompts are still answered in the morning.
func (n *Night) forget() {
	for i := range n.Marks {
		n.Marks[i].Message = 0
	}
}
