package routines

import "time"

const (
	// summaryAfter is how long after wake time a month is summed up.
	summaryAfter = 3 * time.Hour
	// summarySpread is over how many minutes after that people are spread, so
	// that not all pictures are drawn at once.
	summarySpread = 60
	// summaryDays is until which day of the next month a summary is still sent
	// that could not be sent on the 1st: the person was on a pause, or the bot
	// was down.
	summaryDays = 7
	// summaryNights is how many dates of the month the person has to have been
	// there for: who has just joined is not told what is missing.
	summaryNights = 7
)

// dueSummary puts the summary of the month that has ended on the card, and
// gives the instant after now at which it is due, zero if it is not. It comes
// alone: what else is due now goes first.
func (p *Person) dueSummary(tonight *Night, now time.Time, card *Card) (next time.Time) {
	month := tonight.Date.Month() - 1
	_, _, day := tonight.Date.Civil()
	joined := DateAt(p.Joined.In(p.Plan.Location(tonight.Date)))
	if day > summaryDays || tonight.Paused || p.Summaries.Last >= month || joined > month.Last()-summaryNights+1 {
		return time.Time{}
	}
	at := p.Plan.WakeTime(tonight.Date).Add(summaryAfter + p.spread(month))
	at = later(at, p.Care.Hush)
	bed := p.Plan.Bedtime(tonight.Date)
	switch {
	case at.After(now):
		return at
	case !now.Before(bed), !at.After(tonight.Since): // who is back or changed the plan since then hears of it another day
		return time.Time{}
	case !card.Empty():
		return now.Truncate(time.Minute).Add(time.Minute)
	}
	card.Summary, card.Until = month, bed
	return time.Time{}
}

// spread is how much later than others this person hears of a month, in whole
// minutes. It differs from month to month.
func (p *Person) spread(month Month) time.Duration {
	mixed := (uint64(p.ID) + uint64(month)<<40) * 0x9E3779B97F4A7C15 // the golden ratio, which scatters what lies close together
	return time.Duration(mixed>>32%summarySpread) * time.Minute
}
