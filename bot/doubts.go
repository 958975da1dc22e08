package bot

import (
	"fmt"
	"sync"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// doubts remembers the prompts of which nobody can tell whether they arrived.
type doubts struct {
	mu  sync.Mutex
	all map[routines.PersonID]doubt
	due map[int64]time.Time // when the latest sending of what is owed ended so
}

// owed is when the latest sending of unknown outcome of what is owed to an update
// ended, zero for none of this process.
func (d *doubts) owed(update int64) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.due[update]
}

// owe notes that one has ended now.
func (d *doubts) owe(update int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.due == nil || len(d.due) > mostOver {
		d.due = map[int64]time.Time{}
	}
	d.due[update] = time.Now()
}

type doubt struct {
	prompt string    // tells it from others of the person
	count  int       // sendings of unknown outcome
	ended  time.Time // when the latest one did
}

// of is how many sendings of a prompt have an unknown outcome, and when the latest
// ended. What the bot was sending when it was killed left an attempt behind.
func (d *doubts) of(lease store.Lease, c *routines.Card) (count int, ended time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	one := d.all[lease.Person]
	if one.prompt != name(c) {
		one = doubt{}
	}
	return one.count + lease.Attempt - 1, one.ended
}

// add notes one more and reports whether the prompt is given up, and whether that is
// new.
func (d *doubts) add(lease store.Lease, c *routines.Card) (givenUp, now bool) {
	count, _ := d.of(lease, c)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[routines.PersonID]doubt{}
	}
	one := d.all[lease.Person]
	known := one.prompt == name(c) && one.count >= mostUnknown
	d.all[lease.Person] = doubt{prompt: name(c), count: count + 1, ended: time.Now()}
	return count+1 >= mostUnknown, !known
}

// clear forgets what is known of a person's prompt.
func (d *doubts) clear(id routines.PersonID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.all, id)
}

// name tells a prompt from others of the same person.
func name(c *routines.Card) string { return fmt.Sprint(c.Keys, c.CheckIn, c.Summary) }
