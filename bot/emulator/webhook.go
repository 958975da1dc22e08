package emulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	firstRetry   = time.Second
	maxRetry     = 60 * time.Second
	hookTimeout  = 60 * time.Second
)

// hook is a webhook that is set. While it is, its loop takes from the queue.
type hook struct {
	url, secret string
	connections int
	ctx         context.Context
	cancel      context.CancelFunc
	failedAt    time.Time
	failure     string
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func (s *Server) setWebhook(q *request) (any, error) {
	target := q.text("url")
	if target == "" {
		return s.deleteWebhook(q)
	}
	if err := checkHook(target, q.text("secret_token")); err != nil {
		return nil, err
	}
	connections := q.number("max_connections")
	if connections < 1 || connections > 100 {
		connections = 40
	}
	s.queue.allow(q.text("allowed_updates"))
	if q.flag("drop_pending_updates") {
		s.queue.waiting = nil
	}
	s.endPoll(otherMethod)
	if s.ctx.Err() != nil {
		return nil, refuse(http.StatusInternalServerError, "Internal Server Error: restart")
	}
	if s.hook != nil {
		s.hook.cancel()
	}
	h := &hook{url: target, secret: q.text("secret_token"), connections: connections}
	h.ctx, h.cancel = context.WithCancel(s.ctx)
	s.hook = h
	s.running.Go(func() { s.deliverAll(h) })
	return described{true, "Webhook was set"}, nil
}

// checkHook wants https and one of four ports; plain http on any port is
// accepted for the machine itself, where tests and trials run.
func checkHook(target, secret string) error {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return badRequest("bad webhook: Can't parse URL")
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	local := host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	switch u.Port() {
	case "", "443", "80", "88", "8443":
	default:
		if !local {
			return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
		}
	}
	switch {
	case len(secret) > 256:
		return badRequest("secret token is too long")
	case secret != "" && !secretForm.MatchString(secret):
		return badRequest("secret token contains unallowed characters")
	}
	return nil
}

func (s *Server) deleteWebhook(q *request) (any, error) {
	if q.flag("drop_pending_updates") {
		s.queue.waiting = nil
	}
	if s.hook == nil {
		return described{true, "Webhook is already deleted"}, nil
	}
	s.hook.cancel()
	s.hook = nil
	return described{true, "Webhook was deleted"}, nil
}

type webhookInfo struct {
	URL              string   `json:"url"`
	Certificate      bool     `json:"has_custom_certificate"`
	Pending          int      `json:"pending_update_count"`
	LastErrorDate    int64    `json:"last_error_date,omitempty"`
	LastErrorMessage string   `json:"last_error_message,omitempty"`
	MaxConnections   int      `json:"max_connections,omitempty"`
	AllowedUpdates   []string `json:"allowed_updates,omitempty"`
}

func (s *Server) getWebhookInfo(*request) (any, error) {
	s.queue.expire(s.now())
	info := webhookInfo{Pending: len(s.queue.waiting), AllowedUpdates: s.queue.allowed}
	if h := s.hook; h != nil {
		info.URL, info.MaxConnections = h.url, h.connections
		if h.failure != "" {
			info.LastErrorDate, info.LastErrorMessage = h.failedAt.Unix(), h.failure
		}
	}
	return info, nil
}

// deliverAll runs as long as the webhook is set.
func (s *Server) deliverAll(h *hook) {
	for {
		s.mu.Lock()
		due, next := s.due(h, time.Now())
		wake := s.queue.wake
		s.mu.Unlock()
		for _, u := range due {
			s.running.Go(func() { s.deliverOne(h, u) })
		}
		timer := time.NewTimer(next)
		select {
		case <-wake:
		case <-timer.C:
		case <-h.ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// due picks what can be delivered now, and says when to look again. Only the
// first update of a lane is considered: what a person did second must not
// overtake what they did first. Messages and callbacks are different lanes and do
// overtake each other, as with Telegram.
func (s *Server) due(h *hook, now time.Time) ([]*update, time.Duration) {
	if h.ctx.Err() != nil {
		return nil, time.Hour
	}
	s.queue.expire(s.now())
	next := time.Hour
	lanes := map[string]bool{}
	flying := 0
	for _, u := range s.queue.waiting {
		if u.inFlight {
			flying++
		}
	}
	var out []*update
	for _, u := range s.queue.waiting {
		if flying >= h.connections {
			break
		}
		if lanes[u.lane] {
			continue
		}
		lanes[u.lane] = true
		switch pause := u.retryAt.Sub(now); {
		case u.inFlight:
		case pause > 0:
			next = min(next, pause)
		default:
			u.inFlight = true
			flying++
			out = append(out, u)
		}
	}
	return out, next
}

func (s *Server) deliverOne(h *hook, u *update) {
	pause, failure := s.post(h, u)
	s.mu.Lock()
	defer s.mu.Unlock()
	u.inFlight = false
	switch {
	case failure == "":
		s.queue.remove(u)
		s.tell(Event{Kind: Delivered, UpdateID: u.id})
	case h.ctx.Err() == nil:
		if pause == 0 {
			pause = min(firstRetry<<min(u.attempts, 10), maxRetry)
		}
		u.attempts++
		u.retryAt = time.Now().Add(pause)
		h.failedAt, h.failure = s.now(), failure
	}
	s.queue.rouse()
}

// post sends one update. It answers what went wrong, and how long the webhook
// asked to be left alone.
func (s *Server) post(h *hook, u *update) (time.Duration, string) {
	ctx, cancel := context.WithTimeout(h.ctx, hookTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(u.raw))
	if err != nil {
		return 0, "Can't parse URL"
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set(secretHeader, h.secret)
	}
	resp, err := s.webhookVia.RoundTrip(r)
	if err != nil {
		return 0, "Connection failed"
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)) // so that the connection is used again
	if resp.StatusCode/100 == 2 {
		return 0, ""
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return time.Duration(max(seconds, 0)) * time.Second,
		fmt.Sprintf("Wrong response from the webhook: %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
}
