package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type seen struct {
	mu    sync.Mutex
	hooks []string
}

func (s *seen) add(name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		name += " failed"
	}
	s.hooks = append(s.hooks, name)
}

func (s *seen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.hooks, ", ")
}

// front is a TLS server behind a proxy, and a client of its own.
func front(t *testing.T) (*Proxy, func(patience time.Duration) (string, error)) {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(server.Close)
	p, err := Listen(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	client := server.Client()
	t.Cleanup(client.CloseIdleConnections)
	return p, func(patience time.Duration) (string, error) {
		var s seen
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			TLSHandshakeStart:    func() { s.add("tls", nil) },
			TLSHandshakeDone:     func(_ tls.ConnectionState, err error) { s.add("secured", err) },
			GotConn:              func(httptrace.GotConnInfo) { s.add("conn", nil) },
			WroteHeaders:         func() { s.add("headers", nil) },
			GotFirstResponseByte: func() { s.add("answer", nil) },
		})
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+p.Addr(), strings.NewReader("x"))
		if err != nil {
			return "", err
		}
		resp, err := client.Do(r)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		if strings.HasPrefix(s.String(), "tls, secured failed") {
			return "tls, secured failed", err
		}
		return s.String(), err
	}
}

// unsure is where a reset arrives so early that the kernel tells it to whoever asks
// first, the call that connects or the handshake.
const unsure = "neither connection nor headers"

const (
	soon   = 300 * time.Millisecond // for what hangs
	enough = 10 * time.Second       // for what does not
)

func TestNewConnections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		mode     Mode
		patience time.Duration
		hooks    string
		err      error
	}{
		{"pass", Pass, enough, "tls, secured, conn, headers, answer", nil},
		{"swallow", SwallowSYN, soon, "", context.DeadlineExceeded},
		{"reset unread", ResetUnread, enough, unsure, syscall.ECONNRESET},
		{"reset in the handshake", ResetGreeted, enough, "tls, secured failed", syscall.ECONNRESET},
		{"hanging handshake", HangGreeted, soon, "tls", context.DeadlineExceeded},
		{"silent", Silent, soon, "tls", context.DeadlineExceeded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.mode == SwallowSYN && runtime.GOOS != "linux" {
				t.Skip("only Linux drops what finds the queue full")
			}
			p, ask := front(t)
			if err := p.Set(tt.mode); err != nil {
				t.Fatal(err)
			}
			hooks, err := ask(tt.patience)
			if tt.hooks == unsure && err != nil {
				hooks = strings.ReplaceAll(hooks, "tls, secured failed", unsure) + strings.Repeat(unsure, strings.Count(err.Error(), "dial"))
			}
			if hooks != tt.hooks || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v; want %q, %v", hooks, err, tt.hooks, tt.err)
			}
			if err := p.Set(Pass); err != nil {
				t.Fatal(err)
			}
			if _, err := ask(enough); err != nil {
				t.Errorf("after the outage: %v", err)
			}
		})
	}
}

func TestEstablishedConnectionGoesSilent(t *testing.T) {
	t.Parallel()
	p, ask := front(t)
	if _, err := ask(enough); err != nil {
		t.Fatal(err)
	}
	if err := p.Set(ResetUnread); err != nil {
		t.Fatal(err)
	}
	if hooks, err := ask(enough); err != nil || hooks != "conn, headers, answer" {
		t.Errorf("the connection that was there: %q, %v", hooks, err)
	}
	if err := p.Set(Silent); err != nil {
		t.Fatal(err)
	}
	if hooks, err := ask(soon); hooks != "conn, headers" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("silent: %q, %v", hooks, err)
	}
}

func TestCloseEndsConnections(t *testing.T) {
	t.Parallel()
	p, _ := front(t)
	if err := p.Set(HangGreeted); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p.Close()
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection outlived the proxy")
	}
}
