package routines

import (
	"strings"
)

// Routine is one of the six habits. The numbers are stored: never renumber.
type Routine uint8

// The routines, in the order in which a day meets them.
const (
	Hydration Routine = iota + 1
	AnklePumps
	LegElevation
	WarmCompress
	Relaxation
	CalfStretch
)

// Routines lists all of them in the order of the day.
var Routines = []Routine{Hydration, AnklePumps, LegElevation, WarmCompress, Relaxation, CalfStretch}

var routineNames = map[Routine]string{
	Hydration:    "hydration",
	AnklePumps:   "ankle-pumps",
	LegElevation: "leg-elevation",
	WarmCompress: "warm-compress",
	Relaxation:   "relaxation",
	CalfStretch:  "calf-stretch",
}

// String is the name that commands, exports and locale keys use.
func (r Routine) String() string { return routineNames[r] }

// Valid tells whether r is one of the six.
func (r Routine) Valid() bool { return r >= Hydration && r <= CalfStretch }

// Evening tells whether the routine belongs to the hours before bed. The
// others belong to the day, are never caught up and ring silently.
func (r Routine) Evening() bool { return r >= LegElevation }

// otherNames are what people call the routines, too.
var otherNames = map[string]Routine{
	"water": Hydration, "drink": Hydration, "glass": Hydration, "glass-of-water": Hydration,
	"feet": AnklePumps, "legs": LegElevation, "legs-up": LegElevation, "elevate": LegElevation, "raise": LegElevation,
	"heat": WarmCompress, "warmth": WarmCompress, "breathe": Relaxation, "breathing": Relaxation,
}

// ParseRoutine reads a routine's name, whole or any beginning of one of its
// words: calf-stretch, stretch, str, pumps. It is an error when no routine or
// more than one fits.
func ParseRoutine(text string) (Routine, error) {
	name := strings.Join(strings.Fields(strings.ToLower(text)), "-")
	if r, ok := otherNames[name]; ok {
		return r, nil
	}
	var found []Routine
	for _, r := range Routines {
		if name == r.String() {
			return r, nil
		}
		if name != "" && (strings.HasPrefix(r.String(), name) || hasWordPrefix(r.String(), name)) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return 0, &Error{Kind: Unclear, Key: "error.routine.unknown", Args: Args{"Read": shown(text)}}
	}
	return found[0], nil
}

func hasWordPrefix(name, prefix string) bool {
	for word := range strings.SplitSeq(name, "-") {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}
