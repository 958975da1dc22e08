package bot

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// class tells what goes first when there is more to send than the rate allows.
type class uint8

const (
	rescues   class = iota // whom to call in an emergency
	answers                // to what a member just did
	prompts                // of the bot's own
	ticks                  // of something that runs on; the newest is enough
	strangers              // answers to who is not let in
	classes
)

// shares is how many messages of other classes may go before one of a class that
// waits, so that nobody is starved. 0: it has no share of its own.
var shares = [classes]int{answers: 1, prompts: 3, strangers: 9}

// Telegram asks for no more than about one message a second in a chat, with
// short bursts (core.telegram.org/bots/faq).
const (
	usualChatRate = 1
	chatBurst     = 5
	// chatIdle is after how long a silent chat's bucket is full again.
	chatIdle = time.Minute
)

// outbox spaces out what is sent: a bucket for all chats together, one for each
// chat, and an order of classes.
type outbox struct {
	all  *rate.Limiter
	each rate.Limit // of every chat

	mu      sync.Mutex
	chats   map[int64]*chatBucket
	swept   time.Time
	waiting [classes][]*sender
	passed  [classes]int  // messages of others since the class waits
	more    chan struct{} // holds one when somebody has begun to wait
}

type chatBucket struct {
	limiter *rate.Limiter
	rescue  *rate.Limiter
	used    time.Time
}

// sender waits for its turn.
type sender struct {
	chat int64
	turn chan error // gets nil when it has come
}

// newOutbox makes an outbox for so many messages a second, to all chats and to
// each.
func newOutbox(perSecond, perChat float64) *outbox {
	return &outbox{
		each:  rate.Limit(perChat),
		all:   rate.NewLimiter(rate.Limit(perSecond), 1),
		chats: map[int64]*chatBucket{},
		more:  make(chan struct{}, 1),
	}
}

// run lets senders go at the allowed rate until ctx ends.
func (o *outbox) run(ctx context.Context) {
	for o.all.Wait(ctx) == nil {
		for !o.next() {
			select {
			case <-o.more:
			case <-ctx.Done():
				return
			}
		}
	}
}

// next lets one sender go, false when nobody waits.
func (o *outbox) next() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	c, ok := o.choose()
	if !ok {
		return false
	}
	one := o.waiting[c][0]
	o.waiting[c] = o.waiting[c][1:]
	for other := range o.passed {
		if len(o.waiting[other]) > 0 {
			o.passed[other]++
		} else {
			o.passed[other] = 0
		}
	}
	o.passed[c] = 0
	one.turn <- nil
	return true
}

// choose picks the class that goes: whom to call before all, then who was passed
// over long enough, then the first that waits.
func (o *outbox) choose() (class, bool) {
	if len(o.waiting[rescues]) > 0 {
		return rescues, true
	}
	for c := classes - 1; c > answers; c-- {
		if len(o.waiting[c]) > 0 && shares[c] > 0 && o.passed[c] >= shares[c] {
			return c, true
		}
	}
	for c := range classes {
		if len(o.waiting[c]) > 0 {
			return c, true
		}
	}
	return 0, false
}

// errUnsent says that a message surely did not go out.
var errUnsent = errors.New("bot: not sent in time")

// errReplaced says that a newer tick goes instead.
var errReplaced = errors.New("bot: a newer one goes instead")

// wait returns when something may be sent to the chat: errUnsent when ctx ends or
// would end before, errReplaced for a tick when a newer one of the chat has begun to
// wait.
func (o *outbox) wait(ctx context.Context, chat int64, c class) error {
	limiter := o.limiter(chat, c)
	if limiter.Wait(ctx) != nil {
		return errUnsent
	}
	one := &sender{chat: chat, turn: make(chan error, 1)}
	o.enter(one, c)
	select {
	case err := <-one.turn:
		return err
	case <-ctx.Done():
		o.leave(one, c)
		return errUnsent
	}
}

func (o *outbox) enter(one *sender, c class) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if c == ticks {
		for i, older := range o.waiting[c] {
			if older.chat == one.chat {
				older.turn <- errReplaced
				o.waiting[c][i] = one
				return
			}
		}
	}
	o.waiting[c] = append(o.waiting[c], one)
	select {
	case o.more <- struct{}{}:
	default:
	}
}

func (o *outbox) leave(one *sender, c class) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, other := range o.waiting[c] {
		if other == one {
			o.waiting[c] = append(o.waiting[c][:i:i], o.waiting[c][i+1:]...)
			return
		}
	}
}

// limiter is the bucket of a chat. Whom to call has one of its own: it does not
// wait for what was said before.
func (o *outbox) limiter(chat int64, c class) *rate.Limiter {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now() // the limiters' clock
	if now.Sub(o.swept) > chatIdle {
		o.swept = now
		maps.DeleteFunc(o.chats, func(_ int64, b *chatBucket) bool { return now.Sub(b.used) > chatIdle })
	}
	bucket := o.chats[chat]
	if bucket == nil {
		bucket = &chatBucket{limiter: rate.NewLimiter(o.each, chatBurst), rescue: rate.NewLimiter(o.each, chatBurst)}
		o.chats[chat] = bucket
	}
	bucket.used = now
	if c == rescues {
		return bucket.rescue
	}
	return bucket.limiter
}

// load is how many wait, of each class.
func (o *outbox) load() (waiting [classes]int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for c := range waiting {
		waiting[c] = len(o.waiting[c])
	}
	return waiting
}
