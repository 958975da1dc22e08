package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hooks writes down which of a trace's hooks were called.
type hooks struct {
	mu     sync.Mutex
	called []string
}

func (h *hooks) call(name string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		name += " failed"
	}
	h.called = append(h.called, name)
}

func (h *hooks) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectDone:          func(_, _ string, err error) { h.call("connect", err) },
		TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { h.call("tls", err) },
		GotConn:              func(httptrace.GotConnInfo) { h.call("conn", nil) },
		WroteHeaders:         func() { h.call("headers", nil) },
		WroteRequest:         func(i httptrace.WroteRequestInfo) { h.call("request", i.Err) },
		GotFirstResponseByte: func() { h.call("answer", nil) },
	})
}

func (h *hooks) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.called, ", ")
}

// TestOutages holds how each failure of the network looks to a client that gives up
// after a minute, and what it did.
func TestOutages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		do      Failure
		hooks   string
		err     error // nil for an answer
		takes   time.Duration
		applied bool
	}{
		{"none", None, "connect, conn, headers, request, answer", nil, 0, true},
		{"502", BadGateway, "connect, conn, headers, request, answer", nil, 0, false},
		{"refused", Refused, "connect failed", syscall.ECONNREFUSED, 0, false},
		{"unreachable", Unreachable, "connect failed", context.DeadlineExceeded, time.Minute, false},
		{"handshake reset", HandshakeReset, "connect, tls failed", syscall.ECONNRESET, 0, false},
		{"handshake hangs", HandshakeHang, "connect, tls failed", context.DeadlineExceeded, time.Minute, false},
		{"reset unread", ResetUnread, "connect, conn, headers, request failed", syscall.ECONNRESET, 0, false},
		{"reset before", ResetBefore, "connect, conn, headers, request", syscall.ECONNRESET, 0, false},
		{"vanish", Vanish, "connect, conn, headers, request", context.DeadlineExceeded, time.Minute, false},
		{"vanish after", VanishAfter, "connect, conn, headers, request", context.DeadlineExceeded, time.Minute, true},
		{"reset after", ResetAfter, "connect, conn, headers, request", syscall.ECONNRESET, 0, true},
		{"malformed", Malformed, "connect, conn, headers, request, answer", io.ErrUnexpectedEOF, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, Options{})
				a := ana(s)
				a.Write("hi")
				s.Fail(Fault{Do: tt.do, Until: time.Now().Add(time.Hour)})
				var seen hooks
				ctx, cancel := context.WithTimeout(seen.trace(t.Context()), time.Minute)
				defer cancel()
				start := time.Now()
				_, err := try(ctx, s, "sendMessage", p{"chat_id": 7, "text": "x"})
				if !errors.Is(err, tt.err) {
					t.Errorf("got %v, want %v", err, tt.err)
				}
				if took := time.Since(start); took != tt.takes {
					t.Errorf("took %v, want %v", took, tt.takes)
				}
				if seen.String() != tt.hooks {
					t.Errorf("hooks: got %s, want %s", &seen, tt.hooks)
				}
				if applied := len(a.Messages()) == 2; applied != tt.applied {
					t.Errorf("applied: %v, want %v", applied, tt.applied)
				}

				time.Sleep(time.Hour)
				says(t, s, 7, "after the outage")
			})
		})
	}
}

func TestOutageOfOneMethod(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		ana(s).Write("hi")
		until := time.Now().Add(time.Hour)
		s.Fail(Fault{Method: "sendMessage", Chat: 7, Do: Refused, Until: until, When: func(c Call) bool { return c.Params["text"] == "x" }})
		for text, want := range map[string]bool{"x": true, "y": false} {
			if _, err := try(t.Context(), s, "sendMessage", p{"chat_id": 7, "text": text}); (err != nil) != want {
				t.Errorf("%s: got %v", text, err)
			}
		}
		do(t, s, "getMe", nil, nil)
	})
}

func TestOutageOnTheServersClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	s.Fail(Fault{Do: Refused, Until: now.Add(time.Minute)})
	if _, err := try(t.Context(), s, "getMe", nil); err == nil {
		t.Error("there is no outage")
	}
	now = now.Add(time.Minute)
	do(t, s, "getMe", nil, nil)
}

// TestOutageTakesTheAnswerOfAPoll is a poll that was waiting when the network went.
func TestOutageTakesTheAnswerOfAPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		a := ana(s)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		done := make(chan error, 1)
		go func() {
			_, err := try(ctx, s, "getUpdates", p{"timeout": 50})
			done <- err
		}()
		synctest.Wait()
		stop := s.Fail(Fault{Do: Vanish, Until: time.Now().Add(time.Hour)})
		a.Write("hi")
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want nothing until the deadline", err)
		}
		stop()
		if got := updates(t, s, nil); len(got) != 1 {
			t.Errorf("after the outage: updates %v, want the one that got lost", got)
		}
	})
}

func TestOutageMeetsDownloads(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	f := s.keep(kindPhoto, upload{"1.png", "", picture(t, 10, 10)})
	path := "/file/bot1:emulator/" + f.path
	s.Fail(Fault{Do: BadGateway, Times: 1})
	if r := mustGet(t, s, path); !bytes.Equal(r.body, f.data) {
		t.Errorf("a fault of calls met a download: %d", r.status)
	}
	s.Fail(Fault{Do: BadGateway, Until: time.Now().Add(time.Hour)})
	if r := mustGet(t, s, path); r.status != http.StatusBadGateway {
		t.Errorf("an outage did not meet a download: %d", r.status)
	}
}

// TestOutagesOverASocket holds that a client of a real server sees the same.
func TestOutagesOverASocket(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		do    Failure
		hooks string
		err   error
	}{
		{"none", None, "conn, headers, request, answer", nil},
		{"reset before", ResetBefore, "conn, headers, request", syscall.ECONNRESET},
		{"reset after", ResetAfter, "conn, headers, request", syscall.ECONNRESET},
		{"unreachable", Unreachable, "conn, headers, request", context.DeadlineExceeded},
		{"vanish", Vanish, "conn, headers, request", context.DeadlineExceeded},
		{"vanish after", VanishAfter, "conn, headers, request", context.DeadlineExceeded},
		{"malformed", Malformed, "conn, headers, request, answer", io.ErrUnexpectedEOF},
	} {
		for _, secured := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				s := newServer(t, Options{})
				front, want := httptest.NewServer(s), "connect, "+tt.hooks
				if secured {
					front.Close()
					front, want = httptest.NewTLSServer(s), "connect, tls, "+tt.hooks
				}
				defer front.Close()
				s.Fail(Fault{Do: tt.do})
				var seen hooks
				ctx, cancel := context.WithTimeout(seen.trace(t.Context()), 5*time.Second)
				defer cancel()
				if tt.err == context.DeadlineExceeded {
					ctx, cancel = context.WithTimeout(ctx, 300*time.Millisecond)
					defer cancel()
				}
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, front.URL+"/bot1:emulator/getMe", strings.NewReader("{}"))
				if err != nil {
					t.Fatal(err)
				}
				r.GetBody = nil // so that the client does not repeat it
				resp, err := front.Client().Do(r)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					resp.Body.Close()
				}
				if !errors.Is(err, tt.err) {
					t.Errorf("got %v, want %v", err, tt.err)
				}
				if diff := cmp.Diff(want, seen.String()); diff != "" {
					t.Errorf("hooks: %s", diff)
				}
			})
		}
	}
}
