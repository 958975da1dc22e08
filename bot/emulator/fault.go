package emulator

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Failure is a way to go wrong.
type Failure int

// The failures. ResetAfter, Malformed and VanishAfter come after the call has had
// its effect, all others before.
//
// Those from Refused on are of the network. Where something hangs, it does so
// until the client gives up or the server closes. The first four of them leave the
// client without a connection, so nothing of the request leaves it: net/http/httptrace
// is what tells them from the others.
const (
	None          Failure = iota // the call succeeds, after Fault.Delay
	Flood                        // 429 with retry_after
	InternalError                // 500, the page of a proxy
	BadGateway                   // 502, the page of a proxy
	Unauthorized                 // 401
	Blocked                      // 403, as if the person had blocked the bot
	ResetBefore                  // the request was read, the connection breaks, nothing was done
	ResetAfter                   // the call is done, the connection breaks, the answer is lost
	Malformed                    // the call is done, the connection ends in the middle of the answer

	Refused        // nobody listens
	Unreachable    // no packet arrives: connecting hangs
	HandshakeReset // the connection breaks in the TLS handshake
	HandshakeHang  // the TLS handshake hangs
	ResetUnread    // the connection breaks before anything of the request was read
	Vanish         // the request is sent and lost; nothing comes back
	VanishAfter    // the call is done; nothing comes back
)

// connecting reports whether a failure comes before a server reads anything.
func (f Failure) connecting() bool { return Refused <= f && f <= ResetUnread }

// Fault makes calls fail. Of several that match a call, the one switched on first
// decides, but those of the connection come before the others.
//
// One with Until is an outage. It meets downloads of files too, and Vanish and
// VanishAfter then also take the answers of calls that had begun before them, as
// that of a long poll; When is asked about such a call once more.
type Fault struct {
	Method     string          // any case; empty for all
	Chat       int64           // 0 for all
	When       func(Call) bool // nil for all; sees the call before it is answered, and must not use the Server
	Skip       int             // lets this many matching calls pass first
	Times      int             // then meets this many; 0 for all
	Until      time.Time       // meets none from then on, on the server's clock; zero for no end
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

// meet finds the fault that a call runs into, of the connection or of what comes
// later; the zero Fault for none.
func (s *Server) meet(c Call, connecting bool) Fault {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.faults {
		if a.Do.connecting() != connecting || !a.meets(c, now) {
			continue
		}
		a.seen++
		if a.seen > a.Skip && (a.Times == 0 || a.seen <= a.Skip+a.Times) {
			return a.Fault
		}
	}
	return Fault{}
}

// unreliable reports whether connecting can fail, so that most calls are read only once.
func (s *Server) unreliable() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.faults, func(a *armed) bool { return a.Do.connecting() })
}

func (a *armed) meets(c Call, now time.Time) bool {
	switch {
	case a.Method != "" && !strings.EqualFold(a.Method, c.Method), a.Chat != 0 && a.Chat != c.Chat:
		return false
	case c.Method == download && a.Method == "" && a.Until.IsZero():
		return false
	case !a.Until.IsZero() && !now.Before(a.Until):
		return false
	}
	return a.When == nil || a.When(c)
}

// silent reports whether an outage takes the answer of a call that was met by none.
func (s *Server) silent(c Call) bool {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.faults, func(a *armed) bool {
		return (a.Do == Vanish || a.Do == VanishAfter) && !a.Until.IsZero() && a.meets(c, now)
	})
}

// hang waits until the client has given up.
func (s *Server) hang(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
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
