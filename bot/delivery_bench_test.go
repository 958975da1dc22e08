package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	tele "gopkg.in/telebot.v3"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

const (
	// delivering is how many messages are under way at once: as many as the dispatcher
	// has, however high the rate is.
	delivering   = 256
	deliverEach  = 4 // rounds of them at each bedtime
	deliverTo    = delivering * deliverEach
	firstHearing = 1001
)

// BenchmarkDelivery delivers an evening's prompts over HTTP on the loopback in
// three ways that take turns: the bot, which leases, composes, sends, settles
// and has it on the disk; telebot, which sends the same texts and buttons; and
// net/http, which posts the same bodies. All have one HTTP transport, and as
// many messages under way at once. Telegram is in this process, too, and takes
// its share of each: what the bot does beside sending is less of the whole than
// it would be of a client alone.
//
// The rates are above what the machine can do, so they limit nothing.
func BenchmarkDelivery(b *testing.B) {
	d := newDelivery(b)
	ways := []struct {
		name    string
		deliver func() error
		took    time.Duration
	}{
		{"bot/s", func() error { return d.bot.Ring(b.Context()) }, 0},
		{"telebot/s", d.byTelebot, 0},
		{"http/s", d.byHTTP, 0},
	}
	d.prepare(b)
	if err := d.bot.Ring(b.Context()); err != nil { // the first evening
		b.Fatal(err)
	}
	d.read(b)
	rounds := 0
	for b.Loop() {
		d.prepare(b)
		for i := range ways {
			way := &ways[(rounds+i)%len(ways)] // another one has what the preparation left behind
			before := d.sent.Load()
			began := time.Now()
			if err := way.deliver(); err != nil {
				b.Fatal(err)
			}
			way.took += time.Since(began)
			if sent := d.sent.Load() - before; sent != deliverTo {
				b.Fatalf("%s: %d messages sent, want %d", way.name, sent, deliverTo)
			}
		}
		d.settled(b)
		rounds++
	}
	for _, way := range ways {
		b.ReportMetric(float64(rounds*deliverTo)/way.took.Seconds(), way.name)
	}
	b.ReportMetric(ways[1].took.Seconds()/ways[0].took.Seconds(), "of-telebot")
	b.ReportMetric(ways[2].took.Seconds()/ways[0].took.Seconds(), "of-http")
	b.ReportMetric(0, "ns/op") // of all three together, which says nothing
}

// delivery is a bot with people whose stretch is due, and two plain clients.
type delivery struct {
	bot     *bot.Bot
	store   store.Store
	url     string
	client  *http.Client
	telebot *tele.Bot
	sent    atomic.Int64 // calls of sendMessage

	evening time.Time
	mu      sync.Mutex
	bodies  [][]byte // of what the bot sent at first, which the others send, too

	sentences []sentence
}

// sentence is such a body as telebot takes it.
type sentence struct {
	Chat    int64            `json:"chat_id,string"`
	Text    string           `json:"text"`
	Silent  bool             `json:"disable_notification,string"`
	Buttons string           `json:"reply_markup"`
	markup  tele.ReplyMarkup // the buttons
}

func newDelivery(b *testing.B) *delivery {
	b.Helper()
	d := &delivery{evening: time.Date(2026, 11, 22, 21, 10, 0, 0, time.UTC)} // the stretch in Berlin
	server := emulator.New(emulator.Options{Token: testToken, MaxMessages: 10, MaxCalls: 10})
	for i := range deliverTo {
		server.Person(emulator.Profile{ID: int64(firstHearing + i)}).Write("hello")
	}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			d.sent.Add(1)
			d.note(r)
		}
		server.ServeHTTP(w, r)
	}))
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.MaxIdleConns = delivering, delivering
	d.url, d.client = listener.URL, &http.Client{Transport: transport}
	d.dropUpdates(b)

	var err error
	if d.store, err = bolt.Open(filepath.Join(b.TempDir(), "calmcalf.db"), bolt.Options{}); err != nil {
		b.Fatal(err)
	}
	texts, err := locale.Load("en")
	if err != nil {
		b.Fatal(err)
	}
	d.bot, err = bot.New(bot.Config{
		Token: testToken, API: d.url, Transport: transport, Store: d.store, Texts: texts,
		Now: func() time.Time { return d.evening }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Open: true,
		Zone: "Europe/Berlin", Rate: 1e6, ChatRate: 1e6, // the benchmark rings
	})
	if err != nil {
		b.Fatal(err)
	}
	d.telebot, err = tele.NewBot(tele.Settings{URL: d.url, Token: testToken, Offline: true, Synchronous: true, Client: d.client})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = d.bot.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		<-done
		server.Close()
		listener.Close()
		transport.CloseIdleConnections()
		if err := d.store.Close(); err != nil {
			b.Error(err)
		}
	})
	return d
}

// note keeps the bodies of the first evening.
func (d *delivery) note(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.bodies) == deliverTo {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the count will tell
	}
	d.bodies = append(d.bodies, body)
	r.Body = io.NopCloser(bytes.NewReader(body))
}

// dropUpdates confirms unread what people wrote to be written to.
func (d *delivery) dropUpdates(b *testing.B) {
	b.Helper()
	for _, offset := range []string{"-1", "1000000000000"} {
		response, err := d.client.Get(d.url + "/bot" + testToken + "/getUpdates?offset=" + offset)
		if err != nil {
			b.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// prepare makes the stretch due for everybody, as on a first evening.
func (d *delivery) prepare(b *testing.B) {
	b.Helper()
	var joining sync.WaitGroup
	for i := range deliverTo {
		joining.Go(func() {
			id := routines.PersonID(firstHearing + i)
			if err := d.store.Forget(b.Context(), id); err != nil {
				b.Error(err)
			}
			joinDirectly(b, d.store, id, d.evening.Add(-time.Hour))
		})
	}
	joining.Wait()
}

// settled holds that nothing is due any more and that everybody's stretch is
// marked as sent.
func (d *delivery) settled(b *testing.B) {
	b.Helper()
	next, err := d.store.NextAlarm(b.Context())
	if err != nil || !next.After(d.evening) {
		b.Errorf("the next alarm rings at %v, %v", next, err)
	}
	for i := range deliverTo {
		if err := d.store.View(b.Context(), routines.PersonID(firstHearing+i), func(book *store.Book) error {
			if mark := book.Tonight().Mark(routines.CalfStretch, 0); mark == nil || mark.Sent.IsZero() || mark.Message == 0 {
				return fmt.Errorf("the stretch is marked %+v", mark)
			}
			return nil
		}); err != nil {
			b.Error(err)
		}
	}
}

// together sends the bodies, as many at once as the dispatcher does.
func together[T any](bodies []T, send func(T) error) error {
	var sending errgroup.Group
	sending.SetLimit(delivering)
	for _, body := range bodies {
		sending.Go(func() error { return send(body) })
	}
	return sending.Wait()
}

// read gives the bodies as telebot takes them.
func (d *delivery) read(b *testing.B) {
	b.Helper()
	for _, body := range d.bodies {
		var s sentence
		if err := json.Unmarshal(body, &s); err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal([]byte(s.Buttons), &s.markup); err != nil {
			b.Fatal(err)
		}
		d.sentences = append(d.sentences, s)
	}
}

func (d *delivery) byTelebot() error {
	return together(d.sentences, func(s sentence) error {
		_, err := d.telebot.Send(tele.ChatID(s.Chat), s.Text,
			&tele.SendOptions{ParseMode: tele.ModeHTML, DisableNotification: s.Silent, ReplyMarkup: &s.markup})
		return err
	})
}

func (d *delivery) byHTTP() error {
	return together(d.bodies, func(body []byte) error {
		response, err := d.client.Post(d.url+"/bot"+testToken+"/sendMessage", "application/json", bytes.NewReader(body))
		if err != nil {
			return err
		}
		defer response.Body.Close()
		var answer struct {
			OK     bool
			Result struct {
				ID int `json:"message_id"`
			}
		}
		if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
			return err
		}
		if !answer.OK || answer.Result.ID == 0 {
			return fmt.Errorf("sendMessage: status %d", response.StatusCode)
		}
		return nil
	})
}
