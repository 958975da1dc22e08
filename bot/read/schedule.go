package read

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"calmcalf/routines"
)

// Schedule reads the times of a routine:
//
//	9:00 11:30 14:00                 times of day
//	22:30 sun-thu, 23:30 fri sat     by weekday; the day may also come first
//	every 2h 9:00-17:00              both ends included
//	20 min before bed, wake+3.5h     following bedtime or wake time
//	cron 30 22 * * 0-4               five standard fields
//
// Weekdays name the Night. When some times have weekdays, all must have. The
// slots come sorted (after waking, by the clock, before bed), equal ones
// merged; [routines.Plan.Check] decides how many there may be and how close.
func (w *Words) Schedule(text string) ([]routines.Slot, error) {
	if spec, ok := cronSpec(text); ok {
		return readCron(spec, text)
	}
	s := w.scan(text)
	groups, ok := s.groups(s.slots)
	if err := s.done("schedule", ok); err != nil {
		return nil, err
	}
	var slots []routines.Slot
	for _, g := range groups {
		for _, slot := range g.slots {
			slot.Nights = g.days
			slots = append(slots, slot)
		}
	}
	return merged(slots), nil
}

// Week reads wake times or bedtimes, one for every day, 22:30, or one for
// some, "23:30 fri sat" or "22:30 sun-thu, 23:30 fri sat", and gives the old
// Week with those days changed. It refuses two times for one day.
func (w *Words) Week(text string, old routines.Week) (routines.Week, error) {
	s := w.scan(text)
	groups, ok := s.groups(func() ([]routines.Slot, bool) {
		clock, ok := s.one()
		return []routines.Slot{routines.At(clock, 0)}, ok
	})
	if err := s.done("clock", ok); err != nil {
		return routines.Week{}, err
	}
	var seen routines.Days
	week := old
	for _, g := range groups {
		if len(g.slots) > 1 {
			return routines.Week{}, mistake(routines.Unclear, "error.clock.several", text, nil)
		}
		clock, _ := g.slots[0].Clock()
		days := g.days
		if days == 0 {
			days = routines.AllDays
		}
		if seen&days != 0 {
			return routines.Week{}, mistake(routines.Refused, "error.days.twice", text, nil)
		}
		seen |= days
		for day := range week {
			if days&(1<<day) != 0 {
				week[day] = clock
			}
		}
	}
	return week, nil
}

// merged sorts slots and joins the weekdays of equal ones.
func merged(slots []routines.Slot) []routines.Slot {
	order := func(a, b routines.Slot) int {
		clockA, _ := a.Clock()
		clockB, _ := b.Clock()
		rank := map[routines.Base]int{routines.AtWake: 0, routines.ByCron: 1, routines.AtBed: 2}
		return cmp.Or(cmp.Compare(rank[a.Base], rank[b.Base]), cmp.Compare(clockA, clockB), cmp.Compare(a.Offset, b.Offset))
	}
	slices.SortStableFunc(slots, order)
	var list []routines.Slot
	for _, slot := range slots {
		if slot.Nights == routines.AllDays {
			slot.Nights = 0
		}
		if last := len(list) - 1; last >= 0 && order(list[last], slot) == 0 {
			if list[last].Nights == 0 || slot.Nights == 0 || list[last].Nights|slot.Nights == routines.AllDays {
				list[last].Nights = 0
			} else {
				list[last].Nights |= slot.Nights
			}
			continue
		}
		list = append(list, slot)
	}
	return list
}

// cronSpec returns what cron is to read. Five fields with a star are meant for
// cron, with or without the word.
func cronSpec(text string) (spec string, ok bool) {
	if len(text) > mostRead {
		return "", false
	}
	fields := strings.Fields(text)
	switch {
	case len(fields) == 0:
		return "", false
	case strings.EqualFold(fields[0], "cron"):
		return strings.Join(fields[1:], " "), true
	}
	first := strings.ToLower(fields[0])
	ok = len(fields) == 5 && strings.Contains(text, "*") ||
		strings.HasPrefix(first, "@") && len(first) > 1 && first[1] >= 'a' && first[1] <= 'z' ||
		strings.HasPrefix(first, "tz=") || strings.HasPrefix(first, "cron_tz=")
	return strings.Join(fields, " "), ok
}

func readCron(spec, text string) ([]routines.Slot, error) {
	lower := strings.ToLower(spec)
	switch {
	case strings.Contains(lower, "tz="):
		return nil, mistake(routines.Refused, "error.cron.zone", text, nil)
	case strings.HasPrefix(lower, "@"):
		return nil, mistake(routines.Refused, "error.cron.descriptor", text, nil)
	}
	slot, err := routines.ParseCron(spec)
	if wrong := (*routines.Error)(nil); errors.As(err, &wrong) {
		return nil, mistake(wrong.Kind, wrong.Key, text, nil)
	}
	return []routines.Slot{slot}, nil
}

// group is some times and the weekdays that they are for; no weekdays means all.
type group struct {
	slots []routines.Slot
	days  routines.Days
}

// groups takes a whole schedule. Times before weekdays, or weekdays before
// times, whichever comes first, make a group; a semicolon or a new line always
// ends one. What counts as a time is up to part.
func (s *scan) groups(part func() ([]routines.Slot, bool)) (groups []group, ok bool) {
	var now group
	daysFirst := false
	flush := func() {
		if len(now.slots) > 0 {
			groups = append(groups, now)
		}
		now = group{}
	}
	for {
		broken := s.separators()
		if s.fill(); broken || s.end() {
			if now.days != 0 && len(now.slots) == 0 {
				return nil, false // weekdays without a time
			}
			flush()
		}
		if s.end() {
			break
		}
		begun := now.days != 0 || len(now.slots) > 0
		if days, found := s.days(); found {
			if !begun {
				daysFirst = true
			} else if daysFirst && len(now.slots) > 0 {
				flush()
			}
			now.days |= days
			continue
		}
		slots, found := part()
		if !found {
			return nil, false
		}
		if !begun {
			daysFirst = false
		} else if !daysFirst && now.days != 0 {
			flush()
		}
		now.slots = append(now.slots, slots...)
	}
	if len(groups) == 0 {
		return nil, false
	}
	some := slices.ContainsFunc(groups, func(g group) bool { return g.days != 0 })
	if some && slices.ContainsFunc(groups, func(g group) bool { return g.days == 0 }) {
		return nil, s.fail(routines.Unclear, "error.days.missing", nil)
	}
	return groups, true
}
