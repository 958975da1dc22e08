package bot

import (
	"fmt"
	"sync"

	"calmcalf/routines"
	"calmcalf/store"
)

// doubts remembers the prompts of which nobody can tell whether they arrived.
type doubts struct {
	mu  sync.Mutex
	all map[routines.PersonID]doubt
}

type doubt struct {
	prompt string // tells it from others of the person
	count  int    // sendings of unknown outcome
	mark   uint64 // what Telegram had answered by the latest one
}

// of is how many sendings of a prompt have an unknown outcome, and what Telegram had
// answered by the latest. What the bot was sending when it was killed left an attempt
// behind.
func (d *doubts) of(lease store.Lease, c *routines.Card) (count int, mark uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	one := d.all[lease.Person]
	if one.prompt != name(c) {
		one = doubt{}
	}
	return one.count + lease.Attempt - 1, one.mark
}

// add notes one more and gives how many there are.
func (d *doubts) add(lease store.Lease, c *routines.Card, mark uint64) int {
	count, _ := d.of(lease, c)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[routines.PersonID]doubt{}
	}
	d.all[lease.Person] = doubt{prompt: name(c), count: count + 1, mark: mark}
	return count + 1
}

// clear forgets what is known of a person's prompt.
func (d *doubts) clear(id routines.PersonID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.all, id)
}

// name tells a prompt from others of the same person.
func name(c *routines.Card) string { return fmt.Sprint(c.Keys, c.CheckIn, c.Summary) }
