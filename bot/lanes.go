package bot

import (
	"context"
	"sync"
	"time"

	"calmcalf/routines"
)

// lanes do the work of one person in the order in which it came, and that of
// different people side by side, a bounded number at a time. Whoever has to wait
// waits outside: a slot is held only while something is being done.
type lanes struct {
	open    context.Context // after its end nothing is waited for any more
	slots   chan struct{}   // nil: no bound
	mu      sync.Mutex
	waiting map[routines.PersonID][]turn
	working sync.WaitGroup
}

// turn is a job that waits for those before it.
type turn struct {
	job
	free bool // it needs no slot
}

// job does a piece of work. Unless it is done, it is called again after a while,
// before everything else of the person's.
type job func() (wait time.Duration, done bool)

func newLanes(open context.Context, atOnce int) *lanes {
	l := &lanes{open: open, waiting: map[routines.PersonID][]turn{}}
	if atOnce > 0 {
		l.slots = make(chan struct{}, atOnce)
	}
	return l
}

// add queues a job behind those of the same person.
func (l *lanes) add(id routines.PersonID, next job) { l.queue(id, turn{job: next}) }

// addFree queues a job that needs no slot, since it spends its time waiting for
// somebody else.
func (l *lanes) addFree(id routines.PersonID, next job) { l.queue(id, turn{job: next, free: true}) }

func (l *lanes) queue(id routines.PersonID, next turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue, busy := l.waiting[id]
	l.waiting[id] = append(queue, next)
	if !busy {
		l.working.Go(func() { l.work(id) })
	}
}

func (l *lanes) work(id routines.PersonID) {
	for {
		l.mu.Lock()
		queue := l.waiting[id]
		if len(queue) == 0 {
			delete(l.waiting, id)
			l.mu.Unlock()
			return
		}
		l.waiting[id] = queue[1:]
		l.mu.Unlock()
		for {
			wait, done := l.run(queue[0])
			if done {
				break
			}
			pause(l.open, wait)
		}
	}
}

func (l *lanes) run(next turn) (wait time.Duration, done bool) {
	if l.slots != nil && !next.free {
		l.slots <- struct{}{}
		defer func() { <-l.slots }()
	}
	return next.job()
}

// once is a job that is done when it returns.
func once(work func()) job {
	return func() (time.Duration, bool) { work(); return 0, true }
}

// wait returns when every job is done.
func (l *lanes) wait() { l.working.Wait() }
