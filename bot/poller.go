package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	tele "gopkg.in/telebot.v3"
)

// poller fetches updates and confirms them. Telegram forgets an update the
// moment a request names a higher offset, so the offset moves only past updates
// whose effect is stored; what is fetched twice is told by its id.
type poller struct {
	call   func(ctx context.Context, method string, params, result any) error
	accept func(raw []byte) (stored <-chan error)
	report func(err error, wait time.Duration)
	offset int64
}

const (
	pollTimeout = 50 * time.Second
	longestWait = 30 * time.Second
)

// run polls until ctx ends.
func (p *poller) run(ctx context.Context) {
	waits := &backoff.ExponentialBackOff{
		InitialInterval: 2 * time.Second, RandomizationFactor: 0.25, Multiplier: 1.6, MaxInterval: longestWait}
	for ctx.Err() == nil {
		err := p.poll(ctx)
		if err == nil {
			waits.Reset()
			continue
		}
		wait := max(waits.NextBackOff(), patience(err))
		if ctx.Err() != nil {
			return
		}
		p.report(err, wait)
		pause(ctx, wait)
	}
}

// poll fetches once, and returns when all that came is stored.
func (p *poller) poll(ctx context.Context) error {
	updates, err := p.fetch(ctx)
	if err != nil {
		return err
	}
	pending := make([]<-chan error, len(updates))
	for i, raw := range updates {
		pending[i] = p.accept(raw)
	}
	for i, stored := range pending {
		select {
		case err := <-stored:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err() // the rest is delivered again at the next start
		}
		if id := updateID(updates[i]); id >= p.offset {
			p.offset = id + 1
		}
	}
	return nil
}

func (p *poller) fetch(ctx context.Context) (updates []json.RawMessage, err error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout+10*time.Second)
	defer cancel()
	err = p.call(ctx, "getUpdates", map[string]any{
		"offset":          p.offset,
		"timeout":         int(pollTimeout / time.Second),
		"allowed_updates": []string{"message", "callback_query", "my_chat_member"},
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

// decode reads an update. The client library panics on some (an empty list of
// photos), which must not end the program: the update would come again after
// every start.
func decode(raw json.RawMessage) (update tele.Update, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("bot: update %d cannot be decoded", updateID(raw))
		}
	}()
	if err := json.Unmarshal(raw, &update); err != nil {
		return tele.Update{}, fmt.Errorf("bot: update %d cannot be decoded", updateID(raw))
	}
	return update, nil
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
