package routines

import "time"

// MostEarly is how much sooner than planned a slot may ring when more people
// share its minute than can be told in it. It is less than the usual distance of
// the last slot from bedtime, and people do not set a clock by it.
const MostEarly = 20 * time.Minute

// Early tells from when on the message of an instant ahead may be sent, should
// many people be waiting for theirs: up to MostEarly sooner when it asks about
// slots of the open Night, and no sooner than the instant itself when it lies
// from bedtime on, is the morning question, was snoozed to that time, or repeats
// something. It is zero when nothing is expected to be said at the instant, as
// when a Night opens.
//
// The instant is the next one that Due gave, and the Nights are those given to
// Due.
func Early(p *Person, tonight, before *Night, at time.Time) time.Time {
	if _, opens := p.next(tonight); !at.Before(opens) {
		return time.Time{}
	}
	card, _ := Due(p, tonight, before, at)
	if card.Empty() {
		return time.Time{}
	}
	if card.CheckIn != 0 || !at.Before(p.Plan.Bedtime(tonight.Date)) {
		return at
	}
	for _, k := range card.Keys {
		if k.Night != tonight.Date || tonight.Mark(k.Routine, k.Ordinal) != nil {
			return at
		}
	}
	return earliest(at, later(at.Add(-MostEarly), later(tonight.Opened, p.Care.Hush)))
}
