package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	berrors "go.etcd.io/bbolt/errors"

	"calmcalf/store/disk"
)

var (
	errForeign = errors.New("this is not a store of this program: name another file, or move this one away")
	errDamaged = errors.New("the file is damaged: restore a backup")
)

// fault is an error about the file at a path, with what would help.
func fault(path string, err error) error {
	if err == nil {
		return nil
	}
	// The path is named once, at the front.
	if strings.HasPrefix(err.Error(), "bolt: "+path+": ") {
		return err
	}
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	if hint := hint(path, err); hint != "" {
		return fmt.Errorf("bolt: %s: %s: %w", path, hint, err)
	}
	return fmt.Errorf("bolt: %s: %w", path, err)
}

func hint(path string, err error) string {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return "another process holds the store; stop it first, or ask it"
	case errors.Is(err, fs.ErrNotExist):
		folder := filepath.Dir(path)
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return fmt.Sprintf("there is no folder %s; create it first", folder)
		}
		return "there is no store; name the file that holds it"
	}
	return disk.Hint(err)
}

// fault is an error about the store's file.
func (s *Store) fault(err error) error { return fault(s.path, err) }

// guard turns what bbolt does when it meets damaged pages into an error: it
// panics, or reads where nothing is mapped. Closures of callers are never run
// under it, so that their own panics stay what they are.
func guard(touch func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if met := recover(); met != nil {
			err = fmt.Errorf("%w (%v)", errDamaged, met)
		}
	}()
	return touch()
}
