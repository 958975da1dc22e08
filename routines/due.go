package routines

import (
	"slices"
	"time"
)

// MostKeys is how many slots one message asks about; further ones get another.
const MostKeys = 7

// Card is one message to send: what fell due together. Any of its parts may be
// missing.
type Card struct {
	Keys    []Key     // the slots it asks about, of tonight and, just after waking, of the Night before
	CheckIn Date      // the Night the morning question is about; 0: none
	Resting []Routine // routines it says are at rest from now on
	Summary Month     // the month it sums up, alone; 0: none
	Silent  bool      // no sound on the phone
	Until   time.Time // it is not sent after that
}

// Empty reports whether there is nothing to send.
func (c *Card) Empty() bool { return len(c.Keys) == 0 && c.CheckIn == 0 && c.Summary == 0 }

// Due answers what is to be said to a person now, in one message, and when to
// look again, which is strictly later than now and reckoned as if the message
// had been sent; zero when there is no need until they write. The person's open
// Night and the one before it, nil if there is none, must be brought up to date by
// Advance first.
func Due(p *Person, tonight, before *Night, now time.Time) (card Card, next time.Time) {
	if !p.Away.IsZero() {
		return card, time.Time{}
	}
	if !p.dormant(tonight, before) {
		_, next = p.next(tonight)
	}
	card.Silent = true
	frame := p.Plan.frame(tonight.Date)
	for _, r := range Routines {
		if !p.Planned(r) || r == WarmCompress && tonight.Swollen() {
			continue
		}
		var slots []Occurrence
		if !tonight.Paused {
			slots = frame.occurrences(r, p.Plan.Slots(r))
		}
		slots = slices.Insert(slots, 0, p.ending(tonight, before, r, now)...)
		next = earliest(next, p.dueSlots(slots, tonight, before, now, &card))
	}
	if !tonight.Paused {
		next = earliest(next, p.dueSnoozes(tonight, now, &card))
		next = earliest(next, p.dueRepeat(tonight, now, &card))
	}
	if before != nil {
		next = earliest(next, dueCheckIn(p, tonight, before, now, &card))
	}
	if !card.Empty() {
		for _, r := range Routines {
			if p.Plan.On(r) && p.Quiet.Routines[r] >= RestsAfter && !p.Quiet.Told[r] {
				card.Resting = append(card.Resting, r)
			}
		}
	}
	next = earliest(next, p.dueSummary(tonight, now, &card))
	return card, next
}

// dormant reports whether nothing will be said before the person writes, because a
// pause has no end. The Nights that go by are opened then.
func (p *Person) dormant(tonight, before *Night) bool {
	return tonight.Paused && (before == nil || before.Paused) &&
		slices.ContainsFunc(p.Plan.Pauses, func(s Span) bool { return s.To == 0 && s.Has(tonight.Date) })
}

// ending lists a routine's slots of the Night before that may still be sent:
// tonight has only just opened, or the end of a gap in the clock is the wake
// time itself.
func (p *Person) ending(tonight, before *Night, r Routine, now time.Time) []Occurrence {
	changed := !tonight.Since.Before(tonight.Opened)
	if before == nil || before.Paused || changed || now.After(tonight.Opened.Add(leastLate)) {
		return nil
	}
	return slices.DeleteFunc(p.Plan.Occurrences(before.Date, r), func(o Occurrence) bool {
		return o.At.After(tonight.Opened)
	})
}

// dueSlots adds to the card what is due of one routine's slots, and gives the
// next instant after now, zero if there is none.
func (p *Person) dueSlots(slots []Occurrence, tonight, before *Night, now time.Time, card *Card) (next time.Time) {
	var latest []Occurrence // of those not after now; several when they share an instant
	for _, o := range slots {
		night := o.of(tonight, before)
		mark := night.Mark(o.Routine, o.Ordinal)
		switch {
		case mark == nil && !o.At.After(later(night.Since, p.Care.Hush)):
		case o.At.After(now):
			if mark == nil {
				next = earliest(next, o.At)
			}
		case len(latest) > 0 && latest[0].At.Equal(o.At):
			latest = append(latest, o)
		default:
			latest = append(latest[:0], o)
		}
	}
	for _, o := range latest {
		if o.of(tonight, before).Mark(o.Routine, o.Ordinal) == nil {
			p.add(card, o, now)
		}
	}
	return next
}

// dueSnoozes adds to the card the slots whose snooze is over, and gives the
// instant after now at which the next one is, zero if there is none.
func (p *Person) dueSnoozes(night *Night, now time.Time, card *Card) (next time.Time) {
	for i := range night.Marks {
		m := &night.Marks[i]
		if m.State != Open || m.Snoozed.IsZero() || !p.Planned(m.Routine) || !m.Snoozed.After(p.Care.Hush) {
			continue
		}
		if m.Snoozed.After(now) {
			next = earliest(next, m.Snoozed)
			continue
		}
		p.add(card, Occurrence{Key: m.Key(night.Date), At: m.Snoozed}, now)
	}
	return next
}

// repeatAfter is how long after an unanswered calf-stretch its one repeat comes.
const repeatAfter = 15 * time.Minute

// dueRepeat adds to the card the repeat of calf-stretch, for those who want it,
// and gives the instant after now at which it is, zero if there is none. It
// comes before bedtime or not at all.
func (p *Person) dueRepeat(night *Night, now time.Time, card *Card) (next time.Time) {
	if !p.Settings.Has(RepeatStretch) || !p.Planned(CalfStretch) {
		return time.Time{}
	}
	bed := p.Plan.Bedtime(night.Date)
	for i := range night.Marks {
		m := &night.Marks[i]
		at := m.Sent.Add(repeatAfter).Truncate(time.Minute)
		open := m.Routine == CalfStretch && m.State == Open && m.Snoozed.IsZero() && !m.Sent.IsZero()
		switch {
		case !open || m.Again || !at.Before(bed) || !at.After(p.Care.Hush):
		case at.After(now):
			next = earliest(next, at)
		case now.Before(bed):
			card.Keys = append(card.Keys, m.Key(night.Date))
			card.Until = later(card.Until, bed)
		}
	}
	return next
}

// add puts a slot on the card unless it is too late for that. From bedtime on
// it makes no sound.
func (p *Person) add(card *Card, o Occurrence, now time.Time) {
	bed := p.Plan.Bedtime(o.Night)
	until := lateLimit(o, bed)
	if now.After(until) || len(card.Keys) >= MostKeys {
		return
	}
	card.Keys = append(card.Keys, o.Key)
	card.Silent = card.Silent && (p.silent(o.Routine) || !now.Before(bed))
	card.Until = later(card.Until, until)
}

// dueCheckIn adds the morning question about the Night before to the card, and
// gives the instant after now at which it is to be asked, zero if it is not.
func dueCheckIn(p *Person, tonight, before *Night, now time.Time, card *Card) (next time.Time) {
	at, ok := p.Plan.CheckInTime(tonight.Date)
	if !ok || before.Paused || before.Checked() || before.Again {
		return time.Time{}
	}
	if at.Before(p.Care.Hush) && !p.AsksAfterCare(tonight.Opened) {
		return time.Time{} // the next morning asks, and first whether they were seen
	}
	bed := p.Plan.Bedtime(tonight.Date)
	until := later(earliest(p.checkInEnds(tonight), bed), at.Add(leastLate))
	switch {
	case !before.Asked.IsZero():
		// Once more, and only in company.
		daytime := slices.ContainsFunc(card.Keys, func(k Key) bool { return !k.Routine.Evening() })
		if daytime && !now.After(until) {
			card.CheckIn = before.Date
		}
	case !p.Quiet.asks(before.Date):
	case at.After(now):
		return at
	case !now.After(until):
		card.CheckIn = before.Date
		card.Silent = card.Silent && !now.Before(bed)
		card.Until = later(card.Until, until)
	}
	return time.Time{}
}

// checkInEnds is when the check-in about the Night before this one expires.
func (p *Person) checkInEnds(tonight *Night) time.Time {
	return later(tonight.Opened, p.Plan.WakeTime(tonight.Date)).Add(checkInLate)
}

// How late a message may still be sent.
const (
	daytimeLate = time.Hour
	checkInLate = 11 * time.Hour // after the wake time that ends the Night
	leastLate   = 15 * time.Minute
)

// lateLimit is until when a slot may still be sent: an hour for what belongs to
// the day, and never past bedtime unless the slot itself lies there.
func lateLimit(o Occurrence, bed time.Time) time.Time {
	until := bed
	if !o.Routine.Evening() {
		until = earliest(until, o.At.Add(daytimeLate))
	}
	return later(until, o.At.Add(leastLate))
}

func (p *Person) silent(r Routine) bool {
	return !r.Evening() || p.Quiet.Routines[r] >= SilentAfter || p.Settings.Has(SilentPrompts)
}

// Settle notes that the card was sent: its slots will not ring again.
func Settle(p *Person, tonight, before *Night, card Card, message int, now time.Time) {
	for _, k := range card.Keys {
		due := now
		if o, ok := p.Plan.Occurrence(k); ok {
			due = o.At
		}
		mark := k.of(tonight, before).Touch(k.Routine, k.Ordinal, due)
		mark.Again = !mark.Sent.IsZero()
		mark.Sent, mark.Snoozed, mark.Message = now, time.Time{}, message
	}
	for _, r := range card.Resting {
		if p.Quiet.Told == nil {
			p.Quiet.Told = map[Routine]bool{}
		}
		p.Quiet.Told[r] = true
	}
	if card.Summary != 0 {
		p.Summaries.Last = card.Summary
	}
	if before == nil || card.CheckIn != before.Date {
		return
	}
	if before.Asked.IsZero() {
		before.Asked = now
		p.Quiet.Asked = before.Date
	} else {
		before.Again = true
	}
	before.AskedIn = message
}

// earliest of two instants, of which zero means never.
func earliest(a, b time.Time) time.Time {
	if b.IsZero() || !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
