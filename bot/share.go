package bot

import (
	"sync"
	"time"

	"calmcalf/routines"
)

// What somebody sends costs them and nobody else. Each person has a queue, served in
// turn with those of others, and what goes beyond it is neither done nor stored: they
// are told so once. A stranger in need is answered, once in a while; a member always.
const (
	// mostQueued is how many updates of a person may wait to be done or answered.
	mostQueued = 40
	// mostRescues is the same for emergencies: they are being told whom to call.
	mostRescues = 3
	// overflowRests is how long nothing more is said about a queue that is full.
	overflowRests = time.Minute
	// cryRests is how long a stranger in need has been told whom to call.
	cryRests = 10 * time.Minute
	// mostMembers bounds the memory of who is inside.
	mostMembers = 100_000
)

// members remembers who was found to be inside, so that a stranger is known for one
// before the store is asked. Whoever is missing may be either.
type members struct {
	mu  sync.Mutex
	all map[routines.PersonID]struct{}
}

func (m *members) has(id routines.PersonID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.all[id]
	return ok
}

func (m *members) add(id routines.PersonID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil || len(m.all) >= mostMembers {
		m.all = map[routines.PersonID]struct{}{}
	}
	m.all[id] = struct{}{}
}

func (m *members) remove(id routines.PersonID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, id)
}

// overflows reports whether a person's queue is full.
func (b *Bot) overflows(v *visit) bool {
	id := v.in.Person
	if v.in.Emergency {
		return b.rescues.length(id) >= mostRescues
	}
	return b.lanes.length(id) >= mostQueued || b.senders.length(id) >= mostQueued || b.files.length(id) >= mostQueued
}

// overflow drops an update, and tells a member so.
func (b *Bot) overflow(v *visit) {
	b.counters.dropped.Add(1)
	v.keep(nil)
	b.finish(v, nil)
	id := v.in.Person
	if v.in.Emergency || !b.members.has(id) || !b.overflowing.greets(id, time.Now()) {
		return
	}
	b.senders.add(id, once(func() {
		t := b.desk.Bare(v.in, b.instant())
		t.Sentence(t.Text("error.flood"))
		b.logAnswer(v.id, b.answer(b.life, t, answers))
	}))
}

// hears reports whether somebody in need is answered at once: a member, or a stranger
// who was not lately.
func (b *Bot) hears(id routines.PersonID) bool {
	return b.members.has(id) || b.cries.greets(id, time.Now())
}
