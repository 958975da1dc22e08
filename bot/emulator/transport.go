package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Transport is a way to the server without a network: it runs the handler in
// the goroutine that sends the request, so it works in a synctest bubble. It
// honours the request's context, fails with the errors that a socket would give,
// and calls the hooks of net/http/httptrace as http.Transport does: WroteHeaders
// not unless there was a connection, GotFirstResponseByte not unless there was an
// answer. Every request has a connection of its own.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	var unread error
	if r.Body != nil {
		body, unread = io.ReadAll(r.Body)
		r.Body.Close()
	}
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "in-process"
	in.Body = io.NopCloser(bytes.NewReader(body))
	var fault Fault
	if t.server.unreliable() {
		fault = t.server.meet(t.server.ahead(in), true)
		in.Body = io.NopCloser(bytes.NewReader(body))
	}

	trace := traceOf(r.Context())
	if err := t.connect(r, fault, trace); err != nil {
		return nil, err
	}
	trace.WroteHeaders()
	switch {
	case unread != nil:
		trace.WroteRequest(httptrace.WroteRequestInfo{Err: unread})
		return nil, unread
	case fault.Do == ResetUnread:
		err := broken("write", syscall.ECONNRESET)
		trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
		return nil, err
	}
	trace.WroteRequest(httptrace.WroteRequestInfo{})
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	t.server.run(w, in)
	// An answer that comes after the caller gave up is lost, as on a wire.
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	if !w.begun {
		return nil, broken("read", syscall.ECONNRESET)
	}
	trace.GotFirstResponseByte()
	return w.response(r), nil
}

// run serves a request on a connection that stands.
func (s *Server) run(w *recorder, r *http.Request) {
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler {
			panic(v)
		}
	}()
	s.serve(w, r, func(Call) Fault { return Fault{} })
}

// ahead is the call that a request is about to make, as far as it can be read.
func (s *Server) ahead(r *http.Request) Call {
	if strings.HasPrefix(r.URL.Path, "/file/bot") {
		return Call{Method: download, At: s.now()}
	}
	_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	m, _ := lookup(name)
	if m == nil {
		return Call{Method: name, At: s.now()}
	}
	q, err := read(m, r)
	if err != nil {
		return Call{Method: m.name, At: s.now()}
	}
	return s.newCall(q)
}

// connect plays what happens until there is a connection.
func (t transport) connect(r *http.Request, fault Fault, trace *httptrace.ClientTrace) error {
	ctx, address := r.Context(), r.URL.Host
	if r.URL.Port() == "" {
		address = net.JoinHostPort(r.URL.Hostname(), map[string]string{"https": "443"}[r.URL.Scheme])
	}
	trace.GetConn(address)
	trace.ConnectStart("tcp", address)
	var err error
	if fault.Delay > 0 {
		err = t.server.pause(ctx, fault.Delay)
	}
	switch {
	case err != nil:
	case fault.Do == Refused:
		err = broken("dial", syscall.ECONNREFUSED)
	case fault.Do == Unreachable:
		err = t.lost(ctx)
	}
	trace.ConnectDone("tcp", address, err)
	if err != nil {
		return err
	}
	if r.URL.Scheme == "https" || fault.Do == HandshakeReset || fault.Do == HandshakeHang {
		trace.TLSHandshakeStart()
		switch fault.Do {
		case HandshakeReset:
			err = broken("read", syscall.ECONNRESET)
		case HandshakeHang:
			err = t.lost(ctx)
		}
		trace.TLSHandshakeDone(tls.ConnectionState{HandshakeComplete: err == nil}, err)
		if err != nil {
			return err
		}
	}
	conn, _ := net.Pipe() // hooks ask it for its addresses
	trace.GotConn(httptrace.GotConnInfo{Conn: conn})
	return nil
}

// lost waits for an answer that never comes.
func (t transport) lost(ctx context.Context) error {
	t.server.hang(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return broken("dial", syscall.ETIMEDOUT)
}

// broken is the error of a socket.
func broken(op string, why syscall.Errno) error {
	call := op
	if op == "dial" {
		call = "connect"
	}
	return &net.OpError{Op: op, Net: "tcp", Err: os.NewSyscallError(call, why)}
}

// traceOf is the trace of a context with no hook missing.
func traceOf(ctx context.Context) *httptrace.ClientTrace {
	own := httptrace.ContextClientTrace(ctx)
	if own == nil {
		own = &httptrace.ClientTrace{}
	}
	t := *own
	if t.GetConn == nil {
		t.GetConn = func(string) {}
	}
	if t.ConnectStart == nil {
		t.ConnectStart = func(string, string) {}
	}
	if t.ConnectDone == nil {
		t.ConnectDone = func(string, string, error) {}
	}
	if t.TLSHandshakeStart == nil {
		t.TLSHandshakeStart = func() {}
	}
	if t.TLSHandshakeDone == nil {
		t.TLSHandshakeDone = func(tls.ConnectionState, error) {}
	}
	if t.GotConn == nil {
		t.GotConn = func(httptrace.GotConnInfo) {}
	}
	if t.WroteHeaders == nil {
		t.WroteHeaders = func() {}
	}
	if t.WroteRequest == nil {
		t.WroteRequest = func(httptrace.WroteRequestInfo) {}
	}
	if t.GotFirstResponseByte == nil {
		t.GotFirstResponseByte = func() {}
	}
	return &t
}

type recorder struct {
	header http.Header
	status int
	begun  bool
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) { w.status, w.begun = status, true }

func (w *recorder) Write(p []byte) (int, error) { return w.body.Write(p) }

// response is what arrived. A body that is shorter than announced ends with an
// error, as it does where a connection broke.
func (w *recorder) response(r *http.Request) *http.Response {
	length := int64(w.body.Len())
	var body io.Reader = &w.body
	if n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil && n > length {
		body, length = io.MultiReader(body, cutOff{}), n
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.header,
		Body:          io.NopCloser(body),
		ContentLength: length,
		Request:       r,
	}
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
