package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"filippo.io/age"

	"calmcalf/store/bolt"
)

// vault is the folder with the backups of one store. A backup is in it under
// its own name only when it is whole, was read to its end and lies on the disk.
// So a crash or a full disk leaves the older ones as they are.
type vault struct {
	store     string        // the store's file
	folder    string        // empty: no backups are made
	keep      int           // how many stay; 0: all
	recipient age.Recipient // nil: they are not encrypted
}

// mostKept is a bound that a slip of the finger goes over.
const mostKept = 100_000

// vault gives the folder that the settings name.
func (s backupSettings) vault(store string) (v vault, err error) {
	v = vault{store: store, folder: s.BackupDir}
	v.keep, err = strconv.Atoi(s.BackupKeep)
	if err != nil || v.keep < 1 || v.keep > mostKept {
		return v, wrong("BACKUP_KEEP", s.BackupKeep, "a number from 1 to 100000 was expected, like 14")
	}
	v.recipient, err = recipientOf(s.BackupRecipient)
	return v, err
}

// recipientOf reads an age recipient. What it is not is not repeated: it might
// be the identity.
func recipientOf(text string) (age.Recipient, error) {
	if text == "" {
		return nil, nil
	}
	found, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("CALMCALF_BACKUP_RECIPIENT does not hold an age recipient, which is a %w: it begins with age1 (age-keygen -y tells it)", errSetting)
	}
	return found[0], nil
}

// dated is a time in a file's name, so that names sort by age.
const dated = "20060102T150405Z"

const encryptedEnd = ".age"

// stem is what the store's backups are called after.
func (v vault) stem() string {
	base := filepath.Base(v.store)
	return cmp.Or(strings.TrimSuffix(base, filepath.Ext(base)), base)
}

// form is what the names of our own backups look like, and of drafts of them.
func (v vault) form(before, after string) *regexp.Regexp {
	return regexp.MustCompile(`^` + before + regexp.QuoteMeta(v.stem()) + `-(\d{8}T\d{6}Z)\.db(\.age)?` + after + `$`)
}

// free gives a name that nothing has. Two backups in a second are a second
// apart.
func (v vault) free(now time.Time) (path string, err error) {
	for at := now.UTC(); ; at = at.Add(time.Second) {
		path = filepath.Join(v.folder, v.stem()+"-"+at.Format(dated)+".db")
		taken := false
		for _, end := range []string{"", encryptedEnd} {
			switch _, err := os.Lstat(path + end); {
			case err == nil:
				taken = true
			case !errors.Is(err, fs.ErrNotExist):
				return "", err
			}
		}
		if !taken {
			break
		}
	}
	if v.recipient != nil {
		path += encryptedEnd
	}
	return path, nil
}

// plainDraft is where a copy lies before it is encrypted: beside the store,
// which can be read there anyway, and never in the folder.
func (v vault) plainDraft() string {
	return filepath.Join(filepath.Dir(v.store), "."+filepath.Base(v.store)+".backup")
}

// sweep removes what a crash has left.
func (v vault) sweep() error {
	if err := os.Remove(v.plainDraft()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if v.folder == "" {
		return nil
	}
	names, err := os.ReadDir(v.folder)
	form := v.form(`\.`, `\.draft`)
	for _, name := range names {
		if form.MatchString(name.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(v.folder, name.Name())))
		}
	}
	return err
}

// add makes a backup and gives its path, which is empty when there is none.
// Should it be there and something else go wrong, there is an error as well.
func (v vault) add(ctx context.Context, kept *bolt.Store, now time.Time) (path string, err error) {
	if path, err = v.make(ctx, kept, now); err != nil {
		return "", explained("no backup was made", err)
	}
	if err := v.rotate(filepath.Base(path)); err != nil {
		return path, explained("the backup was made, but an old one could not be removed", err)
	}
	return path, nil
}

func (v vault) make(ctx context.Context, kept *bolt.Store, now time.Time) (path string, err error) {
	if err := v.usable(); err != nil {
		return "", err
	}
	if err := v.sweep(); err != nil {
		return "", err
	}
	path, err = v.free(now)
	if err != nil {
		return "", err
	}
	final := filepath.Join(v.folder, "."+filepath.Base(path)+".draft")
	draft := final
	if v.recipient != nil {
		draft = v.plainDraft()
	}
	defer os.Remove(draft) // unless it has become the backup
	if err := write(draft, func(to io.Writer) error {
		_, err := kept.Backup(ctx, to)
		return err
	}); err != nil {
		return "", err
	}
	if err := bolt.Verify(ctx, draft); err != nil {
		return "", fmt.Errorf("the copy is not sound, as perhaps the store is not: %w", err)
	}
	if v.recipient != nil {
		defer os.Remove(final)
		if err := write(final, func(to io.Writer) error { return encrypt(ctx, to, draft, v.recipient) }); err != nil {
			return "", err
		}
	}
	if err := os.Rename(final, path); err != nil {
		return "", err
	}
	return path, syncFolder(v.folder)
}

// usable tells whether there is a folder. It is not made: the disk that it lies
// on may not be mounted.
func (v vault) usable() error {
	info, err := os.Stat(v.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s: create it, or mount its disk", v.folder)
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is not a folder: name one", v.folder)
	}
	return err
}

// names of our own backups, oldest first.
func (v vault) names() (names []string, err error) {
	entries, err := os.ReadDir(v.folder)
	form := v.form("", "")
	for _, entry := range entries {
		if entry.Type().IsRegular() && form.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

// newest is when the latest backup was made, zero when there is none.
func (v vault) newest() (time.Time, error) {
	names, err := v.names()
	if err != nil || len(names) == 0 {
		return time.Time{}, err
	}
	return time.Parse(dated, v.form("", "").FindStringSubmatch(names[len(names)-1])[1])
}

// rotate removes the oldest backups, and never the one just made: the clock may
// have been moved back.
func (v vault) rotate(made string) error {
	if v.keep == 0 {
		return nil
	}
	names, err := v.names()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == made })
	for _, name := range names[:max(0, len(names)-(v.keep-1))] {
		err = errors.Join(err, os.Remove(filepath.Join(v.folder, name)))
	}
	return err
}

func encrypt(ctx context.Context, to io.Writer, path string, recipient age.Recipient) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	sealed, err := age.Encrypt(to, recipient)
	if err != nil {
		return err
	}
	if _, err := io.Copy(sealed, attentive{ctx, from}); err != nil {
		return err
	}
	return sealed.Close()
}

// attentive is a reader that stops when the context ends.
type attentive struct {
	ctx  context.Context
	from io.Reader
}

// Read implements io.Reader.
func (a attentive) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	return a.from.Read(p)
}

// write makes a new file that only its owner can read, and returns when it lies
// on the disk.
func write(path string, content func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = content(file)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncFolder makes a new name in a folder survive a crash.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// explained is an error of files, in one line with what would help.
func explained(what string, err error) error {
	help := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		help = "the disk is full, make room: "
	case errors.Is(err, syscall.EROFS):
		help = "the file system is read-only: "
	case errors.Is(err, fs.ErrPermission):
		help = fmt.Sprintf("user id %d may not: ", os.Getuid())
	}
	return fmt.Errorf("%s: %s%w", what, help, err)
}
