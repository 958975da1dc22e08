package webchat

import (
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"calmcalf/bot/emulator"
)

const (
	slowness   = 3 * time.Second
	retryAfter = 3 // seconds
	maxTimes   = 1000
)

// kind is a fault that the page can switch on.
type kind struct {
	Name  string         `json:"name"`
	Words string         `json:"words"`
	Fault emulator.Fault `json:"-"`
}

var kinds = []kind{
	{"flood", "429 Too Many Requests", emulator.Fault{Do: emulator.Flood, RetryAfter: retryAfter}},
	{"gateway", "502 Bad Gateway", emulator.Fault{Do: emulator.BadGateway}},
	{"slow", "Slow: 3 seconds a call", emulator.Fault{Delay: slowness}},
	{"blocked", "403 Blocked by the user", emulator.Fault{Do: emulator.Blocked}},
}

// fault is one that was switched on.
type fault struct {
	name  string
	times int // 0 until it is switched off
	met   atomic.Int64
	stop  func()
}

// over reports whether the fault has met as many calls as it was meant for.
func (f *fault) over() bool { return f.times > 0 && f.met.Load() >= int64(f.times) }

func (s *site) switchOn(w http.ResponseWriter, r *http.Request) {
	var in struct{ Times int }
	if !decode(w, r, &in) {
		return
	}
	name := r.PathValue("fault")
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.Name == name })
	switch {
	case i < 0:
		refuse(w, http.StatusNotFound, "There is no such fault.")
		return
	case in.Times < 0 || in.Times > maxTimes:
		refuse(w, http.StatusUnprocessableEntity, "A fault meets 1 to 1000 calls, or all with 0.")
		return
	}
	on := &fault{name: name, times: in.Times}
	armed := kinds[i].Fault
	armed.Times = in.Times
	// The bot polls all the time: a fault for the next three calls is meant for
	// what it says, not for that.
	armed.When = func(c emulator.Call) bool {
		if c.Method == "getUpdates" {
			return false
		}
		on.met.Add(1)
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear(name)
	on.stop = s.server.Fail(armed)
	s.faults = append(s.faults, on)
	s.changed()
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) switchOff(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear(r.PathValue("fault"))
	w.WriteHeader(http.StatusNoContent)
}

// clear switches the faults of a name off. The lock is held.
func (s *site) clear(name string) {
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool {
		if f.name == name {
			f.stop()
		}
		return f.name == name
	})
	s.changed()
}

// expire puts away the faults that have met all their calls. The lock is held.
func (s *site) expire() {
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool {
		if f.over() {
			f.stop()
		}
		return f.over()
	})
}
