package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"calmcalf/bot"
	"calmcalf/store/bolt"
)

// housekeeper does what the store needs while the bot runs: a backup each
// night, a smaller file when there is reason for it, and an end for the copy
// that a new layout has left.
type housekeeper struct {
	kept   *bolt.Store
	vault  vault
	now    func() time.Time
	log    *slog.Logger
	making chan struct{} // holds a token while a backup is made
}

func newHousekeeper(kept *bolt.Store, vault vault, now func() time.Time, log *slog.Logger) *housekeeper {
	return &housekeeper{kept: kept, vault: vault, now: now, log: log, making: make(chan struct{}, 1)}
}

// jobs are at times when few people write, by the machine's clock, and at which
// no zone's clock is changed. The backup is first, so that it does not wait for
// the other.
func (h *housekeeper) jobs() []bot.Job {
	return []bot.Job{
		{Name: "backup", Schedule: "17 3 * * *", Run: h.backUp},
		{Name: "compaction", Schedule: "47 3 * * *", Run: h.compact},
		{Name: "copies", Schedule: "57 3 * * *", Run: h.dropCopies},
	}
}

// catchUp does what was not done because the bot did not run at night. It also
// shows at the first start whether backups can be made.
func (h *housekeeper) catchUp(ctx context.Context) {
	if err := h.vault.sweep(); err != nil && h.vault.folder == "" {
		h.log.Error("a draft of a backup could not be removed", "err", err)
	}
	for _, job := range []bot.Job{
		{Name: "backup", Run: h.backUpIfOld}, {Name: "compaction", Run: h.compact}, {Name: "copies", Run: h.dropCopies},
	} {
		if err := job.Run(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("job failed", "job", job.Name, "err", err)
		}
	}
}

// old is how old the newest backup may be at a start.
const old = 24 * time.Hour

func (h *housekeeper) backUpIfOld(ctx context.Context) error {
	if h.vault.folder == "" {
		return nil
	}
	// What is wrong with the folder is told when a backup is made.
	if newest, err := h.vault.newest(); err == nil && h.now().Sub(newest) < old && !newest.After(h.now()) {
		return nil
	}
	return h.backUp(ctx)
}

func (h *housekeeper) backUp(ctx context.Context) error {
	if h.vault.folder == "" {
		return nil
	}
	_, err := h.add(ctx, h.vault)
	return err
}

// add makes one backup at a time.
func (h *housekeeper) add(ctx context.Context, v vault) (path string, err error) {
	select {
	case h.making <- struct{}{}:
		defer func() { <-h.making }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	began := h.now()
	path, err = v.add(ctx, h.kept, began)
	if path != "" {
		h.log.Info("backup made", "file", path, "took", h.now().Sub(began).Round(time.Millisecond))
	}
	return path, err
}

// A compaction is worth its while when this much of the file is free, or when
// somebody was forgotten.
const (
	muchFree  = 1 << 20 // bytes
	freeShare = 40      // per cent
)

func worthwhile(u bolt.Usage) bool {
	return u.Erased || u.Free >= muchFree && u.Free*100 >= u.Bytes*freeShare
}

func (h *housekeeper) compact(ctx context.Context) error {
	before, err := h.kept.Usage(ctx)
	if err != nil || !worthwhile(before) {
		return err
	}
	began := h.now()
	if err := h.kept.Compact(ctx); err != nil {
		return err
	}
	after, err := h.kept.Usage(ctx)
	h.log.Info("store compacted", "before", before.Bytes, "after", after.Bytes, "took", h.now().Sub(began).Round(time.Millisecond))
	return err
}

// copyKept is how long the copy of the store stays that was made before its
// layout was changed, if no compaction removes it sooner: as long as backups do
// unless the operator chose otherwise.
const copyKept = 14 * 24 * time.Hour

func (h *housekeeper) dropCopies(context.Context) error {
	return h.kept.DropCopies(h.now().Add(-copyKept))
}

// begin opens the socket, catches up and answers until ctx ends. What it gives
// waits for that.
func (h *housekeeper) begin(ctx context.Context) (wait func()) {
	var working sync.WaitGroup
	working.Go(func() { h.catchUp(ctx) })
	if listener, err := listen(socketOf(h.vault.store)); err != nil {
		h.log.Warn("other subcommands cannot reach this bot", "err", err)
	} else {
		working.Go(func() { h.answer(ctx, listener) })
	}
	return working.Wait
}

// answers to the other subcommands.
func (h *housekeeper) answers(ctx context.Context, r request) (said string, err error) {
	switch r.Ask {
	case askStatus:
		u, err := h.kept.Usage(ctx)
		return usageWords(u), err
	case askBackup:
		v, err := h.vaultFor(r)
		if err != nil {
			return "", err
		}
		return h.add(ctx, v)
	}
	return "", errors.New("the bot that runs is of another version and does not know this")
}

// vaultFor is this bot's own, with what was asked for otherwise. Old backups
// are removed from its own folder only.
func (h *housekeeper) vaultFor(r request) (v vault, err error) {
	v = h.vault
	if r.Folder != "" && r.Folder != absolute(v.folder) {
		v.folder, v.keep = r.Folder, 0
	}
	if v.folder == "" {
		return v, errNoFolder
	}
	if r.Recipient != "" {
		v.recipient, err = recipientOf(r.Recipient)
	}
	return v, err
}
