package bolt

import (
	"context"

	"go.etcd.io/bbolt"

	"calmcalf/store"
)

// Usage looks at the store's file.
func (s *Store) Usage(ctx context.Context) (u store.Usage, err error) {
	s.use.RLock()
	defer s.use.RUnlock()
	if s.done {
		return u, s.fault(errClosed)
	}
	if err := ctx.Err(); err != nil {
		return u, err
	}
	u, err = s.usage()
	return u, s.fault(err)
}

func (s *Store) usage() (u store.Usage, err error) {
	err = guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			stats := s.db.Stats()
			u = store.Usage{
				Bytes:  tx.Size(),
				Free:   int64(stats.FreePageN+stats.PendingPageN) * int64(s.db.Info().PageSize),
				Erased: tx.Bucket(metaBucket).Get(erasedKey) != nil,
			}
			return nil
		})
	})
	return u, err
}
