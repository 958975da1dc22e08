package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/emulator/people"
	"calmcalf/bot/emulator/webchat"
	"calmcalf/bot/locale"
	"calmcalf/cmd/internal/diarist"
	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// try runs the bot against the built-in Bot API emulator, with a web chat and a
// clock that can be moved.
type try struct {
	Listen   string `default:"127.0.0.1:8765" help:"Where the page is served, on this machine only; another free port when it is taken."`
	Timezone string `env:"CALMCALF_TIMEZONE" default:"Europe/Berlin" help:"Zone offered first to new people."`
	Store    string `placeholder:"FILE" help:"Keep the diaries in a file. The chat itself is not kept."`
	Seed     uint64 `default:"1" help:"Which made-up diary the people with 60 days begin with."`
	Browser  bool   `help:"Open the page in the browser."`
}

// tryToken is as good as any: the emulator asks for no other.
const tryToken = "1:try"

// Run implements the subcommand.
func (c *try) Run(ctx context.Context, stdout io.Writer) (err error) {
	zone, err := settings{Timezone: c.Timezone}.zone()
	if err != nil {
		return err
	}
	listener, err := listenHere(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	file, keeps := c.Store, "the diaries are kept in "+c.Store
	if file == "" {
		folder, err := os.MkdirTemp("", "calmcalf-try-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		file, keeps = filepath.Join(folder, "calmcalf.db"), "nothing is kept"
	}
	kept, err := bolt.Open(file, bolt.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	texts, err := locale.Load("en")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	location, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	clock := &movedClock{}
	clock.ahead = time.Until(beginning(time.Now(), location))
	server := emulator.New(emulator.Options{Token: tryToken, Username: "calmcalf_bot", Name: "Calmcalf", Now: clock.now})
	defer server.Close()
	// There is no Telegram to spare: a jump over a month says in a second what
	// was said in it.
	b, err := bot.New(bot.Config{
		Token: tryToken, API: "http://emulator", Transport: server.Transport(), Store: kept, Texts: texts,
		Now: clock.now, Log: log, Open: true, Zone: zone, Rate: 1000, ChatRate: 1000,
	})
	if err != nil {
		return err
	}
	page := &http.Server{
		Handler: webchat.New(ctx, server, &world{bot: b, store: kept, clock: clock, zone: zone, seed: c.Seed}, webchat.Options{
			Log: log, People: []emulator.Profile{{ID: 1001, FirstName: "You", LanguageCode: "en"}}}),
		ReadHeaderTimeout: 10 * time.Second,
	}
	var running sync.WaitGroup
	var ended error // of the bot
	defer func() {
		stop()
		running.Wait()
		err = errors.Join(err, ended)
	}()
	defer everySecond(log, b.Look)()
	running.Go(func() { ended = b.Run(ctx) })
	running.Go(func() {
		<-ctx.Done()
		_ = page.Close()
	})
	address := "http://" + listener.Addr().String()
	fmt.Fprintf(stdout, "Calmcalf is at %s\nNothing leaves this machine, and %s. Ctrl+C ends it.\n", address, keeps)
	if c.Browser {
		if err := openBrowser(address); err != nil {
			fmt.Fprintf(stdout, "No browser was found: open the address yourself.\n")
		}
	}
	if err := page.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// openBrowser opens an address in the browser that the system prefers.
func openBrowser(address string) error {
	opener := map[string][]string{
		"darwin":  {"open"},
		"windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	return exec.Command(opener[0], append(opener[1:], address)...).Start()
}

// listenHere listens on the address, or on another port when that one is taken.
// Only this machine can reach it.
func listenHere(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("--listen is %q, which is a %w: an address of this machine like 127.0.0.1:8765 was expected", address, errSetting)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		listener, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	return listener, err
}

// beginning is when the clock of the page starts, in a zone: on today's date, with
// a little time to join before the first reminder of the evening.
func beginning(now time.Time, zone *time.Location) time.Time {
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day, 20, 45, 0, 0, zone)
}

// movedClock is the machine's clock, moved.
type movedClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *movedClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// moveTo moves the clock forward to an instant, never back.
func (c *movedClock) moveTo(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += max(0, at.Sub(time.Now().Add(c.ahead)))
}

// world is what the page can do to time.
type world struct {
	bot   *bot.Bot
	store store.Store
	clock *movedClock
	zone  string // of people who have not told theirs, and of those who begin with a diary
	seed  uint64
}

// Now implements webchat.World.
func (w *world) Now() time.Time { return w.clock.now() }

// Stops implements webchat.World.
func (w *world) Stops(ctx context.Context, person int64) (stops []webchat.Stop, err error) {
	at, words, err := w.bot.Ahead(ctx, routines.PersonID(person))
	if err != nil {
		return nil, err
	}
	if !at.IsZero() {
		stops = append(stops, webchat.Stop{Name: "next", At: at, Words: words})
	}
	bed, _, _, err := w.bot.Hours(ctx, routines.PersonID(person))
	if err != nil || bed.IsZero() {
		return stops, err
	}
	stops = append(stops, webchat.Stop{Name: "bedtime", At: bed, Words: "Bedtime"})
	err = w.store.View(ctx, routines.PersonID(person), func(book *store.Book) error {
		plan, now := &book.Person.Plan, w.clock.now()
		for night := plan.NightAt(now); night <= plan.NightAt(now)+2; night++ {
			if at, ok := plan.CheckInTime(night); ok && at.After(now) {
				stops = append(stops, webchat.Stop{Name: "morning", At: at, Words: "The morning question"})
				break
			}
		}
		return nil
	})
	return stops, err
}

// Jump implements webchat.World: it goes from alarm to alarm, so that the time
// is lived and not slept through.
func (w *world) Jump(ctx context.Context, to time.Time) error {
	for ctx.Err() == nil {
		next, err := w.store.NextAlarm(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			break
		}
		w.clock.moveTo(next)
		if err := w.bot.Ring(ctx); err != nil {
			return err
		}
	}
	w.clock.moveTo(to)
	return errors.Join(ctx.Err(), w.bot.Ring(ctx))
}

// Zone implements webchat.World. Somebody who has not said where they live is
// shown the clock that they are asked about.
func (w *world) Zone(ctx context.Context, person int64) (zone *time.Location) {
	name := ""
	err := w.store.View(ctx, routines.PersonID(person), func(book *store.Book) error {
		name = book.Person.Plan.Zone
		return nil
	})
	if err == nil && name == "" {
		zone, err = time.LoadLocation(w.zone)
	} else if err == nil {
		_, _, zone, err = w.bot.Hours(ctx, routines.PersonID(person))
	}
	if err != nil {
		return time.UTC
	}
	return zone
}

// Starters implements webchat.World.
func (w *world) Starters() []webchat.Starter {
	return []webchat.Starter{
		{Name: "empty", Words: "An empty diary"},
		{Name: "sixty", Words: "60 days of diary"},
	}
}

// Start implements webchat.World.
func (w *world) Start(ctx context.Context, person int64, starter string) error {
	if starter != "sixty" {
		return nil
	}
	return w.store.Update(ctx, routines.PersonID(person), func(book *store.Book) error {
		now := w.clock.now().UTC().Truncate(time.Microsecond)
		one := diarist.New(people.Frequent, w.seed+uint64(person))
		one.Join(book, w.zone, now.AddDate(0, 0, -60))
		one.Live(book, now)
		return nil
	})
}
