package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Hint says what is wrong with a disk and what an operator can do about it, or
// nothing when the error is of another kind.
func Hint(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk is full; make room"
	case errors.Is(err, syscall.EROFS):
		return "the file system is read-only; mount it for writing, or use another"
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("user id %d may not use it; change the owner of the file and its folder, or the user", os.Getuid())
	}
	return ""
}

// Explain is an error of files in one line: what did not happen, the [Hint] and
// the error.
func Explain(what string, err error) error {
	if hint := Hint(err); hint != "" {
		return fmt.Errorf("%s: %s: %w", what, hint, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
