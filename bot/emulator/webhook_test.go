package emulator

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// ignoring is a webhook that answers a status to everything.
func ignoring(status int) http.RoundTripper {
	return inProcess{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })}
}

// listener is a webhook that follows a script of statuses, then answers 200, and
// notes what came when.
type listener struct {
	mu      sync.Mutex
	start   time.Time
	script  []int
	after   string // Retry-After
	secrets []string
	got     []arrival
}

type arrival struct {
	Kind string
	At   time.Duration
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(body, &fields)
	l.mu.Lock()
	defer l.mu.Unlock()
	kind := ""
	for name := range fields {
		if name != "update_id" {
			kind = name
		}
	}
	l.got = append(l.got, arrival{kind, time.Since(l.start)})
	l.secrets = append(l.secrets, r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	if len(l.script) > 0 {
		if l.after != "" {
			w.Header().Set("Retry-After", l.after)
		}
		w.WriteHeader(l.script[0])
		l.script = l.script[1:]
	}
}

func (l *listener) arrivals() []arrival {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]arrival(nil), l.got...)
}

func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &listener{start: time.Now(), script: []int{500, 404, 503, 302, 500, 500, 500, 500}}
		s := newServer(t, Options{Webhook: inProcess{l}})
		do(t, s, "setWebhook", p{"url": "https://bot.example.org/hook", "secret_token": "s3-cret_"}, nil)
		a := ana(s)
		a.Write("1")
		synctest.Wait()
		var info struct {
			URL     string
			Pending int    `json:"pending_update_count"`
			Error   string `json:"last_error_message"`
		}
		do(t, s, "getWebhookInfo", nil, &info)
		if info.Pending != 1 || info.Error != "Wrong response from the webhook: 500 Internal Server Error" {
			t.Errorf("info: %+v", info)
		}
		a.Write("2") // waits behind the first
		time.Sleep(10 * time.Minute)
		var at []int
		for _, g := range l.arrivals() {
			at = append(at, int(g.At/time.Second))
		}
		// Doubling from 1 s up to 60 s; then the second message at once.
		if diff := cmp.Diff([]int{0, 1, 3, 7, 15, 31, 63, 123, 183, 183}, at); diff != "" {
			t.Error(diff)
		}
		if s.Pending() != 0 || l.secrets[0] != "s3-cret_" {
			t.Errorf("%d pending, secret %q", s.Pending(), l.secrets[0])
		}
	})
}

func TestWebhookRetryAfterAndLanes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &listener{start: time.Now(), script: []int{429}, after: "20"}
		s := newServer(t, Options{Webhook: inProcess{l}})
		do(t, s, "setWebhook", p{"url": "http://127.0.0.1:1/hook"}, nil)
		a := ana(s)
		a.Write("1")
		synctest.Wait()
		if err := a.PressData(1, "x"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		want := []arrival{{"message", 0}, {"callback_query", 0}, {"message", 20 * time.Second}}
		if diff := cmp.Diff(want, l.arrivals()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWebhookSurvivesAPanicOfTheConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := true
		s := newServer(t, Options{Webhook: inProcess{http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			if broken {
				broken = false
				panic(http.ErrAbortHandler)
			}
		})}})
		do(t, s, "setWebhook", p{"url": "https://bot.example.org/hook"}, nil)
		ana(s).Write("1")
		time.Sleep(2 * time.Second)
		if s.Pending() != 0 {
			t.Error("not delivered the second time")
		}
	})
}

func TestDeletedWebhookDeliversNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &listener{start: time.Now(), script: []int{500}}
		s := newServer(t, Options{Webhook: inProcess{l}})
		do(t, s, "setWebhook", p{"url": "https://bot.example.org/hook"}, nil)
		id := ana(s).Write("1")
		synctest.Wait()
		do(t, s, "deleteWebhook", nil, nil)
		time.Sleep(time.Minute)
		if got := l.arrivals(); len(got) != 1 {
			t.Errorf("delivered %d times, want 1", len(got))
		}
		wantIDs(t, "what was left", updates(t, s, nil), id)
		do(t, s, "deleteWebhook", p{"drop_pending_updates": true}, nil)
		if s.Pending() != 0 {
			t.Error("not dropped")
		}
	})
}

func TestWebhookAddresses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://example.org/x":      "",
		"https://example.org:8443/x": "",
		"http://localhost:9/x":       "",
		"http://[::1]:9/x":           "",
		"ftp://localhost/x":          "An HTTPS URL must be provided for webhook",
		"https:///x":                 "Can't parse URL",
	} {
		err := checkHook(url, "")
		got := ""
		if err != nil {
			_, got, _ = strings.Cut(err.Error(), "bad webhook: ")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
	}
	for secret, want := range map[string]string{"a-Z_9": "", "a b": "unallowed", strings.Repeat("a", 257): "too long"} {
		err := checkHook("https://example.org", secret)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("secret %q: %v", secret, err)
		}
	}
}
