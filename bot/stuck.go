package bot

import (
	"sync"

	"calmcalf/routines"
)

// stuck knows whose lane stands still because an update of theirs cannot be
// stored. What they do meanwhile waits behind it for its effect, but not for an
// answer (see [Bot.meanwhile]).
type stuck struct {
	mu     sync.Mutex
	people map[routines.PersonID]map[int64]bool // the updates that were answered meanwhile
}

// begin notes that an update stands still. It is answered by whoever calls this.
func (s *stuck) begin(id routines.PersonID, update int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people == nil {
		s.people = map[routines.PersonID]map[int64]bool{}
	}
	if s.people[id] == nil {
		s.people[id] = map[int64]bool{}
	}
	s.people[id][update] = true
}

// end notes that the person's lane moves again.
func (s *stuck) end(id routines.PersonID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.people, id)
}

// behind tells whether an update waits behind one that stands still, and was not
// answered yet: a webhook delivers again what takes long.
func (s *stuck) behind(id routines.PersonID, update int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	answered := s.people[id]
	if answered == nil || answered[update] {
		return false
	}
	answered[update] = true
	return true
}
