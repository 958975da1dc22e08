package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// poller fetches updates and confirms them. Telegram forgets an update the
// moment a request names a higher offset, so the offset moves only past updates
// whose effect is stored; what is fetched twice is told by its id. One that takes
// long to be stored holds up nobody: others are fetched beside it.
type poller struct {
	call   func(ctx context.Context, method string, params, result any) error
	accept func(ctx context.Context, raw []byte) (stored <-chan error)
	log    *slog.Logger
	free   bool // no webhook keeps updates from being fetched
	offset int64
	asked  int64 // the offset that Telegram was told last
	// underWay is what was fetched and is not stored yet, in Telegram's order.
	underWay []fetched
	patience time.Duration // with what is under way, before others are fetched
}

type fetched struct {
	id     int64
	stored <-chan error
}

const (
	pollTimeout = 50 * time.Second
	firstWait   = 4 * time.Second
	longestWait = 30 * time.Second
	// hastyWait follows a poll that came back at once and brought nothing on,
	// which Telegram does not do.
	hastyPoll = time.Second
	hastyWait = 2 * time.Second
	// settleTime is how long what was fetched may take to be stored before what
	// has come meanwhile is fetched beside it: at first, and when nothing moves.
	settleTime  = 2 * time.Second
	longestTime = 4 * time.Second
	// confirmTime is how long the last word to Telegram may take at the end.
	confirmTime = time.Second
	// mostFetched is as many as Telegram gives at once.
	mostFetched = 100
)

// allowedUpdates are the kinds of updates that mean something to the bot.
var allowedUpdates = []string{"message", "callback_query", "my_chat_member"}

// newWaits paces what is tried again and again while Telegram is away: with
// jitter, and well under one request in two seconds.
func newWaits() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval: firstWait, RandomizationFactor: 0.25, Multiplier: 1.6, MaxInterval: longestWait}
}

// run polls until ctx ends.
func (p *poller) run(ctx context.Context) error {
	waits := newWaits()
	last := success
	for ctx.Err() == nil {
		began, offset := time.Now(), p.offset
		err := p.poll(ctx)
		if ctx.Err() != nil {
			break
		}
		means := meaningOf(err)
		again := means == last
		last = means
		if err == nil {
			waits.Reset()
			if p.offset == offset && time.Since(began) < hastyPoll {
				pause(ctx, hastyWait)
			}
			continue
		}
		wait := max(waits.NextBackOff(), patience(err))
		switch means {
		case conflict:
			wait = slowly()
			if !again {
				p.log.Error("another program fetches updates with the same token: run only one", "again_in", wait.Round(time.Second))
			}
		case hooked:
			p.free = false
			p.log.Warn("a webhook is set and keeps updates from being fetched: it will be deleted", "again_in", wait.Round(time.Second))
		default:
			p.log.Warn("updates not fetched", "err", err, "again_in", wait.Round(time.Second))
		}
		pause(ctx, wait)
	}
	return nil
}

// finish implements intake. What is stored by then is confirmed, so that it does
// not come again; the rest comes again at the next start.
func (p *poller) finish(ctx context.Context) {
	for len(p.underWay) > 0 && ctx.Err() == nil {
		_ = p.settle(ctx) // how far it came is in the offset
	}
	if p.offset == p.asked {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, confirmTime)
	defer cancel()
	if _, err := p.fetch(ctx, 1, 0); err != nil {
		p.log.Debug("updates not confirmed, they come again", "err", err)
	}
}

// slowly is how long to leave another instance alone, never the same twice.
func slowly() time.Duration {
	return longestWait + time.Duration((rand.Float64()-0.5)*float64(longestWait)/2)
}

// poll fetches once, and returns when all that came is stored, or when some of
// it takes long. What is under way then comes again with the next ones, and is
// passed over.
func (p *poller) poll(ctx context.Context) error {
	if err := p.unhook(ctx); err != nil {
		return err
	}
	updates, err := p.fetch(ctx, mostFetched, pollTimeout)
	if err != nil {
		return err
	}
	for _, raw := range updates {
		id := updateID(raw)
		if !slices.ContainsFunc(p.underWay, func(one fetched) bool { return one.id == id }) {
			p.underWay = append(p.underWay, fetched{id, p.accept(ctx, raw)})
		}
	}
	return p.settle(ctx)
}

// settle moves the offset past what is stored, until all is, settleTime has gone
// by, or ctx ends.
func (p *poller) settle(ctx context.Context) error {
	if len(p.underWay) == 0 {
		return nil
	}
	p.patience = min(max(settleTime, 2*p.patience), longestTime)
	patience := time.NewTimer(p.patience)
	defer patience.Stop()
	for len(p.underWay) > 0 {
		first := p.underWay[0]
		select {
		case err := <-first.stored:
			if err != nil {
				p.underWay = nil
				return err
			}
		case <-patience.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
		p.underWay, p.patience = p.underWay[1:], 0
		// After a quiet week ids begin anew, and may be lower than before.
		if first.id > 0 {
			p.offset = first.id + 1
		}
	}
	return nil
}

// unhook deletes the webhook of an earlier start. What waits for it stays.
func (p *poller) unhook(ctx context.Context) error {
	if p.free {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := p.call(ctx, "deleteWebhook", map[string]any{"drop_pending_updates": false}, new(bool)); err != nil {
		return err
	}
	p.free = true
	p.log.Info("updates come in by long polling")
	return nil
}

func (p *poller) fetch(ctx context.Context, most int, wait time.Duration) (updates []json.RawMessage, err error) {
	ctx, cancel := context.WithTimeout(ctx, wait+10*time.Second)
	defer cancel()
	p.asked = p.offset
	err = p.call(ctx, "getUpdates", map[string]any{
		"offset":          p.offset,
		"limit":           most,
		"timeout":         int(wait / time.Second),
		"allowed_updates": allowedUpdates,
	}, &updates)
	return updates, err
}

func updateID(raw json.RawMessage) int64 {
	var update struct {
		ID int64 `json:"update_id"`
	}
	_ = json.Unmarshal(raw, &update) // what has no id cannot be confirmed either
	return update.ID
}

// pause waits, or returns early when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
