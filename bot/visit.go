package bot

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"calmcalf/bot/talk"
)

// visit is an update on its way through the bot. It is confirmed once Telegram
// may be told that it has arrived.
type visit struct {
	update
	began time.Time
	heard bool // an emergency that is answered at once
	tries int  // only its lane looks at this
	waits *backoff.ExponentialBackOff

	confirmed chan struct{} // closed when it is
	err       error         // set before: it is to be delivered again
	hurried   chan struct{} // closed when others cannot be fetched before this is confirmed
	stored    chan struct{} // closed when its effect is
	turn      *talk.Turn    // set before: what is to be said, nil for nothing
	debt      debt

	confirming, hurrying, storing, telling sync.Once
	slow                                   *time.Timer // begins what is said meanwhile
}

// The pauses between tries while the store fails.
const (
	firstRetry = time.Second
	lastRetry  = 15 * time.Second
)

func newVisit(u update) *visit {
	return &visit{update: u, began: time.Now(), confirmed: make(chan struct{}), hurried: make(chan struct{}), stored: make(chan struct{}),
		debt:  debt{turn: make(chan struct{}, 1)},
		waits: &backoff.ExponentialBackOff{InitialInterval: firstRetry, RandomizationFactor: 0.25, Multiplier: 2, MaxInterval: lastRetry}}
}

// debt is whether an answer is noted as owed.
type debt struct {
	turn  chan struct{} // takes one while it is noted or paid, for as long as the store takes
	noted atomic.Bool
	paid  atomic.Bool // nothing is owed any more
}

// confirm lets Telegram be told that the update has arrived.
func (v *visit) confirm() { v.end(nil) }

// end confirms the visit, or lets it be delivered again.
func (v *visit) end(err error) {
	v.confirming.Do(func() {
		v.err = err
		close(v.confirmed)
	})
}

// keep notes that the effect is stored, and what is to be said.
func (v *visit) keep(t *talk.Turn) {
	v.storing.Do(func() {
		v.turn = t
		if v.in.Document != nil {
			v.in.Document.Diary = nil // it is in the Book now, or nowhere: what waits to be said holds no diary
		}
		close(v.stored)
	})
}

// hurry asks for the visit to be confirmed soon, since it stands in the way.
func (v *visit) hurry() { v.hurrying.Do(func() { close(v.hurried) }) }

// is reports whether a channel that says something by closing has said it.
func is(said <-chan struct{}) bool {
	select {
	case <-said:
		return true
	default:
		return false
	}
}

// visits knows the updates that are under way, and those that lately were. What
// Telegram delivers again joins the visit that is there, and is not handled or
// answered a second time.
type visits struct {
	mu       sync.Mutex
	underWay map[int64]*visit
	over     map[int64]bool
	order    []int64 // of those that are over, oldest first
}

// mostOver is how many visits that are over are remembered. Telegram repeats at
// most what it gives at once, and a webhook what it was not told of for a minute
// or two.
const mostOver = 4096

// enter begins a visit, or gives the one that the update already has. Updates
// without an id cannot be told apart.
func (s *visits) enter(u update) (v *visit, again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.underWay[u.id]; v != nil {
		return v, true
	}
	v = newVisit(u)
	if s.over[u.id] {
		v.confirm()
		return v, true
	}
	if u.id > 0 {
		s.underWay[u.id] = v
	}
	return v, false
}

// leave ends a visit. One that is to be delivered again is forgotten.
func (s *visits) leave(v *visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.underWay[v.id] != v {
		return
	}
	delete(s.underWay, v.id)
	if v.err != nil {
		return
	}
	s.over[v.id] = true
	if s.order = append(s.order, v.id); len(s.order) > mostOver {
		delete(s.over, s.order[0])
		s.order = s.order[1:]
	}
}

// knows reports whether an update is under way, or was lately done with.
func (s *visits) knows(update int64) (underWay, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.underWay[update] != nil, s.over[update]
}

// load is how many are under way, and when the first of them began.
func (s *visits) load() (count int, oldest time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.underWay {
		if oldest.IsZero() || v.began.Before(oldest) {
			oldest = v.began
		}
	}
	return len(s.underWay), oldest
}
