package bolt

import (
	"context"
	"io"

	"go.etcd.io/bbolt"

	"calmcalf/store/disk"
)

// Backup writes a copy of the store as it is at one moment, and gives its
// length in bytes. Everything else goes on meanwhile, but the file cannot reuse
// what is freed: so write to a disk, never to somebody far away.
//
// An error of the writer is returned as it is.
func (s *Store) Backup(ctx context.Context, to io.Writer) (n int64, err error) {
	if err := s.takeTurn(ctx); err != nil {
		return 0, err
	}
	defer s.endTurn()
	s.use.RLock()
	defer s.use.RUnlock()
	if s.done {
		return 0, s.fault(errClosed)
	}
	writer := disk.NewCtxWriter(ctx, to)
	err = s.db.View(func(tx *bbolt.Tx) (err error) {
		n, err = tx.WriteTo(writer)
		return err
	})
	if writer.Err() != nil {
		return n, writer.Err() // bbolt keeps only the words of some
	}
	return n, s.fault(err)
}
