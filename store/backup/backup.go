// Package backup keeps copies of a store in a folder, and puts one back.
//
// A backup is in its folder under its own name only when it is whole, was read
// to its end and lies on the disk (see [calmcalf/store/disk]). So a crash or a
// full disk costs the newest backup and leaves the older ones as they are. Its
// name tells when it was made, and [Folder.Add] removes the oldest by that.
//
// A copy that is to be encrypted lies in the open for the time it takes to read
// it: beside the store, which can be read there anyway, and never in the folder,
// which may be on somebody else's machine.
//
// [Restore] does the same backwards. What it replaces stays beside the store
// under a name of its own.
//
// What kind of store it is does not matter here. It copies itself ([Source]) and
// knows what a sound copy looks like ([Verify]).
package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"calmcalf/store/disk"
)

// Source is a store that can be copied while it is used.
type Source interface {
	// Backup writes a copy of the store as it is at one moment, and gives its
	// length in bytes. An error of the writer is returned as it is.
	Backup(ctx context.Context, to io.Writer) (n int64, err error)
}

// Verify reads a copy to its end, without altering it. The error is one line with
// the first thing that is wrong.
type Verify func(ctx context.Context, path string) error

// Folder is where the backups of one store are.
type Folder struct {
	Store     string        // the store's file; backups are called after it
	Path      string        // of the folder; empty: no backups are made
	Keep      int           // how many backups stay; 0: all
	Recipient age.Recipient // nil: they are not encrypted
	Verify    Verify
}

// Add makes a backup as of now, removes the oldest, and gives its path, which is
// empty when there is none. Should it be there and something else go wrong, there
// is an error as well. Nobody else may make one in the folder meanwhile.
//
// Errors are one line that says what would help.
func (f Folder) Add(ctx context.Context, source Source, now time.Time) (path string, err error) {
	if path, err = f.add(ctx, source, now); err != nil {
		return "", disk.Explain("no backup was made", err)
	}
	if err := f.rotate(filepath.Base(path)); err != nil {
		return path, disk.Explain("the backup was made, but an old one could not be removed", err)
	}
	return path, nil
}

func (f Folder) add(ctx context.Context, source Source, now time.Time) (path string, err error) {
	if err := f.Usable(); err != nil {
		return "", err
	}
	if err := f.Sweep(); err != nil {
		return "", err
	}
	path, err = f.free(now)
	if err != nil {
		return "", err
	}
	if f.Recipient == nil {
		plain, err := f.copy(ctx, source, path)
		if err != nil {
			return "", err
		}
		defer plain.Remove()
		return path, plain.Replace()
	}
	plain, err := f.copy(ctx, source, f.plain())
	if err != nil {
		return "", err
	}
	defer plain.Remove()
	sealed, err := disk.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer sealed.Remove()
	if err := encrypt(ctx, sealed, plain.File, f.Recipient); err != nil {
		return "", err
	}
	return path, sealed.Replace()
}

// copy writes the store into a draft and reads it to its end.
func (f Folder) copy(ctx context.Context, source Source, path string) (draft *disk.Draft, err error) {
	draft, err = disk.NewDraft(path)
	if err != nil {
		return nil, err
	}
	if _, err = source.Backup(ctx, draft); err == nil {
		if err = f.Verify(ctx, draft.Name()); err != nil {
			err = fmt.Errorf("the copy is not sound, as perhaps the store is not: %w", err)
		}
	}
	if err != nil {
		draft.Remove()
		return nil, err
	}
	return draft, nil
}

// plain is what a copy is a draft of before it is encrypted.
func (f Folder) plain() string { return f.Store + ".backup" }

// Sweep removes what a crash has left, in the folder and beside the store.
func (f Folder) Sweep() error {
	err := disk.Sweep(filepath.Dir(f.Store), func(name string) bool { return name == filepath.Base(f.plain()) })
	if f.Path == "" {
		return err
	}
	return errors.Join(err, disk.Sweep(f.Path, f.form().MatchString))
}

// Usable tells why no backup can be made in the folder. It is not created when it
// is missing: the disk that it lies on may not be mounted.
func (f Folder) Usable() error {
	info, err := os.Stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s: create it, or mount its disk", f.Path)
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is not a folder: name one", f.Path)
	}
	return err
}
