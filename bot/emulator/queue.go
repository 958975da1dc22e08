package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// How long an update waits for the bot, on the server's clock.
const (
	messageLife  = 24 * time.Hour
	callbackLife = 150 * time.Second
)

// firstUpdate is the first update ID: some positive number, as the documentation
// promises, and not 1, for nobody should count from there.
const firstUpdate = 100001

// update waits until the bot confirms it, or until it is too old.
type update struct {
	id       int
	kind     string // the name of its only field: "message", "callback_query"
	lane     string // a webhook delivers the updates of a lane one after the other
	raw      json.RawMessage
	expires  time.Time
	inFlight bool      // being delivered to a webhook
	attempts int       // that failed
	retryAt  time.Time // on the process's clock
}

type queue struct {
	next    int
	waiting []*update // ascending
	allowed []string  // nil for the default
	// wake is closed, and replaced, whenever there is something new to look at.
	wake chan struct{}
}

func newQueue() queue { return queue{next: firstUpdate, wake: make(chan struct{})} }

func (q *queue) rouse() {
	close(q.wake)
	q.wake = make(chan struct{})
}

// wants reports whether the bot asked for a kind of update. Some kinds only come
// when they are asked for.
func (q *queue) wants(kind string) bool {
	if len(q.allowed) > 0 {
		return slices.Contains(q.allowed, kind)
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// allow reads allowed_updates. What cannot be read leaves the old setting.
func (q *queue) allow(raw string) {
	var kinds []string
	if raw != "" && raw != "null" && json.Unmarshal([]byte(raw), &kinds) == nil {
		q.allowed = kinds
	}
}

// expire drops what has waited too long.
func (q *queue) expire(now time.Time) {
	if slices.ContainsFunc(q.waiting, func(u *update) bool { return !u.inFlight && now.After(u.expires) }) {
		q.waiting = slices.DeleteFunc(q.waiting, func(u *update) bool { return !u.inFlight && now.After(u.expires) })
	}
}

// confirm forgets the updates below an ID.
func (q *queue) confirm(offset int) {
	n := 0
	for n < len(q.waiting) && q.waiting[n].id < offset {
		n++
	}
	q.waiting = slices.Delete(q.waiting, 0, n)
}

// keepLast forgets all but the last n updates.
func (q *queue) keepLast(n int) {
	if extra := len(q.waiting) - n; extra > 0 {
		q.waiting = slices.Delete(q.waiting, 0, extra)
	}
}

func (q *queue) remove(u *update) {
	q.waiting = slices.DeleteFunc(q.waiting, func(v *update) bool { return v == u })
}

// enqueue makes an update of an object and returns its ID, or 0 when the bot has
// not asked for this kind.
func (s *Server) enqueue(kind, lane string, object any) int {
	if !s.queue.wants(kind) {
		return 0
	}
	body, err := json.Marshal(object)
	if err != nil {
		panic(fmt.Sprintf("emulator: encode an update: %v", err))
	}
	id := s.queue.next
	s.insert(&update{id: id, kind: kind, lane: lane, raw: fmt.Appendf(nil, `{"update_id":%d,%q:%s}`, id, kind, body)})
	return id
}

func (s *Server) insert(u *update) {
	life := messageLife
	if u.kind == "callback_query" {
		life = callbackLife
	}
	u.expires = s.now().Add(life)
	i, _ := slices.BinarySearchFunc(s.queue.waiting, u.id+1, func(v *update, id int) int { return v.id - id })
	s.queue.waiting = slices.Insert(s.queue.waiting, i, u)
	s.queue.next = max(s.queue.next, u.id+1)
	s.queue.rouse()
}

// Inject queues an update exactly as given, however malformed inside: a photo
// without sizes, a kind nobody has heard of. It has to be a JSON object; an
// update_id is added when it has none. The result is the update's ID.
func (s *Server) Inject(raw json.RawMessage) (int, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return 0, errors.New("emulator: inject: an update has to be a JSON object")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &update{lane: "injected"}
	for name := range fields {
		if name != "update_id" {
			u.kind = name
		}
	}
	given, ok := fields["update_id"]
	if ok {
		if err := json.Unmarshal(given, &u.id); err != nil {
			return 0, fmt.Errorf("emulator: inject: update_id: %w", err)
		}
		u.raw = slices.Clone(raw)
	} else {
		u.id = s.queue.next
		fields["update_id"] = fmt.Appendf(nil, "%d", u.id)
		u.raw, _ = json.Marshal(fields)
	}
	s.insert(u)
	return u.id, nil
}

// Pending is how many updates the bot has not confirmed yet.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.now())
	return len(s.queue.waiting)
}
