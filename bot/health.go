package bot

import (
	"context"
	"maps"
	"sync"
	"time"
)

// health is how well Telegram can be reached. One method that fails is not
// Telegram away: what failed is held back by itself, a method in a chat first, then
// the method, and everything only when several methods fail and nothing works.
type health struct {
	mu      sync.Mutex
	last    time.Time     // when Telegram last answered a call, in whatever way
	proven  time.Time     // when the latest call that it answered had begun
	news    chan struct{} // closed at the next one
	proving bool          // somebody asks for one
	failing map[string]*outage
	away    outage // of everything
}

// outage is a method that fails.
type outage struct {
	resume time.Time     // nothing is tried before
	pause  time.Duration // the latest one
	since  time.Time     // it has failed since
	told   bool          // the operator knows
	chats  map[int64]*outage
}

// The pauses while something fails: doubling from one to the other. The longer one
// is what a prompt may wait for at most after Telegram is back.
const (
	firstPause   = time.Second
	longestPause = 15 * time.Second
)

func newHealth() *health { return &health{news: make(chan struct{}), failing: map[string]*outage{}} }

// hold lengthens the pause, unless one is under way: what failed at the same moment
// says the same.
func (o *outage) hold(now time.Time) {
	if o.resume.After(now) {
		return
	}
	o.pause = min(max(firstPause, 2*o.pause), longestPause)
	o.resume = now.Add(o.pause)
}

// until extends the pause to an instant.
func (o *outage) until(at time.Time) { o.resume = latest(o.resume, at) }

// answered notes that Telegram has answered a call that began at an instant, be it
// with a refusal. While it does not know the
// bot, as its token is not valid, it takes nothing.
func (h *health) answered(began time.Time, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last = time.Now(); !known {
		return
	}
	h.proven, h.away = latest(h.proven, began), outage{}
	close(h.news)
	h.news = make(chan struct{})
}

const (
	// proofPause is how long to wait before Telegram is asked again whether it is
	// there.
	proofPause = 3 * time.Second
	// tellAfter is how long a method fails before the operator is told.
	tellAfter = 10 * time.Second
	// forgetAfter is how long after its pause a failure in a chat counts.
	forgetAfter = time.Minute
)

// proof waits until Telegram has answered a call that began after an instant, or until
// ctx ends. One that had begun before, like a long poll, proves nothing. Since nobody
// may be calling, one of those who wait asks meanwhile.
func (h *health) proof(ctx context.Context, since time.Time, ask func(context.Context)) error {
	for {
		h.mu.Lock()
		heard, news, mine := !h.proven.IsZero() && !h.proven.Before(since), h.news, !h.proving
		h.proving = h.proving || mine && !heard
		h.mu.Unlock()
		if heard {
			return nil
		}
		if mine {
			ask(ctx)
			h.mu.Lock()
			h.proving = false
			h.mu.Unlock()
		}
		timer := time.NewTimer(proofPause)
		select {
		case <-news:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// rest waits for a while, or until ctx ends, and for not much longer than proofPause once
// Telegram is known to be back.
func (h *health) rest(ctx context.Context, d time.Duration) {
	began := time.Now()
	over := time.NewTimer(d)
	defer over.Stop()
	for {
		h.mu.Lock()
		back, news := h.proven.After(began), h.news
		h.mu.Unlock()
		if back {
			pause(ctx, min(proofPause, d)-time.Since(began))
			return
		}
		select {
		case <-news:
		case <-over.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// lastHeard is when Telegram last answered, zero when it never has.
func (h *health) lastHeard() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// lost notes that a call has failed. tell is whether the operator should hear of
// it: the method has failed for a while.
func (h *health) lost(method string, chat int64) (tell bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	o := h.of(method, now)
	o.in(chat).hold(now)
	if len(o.chats) > 1 {
		o.hold(now)
	}
	if first := h.since(); len(h.failing) > 1 && !h.proven.After(first) {
		h.away.hold(now)
	}
	return o.tell(now)
}

// tell reports whether the operator should hear now that a method fails.
func (o *outage) tell(now time.Time) bool {
	if o.told || now.Sub(o.since) < tellAfter {
		return false
	}
	o.told = true
	return true
}

// forget drops failures that nobody has tried to repeat. What the operator was told of
// stays until it works.
func (h *health) forget(now time.Time) {
	for method, o := range h.failing {
		maps.DeleteFunc(o.chats, func(_ int64, c *outage) bool { return now.Sub(c.resume) > forgetAfter })
		if len(o.chats) == 0 && !o.told {
			delete(h.failing, method)
		}
	}
}

// since is when the first of what fails began to.
func (h *health) since() (first time.Time) {
	for _, o := range h.failing {
		if first.IsZero() || o.since.Before(first) {
			first = o.since
		}
	}
	return first
}

// flooded holds back a method in a chat for as long as Telegram asked. When it asks
// so for another method or another chat meanwhile, it is all of them that are too
// many.
func (h *health) flooded(method string, chat int64, wait time.Duration) (tell bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	until := now.Add(wait)
	o := h.of(method, now)
	for other, c := range o.chats {
		if other != chat && c.resume.After(now) {
			o.until(until)
		}
	}
	o.in(chat).until(until)
	return o.tell(now)
}

// worked notes that a method works in a chat. tell is whether it fails in none any
// more and the operator was told that it does.
func (h *health) worked(method string, chat int64) (tell bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o := h.failing[method]
	if o == nil {
		return false
	}
	o.pause, o.resume = 0, time.Time{}
	if delete(o.chats, chat); len(o.chats) > 0 {
		return false
	}
	delete(h.failing, method)
	return o.told
}

// of is how a method fails that has just failed.
func (h *health) of(method string, now time.Time) *outage {
	h.forget(now)
	o := h.failing[method]
	if o == nil {
		o = &outage{chats: map[int64]*outage{}}
		h.failing[method] = o
	}
	if len(o.chats) == 0 {
		o.since = now
	}
	return o
}

func (o *outage) in(chat int64) *outage {
	c := o.chats[chat]
	if c == nil {
		c = &outage{}
		o.chats[chat] = c
	}
	return c
}

// resume is until when a method is held back in a chat, a past instant when it is
// not. Whom to call is held back only by what failed in the chat itself.
func (h *health) resume(method string, chat int64, c class) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	var at time.Time
	if c != rescues {
		at = h.away.resume
	}
	if o := h.failing[method]; o != nil {
		if c != rescues {
			at = latest(at, o.resume)
		}
		if c := o.chats[chat]; c != nil {
			at = latest(at, c.resume)
		}
	}
	return at
}

// fails reports whether a method failed when it was last tried in the chat, a while ago
// at most.
func (h *health) fails(method string, chat int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(time.Now())
	o := h.failing[method]
	return o != nil && o.chats[chat] != nil
}

// wait returns when a method is held back in the chat no longer, or when ctx ends.
func (h *health) wait(ctx context.Context, method string, chat int64, c class) {
	for ctx.Err() == nil {
		d := time.Until(h.resume(method, chat, c))
		if d <= 0 {
			return
		}
		h.mu.Lock()
		news := h.news
		h.mu.Unlock()
		timer := time.NewTimer(d)
		select {
		case <-timer.C:
		case <-news: // it may be over sooner
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
