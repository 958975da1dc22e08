package bot

import (
	"sync"

	"calmcalf/routines"
)

// lanes runs jobs of one person in the order in which they came, and those of
// different people side by side, a bounded number at a time.
type lanes struct {
	slots   chan struct{}
	mu      sync.Mutex
	waiting map[routines.PersonID][]func()
	working sync.WaitGroup
}

func newLanes(atOnce int) *lanes {
	return &lanes{slots: make(chan struct{}, atOnce), waiting: map[routines.PersonID][]func(){}}
}

// add queues a job behind those of the same person.
func (l *lanes) add(id routines.PersonID, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue, busy := l.waiting[id]
	l.waiting[id] = append(queue, job)
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
		l.slots <- struct{}{}
		queue[0]()
		<-l.slots
	}
}

// wait returns when every job is done.
func (l *lanes) wait() { l.working.Wait() }
