package routines

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
