// Package store is the one seam between the bot and what it remembers.
//
// All that is kept about one person is their [Book]: the person, their nights,
// their one alarm, and the ids of the updates applied last. A Book changes
// through [Store.Update], all of it or nothing. Beside the Books there are
// settings, which are changed by comparing and swapping.
//
// A store has no clock: the present is an argument, UTC, kept to the
// microsecond. The suite in storetest says what every implementation holds to.
package store

import (
	"context"
	"errors"
	"time"

	"calmcalf/routines"
)

// Errors that say something about data; test with errors.Is.
var (
	ErrNotFound = errors.New("store: not found")
	ErrConflict = errors.New("store: changed meanwhile")
)

// Store keeps Books and settings. All methods may be called from many
// goroutines.
type Store interface {
	// Update changes a person's Book, creating it when it is not there. change
	// may be called more than once, so it must have no effect but on the Book;
	// when it returns an error, nothing is stored and that error is returned.
	// When Update returns nil, the change survives a crash.
	//
	// A Book that is left empty is not stored, and its lease is lost. Otherwise
	// Update leaves a lease as it is, whatever becomes of the alarm.
	//
	// When something of the Book could not be read, nothing is stored and that
	// error is returned instead of the closure's. So it is in View and Settle.
	Update(ctx context.Context, id routines.PersonID, change func(*Book) error) error

	// View shows a person's Book; what look changes in it is dropped. Somebody
	// unknown has an empty Book. look must not wait for anything.
	View(ctx context.Context, id routines.PersonID, look func(*Book) error) error

	// Lease reserves, until the given instant, alarms that are not reserved,
	// earliest first, at most limit of them: those that lie at or before now,
	// and those up to reach, if that is later, that may ring early by now (see
	// [Book.Early]). An alarm is free again at the instant at which its lease
	// ends.
	//
	// Alarms of one instant come in an order that favours nobody: it is another
	// one at each instant.
	Lease(ctx context.Context, now, reach, until time.Time, limit int) ([]Lease, error)

	// Waiting counts the alarms at which something is to be said, reserved or
	// not, that lie before each of some instants, which ascend. It may stop
	// counting at most, and gives that for all instants from there on.
	Waiting(ctx context.Context, before []time.Time, most int) ([]int, error)

	// Settle is Update for the holder of a lease, which it ends. When the lease
	// was lost meanwhile (it ran out and another holds it, or the person was
	// forgotten), nothing is stored and the error is ErrConflict.
	Settle(ctx context.Context, lease Lease, change func(*Book) error) error

	// NextAlarm is the earliest instant at which Lease would find something
	// without reaching ahead, zero when nobody has an alarm.
	NextAlarm(ctx context.Context) (time.Time, error)

	// Forget erases a person's Book. Forgetting somebody unknown is no error.
	Forget(ctx context.Context, id routines.PersonID) error

	// Setting reads a setting; ErrNotFound when there is none. A key is not
	// empty.
	Setting(ctx context.Context, key string) ([]byte, error)

	// SwapSetting replaces a setting that holds old by new; a nil old means
	// that it must not exist, a nil new removes it. ErrConflict when it holds
	// something else.
	SwapSetting(ctx context.Context, key string, old, new []byte) error

	// Close ends all use of the store and waits for what is under way.
	Close() error
}

// Lease is the right to ring one person's alarm.
type Lease struct {
	Person  routines.PersonID
	Alarm   time.Time // the instant that was due
	Until   time.Time // the lease ends then
	Token   uint64    // tells this lease from earlier and later ones
	Attempt int       // 1 after a settled lease; one more for each since then that ran out unsettled
}
