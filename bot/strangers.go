package bot

import (
	"maps"
	"sync"
	"time"

	"calmcalf/routines"
)

// throttle remembers for a while which strangers were answered, so that nobody can
// have the bot talk to them for nothing.
type throttle struct {
	rests time.Duration // before somebody is answered again
	mu    sync.Mutex
	told  map[routines.PersonID]time.Time
}

const (
	// strangerRests is how long a stranger has been told that the bot is private.
	strangerRests = time.Hour
	// mostTold bounds the memory that strangers can take.
	mostTold = 10_000
)

func newThrottle(rests time.Duration) *throttle {
	return &throttle{rests: rests, told: map[routines.PersonID]time.Time{}}
}

// greets reports whether the stranger is to be answered now.
func (t *throttle) greets(id routines.PersonID, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, ok := t.told[id]; ok && now.Sub(last) < t.rests {
		return false
	}
	if len(t.told) >= mostTold {
		maps.DeleteFunc(t.told, func(_ routines.PersonID, last time.Time) bool { return now.Sub(last) >= t.rests })
	}
	if len(t.told) >= mostTold {
		return false
	}
	t.told[id] = now
	return true
}
