package bolt

import (
	"errors"
	"io/fs"
	"time"

	berrors "go.etcd.io/bbolt/errors"
)

// Hold keeps everybody else from opening the store in a file until release is
// called, so that another file can be put in its place. file is what symbolic
// links at path lead to. A file that is not there or that nobody can open needs
// no holding; it is not altered.
func Hold(path string, wait time.Duration) (file string, release func() error, err error) {
	file, err = follow(path, mostLinks)
	if err != nil {
		return "", nil, fault(path, err)
	}
	if wait <= 0 {
		wait = lockWait
	}
	db, _, err := openSound(file, wait, false)
	switch {
	case err == nil:
		return file, db.Close, nil
	case errors.Is(err, berrors.ErrTimeout), errors.Is(err, fs.ErrPermission):
		return "", nil, fault(path, err)
	}
	return file, func() error { return nil }, nil
}
