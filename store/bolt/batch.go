package bolt

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
)

// batch is what shares a transaction: the changes of those who come while the
// batch before is being written, and in the wait after that.
//
// What they come to is prepared side by side, and in that wait, by looking at the
// store as the batch before left it. Then one goroutine writes all of it. This
// gives what one change after the other would, since no Book is in a batch twice.
//
// bbolt's own Batch runs the closures one by one in the transaction, on a
// goroutine of its own. There a closure that ends its goroutine leaves everybody
// in the batch waiting for ever, and damage that bbolt meets while it commits ends
// the program. Batch with each closure on a goroutine apart, and without a write
// when nothing changed, reached 0.40 of the taps of bare bbolt on two busy cores
// (see BenchmarkTaps), this one 0.63 in the same run.
type batch struct {
	people   map[routines.PersonID]bool // whose Books it changes
	changes  []*change
	prepared int           // the first change that nobody has begun to prepare
	done     chan struct{} // closed when it lies on the disk, or could not be written
}

// change is one caller's part of a batch.
type change struct {
	prepare prepare
	put     put   // nil: nothing is to be written
	outcome error // why nothing was written
	ended   bool  // prepare panicked or ended its goroutine
}

// prepare works out what is to be written, nil when that is nothing. It reads
// the Books of the batch's people; what others in the batch may write as well is
// read when it is put.
type prepare func(*transaction) (put, error)

// put writes what was prepared. It may run twice.
type put func(*transaction) error

// write makes a change in a transaction that it shares with those of other
// goroutines, and returns when it lies on the disk. people are those whose Books
// it changes.
//
// A change that fails or panics takes nobody else's with it.
func (s *Store) write(ctx context.Context, prepare prepare, people ...routines.PersonID) error {
	s.writing.RLock()
	defer s.writing.RUnlock()
	s.use.RLock()
	defer s.use.RUnlock()
	if err := s.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for {
		c := &change{prepare: func(t *transaction) (put, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return prepare(t)
		}}
		<-s.join(c, people).done
		if !c.ended {
			return c.outcome
		}
		// The panic belongs on this goroutine. Should it not happen again, the
		// change is worth another try.
		_ = s.view(func(t *transaction) error {
			_, err := prepare(t)
			return err
		})
	}
}

// join adds a change to the batch that is being gathered, or to the next one when
// this one changes the Book of one of the people already.
func (s *Store) join(c *change, people []routines.PersonID) *batch {
	s.gathering.Lock()
	defer s.gathering.Unlock()
	for {
		b := s.batch
		if b == nil {
			b = &batch{people: map[routines.PersonID]bool{}, done: make(chan struct{})}
			s.batch = b
			go s.run(b)
		}
		if !slices.ContainsFunc(people, func(id routines.PersonID) bool { return b.people[id] }) {
			for _, id := range people {
				b.people[id] = true
			}
			b.changes = append(b.changes, c)
			return b
		}
		s.gathering.Unlock()
		<-b.done
		s.gathering.Lock()
	}
}

// run takes a batch from its first change to the disk.
//
// The wait begins when the batch before is done: those who were in it may come
// again at once, and would always miss this one if it did not wait for them.
func (s *Store) run(b *batch) {
	defer close(b.done)
	s.turn.Lock()
	defer s.turn.Unlock()
	enough := time.After(shareWait)
	runtime.Gosched() // others who come at the same moment join before there is much to do
	s.prepare(b)
	<-enough
	s.gathering.Lock()
	s.batch = nil
	s.gathering.Unlock()
	for b.prepared < len(b.changes) {
		s.prepare(b)
	}
	s.putAll(slices.DeleteFunc(b.changes, func(c *change) bool { return c.put == nil }))
}

// prepare prepares the changes of a batch until there are no more, on every core.
func (s *Store) prepare(b *batch) {
	s.gathering.Lock()
	left := len(b.changes) - b.prepared
	s.gathering.Unlock()
	var workers sync.WaitGroup
	for range min(left, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			err := s.view(func(t *transaction) error {
				for c := s.next(b); c != nil; c = s.next(b) {
					c.run(t)
				}
				return nil
			})
			if err == nil {
				return
			}
			for c := s.next(b); c != nil; c = s.next(b) {
				c.outcome = err
			}
		})
	}
	workers.Wait()
}

// next takes a change that is to be prepared, nil when there is none.
func (s *Store) next(b *batch) *change {
	s.gathering.Lock()
	defer s.gathering.Unlock()
	if b.prepared == len(b.changes) {
		return nil
	}
	b.prepared++
	return b.changes[b.prepared-1]
}

func (c *change) run(t *transaction) {
	c.ended = true
	defer func() { _ = recover() }()
	c.put, c.outcome = c.prepare(t)
	c.ended = false
}

var errNothing = errors.New("there is nothing to write")

// putAll writes changes in one transaction. When one fails after it has written
// something, the transaction begins again without it.
func (s *Store) putAll(changes []*change) {
	for len(changes) > 0 {
		failed, written := -1, false
		err := s.touch(func() error {
			return s.db.Update(func(tx *bbolt.Tx) error {
				t := begin(tx)
				for i, c := range changes {
					t.dirty = false
					c.outcome = s.touch(func() error { return c.put(t) })
					if c.outcome != nil && t.dirty {
						failed = i
						return c.outcome
					}
					written = written || t.dirty
				}
				if !written {
					return errNothing // bbolt would write a transaction without changes, too
				}
				return nil
			})
		})
		if failed >= 0 {
			changes = slices.Delete(changes, failed, failed+1)
			continue
		}
		if err == nil || errors.Is(err, errNothing) {
			return
		}
		for _, c := range changes {
			if c.outcome == nil {
				c.outcome = err // of the commit itself
			}
		}
		return
	}
}
