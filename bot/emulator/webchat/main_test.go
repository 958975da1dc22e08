package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"calmcalf/bot/emulator"
	"calmcalf/bot/emulator/webchat/browsertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// evening is when the tests begin: a Monday, half past six in Lisbon.
var evening = time.Date(2026, 11, 23, 18, 30, 0, 0, time.UTC)

// patient is how long a test waits for what has to come.
const patient = browsertest.Patience

// world is a World whose clock stands still between jumps.
type world struct {
	mu      sync.Mutex
	now     time.Time
	stops   []Stop
	zones   map[int64]*time.Location
	started map[int64]string
	rings   func(Stop)      // told of each stop that a jump comes by
	gate    <-chan struct{} // holds a jump until it is closed
}

var errPast = errors.New("that is in the past")

func newWorld() *world {
	return &world{now: evening, zones: map[int64]*time.Location{}, started: map[int64]string{}}
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

// Stops are the first one ahead, as "next", and those with another name.
func (w *world) Stops(_ context.Context, person int64) ([]Stop, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if person == unhappy {
		return nil, errors.New("the plan is lost")
	}
	var out []Stop
	for _, s := range w.stops {
		if !s.At.After(w.now) {
			continue
		}
		if len(out) == 0 {
			out = append(out, Stop{"next", s.At, s.Words})
		}
		if s.Name != "next" {
			out = append(out, s)
		}
	}
	return out, nil
}

func (w *world) Jump(ctx context.Context, to time.Time) error {
	if !to.After(w.Now()) {
		return errPast
	}
	if w.gate != nil {
		select {
		case <-w.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for _, s := range w.stops {
		if s.At.After(w.Now()) && !s.At.After(to) {
			w.set(s.At)
			if w.rings != nil {
				w.rings(s)
			}
		}
	}
	w.set(to)
	return nil
}

func (w *world) Zone(_ context.Context, person int64) *time.Location {
	w.mu.Lock()
	defer w.mu.Unlock()
	if z := w.zones[person]; z != nil {
		return z
	}
	return time.UTC
}

func (w *world) Starters() []Starter {
	return []Starter{{"empty", "An empty diary"}, {"sixty", "60 days of diary"}}
}

func (w *world) Start(_ context.Context, person int64, starter string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if starter == "sixty" && w.started[person] != "" {
		return errors.New("there is a diary already")
	}
	w.started[person] = starter
	return nil
}

const (
	ana     = int64(1001)
	bruno   = int64(1002)
	unhappy = int64(1003) // whose stops cannot be told
)

// stage is a site with a server around it.
type stage struct {
	*testing.T
	server *emulator.Server
	world  *world
	site   http.Handler
	url    string
	close  func() // ends the context of the site
}

func newStage(tb testing.TB, people ...emulator.Profile) *stage {
	tb.Helper()
	w := newWorld()
	server := emulator.New(emulator.Options{Now: w.Now})
	tb.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(tb.Context())
	tb.Cleanup(cancel)
	s := &stage{server: server, world: w, close: cancel}
	s.T, _ = tb.(*testing.T)
	s.site = New(ctx, server, w, Options{
		Title: "Calmcalf", Log: slog.New(slog.DiscardHandler), People: people, Languages: []string{"en", "de", "pt-br"},
	})
	web := httptest.NewServer(s.site)
	s.url = web.URL
	tb.Cleanup(func() {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		web.Close()
	})
	return s
}

func newcomer() emulator.Profile {
	return emulator.Profile{ID: ana, FirstName: "Ana", LanguageCode: "en"}
}

// ask sends a request as the page does.
func (s *stage) ask(method, path, body string) (int, string) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Origin", s.url)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// bot calls the emulator as a bot does.
type bot struct{ server *emulator.Server }

func (b bot) call(ctx context.Context, method string, params map[string]any) (json.RawMessage, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	return b.post(ctx, method, "application/json", body)
}

func (b bot) post(ctx context.Context, method, kind string, body []byte) (json.RawMessage, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://telegram/bot1:emulator/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", kind)
	resp, err := b.server.Transport().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out struct {
		OK          bool
		Result      json.RawMessage
		Description string
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, err
	}
	if !out.OK {
		return nil, errors.New(out.Description)
	}
	return out.Result, nil
}

// says sends a text and returns the message's ID.
func (s *stage) says(chat int64, text string, more map[string]any) int {
	s.Helper()
	params := map[string]any{"chat_id": chat, "text": text, "parse_mode": "HTML"}
	for k, v := range more {
		params[k] = v
	}
	raw, err := bot{s.server}.call(s.Context(), "sendMessage", params)
	if err != nil {
		s.Fatalf("sendMessage: %v", err)
	}
	var m struct {
		ID int `json:"message_id"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		s.Fatal(err)
	}
	return m.ID
}
