package webchat

import (
	"net/http"
	"time"
)

// leap is a jump that is under way.
type leap struct{ from, to time.Time }

// jump answers when the World has arrived. The page need not wait for that: it
// sees the clock in its stream.
func (s *site) jump(w http.ResponseWriter, r *http.Request) {
	var in struct{ To time.Time }
	if !decode(w, r, &in) {
		return
	}
	now := s.world.Now()
	if !in.To.After(now) {
		refuse(w, http.StatusUnprocessableEntity, "That time has passed already.")
		return
	}
	if !s.depart(&leap{now, in.To}) {
		refuse(w, http.StatusConflict, "The clock is moving already.")
		return
	}
	err := s.world.Jump(s.ctx, in.To)
	s.arrive()
	if err != nil {
		s.log.Warn("a jump failed", "to", in.To, "err", err)
		refuse(w, http.StatusUnprocessableEntity, "The clock stopped: "+err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) depart(l *leap) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leap != nil {
		return false
	}
	s.leap = l
	s.changed()
	return true
}

func (s *site) arrive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leap = nil
	s.changed()
}
