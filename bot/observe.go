package bot

import (
	"sync/atomic"
	"time"
)

// counters is what has happened since the start. It is handed to whoever counts
// something; what is so right now is asked for (see [Bot.Observe]).
type counters struct {
	polls, pollsFailed       atomic.Int64
	taken, stored            atomic.Int64
	aside, released, dropped atomic.Int64
	answered, unanswered     atomic.Int64
	owed                     atomic.Int64
	prompted, unprompted     atomic.Int64
	lateness, latestLateness atomic.Int64 // of prompts, in microseconds
}

// late notes how much after its time a prompt went out. One that went out early is
// not late.
func (c *counters) late(d time.Duration) {
	us := max(0, d.Microseconds())
	c.lateness.Add(us)
	for {
		worst := c.latestLateness.Load()
		if us <= worst || c.latestLateness.CompareAndSwap(worst, us) {
			return
		}
	}
}

// Observation is how the bot does: counts since it started, and what is so now.
type Observation struct {
	Polls, PollsFailed     int64         // requests for updates
	Updates, Stored        int64         // taken in, and their effects stored
	SetAside, Released     int64         // given up, and confirmed before they were stored
	Dropped                int64         // beyond what a person may have waiting
	Answers, AnswersFailed int64         // answers that went out, or could not
	Owed                   int64         // answers that were noted to be given later
	Prompts, PromptsUnsent int64         // prompts that went out, and sendings that failed
	Lateness, WorstLate    time.Duration // of all prompts together, and of the worst

	UnderWay      int       // updates that are not done with
	Oldest        time.Time // when the first of them came, by the machine's clock; zero: there is none
	Sending       int       // messages that wait for the rate
	LastHeard     time.Time // when Telegram last answered anything, by the machine's clock; zero: never
	Introduced    bool      // Telegram has told the bot's name
	RescuesUnsent int       // emergencies that are not answered yet
}

// Observe tells how the bot does.
func (b *Bot) Observe() Observation {
	c := &b.counters
	o := Observation{
		Polls: c.polls.Load(), PollsFailed: c.pollsFailed.Load(),
		Updates: c.taken.Load(), Stored: c.stored.Load(),
		SetAside: c.aside.Load(), Released: c.released.Load(), Dropped: c.dropped.Load(),
		Answers: c.answered.Load(), AnswersFailed: c.unanswered.Load(), Owed: c.owed.Load(),
		Prompts: c.prompted.Load(), PromptsUnsent: c.unprompted.Load(),
		Lateness:   time.Duration(c.lateness.Load()) * time.Microsecond,
		WorstLate:  time.Duration(c.latestLateness.Load()) * time.Microsecond,
		LastHeard:  b.health.lastHeard(),
		Introduced: b.username() != "",
	}
	o.UnderWay, o.Oldest = b.visits.load()
	waiting := b.outbox.load()
	for _, n := range waiting {
		o.Sending += n
	}
	o.RescuesUnsent = waiting[rescues]
	return o
}
