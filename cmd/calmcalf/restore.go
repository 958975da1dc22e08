package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

// restore puts a backup in the place of the store.
type restore struct {
	storeSettings
	File     string `arg:"" help:"The backup."`
	Force    bool   `help:"Replace the store that is there. It is kept beside, under a dated name."`
	Identity string `placeholder:"FILE" help:"File with the age identity that opens an encrypted backup."`
}

// Run implements the subcommand.
func (c *restore) Run(ctx context.Context, stdout io.Writer) (err error) {
	path, err := c.storePath()
	if err != nil {
		return err
	}
	store, release, err := bolt.Hold(path, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	aside, err := backup.Restore(ctx, backup.Restoring{
		File: c.File, Identity: c.Identity, Store: store, Replace: c.Force, Verify: bolt.Verify,
	}, time.Now())
	switch {
	case errors.Is(err, backup.ErrStoreThere):
		return fmt.Errorf("there is a store already, %s: --force replaces it and keeps it under another name", store)
	case errors.Is(err, backup.ErrEncrypted):
		return fmt.Errorf("nothing was restored: %s is encrypted: name the file with your age identity, with --identity", c.File)
	case err != nil:
		return err
	}
	fmt.Fprintf(stdout, "restored %s\n", store)
	if aside != "" {
		fmt.Fprintf(stdout, "the store of before is %s\n", aside)
	}
	return nil
}
