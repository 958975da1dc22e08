// Package webchat is a web page on which people talk to the bot of an emulator:
// the whole bot in a browser, without a token, a phone or a network.
//
//	browser  --HTTP, events-->  webchat  --Go-->  emulator  <--HTTP--  bot
//
// The page is plain HTML, one style sheet and a few ES modules, embedded as they
// are written. It holds no truth of its own: what it shows comes in one stream of
// server-sent events, which begins with everything there is and goes on with what
// changes. So a page that reconnects, a second tab and a restarted server need no
// code of their own. What a person does goes back as a POST and is seen when it
// comes out of the stream again.
//
// # Who may ask
//
// The page belongs to the machine it runs on. A page of another origin must not
// be able to read it or to write in it, although it can reach the same port:
// the Host header has to be a loopback name (against DNS rebinding), whatever
// changes something has to carry the page's own Origin, and browsers are told
// not to run, frame or embed anything that is not ours. There are no cookies and
// no secrets.
package webchat

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"calmcalf/bot/emulator"
)

// World is what the page needs beyond the emulator: the clock that everybody
// lives by, and the bot's view of what lies ahead. Its methods are called from
// several goroutines; Now, Stops and Zone twice a second for each open tab, so
// they should be quick.
type World interface {
	// Now is the virtual time.
	Now() time.Time
	// Stops are the instants ahead at which a person may want to get off, at
	// most one of each name. It may be empty.
	Stops(ctx context.Context, person int64) ([]Stop, error)
	// Jump lives through the time up to an instant and returns when everything
	// up to it has happened. It refuses the past. There is one at a time; its
	// context is that of New, so that closing the page does not stop it halfway.
	Jump(ctx context.Context, to time.Time) error
	// Zone is where a person lives; UTC when that is not known yet.
	Zone(ctx context.Context, person int64) *time.Location
	// Starters are the diaries that a new person can begin with. The first is
	// the one offered.
	Starters() []Starter
	// Start fills the diary of a new person. The page shows the person
	// afterwards.
	Start(ctx context.Context, person int64, starter string) error
}

// Stop is an instant ahead.
type Stop struct {
	Name  string // "next", "bedtime" or "morning"
	At    time.Time
	Words string // what happens then, as a title: "Calf stretch"
}

// Starter is a diary to begin with.
type Starter struct {
	Name  string // for the program: "empty"
	Words string // for people: "An empty diary"
}

// Options says how the page looks in the beginning. The zero value is usable.
type Options struct {
	// Title is the name of the page; empty means "Calmcalf".
	Title string
	// Log receives faults of the World; nil means slog.Default().
	Log *slog.Logger
	// People are there from the beginning; their IDs have to be set.
	People []emulator.Profile
	// Languages are the codes offered for a new person, the usual one first;
	// nil means English alone.
	Languages []string
}

const (
	firstPerson = 1001
	maxPeople   = 24
)

// site is the page and what it remembers: who is on it, who is offline, how far
// they have read, which faults are switched on, where the clock is going.
type site struct {
	ctx       context.Context // ends streams and jumps
	server    *emulator.Server
	world     World
	title     string
	languages []string
	log       *slog.Logger
	files     sync.Map // *emulator.Media by file ID, of all messages ever shown

	// mu guards everything below. It is never held while the World is asked.
	mu       sync.Mutex
	people   []*member
	faults   []*fault
	leap     *leap
	nextID   int64
	starting int           // people whose diary is being filled
	wake     chan struct{} // closed, and replaced, when something above has changed
}

// New makes the page. When the context ends, its streams end (a server that is
// shut down waits for them) and a running jump is asked to stop. The server that
// serves it should have no WriteTimeout: a stream sets its own deadlines, and a
// jump is answered when it is over.
func New(ctx context.Context, server *emulator.Server, world World, options Options) http.Handler {
	if options.Title == "" {
		options.Title = "Calmcalf"
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if len(options.Languages) == 0 {
		options.Languages = []string{"en"}
	}
	s := &site{
		ctx:       ctx,
		server:    server,
		world:     world,
		title:     options.Title,
		languages: options.Languages,
		log:       options.Log,
		nextID:    firstPerson,
		wake:      make(chan struct{}),
	}
	for _, p := range options.People {
		s.welcome(p)
		s.nextID = max(s.nextID, p.ID+1)
	}
	mux := http.NewServeMux()
	serveAssets(mux)
	mux.HandleFunc("GET /files/{file}", s.file)
	mux.HandleFunc("GET /api/events", s.events)
	mux.HandleFunc("GET /api/calls", s.calls)
	mux.HandleFunc("POST /api/jump", s.jump)
	mux.HandleFunc("PUT /api/faults/{fault}", s.switchOn)
	mux.HandleFunc("DELETE /api/faults/{fault}", s.switchOff)
	mux.HandleFunc("POST /api/people", s.addPerson)
	mux.HandleFunc("POST /api/people/{person}/text", s.as(present, s.text))
	mux.HandleFunc("POST /api/people/{person}/press", s.as(present, s.press))
	mux.HandleFunc("POST /api/people/{person}/place", s.as(present, s.place))
	mux.HandleFunc("POST /api/people/{person}/file", s.as(present, s.upload))
	mux.HandleFunc("POST /api/people/{person}/read", s.as(anyhow, s.read))
	mux.HandleFunc("POST /api/people/{person}/online", s.as(anyhow, s.online))
	mux.HandleFunc("POST /api/people/{person}/blocked", s.as(anyhow, s.blocked))
	return guard(mux)
}

// changed tells the streams to look again. The lock is held.
func (s *site) changed() {
	close(s.wake)
	s.wake = make(chan struct{})
}
