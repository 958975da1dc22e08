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
// moment a request names a higher offset, so the offset moves only past visits that
// are confirmed; what is fetched twice is told by its id. One that takes long holds
// up nobody: others are fetched beside it.
//
// Telegram gives at most mostFetched updates that are not confirmed. When so many
// wait, nobody else could be heard, whatever they have to say. Then the visits are
// hurried, and when nothing moves at all, what is not stored makes room.
type poller struct {
	call     func(ctx context.Context, method string, params, result any) error
	accept   func(raw []byte) *visit
	hurry    func(v *visit, release bool)
	health   *health
	counters *counters
	log      *slog.Logger
	free     bool // no webhook keeps updates from being fetched
	doubts   bool // the latest poll failed
	offset   int64
	asked    int64 // the offset that Telegram was told last
	// underWay is what was fetched and is not confirmed yet, in Telegram's order.
	underWay []*visit
	moved    time.Time // when one was confirmed last, or none was under way
}

const (
	pollTimeout = 50 * time.Second
	firstWait   = 4 * time.Second
	longestWait = 20 * time.Second
	// hastyWait follows a poll that came back at once and brought nothing on,
	// which Telegram does not do.
	hastyPoll = time.Second
	hastyWait = 2 * time.Second
	// settleTime is how long what was fetched may take to be confirmed before what
	// has come meanwhile is fetched beside it. Who asks for the same within half a
	// second gets one update only.
	settleTime = 600 * time.Millisecond
	// hastySettle is the same while a full window moves: others wait behind it.
	hastySettle = 100 * time.Millisecond
	// stillTime is after how long without any being confirmed as many as Telegram
	// gives make room for others.
	stillTime = 3 * time.Second
	// confirmTime is how long the last word to Telegram may take at the end.
	confirmTime = time.Second
	// mostFetched is as many as Telegram gives at once.
	mostFetched = 100
	// ourSlowness is how long to leave another program alone.
	ourSlowness = 30 * time.Second
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
		p.doubts = err != nil
		p.counters.polls.Add(1)
		if err == nil {
			if p.health.worked("getUpdates", 0) {
				p.log.Info("updates are fetched again")
			}
			waits.Reset()
			if p.offset == offset && len(p.underWay) == 0 && time.Since(began) < hastyPoll {
				pause(ctx, hastyWait)
			}
			continue
		}
		p.counters.pollsFailed.Add(1)
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
		case away, unknown, flood:
			level := slog.LevelDebug
			if p.health.lost("getUpdates", 0) {
				level = slog.LevelWarn
			}
			p.log.Log(ctx, level, "updates not fetched", "err", err, "again_in", wait.Round(time.Second))
		default:
			p.log.Warn("updates not fetched", "err", err, "again_in", wait.Round(time.Second))
		}
		p.health.rest(ctx, wait)
	}
	return nil
}

// finish implements intake. What is confirmed by then does not come again; the rest
// comes again at the next start.
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
	return ourSlowness + time.Duration((rand.Float64()-0.5)*float64(ourSlowness)/2)
}

// poll fetches once, and returns when all that came is confirmed, or when some of
// it takes long. What is under way then comes again with the next ones, and is
// passed over. After a failure it does not wait for updates, so that it is known at
// once when Telegram is back.
func (p *poller) poll(ctx context.Context) error {
	if err := p.unhook(ctx); err != nil {
		return err
	}
	wait := pollTimeout
	if p.doubts {
		wait = 0
	}
	updates, err := p.fetch(ctx, mostFetched, wait)
	if err != nil {
		return err
	}
	if len(p.underWay) == 0 {
		p.moved = time.Now()
	}
	for _, raw := range updates {
		id := updateID(raw)
		if !slices.ContainsFunc(p.underWay, func(v *visit) bool { return v.id == id }) {
			p.underWay = append(p.underWay, p.accept(raw))
		}
	}
	err = p.settle(ctx)
	if len(p.underWay) >= mostFetched {
		still := time.Since(p.moved) >= stillTime
		for _, v := range p.underWay {
			p.hurry(v, still)
		}
	}
	return err
}

// settle moves the offset past what is confirmed, until all is, settleTime has gone
// by, or ctx ends.
func (p *poller) settle(ctx context.Context) error {
	if len(p.underWay) == 0 {
		return nil
	}
	wait := settleTime
	if len(p.underWay) >= mostFetched && time.Since(p.moved) < settleTime {
		wait = hastySettle
	}
	patience := time.NewTimer(wait)
	defer patience.Stop()
	for len(p.underWay) > 0 {
		first := p.underWay[0]
		select {
		case <-first.confirmed:
			if first.err != nil {
				p.underWay = nil
				return first.err
			}
		case <-patience.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
		p.underWay, p.moved = p.underWay[1:], time.Now()
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
