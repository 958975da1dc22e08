// Package emulator is a Telegram Bot API as an http.Handler, with the people
// who use the bot on its other side.
//
// A bot is a client of a server that it cannot start, stop, slow down or look
// into. This package is that server, small enough to live in a test:
//
//	bot  --HTTP-->  Server  <--Go--  Person
//
// The bot side speaks HTTP and nothing else: GET and POST, JSON, forms and
// multipart, long polling, webhooks, file downloads. The package imports no
// client library, so that it cannot share the mistakes of the client it tests.
// It is strict where the real server is strict, and gives the same error texts,
// because clients recognise errors by their text. A method that exists but is
// not emulated says so (400) instead of pretending; a parameter that does not
// exist is remembered (Server.Unknown), for the real server ignores it silently.
//
// The other side is Go: a Person writes, presses a button, blocks the bot, and
// reads the chat as a person reads it (parsed text, current keyboard, edits
// applied, deleted messages gone). Server.Subscribe tells what happens while it
// happens; Server.Calls tells what the bot asked for.
//
// What goes wrong in real life can be switched on: Server.Fail loses answers,
// resets connections, answers with a proxy's HTML page, or takes the network away
// for an hour:
//
//	server.Fail(emulator.Fault{Do: emulator.Unreachable, Until: now.Add(time.Hour)})
//
// Server.Limit turns on the flood limits. What goes wrong below HTTP on real sockets
// is played by package proxy.
//
// # Texts
//
// Markup, and what is found in a text without any, is read as TDLib reads it, the
// library behind the Bot API; a test compares the two when it is asked to. Left out
// are Markdown and the letters that are younger than Go's Unicode. White space at both
// ends is taken off as in TDLib's source, for it does not do that without a network.
//
// # Time
//
// Two clocks matter. Options.Now is the date on messages, the age of updates
// and callback queries, and the refill of rate limits: move it and messages age.
// Blocking (a long poll's timeout, a retry's pause, a fault's delay) uses timers
// of package time and so follows a testing/synctest bubble. A Server that is used
// in a bubble has to be made in it, with Transport in place of a network.
package emulator

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options says which bot the server serves. The zero value is usable.
type Options struct {
	// Token is the only token accepted; the digits before its colon are the
	// bot's user ID. Empty means "1:emulator".
	Token string
	// Username (without @) and Name are the bot's; empty means "calmcalf_bot"
	// and "Calmcalf".
	Username, Name string
	// Now dates messages and ages updates; nil means time.Now. It is called
	// from several goroutines and must not call the Server.
	Now func() time.Time
	// MaxMessages is how many messages a chat keeps; the oldest go first, and
	// are then unknown to edits and deletes. 0 means 1000.
	MaxMessages int
	// MaxCalls is how many calls Server.Calls remembers. 0 means 1000.
	MaxCalls int
	// Webhook carries deliveries to the bot's webhook; nil means
	// http.DefaultTransport.
	Webhook http.RoundTripper
}

// Server is the Bot API of one bot. Its methods may be called from several
// goroutines. Make it with New, end it with Close.
type Server struct {
	token       string
	now         func() time.Time
	maxMessages int
	maxCalls    int
	webhookVia  http.RoundTripper

	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	running sync.WaitGroup // webhook deliveries

	// mu guards everything below. It is never held while waiting.
	mu          sync.Mutex
	bot         user
	users       map[int64]*user
	chats       map[int64]*chat
	files       map[string]*file  // by file_id
	paths       map[string]*file  // by file_path
	callbacks   map[int]*callback // by query ID
	firstQuery  int               // no callback is older
	lastQuery   int
	lastAlbum   int
	queue       queue
	polling     polling
	hook        *hook
	menus       map[menuKey][]Command
	about       map[string]*About // by language code
	menuButtons map[int64]string
	calls       []Call
	unknown     map[string]bool
	faults      []*armed
	limits      *limiter
	subscribers map[*subscriber]struct{}
}

const (
	defaultMessages = 1000
	defaultCalls    = 1000
)

// New makes a server without people, chats or updates.
func New(o Options) *Server {
	if o.Token == "" {
		o.Token = "1:emulator"
	}
	if o.Username == "" {
		o.Username = "calmcalf_bot"
	}
	if o.Name == "" {
		o.Name = "Calmcalf"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxMessages <= 0 {
		o.MaxMessages = defaultMessages
	}
	if o.MaxCalls <= 0 {
		o.MaxCalls = defaultCalls
	}
	if o.Webhook == nil {
		o.Webhook = http.DefaultTransport
	}
	digits, _, _ := strings.Cut(o.Token, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		id = 1
	}
	s := &Server{
		token:       o.Token,
		now:         o.Now,
		maxMessages: o.MaxMessages,
		maxCalls:    o.MaxCalls,
		webhookVia:  o.Webhook,
		bot:         user{ID: id, IsBot: true, FirstName: o.Name, Username: o.Username},
		users:       map[int64]*user{},
		chats:       map[int64]*chat{},
		files:       map[string]*file{},
		paths:       map[string]*file{},
		callbacks:   map[int]*callback{},
		queue:       newQueue(),
		menus:       map[menuKey][]Command{},
		about:       map[string]*About{},
		menuButtons: map[int64]string{},
		unknown:     map[string]bool{},
		subscribers: map[*subscriber]struct{}{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// Close ends long polls, webhook deliveries and subscriptions, and returns when
// the deliveries have ended. It may be called more than once.
func (s *Server) Close() {
	s.cancel()
	s.mu.Lock()
	for sub := range s.subscribers {
		s.drop(sub)
	}
	s.mu.Unlock()
	s.running.Wait()
}
