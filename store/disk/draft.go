package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Draft is a file in the making, beside the one that it is to become. It is open
// for reading and writing, and has mode 0600. Make one with [NewDraft].
type Draft struct {
	*pending
	path string
}

// NewDraft begins what is to become the file at a path. Call [Draft.Remove] when
// done with it.
func NewDraft(path string) (*Draft, error) {
	file, err := newPending(path)
	if err != nil {
		return nil, err
	}
	return &Draft{file, path}, nil
}

// Replace makes the draft the file, in the place of one that is there. Should
// there be an error, that one is as it was, unless the folder alone could not be
// brought to the disk.
func (d *Draft) Replace() error {
	if err := d.CloseAtomicallyReplace(); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(d.path))
}

// Link makes the draft the file, and fails with [fs.ErrExist] when there is one
// by now.
func (d *Draft) Link() error {
	if err := d.Sync(); err != nil {
		return err
	}
	return LinkOrRename(d.Name(), d.path)
}

// Remove closes the draft, and removes it unless it has become the file.
func (d *Draft) Remove() {
	_ = d.Cleanup() // what went wrong before is what matters
}

// Sweep removes drafts from a folder that a crash has left. It asks for each by
// the name of the file that it was to become. Nobody may be making one.
func Sweep(folder string, chosen func(name string) bool) error {
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		of, ok := draftOf(entry.Name())
		if !ok || !entry.Type().IsRegular() || !chosen(of) {
			continue
		}
		if failed := os.Remove(filepath.Join(folder, entry.Name())); !errors.Is(failed, fs.ErrNotExist) {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// draftOf reads the name of a draft: a dot, the name of the file, and digits.
func draftOf(name string) (of string, ok bool) {
	of, hidden := strings.CutPrefix(name, ".")
	whole := len(of)
	of = strings.TrimRight(of, "0123456789")
	return of, hidden && of != "" && len(of) < whole
}
