package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// lobby is a network with one address, which works in a bubble: whoever dials
// reaches the listener that is open, if one is.
type lobby struct {
	mu   sync.Mutex
	open *pipes
}

func (l *lobby) listen() (net.Listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = &pipes{arrived: make(chan net.Conn), closed: make(chan struct{})}
	return l.open, nil
}

func (l *lobby) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	l.mu.Lock()
	open := l.open
	l.mu.Unlock()
	if open == nil {
		return nil, syscall.ECONNREFUSED
	}
	near, far := net.Pipe()
	select {
	case open.arrived <- far:
		return near, nil
	case <-open.closed:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipes struct {
	arrived chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.arrived:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "lobby"} }

// fragile is a store that can be made to fail.
type fragile struct {
	store.Store
	mu             sync.Mutex
	delay          time.Duration                   // of every change
	broken         error                           // of everything that changes
	of             map[routines.PersonID]error     // of one person's Book
	poison         func(update int64) bool         // panics instead of storing
	changes        map[int64]int                   // how often an update came to be stored
	applied        map[routines.PersonID]time.Time // when the latest of a person's updates was
	changing, most int                             // changes at once
	mixed          bool                            // an update began before the person's one before was applied
}

func (f *fragile) Update(ctx context.Context, id routines.PersonID, change func(*store.Book) error) error {
	f.mu.Lock()
	delay, err, poison := f.delay, errors.Join(f.broken, f.of[id]), f.poison
	f.changing++
	f.most = max(f.most, f.changing)
	f.mu.Unlock()
	began := time.Now()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.changing--
	}()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		return ctx.Err()
	}
	counted := false // a change may run more than once
	return f.Store.Update(ctx, id, func(book *store.Book) error {
		before := len(book.Applied)
		if err := change(book); err != nil {
			return err
		}
		if len(book.Applied) > before {
			update := book.Applied[len(book.Applied)-1]
			f.mu.Lock()
			if !counted {
				f.changes[update]++
				f.mixed = f.mixed || began.Before(f.applied[id])
				f.applied[id] = time.Now()
			}
			f.mu.Unlock()
			counted = true
			if poison != nil && poison(update) {
				panic("poison")
			}
		}
		return err
	})
}

func (f *fragile) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	f.mu.Lock()
	err := f.broken
	f.mu.Unlock()
	if err != nil {
		return err
	}
	return f.Store.SwapSetting(ctx, key, old, new)
}

func (f *fragile) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// notes is a log to read.
type notes struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.String()
}

const hookSecret = "TEST_secret-of-the-webhook"

// gate is a bot behind one of the two intakes, in a bubble, in front of a
// store that can fail.
type gate struct {
	t      *testing.T
	server *emulator.Server
	lobby  *lobby
	via    http.RoundTripper // to the Bot API
	store  *fragile
	bot    *bot.Bot
	log    notes
	way    string
	stop   func()
}

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{t: t, lobby: &lobby{}}
	// TLS is the listener's, so there is none on this network.
	way := &http.Transport{DialContext: g.lobby.dial, DialTLSContext: g.lobby.dial, MaxIdleConnsPerHost: 100}
	t.Cleanup(way.CloseIdleConnections)
	g.server = emulator.New(emulator.Options{Token: testToken, Webhook: way})
	t.Cleanup(g.server.Close)
	g.via = g.server.Transport()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "calmcalf.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g.store = &fragile{Store: kept, of: map[routines.PersonID]error{}, changes: map[int64]int{}, applied: map[routines.PersonID]time.Time{}}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if strings.Contains(g.log.String(), hookSecret) {
			t.Error("the secret is in the log")
		}
		if t.Failed() {
			t.Log(g.log.String())
		}
	})
	return g
}

func (g *gate) boot(way string) {
	g.t.Helper()
	texts, err := locale.Load("en")
	if err != nil {
		g.t.Fatal(err)
	}
	config := bot.Config{
		Token: testToken, API: "http://telegram", Transport: g.via, Store: g.store, Texts: texts, Now: time.Now,
		Log:  slog.New(slog.NewTextHandler(&g.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Open: true, Zone: "Europe/Berlin", Rate: 1000, ChatRate: 1000,
	}
	if way == "webhook" {
		config.Webhook = &bot.Webhook{URL: "https://bot.example.org/hook", Secret: hookSecret, Listen: g.lobby.listen}
	}
	g.bot, err = bot.New(config)
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	g.way = way
	go func() {
		defer close(done)
		if err := g.bot.Run(ctx); err != nil {
			g.t.Error(err)
		}
	}()
	go lookEvery(ctx, time.Minute, g.bot.Look)
	g.stop = sync.OnceFunc(func() {
		told := time.Now()
		cancel()
		<-done
		if took := time.Since(told); took >= 5*time.Second {
			g.t.Errorf("it took %v to end", took)
		}
	})
	g.t.Cleanup(g.stop)
	synctest.Wait()
}

func (g *gate) person(id int64) *emulator.Person {
	return g.server.Person(emulator.Profile{ID: id, FirstName: fmt.Sprint("Person ", id), LanguageCode: "en"})
}

// applied are the updates in a person's Book, in the order in which they were
// applied.
func (g *gate) applied(p *emulator.Person) (ids []int) {
	g.t.Helper()
	err := g.store.View(context.Background(), routines.PersonID(p.ID), func(book *store.Book) error {
		for _, id := range book.Applied {
			ids = append(ids, int(id))
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return ids
}

func (g *gate) wantApplied(p *emulator.Person, want ...int) {
	g.t.Helper()
	if got := g.applied(p); !slices.Equal(got, want) {
		g.t.Errorf("of person %d the updates %v were applied, want %v", p.ID, got, want)
	}
}

func (g *gate) wantPending(want int) {
	g.t.Helper()
	if got := g.server.Pending(); got != want {
		g.t.Errorf("%d updates wait at Telegram, want %d", got, want)
	}
}

func (g *gate) wantAside(want int) {
	g.t.Helper()
	got, err := g.bot.SetAside(context.Background())
	if err != nil || got != want {
		g.t.Errorf("%d updates set aside (%v), want %d", got, err, want)
	}
	if lines := strings.Count(g.log.String(), "update set aside"); lines != want {
		g.t.Errorf("%d lines about it in the log, want %d", lines, want)
	}
}

func (g *gate) inject(raw string) int {
	g.t.Helper()
	id, err := g.server.Inject(json.RawMessage(raw))
	if err != nil {
		g.t.Fatal(err)
	}
	return id
}

// heard is how many messages of the bot have a text in them.
func heard(p *emulator.Person, text string) (n int) {
	for _, m := range p.Messages() {
		if m.Bot && strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

const greeting = "May I keep a diary for you?"

var errDisk = errors.New("the disk is full")

// TestIntakes holds both ways in to the same promises.
func TestIntakes(t *testing.T) {
	t.Parallel()
	for name, play := range map[string]func(*gate, func()){
		"in order, side by side": func(g *gate, _ func()) {
			g.store.set(func() { g.store.delay = 100 * time.Millisecond })
			people, want := make([]*emulator.Person, 90), make([][]int, 90)
			for range 5 {
				for i := range people {
					people[i] = g.person(int64(1001 + i))
					want[i] = append(want[i], people[i].Write("/start"))
				}
			}
			time.Sleep(time.Minute)
			for i, p := range people {
				g.wantApplied(p, want[i]...)
			}
			g.wantPending(0)
			if g.store.mixed || g.store.most < 20 || g.store.most > 64+16 { // 16 for what is owed
				g.t.Errorf("%d changes at once, two of one person: %v", g.store.most, g.store.mixed)
			}
		},
		"poison": func(g *gate, _ func()) {
			ana, mia := g.person(1001), g.person(1002)
			first := ana.Write("/start")
			time.Sleep(time.Second)
			g.store.set(func() { g.store.poison = func(update int64) bool { return update == int64(first+1) } })
			poison := ana.Write("/start")
			next, other := ana.Write("/start"), mia.Write("/start")
			time.Sleep(time.Minute)
			g.wantApplied(ana, first, next)
			g.wantApplied(mia, other)
			g.wantPending(0)
			g.wantAside(1)
			if tries := g.store.changes[int64(poison)]; tries != 3 {
				g.t.Errorf("tried %d times", tries)
			}
			if heard(ana, greeting) != 2 || heard(ana, "Reference") != 1 || heard(mia, greeting) != 1 {
				g.t.Errorf("heard: %+v", ana.Messages())
			}
		},
		"much poison": func(g *gate, _ func()) {
			g.store.set(func() { g.store.poison = func(int64) bool { return true } })
			const many = 12
			for id := range int64(many) {
				g.person(1001 + id).Write("/start")
			}
			time.Sleep(time.Minute)
			g.wantPending(0)
			g.wantAside(many)
			for update, tries := range g.store.changes {
				if tries != 3 {
					g.t.Errorf("update %d was tried %d times", update, tries)
				}
			}
		},
		"unreadable": func(g *gate, _ func()) {
			ana := g.person(1001)
			before := ana.Write("/start")
			time.Sleep(time.Second)
			for _, raw := range []string{
				`{"message":{"message_id":9,"date":1,"chat":{"id":1001,"type":"private"},"from":{"id":1001},"photo":[]}}`,
				`{"message":"hello"}`, `{"callback_query":7}`, `{"message":{"message_id":"x"}}`,
			} {
				g.inject(raw)
			}
			for _, raw := range []string{`{}`, `{"message":null}`, `{"poll":{}}`, `{"message":{}}`, `{"callback_query":{}}`, `{"my_chat_member":{}}`} {
				g.inject(raw) // says nothing to the bot, and is no mistake
			}
			after := ana.Write("/start")
			time.Sleep(time.Minute)
			g.wantApplied(ana, before, after)
			g.wantPending(0)
			g.wantAside(4)
		},
		"again": func(g *gate, _ func()) {
			ana := g.person(1001)
			first := ana.Write("/start")
			time.Sleep(time.Second)
			raw := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":1,"date":1,"chat":{"id":1001,"type":"private"},"from":{"id":1001},"text":"/start"}}`, first)
			for range 2 {
				g.inject(raw)
				time.Sleep(time.Minute)
			}
			g.wantApplied(ana, first)
			g.wantPending(0)
			if n := heard(ana, greeting); n != 1 {
				g.t.Errorf("answered %d times, want 1", n)
			}
		},
		"the store fails": func(g *gate, _ func()) {
			ana, mia := g.person(1001), g.person(1002)
			g.store.set(func() { g.store.broken = errDisk })
			first, second, other := ana.Write("/start"), ana.Write("/start"), mia.Write("/start")
			time.Sleep(10 * time.Minute)
			g.wantPending(3)
			g.wantAside(0)
			g.store.set(func() { g.store.broken = nil })
			time.Sleep(2 * time.Minute)
			g.wantPending(0)
			g.wantAside(0)
			g.wantApplied(ana, first, second)
			g.wantApplied(mia, other)
		},
		"one book fails": func(g *gate, _ func()) {
			ana, mia := g.person(1001), g.person(1002)
			g.store.set(func() { g.store.of[1001] = errDisk })
			ana.Write("/start")
			other := mia.Write("/start")
			time.Sleep(20 * time.Second)
			g.wantPending(0)
			g.wantAside(1)
			g.wantApplied(mia, other)
			if heard(ana, "Reference") != 1 {
				g.t.Error("she was not told")
			}
		},
		"ends in flight": func(g *gate, again func()) {
			g.store.set(func() { g.store.delay = 2 * time.Second })
			people, want := make([]*emulator.Person, 40), make([][]int, 40)
			for i := range people {
				people[i] = g.person(int64(1001 + i))
				want[i] = append(want[i], people[i].Write("/start"), people[i].Write("/start"), people[i].Write("/start"))
			}
			time.Sleep(time.Second)
			g.stop()
			time.Sleep(10 * time.Second)
			again()
			time.Sleep(5 * time.Minute)
			g.wantPending(0)
			for i, p := range people {
				g.wantApplied(p, want[i]...)
			}
			for update, times := range g.store.changes {
				if times != 1 {
					g.t.Errorf("update %d was applied %d times", update, times)
				}
			}
		},
		"what is stored at the end does not come again": func(g *gate, again func()) {
			ana := g.person(1001)
			g.store.set(func() { g.store.delay = 1500 * time.Millisecond })
			ids := []int{ana.Write("/start"), ana.Write("/start")}
			time.Sleep(time.Second)
			g.stop()
			// By polling the second is here as well, and by webhook still at Telegram.
			if g.hookInfo() == "" {
				g.wantApplied(ana, ids...)
			} else {
				g.wantApplied(ana, ids[0])
			}
			again()
			time.Sleep(5 * time.Minute)
			g.wantApplied(ana, ids...)
			if n := heard(ana, greeting); n != 2 {
				g.t.Errorf("answered %d times", n)
			}
		},
		"ends while the store hangs": func(g *gate, again func()) {
			ana := g.person(1001)
			g.store.set(func() { g.store.delay = time.Hour })
			first, second := ana.Write("/start"), ana.Write("/start")
			time.Sleep(time.Second)
			g.stop()
			g.wantPending(2)
			g.store.set(func() { g.store.delay = 0 })
			again()
			time.Sleep(5 * time.Minute)
			g.wantPending(0)
			g.wantApplied(ana, first, second)
		},
	} {
		for _, way := range []string{"polling", "webhook"} {
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					g := newGate(t)
					g.boot(way)
					play(g, func() { g.boot(way) })
				})
			})
		}
	}
}

// hookInfo is what Telegram says about the webhook.
func (g *gate) hookInfo() (url string) {
	g.t.Helper()
	var answer struct{ Result struct{ URL string } }
	if err := json.Unmarshal(g.ask("getWebhookInfo", `{}`), &answer); err != nil {
		g.t.Fatal(err)
	}
	return answer.Result.URL
}

// ask calls the Bot API as another program with the same token.
func (g *gate) ask(method, params string) []byte {
	g.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://telegram/bot"+testToken+"/"+method, strings.NewReader(params))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := g.server.Transport().RoundTrip(r)
	if err != nil {
		g.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return body
}

// TestIntakesSwitch goes from one way in to the other and back. Nothing that
// somebody wrote meanwhile is lost, and the log says which way it is.
func TestIntakesSwitch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		ana := g.person(1001)
		var want []int
		for i, way := range []string{"polling", "webhook", "polling", "webhook", "webhook"} {
			want = append(want, ana.Write("/start"))
			before := strings.Count(g.log.String(), "updates come in by")
			g.boot(way)
			time.Sleep(2 * time.Minute)
			want = append(want, ana.Write("/start"))
			time.Sleep(time.Second)
			g.wantApplied(ana, want...)
			said := g.log.String()
			if strings.Count(said, "updates come in by") != before+1 ||
				!strings.Contains(said[strings.LastIndex(said, "updates come in by"):], way) {
				t.Errorf("start %d by %s is not said", i, way)
			}
			if set := g.hookInfo() != ""; set != (way == "webhook") {
				t.Errorf("by %s a webhook is set: %v", way, set)
			}
			g.stop()
			if set := g.hookInfo() != ""; set != (way == "webhook") {
				t.Errorf("after %s a webhook is set: %v", way, set)
			}
		}
	})
}

// TestIntakeTakenAway has another program change the way in.
func TestIntakeTakenAway(t *testing.T) {
	t.Parallel()
	for way, act := range map[string]func(*gate){
		"polling": func(g *gate) { g.ask("setWebhook", `{"url":"https://other.example.org/"}`) },
		"webhook": func(g *gate) { g.ask("deleteWebhook", `{}`) },
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := newGate(t)
				g.boot(way)
				ana := g.person(1001)
				act(g)
				update := ana.Write("/start")
				time.Sleep(6 * time.Minute)
				g.wantApplied(ana, update)
				g.wantPending(0)
			})
		})
	}
}

// TestWebhookTellsWhy has Telegram fail to deliver: the reason, which only
// Telegram knows, is in the log once.
func TestWebhookTellsWhy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("webhook")
		g.lobby.mu.Lock()
		open := g.lobby.open
		g.lobby.open = nil
		g.lobby.mu.Unlock()
		g.person(1001).Write("/start")
		time.Sleep(6 * time.Minute)
		g.lobby.mu.Lock()
		g.lobby.open = open
		g.lobby.mu.Unlock()
		time.Sleep(30 * time.Minute)
		g.wantPending(0)
		if n := strings.Count(g.log.String(), `why="Connection failed"`); n < 1 || n > 2 {
			t.Errorf("told %d times", n)
		}
	})
}

// post sends a request to the webhook, as anybody can.
func (g *gate) post(client *http.Client, method, path string, header map[string]string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequest(method, "http://bot.example.org"+path, body)
	if err != nil {
		return nil, err
	}
	for name, value := range header {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	return client.Do(r)
}

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	goodUpdate   = `{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":1001,"type":"private"},"from":{"id":1001},"text":"/start"}}`
)

// TestWebhookRefuses sends what is no update, and from whom it is not taken.
func TestWebhookRefuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("webhook")
		way := &http.Transport{DialContext: g.lobby.dial}
		defer way.CloseIdleConnections()
		client := &http.Client{Transport: way, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		padded := func(size int) string { return goodUpdate + strings.Repeat(" ", size-len(goodUpdate)) }
		for _, row := range []struct {
			name, method, path, secret, kind, body string
			want                                   int
		}{
			{"fine", "POST", "/hook", hookSecret, "application/json", goodUpdate, 200},
			{"again", "POST", "/hook", hookSecret, "application/json", goodUpdate, 200},
			{"charset", "POST", "/hook", hookSecret, "application/json; charset=utf-8", goodUpdate, 200},
			{"as large as may be", "POST", "/hook", hookSecret, "application/json", padded(1 << 20), 200},
			{"one byte more", "POST", "/hook", hookSecret, "application/json", padded(1<<20 + 1), 413},
			{"look", "GET", "/hook", hookSecret, "application/json", "", 405},
			{"head", "HEAD", "/hook", hookSecret, "application/json", "", 405},
			{"put", "PUT", "/hook", hookSecret, "application/json", goodUpdate, 405},
			{"root", "POST", "/", hookSecret, "application/json", goodUpdate, 404},
			{"below", "POST", "/hook/", hookSecret, "application/json", goodUpdate, 404},
			{"roundabout", "POST", "/x/../hook", hookSecret, "application/json", goodUpdate, 404},
			{"no secret", "POST", "/hook", "", "application/json", goodUpdate, 401},
			{"wrong secret", "POST", "/hook", "TEST_secret-of-the-webhooK", "application/json", goodUpdate, 401},
			{"a part of it", "POST", "/hook", hookSecret[:5], "application/json", goodUpdate, 401},
			{"more than it", "POST", "/hook", hookSecret + "x", "application/json", goodUpdate, 401},
			{"large without a secret", "POST", "/hook", "", "application/json", padded(2 << 20), 401},
			{"form", "POST", "/hook", hookSecret, "application/x-www-form-urlencoded", goodUpdate, 415},
			{"text", "POST", "/hook", hookSecret, "text/json", goodUpdate, 415},
			{"no kind", "POST", "/hook", hookSecret, "", goodUpdate, 415},
			{"odd kind", "POST", "/hook", hookSecret, "application/jsonp", goodUpdate, 415},
			{"empty", "POST", "/hook", hookSecret, "application/json", "", 400},
			{"cut", "POST", "/hook", hookSecret, "application/json", goodUpdate[:50], 400},
			{"two", "POST", "/hook", hookSecret, "application/json", goodUpdate + goodUpdate, 400},
			{"deep", "POST", "/hook", hookSecret, "application/json", strings.Repeat("[", 500_000), 400},
			{"no update", "POST", "/hook", hookSecret, "application/json", `[1,2]`, 200},
			{"no id", "POST", "/hook", hookSecret, "application/json", `{"message":{"text":"hello"}}`, 200},
			{"odd id", "POST", "/hook", hookSecret, "application/json", `{"update_id":"7"}`, 200},
			{"below zero", "POST", "/hook", hookSecret, "application/json", `{"update_id":-7}`, 200},
		} {
			answer, err := g.post(client, row.method, row.path,
				map[string]string{secretHeader: row.secret, "Content-Type": row.kind}, strings.NewReader(row.body))
			if err != nil {
				t.Errorf("%s: %v", row.name, err)
				continue
			}
			body, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil || answer.StatusCode != row.want {
				t.Errorf("%s: %d (%v), want %d", row.name, answer.StatusCode, err, row.want)
			}
			if want := http.StatusText(row.want) + "\n"; row.method != "HEAD" && row.want != 200 && string(body) != want || row.want == 200 && len(body) > 0 {
				t.Errorf("%s: says %q", row.name, body)
			}
			if row.want == 405 && answer.Header.Get("Allow") != "POST" {
				t.Errorf("%s: Allow is %q", row.name, answer.Header.Get("Allow"))
			}
		}
		g.wantApplied(g.person(1001), 7)
		g.wantAside(4)
	})
}

// TestWebhookBounds sends more requests at once than may wait, more than are let in,
// and one that never ends: whoever waits too long or has no room is told to come
// again, everything that was let in is stored, and nobody waits for ever.
func TestWebhookBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("webhook")
		g.store.set(func() { g.store.delay = 4 * time.Second })
		way := &http.Transport{DialContext: g.lobby.dial, MaxIdleConnsPerHost: 200}
		defer way.CloseIdleConnections()
		client := &http.Client{Transport: way}
		header := map[string]string{secretHeader: hookSecret, "Content-Type": "application/json"}
		var mu sync.Mutex
		statuses := map[string]int{}
		var sending sync.WaitGroup
		for i := range 130 {
			sending.Go(func() {
				body := strings.ReplaceAll(strings.Replace(goodUpdate, ":7,", fmt.Sprintf(":%d,", 100+i), 1), "1001", fmt.Sprint(2000+i))
				answer, err := g.post(client, "POST", "/hook", header, strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				_ = answer.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				statuses[fmt.Sprint(answer.StatusCode, " ", answer.Header.Get("Retry-After"))]++
			})
		}
		sending.Wait()
		if statuses["200 "]+statuses["503 1"]+statuses["503 "] != 130 || statuses["200 "] < 60 || statuses["503 1"] < 30 {
			t.Errorf("answered with %v", statuses)
		}
		time.Sleep(time.Minute)
		stored := 0
		g.store.set(func() { stored = len(g.store.changes) })
		if stored < 100 {
			t.Errorf("%d were stored, and 100 let in at once", stored)
		}

		// One that says little and slowly is cut off.
		began := time.Now()
		slow, cut := io.Pipe()
		answer, err := g.post(client, "POST", "/hook", header, slow)
		if err == nil {
			_ = answer.Body.Close()
		}
		_ = cut.Close()
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("a request that says nothing was let in for %v", took)
		}
	})
}

// TestWebhookSaysComeAgain has the store fail: Telegram is told so in time, and
// not that the update has arrived.
func TestWebhookSaysComeAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		g.boot("webhook")
		g.store.set(func() { g.store.broken = errDisk })
		way := &http.Transport{DialContext: g.lobby.dial}
		defer way.CloseIdleConnections()
		began := time.Now()
		answer, err := g.post(&http.Client{Transport: way}, "POST", "/hook",
			map[string]string{secretHeader: hookSecret, "Content-Type": "application/json"}, strings.NewReader(goodUpdate))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if took := time.Since(began); answer.StatusCode != http.StatusServiceUnavailable || took > 15*time.Second {
			t.Errorf("%s after %v", answer.Status, took)
		}
	})
}

// counting answers every call in one way and remembers when.
type counting struct {
	mu     sync.Mutex
	at     []time.Time
	status int
	body   string
	only   string // the method it answers; the others pass
	next   http.RoundTripper
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if c.only != "" && !strings.HasSuffix(r.URL.Path, c.only) {
		c.mu.Unlock()
		return c.next.RoundTrip(r)
	}
	defer c.mu.Unlock()
	c.at = append(c.at, time.Now())
	if c.status == 0 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	return &http.Response{StatusCode: c.status, Body: io.NopCloser(strings.NewReader(c.body)), Request: r, Header: http.Header{}}, nil
}

// TestQuietWhileAway counts what is sent to a Telegram that is away: under one
// request in two seconds in any ten of them, and less later, never in step.
func TestQuietWhileAway(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func() *counting{
		"nobody there": func() *counting { return &counting{} },
		"bad gateway":  func() *counting { return &counting{status: 502, body: "<html>502</html>"} },
		"unauthorized": func() *counting {
			return &counting{status: 401, body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`}
		},
		"hasty": func() *counting {
			return &counting{status: 200, body: `{"ok":true,"result":[]}`, only: "/getUpdates"}
		},
		"no id": func() *counting {
			return &counting{status: 200, body: `{"ok":true,"result":[{"message":{}}]}`, only: "/getUpdates"}
		},
	} {
		for _, way := range []string{"polling", "webhook"} {
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					g := newGate(t)
					away := answer()
					away.next = g.via
					g.via = away
					g.boot(way)
					time.Sleep(time.Hour)
					g.stop()
					for i, at := range away.at {
						if i >= 5 && at.Sub(away.at[i-5]) < 10*time.Second {
							t.Errorf("six requests from %v to %v", away.at[i-5], at)
						}
					}
					if n := len(away.at); away.only == "" && n > 3600/15 {
						t.Errorf("%d requests in an hour", n)
					}
				})
			})
		}
	}
}

// TestSecondInstance has another program poll with the same token: one line
// says so, and the bot tries again slowly.
func TestSecondInstance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		other := &counting{status: 409, only: "/getUpdates", next: g.via,
			body: `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}`}
		g.via = other
		g.boot("polling")
		time.Sleep(time.Hour)
		other.mu.Lock()
		if n := len(other.at); n < 3600/40 || n > 3600/20 {
			t.Errorf("%d requests in an hour", n)
		}
		pauses := map[time.Duration]bool{}
		for i := range other.at[1:] {
			pauses[other.at[i+1].Sub(other.at[i]).Round(time.Second)] = true
		}
		other.only = "/nothing" // the other one ended
		other.mu.Unlock()
		if len(pauses) < 5 {
			t.Errorf("in step: %v", pauses)
		}
		if n := strings.Count(g.log.String(), "another program"); n != 1 {
			t.Errorf("%d lines", n)
		}
		ana := g.person(1001)
		update := ana.Write("/start")
		time.Sleep(time.Minute)
		g.wantApplied(ana, update)
	})
}

// TestIDsBeginAnew delivers an update with a lower id than those before, as
// Telegram does after a quiet week: it is applied, confirmed, and does not come
// again and again.
func TestIDsBeginAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		var mu sync.Mutex
		asked := []float64{}
		g.via = roundTripper(func(r *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
				return g.server.Transport().RoundTrip(r)
			}
			var params struct{ Offset, Timeout float64 }
			if err := json.NewDecoder(r.Body).Decode(&params); err != nil {
				return nil, err
			}
			mu.Lock()
			asked = append(asked, params.Offset)
			n := len(asked)
			mu.Unlock()
			result := "[]"
			if n <= 2 {
				result = "[" + strings.Replace(goodUpdate, ":7,", []string{":900,", ":7,"}[n-1], 1) + "]"
			} else {
				select {
				case <-time.After(time.Duration(params.Timeout) * time.Second):
				case <-r.Context().Done():
					return nil, r.Context().Err()
				}
			}
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(`{"ok":true,"result":` + result + `}`)), Request: r, Header: http.Header{}}, nil
		})
		g.boot("polling")
		time.Sleep(time.Minute)
		g.wantApplied(g.person(1001), 900, 7)
		mu.Lock()
		defer mu.Unlock()
		if !slices.Equal(asked[:3], []float64{0, 901, 8}) {
			t.Errorf("offsets %v", asked)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
