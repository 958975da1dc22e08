package bot

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// lane tells what goes first when there is more to send than the rate allows.
type lane uint8

const (
	answers lane = iota // to what a person just did
	prompts             // of the bot's own
)

// Telegram asks for no more than about one message a second in a chat, with
// short bursts (core.telegram.org/bots/faq).
const (
	usualChatRate = 1
	chatBurst     = 5
	// chatIdle is after how long a silent chat's bucket is full again.
	chatIdle = time.Minute
)

// outbox spaces out what is sent: a bucket for all chats together, one for
// each chat, and answers before prompts. It holds back when Telegram says so or
// cannot be reached.
type outbox struct {
	all   *rate.Limiter
	each  rate.Limit            // of every chat
	lanes [2]chan chan struct{} // each waiting sender hands in a channel to be released by

	mu     sync.Mutex
	chats  map[int64]*chatBucket
	swept  time.Time
	resume time.Time     // nothing goes to anybody before
	missed time.Duration // the latest pause for a Telegram that is away
}

type chatBucket struct {
	limiter *rate.Limiter
	used    time.Time
	resume  time.Time // nothing goes to this chat before
}

// newOutbox makes an outbox for so many messages a second, to all chats and to
// each.
func newOutbox(perSecond, perChat float64) *outbox {
	return &outbox{
		each:  rate.Limit(perChat),
		all:   rate.NewLimiter(rate.Limit(perSecond), 1),
		lanes: [2]chan chan struct{}{make(chan chan struct{}), make(chan chan struct{})},
		chats: map[int64]*chatBucket{},
	}
}

// run releases senders at the allowed rate until ctx ends.
func (o *outbox) run(ctx context.Context) {
	for o.all.Wait(ctx) == nil {
		var next chan struct{}
		select {
		case next = <-o.lanes[answers]:
		default:
			select {
			case next = <-o.lanes[answers]:
			case next = <-o.lanes[prompts]:
			case <-ctx.Done():
				return
			}
		}
		o.pause(ctx, func() time.Time { return o.resume })
		close(next)
	}
}

// pause waits until an instant that may be moved meanwhile, or until ctx ends.
func (o *outbox) pause(ctx context.Context, until func() time.Time) {
	for ctx.Err() == nil {
		o.mu.Lock()
		wait := time.Until(until())
		o.mu.Unlock()
		if wait <= 0 {
			return
		}
		pause(ctx, wait)
	}
}

// errUnsent says that a message surely did not go out.
var errUnsent = errors.New("bot: not sent in time")

// wait returns when something may be sent to the chat, or errUnsent when ctx
// ends or would end before.
func (o *outbox) wait(ctx context.Context, chat int64, l lane) error {
	bucket := o.chat(chat)
	o.pause(ctx, func() time.Time { return bucket.resume })
	if bucket.limiter.Wait(ctx) != nil {
		return errUnsent
	}
	released := make(chan struct{})
	select {
	case o.lanes[l] <- released:
	case <-ctx.Done():
		return errUnsent
	}
	select {
	case <-released:
		return nil
	case <-ctx.Done():
		return errUnsent
	}
}

func (o *outbox) chat(id int64) *chatBucket {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now() // the limiters' clock
	if now.Sub(o.swept) > chatIdle {
		o.swept = now
		maps.DeleteFunc(o.chats, func(_ int64, b *chatBucket) bool {
			return now.Sub(b.used) > chatIdle && now.After(b.resume)
		})
	}
	bucket := o.chats[id]
	if bucket == nil {
		bucket = &chatBucket{limiter: rate.NewLimiter(o.each, chatBurst)}
		o.chats[id] = bucket
	}
	bucket.used = now
	return bucket
}

// flooded holds a chat for as long as Telegram asked. When it asks so for a
// second chat meanwhile, it is all of them that are too many.
func (o *outbox) flooded(id int64, wait time.Duration) {
	bucket := o.chat(id)
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for other, b := range o.chats {
		if other != id && b.resume.After(now) {
			o.resume = latest(o.resume, now.Add(wait))
		}
	}
	bucket.resume = latest(bucket.resume, now.Add(wait))
}

// The pauses while Telegram cannot be reached: doubling from one to the other.
const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// lost holds everything for a while, longer each time, and tells whether
// Telegram was still there before.
func (o *outbox) lost() (news bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if o.resume.After(now) {
		return false // what was under way at the same moment says the same
	}
	news = o.missed == 0
	o.missed = min(max(firstPause, 2*o.missed), longestPause)
	o.resume = now.Add(o.missed)
	return news
}

// reached ends the pauses, and tells whether there were any.
func (o *outbox) reached() (news bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	news, o.missed = o.missed > 0, 0
	return news
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
