package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"calmcalf/store/bolt"
)

// backup makes a backup now, whether or not the bot runs.
type backup struct {
	storeSettings
	backupSettings
	To string `placeholder:"DIR" help:"Another folder than CALMCALF_BACKUP_DIR. Nothing is removed from it."`
}

var errNoFolder = fmt.Errorf("CALMCALF_BACKUP_DIR is empty, which is a %w: set it, or name a folder with --to", errSetting)

// Run implements the subcommand.
func (c *backup) Run(ctx context.Context, stdout io.Writer) error {
	path, err := c.storePath()
	if err != nil {
		return err
	}
	v, err := c.vault(path)
	if err != nil {
		return err
	}
	if c.To != "" {
		v.folder, v.keep = c.To, 0
	}
	made, err := call(ctx, path, request{Ask: askBackup, Folder: absolute(v.folder), Recipient: c.BackupRecipient})
	if errors.Is(err, errNoBot) {
		if v.folder == "" {
			return errNoFolder
		}
		made, err = backUpAlone(ctx, path, v)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "the backup is", made)
	return nil
}

// backUpAlone is for a store that no bot holds. One of an older layout is copied
// as it is: this may be the backup before the new version's first start.
func backUpAlone(ctx context.Context, path string, v vault) (made string, err error) {
	kept, err := bolt.Open(path, bolt.Options{MustExist: true, AsItIs: true})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	return v.add(ctx, kept, time.Now())
}

// absolute means the same to another process.
func absolute(path string) string {
	if path == "" {
		return ""
	}
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// usageWords tells how large a store is.
func usageWords(u bolt.Usage) string {
	return fmt.Sprintf("%.1f MiB, %.1f MiB of them free", float64(u.Bytes)/(1<<20), float64(u.Free)/(1<<20))
}
