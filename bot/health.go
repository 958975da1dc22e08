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
	heard   uint64        // calls that Telegram has answered, in whatever way
	last    time.Time     // when it answered the latest one
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

// answered notes that Telegram has answered a call, be it with a refusal.
func (h *health) answered() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard++
	h.last, h.away = time.Now(), outage{}
	close(h.news)
	h.news = make(chan struct{})
}

// mark is what has been heard so far.
func (h *health) mark() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.heard
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

// proof waits until Telegram has answered a call since the mark, or until ctx ends.
// Since nobody may be calling, one of those who wait asks meanwhile.
func (h *health) proof(ctx context.Context, mark uint64, ask func(context.Context)) error {
	for {
		h.mu.Lock()
		heard, news, mine := h.heard != mark, h.news, !h.proving
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
	h.forget(now)
	o := h.of(method, now)
	o.in(chat).hold(now)
	if len(o.chats) > 1 {
		o.hold(now)
	}
	if first := h.since(); len(h.failing) > 1 && !h.last.After(first) {
		h.away.hold(now)
	}
	tell = !o.told && now.Sub(o.since) >= tellAfter
	o.told = o.told || tell
	return tell
}

// forget drops failures that nobody has tried to repeat.
func (h *health) forget(now time.Time) {
	for method, o := range h.failing {
		maps.DeleteFunc(o.chats, func(_ int64, c *outage) bool { return now.Sub(c.resume) > forgetAfter })
		if len(o.chats) == 0 {
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
func (h *health) flooded(method string, chat int64, wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	until := time.Now().Add(wait)
	o := h.of(method, time.Now())
	for other, c := range o.chats {
		if other != chat && c.resume.After(time.Now()) {
			o.until(until)
		}
	}
	o.in(chat).until(until)
}

// worked notes that a method works in a chat. tell is whether the operator was told
// that it fails.
func (h *health) worked(method string, chat int64) (tell bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o := h.failing[method]
	if o == nil {
		return false
	}
	tell, o.told = o.told, false
	o.pause, o.resume = 0, time.Time{}
	if delete(o.chats, chat); len(o.chats) == 0 {
		delete(h.failing, method)
	}
	return tell
}

func (h *health) of(method string, now time.Time) *outage {
	o := h.failing[method]
	if o == nil {
		o = &outage{since: now, chats: map[int64]*outage{}}
		h.failing[method] = o
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
// not.
func (h *health) resume(method string, chat int64) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.away.resume
	if o := h.failing[method]; o != nil {
		at = latest(at, o.resume)
		if c := o.chats[chat]; c != nil {
			at = latest(at, c.resume)
		}
	}
	return at
}

// wait returns when a method is held back in the chat no longer, or when ctx ends.
func (h *health) wait(ctx context.Context, method string, chat int64) {
	for ctx.Err() == nil {
		d := time.Until(h.resume(method, chat))
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
