package emulator

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

const (
	// sameOffset is how soon asking again for the same updates gets only one:
	// a bot that fails on the first of a hundred should not be sent all of them.
	sameOffset = 500 * time.Millisecond
	// conflictPause is the distance between two answers 409; a second poller in
	// a tight loop is slowed down.
	conflictPause = 3 * time.Second
	maxPoll       = 50 * time.Second
)

const (
	otherPoll   = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
	otherMethod = "Conflict: terminated by setWebhook request"
	hookActive  = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)

// polling is what the server remembers between polls. Its times are the
// process's, not Options.Now, because they pace the wire.
type polling struct {
	current      chan string // receives the reason when another request ends the waiting poll
	lastOffset   int
	lastStart    time.Time
	nextConflict time.Time
}

// endPoll ends the waiting poll, if there is one.
func (s *Server) endPoll(reason string) {
	if s.polling.current != nil {
		s.polling.current <- reason
		s.polling.current = nil
	}
}

// getUpdates waits, so unlike the other methods it takes the lock itself.
func (s *Server) getUpdates(ctx context.Context, q *request) (any, error) {
	offset, limit := q.number("offset"), q.number("limit")
	if limit < 1 || limit > 100 {
		limit = 100
	}
	wait := min(max(time.Duration(q.number("timeout"))*time.Second, 0), maxPoll)

	s.mu.Lock()
	if s.hook != nil {
		s.mu.Unlock()
		return nil, s.conflict(ctx, hookActive)
	}
	s.endPoll(otherPoll)
	s.queue.allow(q.text("allowed_updates"))
	start := time.Now()
	if offset == s.polling.lastOffset && start.Sub(s.polling.lastStart) < sameOffset {
		limit = 1
	}
	s.polling.lastOffset, s.polling.lastStart = offset, start
	s.queue.expire(s.now())
	if offset > 0 {
		s.queue.confirm(offset)
	} else if offset < 0 {
		s.queue.keepLast(-offset)
	}
	ended := make(chan string, 1)
	s.polling.current = ended
	defer s.polled(ended)

	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	for {
		found := s.take(limit)
		wake := s.queue.wake
		s.mu.Unlock()
		if len(found) > 0 || wait == 0 {
			return found, nil
		}
		select {
		case <-wake:
		case <-timeout.C:
			return found, nil
		case reason := <-ended:
			return nil, s.conflict(ctx, reason)
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.ctx.Done():
			return nil, refuse(http.StatusInternalServerError, "Internal Server Error: restart")
		}
		s.mu.Lock()
		s.queue.expire(s.now())
	}
}

// polled gives the place of the waiting poll back, unless somebody has it.
func (s *Server) polled(ended chan string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.polling.current == ended {
		s.polling.current = nil
	}
}

func (s *Server) take(limit int) []json.RawMessage {
	out := []json.RawMessage{}
	for _, u := range s.queue.waiting[:min(limit, len(s.queue.waiting))] {
		out = append(out, u.raw)
		s.tell(Event{Kind: Delivered, UpdateID: u.id})
	}
	return out
}

// conflict refuses at once, or in three seconds when it did so a moment ago.
func (s *Server) conflict(ctx context.Context, reason string) error {
	s.mu.Lock()
	now := time.Now()
	late := now.Before(s.polling.nextConflict)
	if !late {
		s.polling.nextConflict = now.Add(conflictPause)
	}
	s.mu.Unlock()
	if late {
		if err := s.pause(ctx, conflictPause); err != nil {
			return err
		}
	}
	return refuse(http.StatusConflict, "%s", reason)
}

// pause waits, until the caller goes away or the server closes.
func (s *Server) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return context.Canceled
	}
}
