package routines

import (
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Base is what a Slot is reckoned from.
type Base uint8

// The bases. The numbers are stored: never renumber.
const (
	AtWake Base = iota + 1 // minutes from the wake time that opens the Night
	AtBed                  // minutes from the Night's bedtime
	ByCron                 // a cron specification
)

// Slot is one line of a routine's schedule: either anchored to wake time or
// bedtime, so that it follows them, or a cron specification. Both are read on
// the person's wall clock.
type Slot struct {
	Base   Base
	Offset int16  // minutes after the anchor, negative before it
	Cron   string // five standard fields, when Base is ByCron
	Nights Days   // the weekdays of the Nights it rings in; none means all
}

// Typed reports whether the person set the time themselves. Such a slot may ring
// between bedtime and waking, silently.
func (s Slot) Typed() bool { return s.Base == ByCron }

// MostSlots is how many slots of one routine a Night may have, and LeastGap
// how many minutes must lie between two of them.
const (
	MostSlots = 12
	LeastGap  = 15
)

// At gives the slot of a wall-clock time the person typed, in the Nights of
// these weekdays.
func At(c Clock, nights Days) Slot {
	return Slot{Base: ByCron, Cron: cronAt(c), Nights: nights}
}

func cronAt(c Clock) string {
	return strings.Join([]string{strconv.Itoa(c.Minute()), strconv.Itoa(c.Hour()), "*", "*", "*"}, " ")
}

// Clock gives the time of day of a slot that names exactly one, which is how
// plans are shown; ok is false for anchors and for denser cron specifications.
func (s Slot) Clock() (c Clock, ok bool) {
	if s.Base != ByCron {
		return 0, false
	}
	fields := strings.Fields(s.Cron)
	if len(fields) != 5 || strings.Join(fields[2:], " ") != "* * *" {
		return 0, false
	}
	minute, ok1 := decimal(fields[0], 59)
	hour, ok2 := decimal(fields[1], 23)
	return ClockOf(hour, minute), ok1 && ok2
}

// decimal reads a plain decimal number from 0 to most.
func decimal(text string, most int) (n int, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= most
}

// ParseCron reads a standard five-field cron specification, without a zone and
// without descriptors such as @daily. It refuses one that can never ring. What a
// mistake quotes is left to whoever knows what was typed.
//
// The library would panic on some zone prefixes, so no text reaches it that is
// not made of the characters of the five fields.
func ParseCron(text string) (Slot, error) {
	fields := strings.Fields(text)
	spec := strings.Join(fields, " ")
	unclear := &Error{Kind: Unclear, Key: "error.cron.unclear"}
	if len(fields) != 5 || len(spec) > 100 || strings.Trim(strings.ToLower(spec), "abcdefghijklmnopqrstuvwxyz0123456789*?,-/ ") != "" {
		return Slot{}, unclear
	}
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		return Slot{}, unclear
	}
	if schedule.Next(time.Unix(0, 0).UTC()).IsZero() {
		return Slot{}, &Error{Kind: Refused, Key: "error.cron.never"}
	}
	return Slot{Base: ByCron, Cron: spec}, nil
}

// walls lists the slot's wall-clock times in a Night, the first of them when there are
// more than most. Dates that do not exist have no times of their own.
func (s Slot) walls(f frame, most int) (times []wall) {
	if s.Nights != 0 && !s.Nights.Has(f.night.Weekday()) {
		return nil
	}
	switch s.Base {
	case AtWake:
		times = append(times, f.wake+wall(s.Offset))
	case AtBed:
		times = append(times, f.bed+wall(s.Offset))
	case ByCron:
		if clock, ok := s.Clock(); ok { // nearly all are, and need no calendar
			for date := f.wake.date(); date <= f.end.date(); date++ {
				if w := wallOf(date, clock); w >= f.wake && w < f.end && f.has(date) && len(times) < most {
					times = append(times, w)
				}
			}
			return times
		}
		schedule, err := cron.ParseStandard(s.Cron)
		if err != nil {
			return nil
		}
		next := schedule.Next((f.wake - 1).naive())
		for ; !next.IsZero() && wallFrom(next) < f.end && len(times) < most; next = schedule.Next(next) {
			if w := wallFrom(next); f.has(w.date()) {
				times = append(times, w)
			}
		}
		return times
	}
	if times[0] < f.wake || times[0] >= f.end {
		return nil
	}
	return times
}

// densest is the slot with its day fields opened to every day: no Night ever
// has more of its times than a Night of densest has.
func (s Slot) densest() Slot {
	if s.Base != ByCron {
		return s
	}
	fields := strings.Fields(s.Cron)
	s.Cron = strings.Join(append(fields[:2], "*", "*", "*"), " ")
	return s
}
