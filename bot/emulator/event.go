package emulator

import (
	"context"
	"time"
)

// EventKind says what happened.
type EventKind string

// The kinds of events, and which fields of Event belong to them.
const (
	Sent      EventKind = "sent"      // Message, by a person or the bot
	Edited    EventKind = "edited"    // Message, as it is now
	Deleted   EventKind = "deleted"   // MessageID
	Answered  EventKind = "answered"  // a callback query: Query, Text (may be empty), Alert, URL
	Acting    EventKind = "acting"    // Text is the chat action, "typing"
	Delivered EventKind = "delivered" // UpdateID was given to the bot, maybe not for the first time
)

// Event is something that happened in a chat. Chat is 0 for Delivered.
type Event struct {
	Kind      EventKind
	At        time.Time // on the server's clock
	Chat      int64
	MessageID int
	Message   *Message
	Query     string
	Text      string
	Alert     bool // Text asks to be acknowledged; otherwise it passes by
	URL       string
	UpdateID  int
}

// backlog is how far a subscriber may fall behind.
const backlog = 4096

type subscriber struct {
	events chan Event
}

// Subscribe gives every event from now on, in order, until the context ends or
// the server closes; then the channel is closed. A subscriber that falls 4096
// events behind is closed too: it never holds the server up, and it never misses
// an event without knowing.
func (s *Server) Subscribe(ctx context.Context) <-chan Event {
	sub := &subscriber{events: make(chan Event, backlog)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		close(sub.events)
		return sub.events
	}
	s.subscribers[sub] = struct{}{}
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.drop(sub)
	})
	return sub.events
}

func (s *Server) drop(sub *subscriber) {
	if _, ok := s.subscribers[sub]; ok {
		delete(s.subscribers, sub)
		close(sub.events)
	}
}

func (s *Server) tell(e Event) {
	e.At = s.now()
	for sub := range s.subscribers {
		select {
		case sub.events <- e:
		default:
			s.drop(sub)
		}
	}
}
