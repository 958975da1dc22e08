package routines

import (
	"slices"
	"time"
)

// Tick answers a slot of the Night, or with Open takes the answer back. An
// answer may come before the slot rang; it then does not ring.
func (p *Person) Tick(n *Night, k Key, s State, now time.Time) {
	p.Quiet.heard(k.Routine)
	due := now
	if o, ok := p.Plan.Occurrence(k); ok {
		due = o.At
	}
	m := n.Touch(k.Routine, k.Ordinal, due)
	m.Snoozed = time.Time{}
	switch {
	case s != Open && s != m.State:
		m.State, m.Answered = s, now
	case s == Open && m.Sent.IsZero():
		n.Marks = slices.DeleteFunc(n.Marks, func(m Mark) bool { return m.Key(n.Date) == k })
	case s == Open:
		m.State, m.Answered = Open, time.Time{}
	}
}

// snoozeEnds is how long after bedtime a snooze that was asked for may ring.
const snoozeEnds = time.Hour

// Snooze lets a slot ring again. The schedule stays as it is. It refuses what
// would ring over an hour after bedtime, and drinking in the last two hours
// before it.
func (p *Person) Snooze(n *Night, k Key, wait time.Duration, now time.Time) error {
	at := now.Add(wait).Truncate(time.Minute) // so that it shares a message with what falls due in that minute
	end := p.Plan.Bedtime(n.Date).Add(snoozeEnds)
	if k.Routine == Hydration {
		end = p.Plan.Bedtime(n.Date).Add(-hydrationEnds)
	}
	if at.After(end) {
		return &Error{Kind: TooLate, Key: "error.snooze.late"}
	}
	m := n.Touch(k.Routine, k.Ordinal, now)
	if m.State == Open {
		p.Quiet.heard(k.Routine)
		m.Snoozed = at
	}
	return nil
}

// Target finds the slot that "done" means when only the routine is named: the
// latest that was sent and is open, in the first hours after waking also of the
// Night before, nil if there is none; else the next one of the Night, else one
// that went by unsent. It is an error when nothing is left.
func (p *Person) Target(n, before *Night, r Routine, now time.Time) (Key, error) {
	if key, ok := n.latestOpen(r); ok {
		return key, nil
	}
	if before != nil && r.Evening() && !now.After(n.Opened.Add(crampsBelong)) {
		if key, ok := before.latestOpen(r); ok {
			return key, nil
		}
	}
	var missed Key
	for _, o := range p.Plan.Occurrences(n.Date, r) {
		if n.Mark(r, o.Ordinal) != nil {
			continue
		}
		if o.At.After(now) {
			return o.Key, nil
		}
		missed = o.Key
	}
	if missed.Night == 0 {
		return Key{}, &Error{Kind: NotFound, Key: "error.routine.answered", Args: Args{"Routine": r}}
	}
	return missed, nil
}

// latestOpen is the slot of a routine that was sent last and is not answered.
func (n *Night) latestOpen(r Routine) (Key, bool) {
	for i := len(n.Marks) - 1; i >= 0; i-- {
		if m := &n.Marks[i]; m.Routine == r && m.State == Open {
			return m.Key(n.Date), true
		}
	}
	return Key{}, false
}

// Reply records an answer to a question about a Night, which restores the
// check-ins of a person who had stopped answering them. It refuses values that
// the question does not have, and more answers than a Night holds.
func (p *Person) Reply(n *Night, f Field, v Value, now time.Time) error {
	if !f.Allows(v) {
		return &Error{Kind: Refused, Key: "error.answer.unknown"}
	}
	switch {
	case f == Complete && v == Withdrawn:
		if err := n.room(f, usualAnswers); err != nil {
			return err
		}
		n.undoUsual(now)
	case n.news(f, v):
		if err := n.room(f, 1); err != nil {
			return err
		}
	}
	news := n.Record(f, v, now)
	if f <= Complete {
		p.Quiet.CheckIns = 0
	}
	alarm, ok := alarms[f]
	if ok && v == alarm.value && p.Care.Usual&alarm.sign == 0 && news {
		p.Care.Since, p.Quiet.CheckIns = now, 0 // the next mornings ask whether somebody has looked
	}
	return nil
}

// eveningBegins is how long before bedtime an evening begins.
const eveningBegins = 3 * time.Hour

// Call notes emergency words on the open Night: what an alarming leg rests
// rests, nothing rings until the next evening begins, and the mornings after ask
// whether somebody has looked.
func (p *Person) Call(n *Night, now time.Time) {
	n.Tell(Emergency, 1, now)
	p.Care.Called, p.Quiet.CheckIns = now, 0
	for night := n.Date; !p.Care.Hush.After(now); night = p.Plan.following(night) {
		p.Care.Hush = p.Plan.Bedtime(night).Add(-eveningBegins)
	}
}

// crampsBelong is how long after waking a cramp still belongs to the Night
// that has ended, while its check-in is open.
const crampsBelong = 3 * time.Hour

// CrampNight is the Night to which a cramp now belongs.
func CrampNight(p *Person, tonight, before *Night, now time.Time) *Night {
	if before != nil && !before.Checked() && !now.After(tonight.Opened.Add(crampsBelong)) {
		return before
	}
	return tonight
}

// LogCramp notes a cramp that happened at an instant, once however often it is
// said. A Night that is full refuses another one.
func (n *Night) LogCramp(at, now time.Time) error {
	for i := range n.Cramps {
		if c := &n.Cramps[i]; c.At.Equal(at) {
			if c.Undone {
				c.Logged, c.Undone = now, false
			}
			return nil
		}
	}
	if len(n.Cramps) >= MostLogged {
		return &Error{Kind: Refused, Key: "error.cramp.full", Args: Args{"Most": MostLogged}}
	}
	n.Cramps = append(n.Cramps, Cramp{At: at, Logged: now})
	return nil
}

// UndoCramp takes back the cramp of an instant.
func (n *Night) UndoCramp(at time.Time) {
	for i := range n.Cramps {
		n.Cramps[i].Undone = n.Cramps[i].Undone || n.Cramps[i].At.Equal(at)
	}
}

// HasCramp reports whether the cramp of an instant was logged and not taken back.
func (n *Night) HasCramp(at time.Time) bool {
	return slices.ContainsFunc(n.Cramps, func(c Cramp) bool { return c.At.Equal(at) && !c.Undone })
}

// LoggedCramps counts the cramps that were logged and not taken back.
func (n *Night) LoggedCramps() (count int) {
	for _, c := range n.Cramps {
		if !c.Undone {
			count++
		}
	}
	return count
}
