package emulator

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Failure is a way to go wrong.
type Failure int

// The failures. All but ResetAfter and Malformed come before the call has had any
// effect.
const (
	None          Failure = iota // the call succeeds, after Fault.Delay
	Flood                        // 429 with retry_after
	InternalError                // 500, the page of a proxy
	BadGateway                   // 502, the page of a proxy
	Unauthorized                 // 401
	Blocked                      // 403, as if the person had blocked the bot
	ResetBefore                  // the connection breaks, nothing was done
	ResetAfter                   // the call is done, the connection breaks, the answer is lost
	Malformed                    // the call is done, the answer is cut in the middle
)

// Fault makes calls fail. Of several that match a call, the one switched on first
// decides.
type Fault struct {
	Method     string          // any case; empty for all
	Chat       int64           // 0 for all
	When       func(Call) bool // nil for all; sees the call before it is answered, and must not use the Server
	Skip       int             // lets this many matching calls pass first
	Times      int             // then meets this many; 0 for all
	Do         Failure
	Delay      time.Duration // before the call is done, on a timer
	RetryAfter int           // seconds, with Flood; 0 means 1
}

// armed is a fault that is switched on.
type armed struct {
	Fault
	seen int
}

// Fail switches a fault on; the result switches it off again.
func (s *Server) Fail(f Fault) (stop func()) {
	a := &armed{Fault: f}
	s.mu.Lock()
	s.faults = append(s.faults, a)
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = slices.DeleteFunc(s.faults, func(b *armed) bool { return b == a })
	}
}

// meet finds the fault that a call runs into; the zero Fault for none.
func (s *Server) meet(c Call) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.faults {
		if a.Method != "" && !strings.EqualFold(a.Method, c.Method) ||
			a.Chat != 0 && a.Chat != c.Chat || a.When != nil && !a.When(c) {
			continue
		}
		a.seen++
		if a.seen > a.Skip && (a.Times == 0 || a.seen <= a.Skip+a.Times) {
			return a.Fault
		}
	}
	return Fault{}
}

// answer is what a failure says instead of calling the method; false for those
// that do call it.
func (f Fault) answer() (answer, bool) {
	switch f.Do {
	case Flood:
		return refused(flood(max(f.RetryAfter, 1))), true
	case InternalError:
		return page(http.StatusInternalServerError), true
	case BadGateway:
		return page(http.StatusBadGateway), true
	case Unauthorized:
		return refused(refuse(http.StatusUnauthorized, "Unauthorized")), true
	case Blocked:
		return refused(refuse(http.StatusForbidden, "Forbidden: bot was blocked by the user")), true
	}
	return answer{}, false
}

// page is an error as a proxy in between shows it.
func page(status int) answer {
	title := http.StatusText(status)
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
	return answer{status, map[string]string{"Content-Type": "text/html"}, []byte(body)}
}
