package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

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
	_, err = os.Lstat(store)
	there := err == nil
	switch {
	case there && !c.Force:
		return fmt.Errorf("there is a store already, %s: --force replaces it and keeps it under another name", store)
	case !there && !errors.Is(err, fs.ErrNotExist):
		return explained("nothing was restored", err)
	}
	draft := filepath.Join(filepath.Dir(store), "."+filepath.Base(store)+".restore")
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a crash
		return explained("nothing was restored", err)
	}
	defer os.Remove(draft) // unless it has become the store
	if err := write(draft, func(to io.Writer) error { return c.read(ctx, to) }); err != nil {
		return explained("nothing was restored", err)
	}
	if err := bolt.Verify(ctx, draft); err != nil {
		return fmt.Errorf("nothing was restored: %s", strings.ReplaceAll(err.Error(), draft, c.File))
	}
	if err := inherit(draft, store, there); err != nil {
		return explained("nothing was restored", err)
	}
	if !there {
		if err := putInPlace(draft, store); err != nil {
			return explained("nothing was restored", err)
		}
		fmt.Fprintf(stdout, "restored %s\n", store)
		return nil
	}
	aside, err := setAside(store, time.Now())
	if err != nil {
		return explained("nothing was restored", err)
	}
	if err := errors.Join(os.Rename(draft, store), syncFolder(filepath.Dir(store))); err != nil {
		return explained("nothing was restored", err)
	}
	fmt.Fprintf(stdout, "restored %s\nthe store of before is %s\n", store, aside)
	return nil
}

// What encrypted files begin with.
const (
	ageBegin   = "age-encryption.org/"
	armorBegin = "-----BEGIN AGE ENCRYPTED FILE-----"
)

// read copies the backup, decrypted.
func (c *restore) read(ctx context.Context, to io.Writer) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name a backup in it", c.File)
	}
	buffered := bufio.NewReaderSize(attentive{ctx, file}, 1<<16)
	var from io.Reader = buffered
	opening, _ := buffered.Peek(len(armorBegin)) // less of a short file
	armored := strings.HasPrefix(string(opening), armorBegin)
	if armored {
		from = armor.NewReader(buffered)
	}
	if armored || strings.HasPrefix(string(opening), ageBegin) {
		identities, err := c.identities()
		if err != nil {
			return err
		}
		var other *age.NoIdentityMatchError
		from, err = age.Decrypt(from, identities...)
		if errors.As(err, &other) {
			return fmt.Errorf("%s was encrypted to another recipient than that of %s", c.File, c.Identity)
		}
		if err != nil {
			return fmt.Errorf("%s cannot be decrypted: %w", c.File, err)
		}
	}
	if _, err = io.Copy(to, from); err != nil && from != io.Reader(buffered) {
		return fmt.Errorf("%s cannot be decrypted to its end: %w", c.File, err)
	}
	return err
}

// identities are secret: nothing of the file is repeated.
func (c *restore) identities() ([]age.Identity, error) {
	if c.Identity == "" {
		return nil, fmt.Errorf("%s is encrypted: name the file with your age identity, with --identity", c.File)
	}
	file, err := os.Open(c.Identity)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	found, err := age.ParseIdentities(file)
	if err != nil {
		return nil, fmt.Errorf("%s holds no age identity: it begins with AGE-SECRET-KEY-1", c.Identity)
	}
	return found, nil
}

// putInPlace gives a file its name, unless something else has it by now.
func putInPlace(draft, path string) error {
	err := os.Link(draft, path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		if _, there := os.Lstat(path); errors.Is(there, fs.ErrNotExist) {
			err = os.Rename(draft, path)
		}
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// setAside gives the store a second name, so that there is one at every moment.
func setAside(store string, now time.Time) (aside string, err error) {
	for at := now.UTC(); ; at = at.Add(time.Second) {
		aside = store + ".replaced-" + at.Format(dated)
		err = os.Link(store, aside)
		if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
			err = copyFile(aside, store)
		}
		switch {
		case errors.Is(err, fs.ErrExist):
		case err != nil:
			return "", err
		default:
			return aside, syncFolder(filepath.Dir(aside))
		}
	}
}

// copyFile makes a whole new file or none.
func copyFile(path, like string) error {
	from, err := os.Open(like)
	if err != nil {
		return err
	}
	defer from.Close()
	err = write(path, func(to io.Writer) error {
		_, err := io.Copy(to, from)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrExist) {
		_ = os.Remove(path) // what went wrong before is what matters
	}
	return err
}
