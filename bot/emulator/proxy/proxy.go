// Package proxy is a TCP proxy that breaks connections where a network does.
//
// The emulator's own faults begin where a request has been read. What happens
// before, and below HTTP, needs a socket in front of it:
//
//	client  --TCP-->  Proxy  --TCP-->  server
//
// Switch a Proxy from one Mode to another at any time; a test of a client with its
// real http.Transport then sees connections that hang, break or go silent.
package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// Mode is what a Proxy does to connections.
type Mode int

// The modes. All but Silent leave the connections alone that were there before.
const (
	Pass         Mode = iota // everything goes through
	SwallowSYN               // connecting hangs: the packet that opens a connection is dropped (Linux only)
	ResetUnread              // a new connection is reset before anything is read
	ResetGreeted             // a new connection is reset when the client has spoken: under TLS, in the handshake
	HangGreeted              // a new connection is accepted and read, and never answered: under TLS, the handshake hangs
	Silent                   // no byte goes through any more, also in connections that were there before
)

// Proxy is a listening socket. Its methods may be called from several goroutines.
type Proxy struct {
	target   string
	listener *net.TCPListener
	running  sync.WaitGroup

	mu      sync.Mutex
	mode    Mode
	changed chan struct{} // closed, and replaced, when the mode changes
	conns   map[net.Conn]struct{}
	fill    []net.Conn // what fills the queue of connections that nobody accepts
	closed  bool
}

// Listen opens a proxy on a free port of 127.0.0.1, to a server at target
// ("127.0.0.1:8080"). It passes everything until Set says otherwise.
func Listen(target string) (*Proxy, error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: target, listener: listener, changed: make(chan struct{}), conns: map[net.Conn]struct{}{}}
	p.running.Go(p.accept)
	return p, nil
}

// Addr is where clients connect to, as host and port.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Close ends the proxy and its connections. It may be called more than once.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.rouse()
	p.drain()
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	_ = p.listener.Close()
	p.running.Wait()
}

// Set switches to another mode, and returns when it is in force.
func (p *Proxy) Set(m Mode) error {
	p.mu.Lock()
	was := p.mode
	p.mode = m
	p.rouse()
	p.mu.Unlock()
	switch {
	case m == SwallowSYN && was != m:
		return p.swallow()
	case was == SwallowSYN && m != was:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.drain()
		return backlog(p.listener, syscall.SOMAXCONN)
	}
	return nil
}

// rouse wakes whoever looks at the mode. The lock is held.
func (p *Proxy) rouse() {
	close(p.changed)
	p.changed = make(chan struct{})
	_ = p.listener.SetDeadline(time.Now()) // ends a waiting Accept
}

func (p *Proxy) drain() {
	for _, c := range p.fill {
		_ = c.Close()
	}
	p.fill = nil
}

// fullAfter is how long connecting takes when the queue is full: on this machine
// everything else is faster.
const fullAfter = 200 * time.Millisecond

var errNotDropped = errors.New("proxy: this system does not drop what finds the queue full")

// swallow fills the kernel's queue. Linux then drops the packets that would open
// one more connection.
func (p *Proxy) swallow() error {
	if err := backlog(p.listener, 0); err != nil {
		return err
	}
	for range 8 {
		c, err := net.DialTimeout("tcp", p.Addr(), fullAfter)
		var slow net.Error
		if errors.As(err, &slow) && slow.Timeout() {
			return nil
		}
		if err != nil {
			return err
		}
		p.mu.Lock()
		p.fill = append(p.fill, c)
		p.mu.Unlock()
	}
	return errNotDropped
}

func (p *Proxy) state() (Mode, <-chan struct{}, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mode, p.changed, p.closed
}

func (p *Proxy) accept() {
	for {
		mode, changed, closed := p.state()
		switch {
		case closed:
			return
		case mode == SwallowSYN:
			<-changed
			continue
		}
		_ = p.listener.SetDeadline(time.Time{})
		if now, _, _ := p.state(); now != mode {
			continue // the deadline that told of it was taken away just now
		}
		conn, err := p.listener.AcceptTCP()
		if err != nil {
			continue
		}
		if !p.keep(conn) {
			return
		}
		p.running.Go(func() { p.serve(conn) })
	}
}

// keep remembers a connection, so that Close ends it; false when it is too late.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_ = c.Close()
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

func (p *Proxy) end(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
	_ = c.Close()
}

func (p *Proxy) serve(client *net.TCPConn) {
	defer p.end(client)
	mode, _, _ := p.state()
	switch mode {
	case ResetUnread:
		_ = client.SetLinger(0) // closing it then sends a reset
		return
	case ResetGreeted:
		_, _ = client.Read(make([]byte, 1))
		_ = client.SetLinger(0)
		return
	case HangGreeted:
		_, _ = io.Copy(io.Discard, client) // ends with the client, or with Close
		return
	}
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.target)
	if err != nil {
		_ = client.SetLinger(0)
		return
	}
	defer p.end(server)
	if !p.keep(server) {
		return
	}
	var lost sync.Once
	silent := make(chan struct{})
	var both sync.WaitGroup
	both.Go(func() { p.carry(server.(*net.TCPConn), client, silent, &lost) })
	both.Go(func() { p.carry(client, server.(*net.TCPConn), silent, &lost) })
	both.Wait()
}

// carry moves bytes until the connection ends. One that has lost a byte carries
// none in either direction ever again, as TCP would not either.
func (p *Proxy) carry(to, from *net.TCPConn, silent chan struct{}, lost *sync.Once) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		mode, _, _ := p.state()
		if mode == Silent {
			lost.Do(func() { close(silent) })
		}
		select {
		case <-silent:
			if err == nil {
				continue
			}
			return // what ended here is not told to the other side
		default:
		}
		if n > 0 {
			if _, failed := to.Write(buffer[:n]); failed != nil {
				_ = from.CloseRead()
				return
			}
		}
		if err != nil {
			_ = to.CloseWrite()
			return
		}
	}
}
