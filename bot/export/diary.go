package export

import (
	"time"

	"calmcalf/routines"
)

// Diary is what a file holds.
//
// Left out on purpose is what belongs to a chat and not to a diary: the person's
// Telegram id, the ids of messages, whether messages can be delivered, and what
// was being asked.
type Diary struct {
	MadeAt time.Time // UTC, to the microsecond
	Person routines.Person
	Nights []*routines.Night // in order, no date twice

	// NightsOnly is of a file that tells nothing of the person: plan and settings
	// are left as they are.
	NightsOnly bool

	gapsOnly bool    // answers only where nothing is known; see [Merge]
	entries  []entry // that have still to find their Nights
}

// What a document says of itself. Version grows when a reader of the old one
// would misunderstand the new one.
const (
	Format  = "calmcalf-diary"
	Version = 1
)

// How much a document may hold. 20,000 Nights are 54 years.
const (
	MostBytes  = 5 << 20
	MostNights = 20_000
)

// Bounds that no diary of ours comes near, so that a hostile one costs little. They are
// wider than what a Night or a plan may hold by now, so that files of older diaries can
// be read: what has no room is for [Merge] and [Adopt] to leave out.
const (
	mostMarks    = 6 * 256            // of a Night: an ordinal is a byte
	mostAnswers  = 5_000              // of a Night
	mostCramps   = 1_000              // of a Night
	mostSlots    = routines.MostLines // of a routine
	mostPauses   = 2_000              // of a plan
	mostInsights = 2_000              // one a month
	ahead        = 2 * 24 * time.Hour // how far a document may lie in the future: clocks differ
	around       = 4 * 24 * time.Hour // how far from its date a Night may open: travellers cross the date line
)
