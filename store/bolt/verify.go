package bolt

import (
	"context"
	"errors"
	"fmt"
)

// Verify reads a store's file from the first page to the last, without altering
// it: every page, every record with its checksum, and that Nights, alarms and
// leases belong to somebody. Older layouts are sound, too. The error is one line
// with the first thing that is wrong. It is for copies: a file that is in use is
// an error.
func Verify(ctx context.Context, path string) error {
	// On a damaged file bbolt may go in a circle, out of which no guard leads.
	if err := walkFile(ctx, path); err != nil {
		return fault(path, err)
	}
	db, version, err := openSound(path, lockWait, true)
	if err != nil {
		return fault(path, err)
	}
	s := newStore(db, path, path, version)
	wrong, err := s.check(ctx)
	if err == nil && len(wrong) > 0 {
		err = wrong[0]
		if more := len(wrong) - 1; more > 0 {
			err = fmt.Errorf("%w (and %d more of this kind)", err, more)
		}
	}
	return fault(path, errors.Join(err, db.Close()))
}
