package routines

import (
	"slices"
	"time"
)

// Night is the unit of the diary: a day from wake time on, the evening, the
// dark hours, and the answer given about them the morning after. It is named
// by the local date on which it opens and never renamed.
//
// Instants in it are UTC, kept to the second.
type Night struct {
	Date    Date
	Opened  time.Time // when it opened; frozen
	Since   time.Time // slots that lie at or before it do not ring: the person joined, resumed or changed the plan then
	Paused  bool      // what was planned in it does not count
	Marks   []Mark    // slots that were sent or answered, ordered by Due
	Log     []Answer  // what the person answered about it, oldest first; corrections append
	Cramps  []Cramp   // logged as they happened, oldest first
	Asked   time.Time // when the check-in about it went out; zero: not sent
	Again   bool      // it was asked a second time
	AskedIn int       // the chat message that asks; kept while it may be edited
	Notes   []Note    // what the person wanted to keep in words, oldest first
}

// Cramp is one that was logged while it lasted.
type Cramp struct {
	At     time.Time // when it happened; tells it from others of the Night
	Logged time.Time // when the person said so
	Undone bool      // it was taken back
}

// Note is what the person wrote about a Night.
type Note struct {
	Text string // at most LongestNote characters
	At   time.Time
}

// LongestNote is how many characters of a note are kept, and MostNotes how many
// notes a Night holds.
const (
	LongestNote = 500
	MostNotes   = 10
)

// Keep adds a note. The same text again adds nothing; a Night that is full
// refuses.
func (n *Night) Keep(text string, now time.Time) error {
	switch {
	case slices.ContainsFunc(n.Notes, func(note Note) bool { return note.Text == text }):
		return nil
	case len(n.Notes) >= MostNotes:
		return &Error{Kind: Refused, Key: "error.note.full", Args: Args{"Most": MostNotes}}
	}
	n.Notes = append(n.Notes, Note{Text: text, At: now})
	return nil
}

// State is what became of a slot.
type State uint8

// The states. The numbers are stored: never renumber.
const (
	Open    State = iota // nothing answered
	Done                 // the person did it
	Skipped              // not today
)

// Mark is what became of one slot. A slot without a Mark was not sent.
type Mark struct {
	Routine  Routine
	Ordinal  uint8
	State    State
	Due      time.Time // when the plan had it
	Sent     time.Time // zero: answered before it rang
	Answered time.Time // zero: not answered
	Snoozed  time.Time // rings again then; zero: not snoozed
	Message  int       // the chat message that asks; kept while it may be edited
	Again    bool      // it was repeated
}

// Key of the slot that the mark is about.
func (m *Mark) Key(night Date) Key {
	return Key{Night: night, Routine: m.Routine, Ordinal: m.Ordinal}
}

// Mark gives the mark of a slot, nil when there is none. Changes to it are
// changes to the Night.
func (n *Night) Mark(r Routine, ordinal uint8) *Mark {
	for i := range n.Marks {
		if n.Marks[i].Routine == r && n.Marks[i].Ordinal == ordinal {
			return &n.Marks[i]
		}
	}
	return nil
}

// Touch gives the mark of a slot, adding an open one that is due at an instant
// when there is none.
func (n *Night) Touch(r Routine, ordinal uint8, due time.Time) *Mark {
	if m := n.Mark(r, ordinal); m != nil {
		return m
	}
	at, _ := slices.BinarySearchFunc(n.Marks, due, func(m Mark, due time.Time) int {
		if m.Due.After(due) {
			return 1
		}
		return -1
	})
	n.Marks = slices.Insert(n.Marks, at, Mark{Routine: r, Ordinal: ordinal, Due: due})
	return &n.Marks[at]
}

// Answer gives the latest answer to a question, ok false when there is none or
// it was taken back.
func (n *Night) Answer(f Field) (value Value, ok bool) {
	if given := n.latest(f); given != nil {
		return given.Value, given.Value != Withdrawn
	}
	return 0, false
}

// Record appends an answer, and reports whether it is news: the same answer again
// adds nothing.
func (n *Night) Record(f Field, v Value, now time.Time) (news bool) {
	if !n.news(f, v) {
		return false
	}
	n.add(Answer{Field: f, Value: v, At: now})
	return true
}

// news reports whether an answer differs from what is known.
func (n *Night) news(f Field, v Value) bool {
	last, ok := n.Answer(f)
	return ok && last != v || !ok && v != Withdrawn
}

// CrampCount is how many cramps the Night is known to have had, 5 meaning at
// least 5; ok is false when nothing is known. Cramps logged after the answer
// add to it.
func (n *Night) CrampCount() (count int, ok bool) {
	var answered time.Time
	for _, a := range n.Log {
		if a.Field == Cramps {
			count, ok, answered = int(a.Value), a.Value != Withdrawn, a.At
			if !ok {
				count, answered = 0, time.Time{}
			}
		}
	}
	for _, c := range n.Cramps {
		if !c.Undone && c.Logged.After(answered) {
			count, ok = count+1, true
		}
	}
	return min(count, MostCramps), ok
}

// Checked reports whether the morning question about the Night was answered.
func (n *Night) Checked() bool {
	_, ok := n.Answer(Cramps)
	return ok
}
