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
// each chat, and answers before prompts.
type outbox struct {
	all   *rate.Limiter
	each  rate.Limit            // of every chat
	lanes [2]chan chan struct{} // each waiting sender hands in a channel to be released by
	mu    sync.Mutex
	chats map[int64]*chatBucket
	swept time.Time
}

type chatBucket struct {
	limiter *rate.Limiter
	used    time.Time
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
		close(next)
	}
}

// errUnsent says that a message surely did not go out.
var errUnsent = errors.New("bot: not sent in time")

// wait returns when something may be sent to the chat, or errUnsent when ctx
// ends or would end before.
func (o *outbox) wait(ctx context.Context, chat int64, l lane) error {
	if o.chat(chat).Wait(ctx) != nil {
		return errUnsent
	}
	turn := make(chan struct{})
	select {
	case o.lanes[l] <- turn:
		<-turn
		return nil
	case <-ctx.Done():
		return errUnsent
	}
}

func (o *outbox) chat(id int64) *rate.Limiter {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now() // the limiters' clock
	if now.Sub(o.swept) > chatIdle {
		o.swept = now
		maps.DeleteFunc(o.chats, func(_ int64, b *chatBucket) bool { return now.Sub(b.used) > chatIdle })
	}
	bucket := o.chats[id]
	if bucket == nil {
		bucket = &chatBucket{limiter: rate.NewLimiter(o.each, chatBurst)}
		o.chats[id] = bucket
	}
	bucket.used = now
	return bucket.limiter
}
