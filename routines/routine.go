package routines

import "strings"

// Routine is one of the six habits. The numbers are stored: never renumber.
type Routine uint8

// The routines, in the order in which they came to be.
const (
	Hydration Routine = iota + 1
	AnklePumps
	LegElevation
	WarmCompress
	Relaxation
	CalfStretch
)

// Routines lists all of them in the order in which a day meets them.
var Routines = []Routine{Hydration, AnklePumps, LegElevation, WarmCompress, Relaxation, CalfStretch}

// traits is what sets a routine apart from others. Its words are in the locale files.
type traits struct {
	name    string
	letter  byte     // never given to another one
	needs   Activity // what the person's health has to allow
	evening bool     // it belongs to the hours before bed
	on      bool     // it is on for newcomers
	usual   []Slot   // its times until the person sets others
}

var all = map[Routine]traits{
	Hydration: {
		name: "hydration", letter: 'w', needs: Drinking, on: true,
		usual: []Slot{{Base: AtWake, Offset: 210}, {Base: AtWake, Offset: 450}},
	},
	AnklePumps: {
		name: "ankle-pumps", letter: 'p', needs: Exercise, on: true,
		usual: []Slot{{Base: AtWake, Offset: 210}, {Base: AtWake, Offset: 450}},
	},
	LegElevation: {
		name: "leg-elevation", letter: 'e', needs: Elevating, evening: true, on: true,
		usual: []Slot{{Base: AtBed, Offset: -90}},
	},
	WarmCompress: {
		name: "warm-compress", letter: 'h', needs: Heat, evening: true,
		usual: []Slot{{Base: AtBed, Offset: -45}},
	},
	Relaxation: {
		name: "relaxation", letter: 'r', needs: Relaxing, evening: true,
		usual: []Slot{{Base: AtBed, Offset: -35}},
	},
	CalfStretch: {
		name: "calf-stretch", letter: 's', needs: Exercise, evening: true, on: true,
		usual: []Slot{{Base: AtBed, Offset: -20}},
	},
}

// String is the name that commands, exports and locale keys use.
func (r Routine) String() string { return all[r].name }

// Letter stands for the routine where there is no room for its name, as in buttons.
func (r Routine) Letter() string { return strings.Trim(string(rune(all[r].letter)), "\x00") }

// RoutineOf gives the routine of a letter, 0 when there is none.
func RoutineOf(letter string) Routine {
	for _, r := range Routines {
		if r.Letter() == letter {
			return r
		}
	}
	return 0
}

// Valid reports whether r is one of them.
func (r Routine) Valid() bool { return all[r].name != "" }

// Evening reports whether the routine belongs to the hours before bed. The
// others belong to the day, are never caught up and ring silently.
func (r Routine) Evening() bool { return all[r].evening }
