package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"golang.org/x/term"

	"calmcalf/bot"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
	"calmcalf/store/disk"
)

// serve runs the bot until it is told to stop.
type serve struct{ settings }

// Run implements the subcommand.
func (c *serve) Run(ctx context.Context, stdout io.Writer) (err error) {
	config, backups, err := c.prepare(os.Stderr)
	if err != nil {
		return err
	}
	path, log := backups.Store, config.Log
	limitMemory(log)
	kept, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	if from, before := kept.Migrated(); from != 0 {
		log.Info("store brought up to date", "from", from, "before", before)
	}
	config.Store = kept
	config.Greeted = func(ctx context.Context, b *bot.Bot) error { return greet(ctx, b, path, stdout, log) }
	b, err := bot.New(config)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	keeper := newHousekeeper(kept, backups, time.Now, log)
	defer keeper.begin(ctx)()
	defer everySecond(log, b.Look, func() { keeper.look(ctx) })()
	defer stop() // first: what the others wait for ends with ctx
	log.Info("calmcalf runs", "version", programVersion(), "store", path, "open", config.Open)
	err = b.Run(ctx)
	log.Info("calmcalf ends")
	return err
}

// prepare checks every setting of a bot, and writes its log to standard error or
// what is given instead.
func (s settings) prepare(logTo io.Writer) (c bot.Config, backups backup.Folder, err error) {
	log, err := s.logger(logTo)
	if err != nil {
		return c, backups, err
	}
	if c, err = s.config(log); err != nil {
		return c, backups, err
	}
	path, err := s.storePath()
	if err != nil {
		return c, backups, err
	}
	backups, err = s.backups(path)
	return c, backups, err
}

// config checks every setting but the store.
func (s settings) config(log *slog.Logger) (c bot.Config, err error) {
	c = bot.Config{Now: time.Now, Log: log}
	if c.Token, err = s.token(); err != nil {
		return c, err
	}
	if c.API, err = s.api(); err != nil {
		return c, err
	}
	if c.Open, err = s.open(); err != nil {
		return c, err
	}
	if c.Zone, err = s.zone(); err != nil {
		return c, err
	}
	if c.Texts, err = s.texts(); err != nil {
		return c, err
	}
	if c.Rate, err = s.rate(); err != nil {
		return c, err
	}
	c.Webhook, err = s.webhook()
	return c, err
}

// greet hands the first operator their link: into a file beside the store, and
// on the screen when somebody looks at it. It never goes into the log.
func greet(ctx context.Context, b *bot.Bot, storePath string, stdout io.Writer, log *slog.Logger) error {
	file := storePath + ".operator-link"
	link, err := b.OperatorLink(ctx)
	if err != nil {
		return err
	}
	if link == "" {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			log.Warn("the operator link is used but could not be removed", "err", err)
		}
		return nil
	}
	if err := disk.WriteFile(file, []byte(link+"\n")); err != nil {
		return err
	}
	log.Info("the operator link is ready: open it in Telegram, once", "file", file)
	if out, ok := stdout.(*os.File); ok && term.IsTerminal(int(out.Fd())) {
		fmt.Fprintf(stdout, "\nOpen this link in Telegram to become the operator. It works once:\n%s\n\n", link)
	}
	return nil
}
