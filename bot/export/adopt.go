package export

import (
	"maps"
	"slices"
	"time"

	"calmcalf/routines"
)

// Adopt brings the person of a file into the one that is there: plan, settings,
// and what the summaries have come to. A second time changes nothing. The
// caller then fits the open Night to the plan, as after any change of it, and
// decides about the language.
//
// A file opens nothing. What is closed by either's answers about health stays
// closed, and when they were answered stays as it is; the warm compress, which is
// asked about when it is wanted, is not switched on; a rest under way goes on,
// and whether one begins is for the Nights to tell (see [routines.Person.Unseen]);
// signs that are usual for the person are to be told anew; a pause is not ended.
// Consent and admission are never taken from a file, nor what the bot has learnt
// about its silence.
//
// A file that holds Nights only changes nothing.
func Adopt(p *routines.Person, in *Diary) {
	if in.NightsOnly {
		return
	}
	from := &in.Person
	p.Settings = from.Settings
	p.Plan = adoptPlan(&p.Plan, &from.Plan)
	p.Gates.Closed |= from.Gates.Closed
	// Nights before it may be corrected, as they could be where they come from.
	p.Joined = earlier(p.Joined, from.Joined)
	p.Noted = adoptNoted(p.Noted, from.Noted)
	adoptSummaries(&p.Summaries, &from.Summaries)
}

// earlier of two instants, of which zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func adoptPlan(have, from *routines.Plan) routines.Plan {
	plan := *from
	plan.Habits = maps.Clone(from.Habits)
	for r, h := range plan.Habits {
		h.Slots = slices.Clone(h.Slots)
		h.On = h.On && (r != routines.WarmCompress || have.On(r))
		plan.Habits[r] = h
	}
	plan.CheckIn = slices.Clone(from.CheckIn)
	plan.Pauses = adoptPauses(have.Pauses, from.Pauses)
	return plan
}

// adoptNoted keeps what keeps the bot from repeating itself: the first line
// about an appointment, and the counts that were read back last.
func adoptNoted(have, from routines.Noted) routines.Noted {
	latest := have
	if from.Pattern > have.Pattern {
		latest = from
	}
	latest.Appointment = have.Appointment
	if have.Appointment == 0 || from.Appointment != 0 && from.Appointment < have.Appointment {
		latest.Appointment = from.Appointment
	}
	return latest
}

// adoptSummaries takes the insights of months that have none. A month makes one
// comparison: one that was made stays.
func adoptSummaries(have, from *routines.Summaries) {
	if from.Last > have.Last {
		have.Last, have.Blank = from.Last, from.Blank
	}
	if have.Compare == 0 {
		have.Compare = from.Compare
	}
	all := slices.Clone(have.Insights)
	for _, i := range from.Insights {
		if !slices.ContainsFunc(have.Insights, func(there routines.Insight) bool { return there.Month == i.Month }) {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b routines.Insight) int { return int(a.Month) - int(b.Month) })
	have.Insights = all
}
