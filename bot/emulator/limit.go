package emulator

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how fast the bot may send and edit, on the server's clock. A zero
// field is no limit. Telegram documents about the values of Documented and keeps
// the exact rule to itself.
type Limits struct {
	Chat       float64 // messages a second in one chat
	ChatBurst  int     // that many at once first; 0 means 1
	Group      float64 // messages a minute in one group
	Total      float64 // messages a second in all chats
	TotalBurst int     // 0 means the messages of one second
}

// Documented are the limits in the documentation of the Bot API: one message a
// second in a chat with short bursts, 20 a minute in a group, 30 a second in all.
var Documented = Limits{Chat: 1, ChatBurst: 3, Group: 20, Total: 30}

type limiter struct {
	Limits
	total *rate.Limiter
}

type buckets struct {
	of    *limiter // whose limits these are
	chat  *rate.Limiter
	group *rate.Limiter
}

// Limit sets the rate limits, with all buckets full. The zero Limits, as in the
// beginning, let everything through.
func (s *Server) Limit(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	burst := l.TotalBurst
	if burst == 0 {
		burst = int(math.Ceil(l.Total))
	}
	s.limits = &limiter{l, bucket(l.Total, burst)}
}

func bucket(perSecond float64, burst int) *rate.Limiter {
	if perSecond <= 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(perSecond), max(burst, 1))
}

// spend takes n messages out of the buckets of a chat, or refuses and says after
// how many seconds there will be enough.
func (s *Server) spend(c *chat, n int) error {
	l := s.limits
	if l == nil {
		return nil
	}
	if c.buckets == nil || c.buckets.of != l {
		c.buckets = &buckets{of: l, chat: bucket(l.Chat, l.ChatBurst), group: bucket(0, 0)}
		if c.kind != private {
			c.buckets.group = bucket(l.Group/60, int(l.Group))
		}
	}
	now := s.now()
	var taken []*rate.Reservation
	var wait time.Duration
	for _, b := range []*rate.Limiter{c.buckets.chat, c.buckets.group, l.total} {
		// An album that is larger than the burst has to fit in sometime.
		cost := n
		if b.Limit() != rate.Inf {
			cost = min(n, b.Burst())
		}
		r := b.ReserveN(now, cost)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now))
	}
	if wait == 0 {
		return nil
	}
	for _, r := range taken {
		r.CancelAt(now)
	}
	return flood(int(math.Ceil(wait.Seconds())))
}
