package bot

import (
	"context"
	"sync"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// Bedtimes are round, so thousands may share a minute that can carry sixty times
// the rate. The dispatcher therefore looks ahead: when more is waiting for a minute
// than can be said by its end, it begins sooner, and just as much sooner as it
// takes. Who comes first is drawn by the store, each evening anew. What must not
// be said before its time stays where it is (see [routines.Early]).

// foresight is what was waiting when it was last counted.
type foresight struct {
	mu      sync.Mutex
	counted time.Time   // zero: never
	ends    []time.Time // of the minutes ahead
	waiting []int       // before each of them
}

// countEvery is how old a count may be. Until then it is too high by what was
// sent since, which makes the dispatcher begin at most this much too early.
const countEvery = 5 * time.Second

// reach tells up to which instant alarms are to ring now.
func (b *Bot) reach(ctx context.Context, now time.Time) (time.Time, error) {
	perSecond := float64(b.outbox.all.Limit())
	f := &b.foresight
	f.mu.Lock()
	defer f.mu.Unlock()
	if age := now.Sub(f.counted); age < 0 || age >= countEvery {
		ends := minutesAhead(now)
		most := perSecond * ends[len(ends)-1].Sub(now).Seconds() // more could not be carried
		waiting, err := b.store.Waiting(ctx, ends, int(most)+1)
		if err != nil {
			return now, err
		}
		f.counted, f.ends, f.waiting = now, ends, waiting
	}
	return reachFor(now, f.ends, f.waiting, perSecond), nil
}

// minutesAhead are the ends of the minutes from the present one to the last one
// whose alarms may ring by now.
func minutesAhead(now time.Time) (ends []time.Time) {
	last := now.Add(routines.MostEarly)
	for start := now.Truncate(time.Minute); !start.After(last); start = start.Add(time.Minute) {
		ends = append(ends, start.Add(time.Minute))
	}
	return ends
}

// reachFor is the end of the last minute by which not all that is waiting before
// it can be sent any more unless it begins now, or now when there is time.
func reachFor(now time.Time, ends []time.Time, waiting []int, perSecond float64) time.Time {
	reach := now
	for i, end := range ends {
		if float64(waiting[i]) > perSecond*end.Sub(now).Seconds() {
			reach = latest(reach, end.Add(-time.Microsecond)) // the next minute begins at its end
		}
	}
	return reach
}

// moment is the instant that a lease rings for: the present, or the alarm's own
// when that lies ahead and the Book, which may have changed since it was leased,
// still lets it ring early.
func moment(book *store.Book, lease store.Lease, now time.Time) time.Time {
	early := !book.Early.IsZero() && !book.Early.After(now)
	if early && book.Alarm.After(now) && !book.Alarm.After(lease.Alarm) {
		return book.Alarm
	}
	return now
}
