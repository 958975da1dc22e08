package bolt

import (
	"context"
	"errors"
	"io"

	"go.etcd.io/bbolt"
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
	attentive := &attentive{ctx: ctx, to: to}
	err = s.db.View(func(tx *bbolt.Tx) (err error) {
		n, err = tx.WriteTo(attentive)
		return err
	})
	if attentive.err != nil {
		return n, attentive.err // bbolt keeps only the words of some
	}
	return n, s.fault(err)
}

// attentive is a writer that stops when the context ends, and remembers what
// went wrong. It hides all other methods: a file would be asked to read from
// the store in one step.
type attentive struct {
	ctx context.Context
	to  io.Writer
	err error
}

// Write implements io.Writer.
func (a *attentive) Write(p []byte) (n int, err error) {
	if err = a.ctx.Err(); err == nil {
		n, err = a.to.Write(p)
	}
	a.err = errors.Join(a.err, err)
	return n, err
}
