package bolt

import (
	"context"
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
// What they come to is worked out side by side, and in that wait, by looking at
// the store as the batch before left it. Then one goroutine writes all of it.
// This gives what one change after the other would, since no Book is in a batch
// twice. bbolt's own Batch works everything out one by one, in the transaction.
type batch struct {
	people  map[routines.PersonID]bool // whose Books it changes
	changes []*change
	looking int           // the first change that nobody took to work it out
	done    chan struct{} // closed when it lies on the disk, or could not be written
}

// change is one caller's part of a batch.
type change struct {
	look     look
	put      put   // nil: nothing is to be written
	outcome  error // why nothing was written
	panicked bool  // look did not return
}

// look works out what is to be written, nil when that is nothing. It looks at
// the Books of the batch's people; what others in the batch may write as well, is
// looked at when it is put.
type look func(*transaction) (put, error)

// put writes what was worked out. It may run twice.
type put func(*transaction) error

// write makes a change in a transaction that it shares with those of other
// goroutines, and returns when it lies on the disk. Named are the people whose
// Books it changes.
//
// A change that fails or panics takes nobody else's with it.
func (s *Store) write(ctx context.Context, look look, people ...routines.PersonID) error {
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
		c := &change{look: func(t *transaction) (put, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return look(t)
		}}
		<-s.join(c, people).done
		if !c.panicked {
			return c.outcome
		}
		// It belongs to this goroutine to panic. Should it not do so again, it
		// is worth another try.
		_ = s.view(func(t *transaction) error {
			_, err := look(t)
			return err
		})
	}
}

// join adds a change to the batch that is being gathered, or to the next when
// the Book of one of the people is in this one.
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
// again at once, and would for ever be in every other batch if this one did not
// wait for them.
func (s *Store) run(b *batch) {
	defer close(b.done)
	s.turn.Lock()
	defer s.turn.Unlock()
	enough := time.After(shareWait)
	runtime.Gosched() // lets those come who come at the same moment, before there is much to do
	s.workOut(b)
	<-enough
	s.gathering.Lock()
	s.batch = nil
	s.gathering.Unlock()
	for b.looking < len(b.changes) {
		s.workOut(b)
	}
	s.putAll(slices.DeleteFunc(b.changes, func(c *change) bool { return c.put == nil }))
}

// workOut takes changes until there are no more.
func (s *Store) workOut(b *batch) {
	s.gathering.Lock()
	left := len(b.changes) - b.looking
	s.gathering.Unlock()
	var workers sync.WaitGroup
	for range min(left, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			err := s.view(func(t *transaction) error {
				for c := s.next(b); c != nil; c = s.next(b) {
					c.workOut(t)
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

// next takes a change, nil when there is none.
func (s *Store) next(b *batch) *change {
	s.gathering.Lock()
	defer s.gathering.Unlock()
	if b.looking == len(b.changes) {
		return nil
	}
	b.looking++
	return b.changes[b.looking-1]
}

func (c *change) workOut(t *transaction) {
	c.panicked = true
	defer func() { _ = recover() }()
	c.put, c.outcome = c.look(t)
	c.panicked = false
}

// putAll writes changes in one transaction. When one fails that has written
// something, it begins again without it.
func (s *Store) putAll(changes []*change) {
	for len(changes) > 0 {
		failed := -1
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
				}
				return nil
			})
		})
		if failed >= 0 {
			changes = slices.Delete(changes, failed, failed+1)
			continue
		}
		for _, c := range changes {
			if err != nil && c.outcome == nil {
				c.outcome = err // of the commit itself
			}
		}
		return
	}
}
