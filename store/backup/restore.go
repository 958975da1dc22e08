package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"calmcalf/store/disk"
)

// ErrStoreThere means that something has the store's name and was not to be
// replaced.
var ErrStoreThere = errors.New("there is a store already")

// Restoring is a backup and where it is to go.
type Restoring struct {
	File     string // the backup
	Identity string // file with the age identity that opens it; empty: it is not encrypted
	Store    string // the store's file, which nobody may use meanwhile
	Replace  bool   // a store that is there is set aside; otherwise it is left
	Verify   Verify
}

// Restore puts a backup in the place of a store, once it was read to its end. A
// store that is there stays beside it as aside, called after the time, so that
// there is a whole store under the name at every moment.
//
// Errors are one line that says what would help, or [ErrStoreThere] or
// [ErrEncrypted]; then nothing was restored.
func Restore(ctx context.Context, r Restoring, now time.Time) (aside string, err error) {
	_, err = os.Lstat(r.Store)
	there := err == nil
	switch {
	case there && !r.Replace:
		return "", ErrStoreThere
	case there || errors.Is(err, fs.ErrNotExist):
		aside, err = r.put(ctx, there, now)
	}
	if err != nil {
		return "", disk.Explain("nothing was restored", err)
	}
	return aside, nil
}

func (r Restoring) put(ctx context.Context, there bool, now time.Time) (aside string, err error) {
	if err := disk.Sweep(filepath.Dir(r.Store), func(name string) bool { return name == filepath.Base(r.Store) }); err != nil {
		return "", err
	}
	draft, err := disk.NewDraft(r.Store)
	if err != nil {
		return "", err
	}
	defer draft.Remove()
	if err := decrypt(ctx, draft, r.File, r.Identity); err != nil {
		return "", err
	}
	if err := draft.Sync(); err != nil {
		return "", err
	}
	if err := r.Verify(ctx, draft.Name()); err != nil {
		return "", errors.New(strings.ReplaceAll(err.Error(), draft.Name(), r.File))
	}
	if err := inherit(draft.Name(), r.Store, there); err != nil {
		return "", err
	}
	if !there {
		return "", draft.Link()
	}
	if aside, err = setAside(r.Store, now); err != nil {
		return "", err
	}
	return aside, draft.Replace()
}

// setAside gives the store a second name.
func setAside(store string, now time.Time) (aside string, err error) {
	for at := now.UTC(); ; at = at.Add(time.Second) {
		aside = store + ".replaced-" + at.Format(dated)
		if err := disk.LinkOrCopy(store, aside); !errors.Is(err, fs.ErrExist) {
			return aside, err
		}
	}
}
