package store

import (
	"slices"
	"time"
)

// Owed is an answer that could not go out when its update was stored. It is said when
// it can be, from the Book as it then stands.
type Owed struct {
	Update   int64
	At       time.Time // when the update was stored
	Again    time.Time // it is not tried before
	Kind     OwedKind
	What     string // the command's name, or the button's data; never what somebody wrote
	Message  int    // the tapped message, 0 when none was
	Pictured bool   // it shows a picture
	Tries    int    // sendings of which nobody can tell whether they arrived
}

// OwedKind is what an owed answer is about. The numbers are stored: never renumber.
type OwedKind uint8

// The kinds of owed answers.
const (
	OwedCommand OwedKind = iota + 1
	OwedTap
	OwedWords
	OwedEmergency
)

// MostOwed bounds what is owed to one person. Beyond it the oldest goes that is no
// emergency.
const MostOwed = 16

// Owe notes an answer, in the place of one to the same update. The oldest stays first,
// whatever the order in which they are noted.
func (b *Book) Owe(o Owed) {
	b.Pay(o.Update)
	b.Owed = append(b.Owed, o)
	slices.SortStableFunc(b.Owed, func(x, y Owed) int { return x.At.Compare(y.At) })
	if len(b.Owed) > MostOwed {
		oldest := slices.IndexFunc(b.Owed, func(o Owed) bool { return o.Kind != OwedEmergency })
		oldest = max(0, oldest)
		b.Owed = slices.Delete(b.Owed, oldest, oldest+1)
	}
}

// Postpone notes that what is owed could not be said again, and is not tried before an
// instant. Its place stays.
func (b *Book) Postpone(o Owed, again time.Time) {
	for i := range b.Owed {
		if b.Owed[i].Update == o.Update {
			b.Owed[i].Tries, b.Owed[i].Again = o.Tries, again
		}
	}
}

// Owes reports whether the answer to an update is owed.
func (b *Book) Owes(update int64) bool {
	return slices.ContainsFunc(b.Owed, func(o Owed) bool { return o.Update == update })
}

// Pay drops the answer to an update.
func (b *Book) Pay(update int64) {
	b.Owed = slices.DeleteFunc(b.Owed, func(o Owed) bool { return o.Update == update })
}
