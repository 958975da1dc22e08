package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"calmcalf/store"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

// backupNow makes a backup, whether or not the bot runs.
type backupNow struct {
	storeSettings
	backupSettings
	To string `placeholder:"DIR" help:"Another folder than CALMCALF_BACKUP_DIR. Nothing is removed from it."`
}

var errNoFolder = fmt.Errorf("CALMCALF_BACKUP_DIR is empty, which is a %w: set it, or name a folder with --to", errSetting)

// Run implements the subcommand.
func (c *backupNow) Run(ctx context.Context, stdout io.Writer) error {
	path, err := c.storePath()
	if err != nil {
		return err
	}
	folder, err := c.backups(path)
	if err != nil {
		return err
	}
	if c.To != "" {
		folder.Path, folder.Keep = c.To, 0
	}
	made, err := call(ctx, path, request{Ask: askBackup, Folder: absolute(folder.Path), Recipient: c.BackupRecipient})
	if errors.Is(err, errNoBot) {
		if folder.Path == "" {
			return errNoFolder
		}
		made, err = backUpAlone(ctx, folder)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "the backup is", made)
	return nil
}

// backUpAlone is for a store that no bot holds. One of an older layout is copied
// as it is: this may be the backup before the new version's first start.
func backUpAlone(ctx context.Context, folder backup.Folder) (made string, err error) {
	kept, err := bolt.Open(folder.Store, bolt.Options{MustExist: true, AsItIs: true})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	return folder.Add(ctx, kept, time.Now())
}

// mostKept is a bound that a slip of the finger goes over.
const mostKept = 100_000

// backups is the folder that the settings name, for the store in a file.
func (s backupSettings) backups(store string) (f backup.Folder, err error) {
	f = backup.Folder{Store: store, Path: s.BackupDir, Verify: bolt.Verify}
	f.Keep, err = strconv.Atoi(s.BackupKeep)
	if err != nil || f.Keep < 1 || f.Keep > mostKept {
		return f, wrong("BACKUP_KEEP", s.BackupKeep, "a number from 1 to 100000 was expected, like 14")
	}
	f.Recipient, err = backup.ParseRecipient(s.BackupRecipient)
	return f, wrongRecipient(err)
}

// wrongRecipient names the variable. What it holds is not repeated: it might be
// the identity.
func wrongRecipient(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("CALMCALF_BACKUP_RECIPIENT does not hold an age recipient, which is a %w: it begins with age1 (age-keygen -y tells it)", errSetting)
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
func usageWords(u store.Usage) string {
	return fmt.Sprintf("%.1f MiB, %.1f MiB of them free", float64(u.Bytes)/(1<<20), float64(u.Free)/(1<<20))
}
