// Package bot is the machine between Telegram and the conversation in
// [calmcalf/bot/talk]: updates in, words out, and the dispatcher of what is due.
//
// The way in: the poller or the webhook takes an update, parse reads it once, lanes
// keep those of one person in order, errands do what it needs outside its Book, and
// take runs its turn inside one change of the Book. Telegram is told that an update
// has arrived only when its effect is stored, and the person is told only then, too.
//
// The way out: the dispatcher leases alarms that are due, composes what is to be
// said from the Book as it stands, sends it, and settles what was sent and when to
// look again in one change. The outbox spaces out what is sent.
//
// telebot is the client: types, sending, editing. Its poller and its dispatcher
// are not used: the one confirms updates before they are stored, the other
// starts handlers unordered and drops the later lines of a command.
package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
	"calmcalf/store"
)

// Config is what a Bot needs to run.
type Config struct {
	Token     string
	API       string            // address of the Bot API server, without a slash at the end
	Transport http.RoundTripper // nil: http.DefaultTransport
	Store     store.Store
	Texts     *locale.Catalog
	Now       func() time.Time // the present as people live it; may jump
	Log       *slog.Logger
	Open      bool                              // anyone may join; otherwise only who was invited
	Zone      string                            // IANA name offered first to newcomers
	Rate      float64                           // messages and edits a second to all chats together
	ChatRate  float64                           // the same to each chat; 0: what Telegram asks for
	Greeted   func(context.Context, *Bot) error // called when Telegram has told the bot's name; again until it gives no error
	Webhook   *Webhook                          // nil: updates are fetched by long polling
}

// Bot is one conversation partner for many people.
type Bot struct {
	life    context.Context // of everything under way
	end     context.CancelFunc
	closing context.Context // ended when nothing new comes in any more
	close   context.CancelFunc

	client   *tele.Bot
	http     *http.Client
	api      string
	name     atomic.Pointer[string] // of the bot on Telegram
	health   *health
	outbox   *outbox
	counters counters

	store     store.Store
	desk      talk.Desk
	now       func() time.Time
	log       *slog.Logger
	open      bool
	strangers *throttle

	visits  visits
	lanes   *lanes // what is to be stored
	senders *lanes // what is to be said
	files   *lanes // the same, with a file
	rescues *lanes // whom to call in an emergency
	leaving *lanes // groups
	groups  groups
	uploads uploads

	underWay underWay
	carried  chan struct{} // holds one for each file that is made and sent
	fetched  chan struct{} // holds one for each file that is fetched and read
	readers  chan struct{} // holds one for each that reads a store that does not store

	looking   chan struct{} // holds one while a look is under way, and while Run is not
	ringing   chan struct{} // holds one for each alarm that is being rung
	waiting   sync.Mutex    // one at a time waits for all of them
	foresight foresight
	doubts    doubts

	webhook *Webhook
	greeted func(context.Context) error
}

// callTimeout bounds one call of the Bot API. It is shorter than a lease, so
// that a message in flight is settled or known to be unknown before the lease
// ends.
const callTimeout = 15 * time.Second

// atOnce is how many people's updates are handled side by side.
const atOnce = 64

// New prepares a bot. It does not talk to Telegram yet.
func New(c Config) (*Bot, error) {
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	life, end := context.WithCancel(context.Background())
	closing, closed := context.WithCancel(life)
	health := newHealth()
	wire := transport{token: c.Token, next: next, life: life, health: health}
	client, err := tele.NewBot(tele.Settings{
		URL: c.API, Token: placeholder, Offline: true, Synchronous: true,
		Client: &http.Client{Transport: wire, Timeout: callTimeout},
	})
	if err != nil {
		closed()
		end()
		return nil, fmt.Errorf("bot: %w", err)
	}
	b := &Bot{
		life:      life,
		end:       end,
		closing:   closing,
		close:     closed,
		client:    client,
		http:      &http.Client{Transport: wire},
		api:       c.API,
		health:    health,
		outbox:    newOutbox(c.Rate, cmp.Or(c.ChatRate, usualChatRate)),
		store:     c.Store,
		desk:      talk.Desk{Texts: c.Texts, Zone: c.Zone},
		now:       c.Now,
		log:       c.Log,
		open:      c.Open,
		strangers: newThrottle(strangerRests),
		visits:    visits{underWay: map[int64]*visit{}, over: map[int64]bool{}},
		lanes:     newLanes(closing, atOnce),
		senders:   newLanes(closing, 0),
		files:     newLanes(closing, 0),
		rescues:   newLanes(closing, 0),
		leaving:   newLanes(closing, mostLeaving),
		carried:   make(chan struct{}, mostCarried),
		fetched:   make(chan struct{}, mostFetching),
		readers:   make(chan struct{}, mostReading),
		looking:   make(chan struct{}, 1),
		ringing:   make(chan struct{}, min(max(1, int(leaseAhead*c.Rate)), mostRinging)),
		webhook:   c.Webhook,
	}
	b.looking <- struct{}{} // Run takes it out
	if c.Greeted != nil {
		b.greeted = func(ctx context.Context) error { return c.Greeted(ctx, b) }
	}
	return b, nil
}

// instant is the present in UTC, to the microsecond, as stores keep it.
func (b *Bot) instant() time.Time { return b.now().UTC().Truncate(time.Microsecond) }

// Username asks Telegram who the bot is and gives its user name. It also is the
// cheapest way to learn whether the token is right.
func (b *Bot) Username(ctx context.Context) (string, error) {
	var me tele.User
	if err := b.call(ctx, "getMe", struct{}{}, &me); err != nil {
		return "", err
	}
	return me.Username, nil
}

// intake is a way in for updates.
type intake interface {
	// run lets updates in until ctx ends, or until there is no way in any more.
	run(ctx context.Context) error
	// finish returns when what came in by then is stored, or when ctx ends.
	finish(ctx context.Context)
}

func (b *Bot) intake() (intake, error) {
	if b.webhook != nil {
		return b.listen(*b.webhook)
	}
	return &poller{call: b.call, accept: b.accept, hurry: b.hurry, health: b.health, counters: &b.counters, log: b.log}, nil
}

// Run converses until ctx ends, then finishes what is under way. It rings what is
// due when it begins, and from then on only when [Bot.Look] is called, which is up
// to the caller: without that nobody is reminded of anything. A Bot runs once.
func (b *Bot) Run(ctx context.Context) error {
	var working sync.WaitGroup
	defer working.Wait()
	defer b.end()
	way, err := b.intake()
	if err != nil {
		return fmt.Errorf("bot: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	working.Go(func() { b.outbox.run(b.life) })
	working.Go(func() { b.introduce(ctx) })
	b.look(b.life) // what fell due while the bot was down does not wait
	<-b.looking
	failed := way.run(ctx)
	cancel()
	b.close()

	// Nothing new comes in from here on; what has begun may end.
	end, cancelEnd := context.WithTimeout(b.life, drainTime)
	defer cancelEnd()
	drained := make(chan struct{})
	working.Go(func() {
		defer close(drained)
		way.finish(end)
		b.looking <- struct{}{} // there are no more looks
		for _, l := range []*lanes{b.lanes, b.senders, b.files, b.rescues, b.leaving} {
			l.wait()
		}
		b.waitForRinging()
	})
	select {
	case <-drained:
	case <-end.Done():
		b.log.Warn("not every answer went out before the end")
	}
	return failed
}

// drainTime is how long answers under way may take to go out at the end.
const drainTime = 4 * time.Second
