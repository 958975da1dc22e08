package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"calmcalf/bot"
	"calmcalf/routines"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

// check looks at everything that serve needs, and changes nothing.
type check struct{ settings }

// Run implements the subcommand.
func (c *check) Run(ctx context.Context, stdout io.Writer) error {
	config, backups, err := c.prepare(io.Discard)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "settings  fine")
	failed := false
	for _, item := range []struct {
		name string
		look func() (string, error)
	}{
		{"store", func() (string, error) { return lookAtStore(ctx, backups.Store) }},
		{"backups", func() (string, error) { return lookAtBackups(backups) }},
		{"clock", func() (string, error) { return lookAtClock(config.Zone) }},
		{"token", func() (string, error) { return lookAtToken(ctx, config) }},
	} {
		said, err := item.look()
		if err != nil {
			failed, said = true, "not fine: "+err.Error()
		}
		fmt.Fprintf(stdout, "%-9s %s\n", item.name, said)
	}
	if failed {
		return errors.New("not everything is fine")
	}
	return nil
}

// lookAtStore opens the store if it is there. One that is not there yet is not
// begun: serve does that. One that a bot holds is asked for there.
func lookAtStore(ctx context.Context, path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "not there yet, will begin in " + path, nil
	}
	asking, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	if said, err := call(asking, path, request{Ask: askStatus}); !errors.Is(err, errNoBot) {
		return "fine, in " + path + ", and the bot runs: " + said, err
	}
	kept, err := bolt.Open(path, bolt.Options{AsItIs: true})
	if err != nil {
		return "", err
	}
	return "fine, in " + path, kept.Close()
}

// lookAtBackups tells when the newest was made. That one can be made is seen
// when it is.
func lookAtBackups(folder backup.Folder) (string, error) {
	if folder.Path == "" {
		return "none are made: CALMCALF_BACKUP_DIR is empty", nil
	}
	if err := folder.Usable(); err != nil {
		return "", err
	}
	newest, err := folder.Newest(time.Now())
	if err != nil {
		return "", err
	}
	if newest.IsZero() {
		return "none yet in " + folder.Path, nil
	}
	return fmt.Sprintf("the newest in %s is of %s", folder.Path, newest.Local().Format("2006-01-02 15:04")), nil
}

func lookAtClock(zone string) (string, error) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		return "", err
	}
	now := time.Now().In(location)
	return fmt.Sprintf("%s %s in %s", routines.DateAt(now), now.Format("15:04"), zone), nil
}

// askTime is how long Telegram, or a bot that runs, may take to answer.
const askTime = 15 * time.Second

func lookAtToken(ctx context.Context, config bot.Config) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	b, err := bot.New(config)
	if err != nil {
		return "", err
	}
	name, err := b.Username(ctx)
	if err != nil {
		return "", err
	}
	return "fine, the bot is @" + name, nil
}
