package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"calmcalf/store"
	"calmcalf/store/backup"
)

// keptStore is what housekeeping needs of a store.
type keptStore interface {
	backup.Source
	Usage(context.Context) (store.Usage, error)
	Compact(context.Context) error
	DropCopies(before time.Time) error // that were kept when the layout was changed
}

// housekeeper does what the store needs while the bot runs: a backup each
// night, a smaller file when there is reason for it, and an end for the copy
// that a new layout has left.
type housekeeper struct {
	kept    keptStore
	backups backup.Folder
	now     func() time.Time
	log     *slog.Logger
	jobs    []*nightly
	making  chan struct{} // holds a token while a backup is made
}

// newHousekeeper has jobs at times when few people write. The backup is first, so
// that it does not wait for the others.
func newHousekeeper(kept keptStore, backups backup.Folder, now func() time.Time, log *slog.Logger) *housekeeper {
	h := &housekeeper{kept: kept, backups: backups, now: now, log: log, making: make(chan struct{}, 1)}
	h.jobs = []*nightly{
		{name: "compaction", at: 3*time.Hour + 47*time.Minute, run: h.compact},
		{name: "copies", at: 3*time.Hour + 57*time.Minute, run: h.dropCopies},
	}
	if backups.Path != "" {
		// What is wrong with the folder is told when a backup is made.
		newest, _ := backups.Newest(now().Add(setBack))
		h.jobs = slices.Insert(h.jobs, 0, &nightly{name: "backup", at: 3*time.Hour + 17*time.Minute, run: h.backUp, done: newest})
	}
	return h
}

// look does what is due, one after the other.
func (h *housekeeper) look(ctx context.Context) {
	for _, job := range h.jobs {
		began := h.now()
		if ctx.Err() != nil || !due(began, job.done, job.failed, job.at, time.Local) {
			continue
		}
		job.failed = began // for a panic, too
		switch err := job.run(ctx); {
		case err == nil:
			job.done, job.failed = began, time.Time{}
		case ctx.Err() == nil:
			h.log.Error("job failed", "job", job.name, "err", err)
		}
	}
}

func (h *housekeeper) backUp(ctx context.Context) error {
	made, err := h.add(ctx, h.backups)
	if made != "" && err != nil {
		// Another one would only take more room beside the old one that stays.
		h.log.Error("backups not rotated", "err", err)
		return nil
	}
	return err
}

// add makes one backup at a time.
func (h *housekeeper) add(ctx context.Context, folder backup.Folder) (path string, err error) {
	select {
	case h.making <- struct{}{}:
		defer func() { <-h.making }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	began := h.now()
	path, err = folder.Add(ctx, h.kept, began)
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

func worthwhile(u store.Usage) bool {
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

// begin removes what a crash has left of a backup, opens the socket and answers
// until ctx ends. What it gives waits for that.
func (h *housekeeper) begin(ctx context.Context) (wait func()) {
	if err := h.backups.Sweep(); err != nil && h.backups.Path == "" { // making a backup tells it otherwise
		h.log.Error("a draft of a backup could not be removed", "err", err)
	}
	listener, err := listen(socketOf(h.backups.Store))
	if err != nil {
		h.log.Warn("other subcommands cannot reach this bot", "err", err)
		return func() {}
	}
	var working sync.WaitGroup
	working.Go(func() { h.answer(ctx, listener) })
	return working.Wait
}

// answers to the other subcommands.
func (h *housekeeper) answers(ctx context.Context, r request) (said string, err error) {
	switch r.Ask {
	case askStatus:
		u, err := h.kept.Usage(ctx)
		return usageWords(u), err
	case askBackup:
		folder, err := h.folderFor(r)
		if err != nil {
			return "", err
		}
		return h.add(ctx, folder)
	}
	return "", errors.New("the bot that runs is of another version and does not know this")
}

// folderFor is this bot's own, with what was asked for otherwise. Old backups
// are removed from its own folder only.
func (h *housekeeper) folderFor(r request) (f backup.Folder, err error) {
	f = h.backups
	if r.Folder != "" && r.Folder != absolute(f.Path) {
		f.Path, f.Keep = r.Folder, 0
	}
	if f.Path == "" {
		return f, errNoFolder
	}
	if r.Recipient != "" {
		f.Recipient, err = backup.ParseRecipient(r.Recipient)
	}
	return f, wrongRecipient(err)
}
