package routines

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Plan is when a person wants to hear from the bot. All of it is wall-clock
// time in the person's zone.
type Plan struct {
	Zone    string  // IANA name, such as Europe/Berlin
	Journey Journey // a stay elsewhere that ends by itself
	Wake    Week    // opens the Night of that weekday
	Bed     Week    // bedtime of the Night of that weekday
	Habits  map[Routine]Habit
	CheckIn []Slot // when to ask about the Night before; none means the default
	Pauses  []Span
}

// Habit is one routine in a plan. Without slots of its own it has the default
// ones, which follow wake time and bedtime.
type Habit struct {
	On    bool
	Slots []Slot
}

// Journey is a stay in another zone through the Night Until.
type Journey struct {
	Zone  string
	Until Date
}

// Span is a run of Nights, both ends included; an open end is 0.
type Span struct{ From, To Date }

// Has reports whether the span holds the Night.
func (s Span) Has(d Date) bool { return d >= s.From && (s.To == 0 || d <= s.To) }

// Key names one slot of one Night. It is what buttons carry, so that a late
// tap lands on the Night it was meant for.
type Key struct {
	Night   Date
	Routine Routine
	Ordinal uint8 // position among the routine's slots of the Night, from 0
}

// of chooses the slot's Night of the two.
func (k Key) of(tonight, before *Night) *Night {
	if before != nil && k.Night == before.Date {
		return before
	}
	return tonight
}

// Occurrence is a slot resolved to an instant.
type Occurrence struct {
	Key
	At    time.Time // UTC
	Quiet bool      // lies between bedtime and waking
}

// The least distance between wake time and bedtime, and between bedtime and
// the next wake time, in minutes. They keep the anchors in order.
const (
	leastAwake  = 4 * 60
	leastAsleep = 2 * 60
)

// hydrationEnds is how long before bed drinking reminders stop, so that nobody
// has to get up for it (sleepfoundation.org on tapering fluids).
const hydrationEnds = 2 * time.Hour

// NewPlan is the plan a newcomer starts with: few reminders, on purpose.
func NewPlan(zone string, wake, bed Clock) Plan {
	plan := Plan{Zone: zone, Wake: EveryDay(wake), Bed: EveryDay(bed), Habits: map[Routine]Habit{}}
	for _, r := range Routines {
		if all[r].on {
			plan.Habits[r] = Habit{On: true}
		}
	}
	return plan
}

var defaultCheckIn = []Slot{{Base: AtWake, Offset: 15}}

// On reports whether the routine is switched on.
func (p *Plan) On(r Routine) bool { return p.Habits[r].On }

// Slots gives the routine's schedule, its own or the default one.
func (p *Plan) Slots(r Routine) []Slot {
	if own := p.Habits[r].Slots; len(own) > 0 {
		return own
	}
	return all[r].usual
}

// CheckInSlots gives the schedule of the check-in, own or default.
func (p *Plan) CheckInSlots() []Slot {
	if len(p.CheckIn) > 0 {
		return p.CheckIn
	}
	return defaultCheckIn
}

// Location is the zone in which a Night is lived.
func (p *Plan) Location(night Date) *time.Location {
	if p.Journey.Zone != "" && night <= p.Journey.Until {
		return location(p.Journey.Zone)
	}
	return location(p.Zone)
}

// Paused reports whether the Night lies in a pause.
func (p *Plan) Paused(night Date) bool {
	return slices.ContainsFunc(p.Pauses, func(s Span) bool { return s.Has(night) })
}

func (p *Plan) wakeWall(night Date) wall { return wallOf(night, p.Wake[night.Weekday()]) }

func (p *Plan) bedWall(night Date) wall {
	bed := p.Bed[night.Weekday()]
	if bed <= p.Wake[night.Weekday()] {
		night = p.following(night)
	}
	return wallOf(night, bed)
}

// WakeTime is the instant at which the plan lets the Night open.
func (p *Plan) WakeTime(night Date) time.Time { return p.wakeWall(night).in(p.Location(night)) }

// Bedtime is the instant of the Night's bedtime.
func (p *Plan) Bedtime(night Date) time.Time { return p.bedWall(night).in(p.Location(night)) }

// exists reports whether the date is on the calendar where the Night is lived.
// Zones that crossed the date line have jumped over one (Samoa, 2011-12-30).
func (p *Plan) exists(night Date) bool {
	zone := p.Location(night)
	return DateAt(wallOf(night, 0).in(zone).In(zone)) == night
}

// following is the date of the Night after this one.
func (p *Plan) following(night Date) Date {
	for night++; !p.exists(night); night++ {
	}
	return night
}

// NightAt is the date of the Night that the plan has open at an instant.
func (p *Plan) NightAt(now time.Time) Date {
	// The local date may be the next Night's, before its wake time, and its
	// zone is only known once the date is.
	night := DateAt(now.In(location(p.Zone))) + 2
	for !p.exists(night) || p.WakeTime(night).After(now) {
		night--
	}
	return night
}

// frame is a Night on the wall clock: what its slots are reckoned from.
type frame struct {
	night, next    Date
	wake, bed, end wall // end is the wake time of the next Night
	bedtime        time.Time
	zone           *time.Location
}

func (p *Plan) frame(night Date) frame {
	f := frame{night: night, next: p.following(night), zone: p.Location(night)}
	f.wake, f.bed, f.end = p.wakeWall(night), p.bedWall(night), p.wakeWall(f.next)
	f.bedtime = f.bed.in(f.zone)
	return f
}

// Occurrences lists a routine's slots of a Night in the order in which they
// ring, whether the routine is on or not. Equal wall-clock times are one; two
// that summer time pushes onto one instant stay two, and ring together.
//
// Anchored slots that a short day pushes past bedtime are left out, and so is
// drinking in the last two hours before it. One that lies before bedtime on the wall
// clock, and at the same instant only because both fall into a gap, rings there.
func (p *Plan) Occurrences(night Date, r Routine) []Occurrence {
	return p.frame(night).occurrences(r, p.Slots(r))
}

func (f frame) occurrences(r Routine, slots []Slot) []Occurrence {
	times := f.walls(slots, math.MaxInt)
	list := make([]Occurrence, 0, len(times))
	for _, t := range times {
		at := t.wall.in(f.zone)
		quiet := !at.Before(f.bedtime)
		together := at.Equal(f.bedtime) && t.wall < f.bed
		if quiet && !t.typed && !together || r == Hydration && at.After(f.bedtime.Add(-hydrationEnds)) {
			continue
		}
		key := Key{Night: f.night, Routine: r, Ordinal: uint8(len(list))}
		list = append(list, Occurrence{Key: key, At: at, Quiet: quiet})
	}
	return list
}

// Occurrence finds one slot of a Night; ok is false when the plan has none of
// that ordinal.
func (p *Plan) Occurrence(k Key) (o Occurrence, ok bool) {
	list := p.Occurrences(k.Night, k.Routine)
	if int(k.Ordinal) >= len(list) {
		return Occurrence{}, false
	}
	return list[k.Ordinal], true
}

// CheckInTime is when to ask about the Night before this one.
func (p *Plan) CheckInTime(night Date) (at time.Time, ok bool) {
	f := p.frame(night)
	times := f.walls(p.CheckInSlots(), 1)
	if len(times) == 0 {
		return time.Time{}, false
	}
	return times[0].wall.in(f.zone), true
}

type slotTime struct {
	wall  wall
	typed bool
}

// has reports whether a date of the Night exists.
func (f frame) has(d Date) bool { return d <= f.night || d >= f.next }

// walls evaluates slots on the wall clock from the Night's wake time to the
// next one, sorted, equal times merged, and the first of each slot when it has more
// than most. Dates that do not exist have no times of their own, but an anchor counts
// back across them.
func (f frame) walls(slots []Slot, most int) []slotTime {
	var times []slotTime
	for _, slot := range slots {
		for _, w := range slot.walls(f, most) {
			times = append(times, slotTime{w, slot.Typed()})
		}
	}
	slices.SortFunc(times, func(a, b slotTime) int {
		if c := cmp.Compare(a.wall, b.wall); c != 0 || a.typed == b.typed {
			return c
		}
		if a.typed {
			return -1
		}
		return 1
	})
	return slices.CompactFunc(times, func(a, b slotTime) bool { return a.wall == b.wall })
}

// SetHabit replaces a routine's habit.
func (p *Plan) SetHabit(r Routine, h Habit) {
	if p.Habits == nil {
		p.Habits = map[Routine]Habit{}
	}
	p.Habits[r] = h
}

// Pause adds a pause, in the place of those that lie within it; those that went by
// before tonight go, too. A plan that is full refuses.
func (p *Plan) Pause(span Span, tonight Date) error {
	kept := slices.DeleteFunc(slices.Clone(p.Pauses), func(s Span) bool {
		if s.To == 0 && span.To != 0 {
			// What had no end gets one, unless this is another pause, before or after.
			return span.From <= max(s.From, tonight) && s.From <= span.To
		}
		gone := s.To != 0 && s.To < tonight
		within := s.From >= span.From && (span.To == 0 || s.To <= span.To)
		return gone || within
	})
	if len(kept) >= MostPauses {
		return &Error{Kind: Refused, Key: "error.span.full", Args: Args{"Most": MostPauses}}
	}
	p.Pauses = append(kept, span)
	return nil
}

// Resume drops all pauses from a Night on; what went by stays paused.
func (p *Plan) Resume(from Date) {
	var past []Span
	for _, s := range p.Pauses {
		if s.From >= from {
			continue
		}
		if s.To == 0 || s.To >= from {
			s.To = from - 1
		}
		past = append(past, s)
	}
	p.Pauses = past
}
