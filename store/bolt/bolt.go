// Package bolt keeps Books in one file, with bbolt: the store for one binary on
// one machine.
//
// The file is a set of ordered maps:
//
//	meta      what the file is, the version of its layout, and whether somebody was forgotten
//	people    person -> the head of their Book
//	nights    person, date -> Night; so a person's Nights lie together, in order
//	alarms    instant, hash, person -> from when on it may ring early, if anything is to be said
//	leases    person -> the lease of their alarm, until it is settled
//	settings  key -> value
//
// Every transaction ends by waiting for a write to the disk, and there is one
// writer at a time. So what many people do at the same moment shares a
// transaction (see [Store.write]). Readers block nobody, but while one is open
// the file cannot reuse what was freed; none is held while anything waits.
//
// Values carry checksums, since bbolt itself does not notice a flipped byte.
//
// What was erased stays in the file's free pages until they are used again, and
// the file never shrinks by itself: [Store.Compact] writes what is left into a
// new file. [Store.Backup] copies the file while it is used, and [Verify] reads
// such a copy to the end.
//
// A file of an older layout is copied, and then brought up to date in one
// transaction, when it is opened. A newer one is refused.
package bolt

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/store"
)

// Store is a [store.Store] in a file. Make one with [Open].
type Store struct {
	db   *bbolt.DB
	path string // as it was given, for messages
	file string // what the symbolic links at path lead to

	layout uint32 // of the file; older ones are for looking at as a whole
	from   uint32 // the layout that it had when it was opened; 0: this one
	kept   string // the copy as it was then

	// Locked in this order.
	long    chan struct{} // holds a token while a backup, a check or a compaction is under way
	writing sync.RWMutex  // held for reading by writers
	use     sync.RWMutex  // held for reading by what is under way
	done    bool          // closed

	turn      sync.Mutex // held from when a batch is prepared until it is written
	gathering sync.Mutex // held to look at batch, or to alter one
	batch     *batch     // the one that takes more changes, nil when there is none
}

var _ store.Store = (*Store)(nil)

// Options of [Open]. The zero value serves.
type Options struct {
	MustExist bool          // do not begin a new store
	AsItIs    bool          // leave an older layout as it is; it can then be copied and checked, but no Book be opened
	LockWait  time.Duration // how long another process may still hold the file; zero: a second
}

// lockWait is shorter than anybody waits at a terminal, and longer than a
// service takes to let go of the file when it is restarted.
const lockWait = 900 * time.Millisecond

// shareWait is how long a change waits for others to share its transaction.
// Writing to the disk takes about as long.
const shareWait = time.Millisecond

var (
	errClosed = errors.New("the store is closed")
	errOlder  = errors.New("an older version of the program wrote it, and it was opened to be left as it is")
)

// usable gives the reason why no Book can be opened. The caller holds use.
func (s *Store) usable() error {
	switch {
	case s.done:
		return s.fault(errClosed)
	case s.layout != layout:
		return s.fault(errOlder)
	}
	return nil
}

// takeTurn waits until no other long work is under way. Long work that waited for
// the locks instead would make everybody wait for the work before it, too.
func (s *Store) takeTurn(ctx context.Context) error {
	select {
	case s.long <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) endTurn() { <-s.long }

// Close ends all use of the store and waits for what is under way.
func (s *Store) Close() error {
	s.use.Lock()
	defer s.use.Unlock()
	s.done = true
	return s.fault(s.db.Close())
}
