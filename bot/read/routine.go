package read

import (
	"strings"

	"calmcalf/routines"
)

// Routine reads a routine's name, whole or any beginning of one of its
// words: calf-stretch, stretch, str, pumps; or what people call it instead. It is
// an error when no routine or more than one fits.
func (w *Words) Routine(text string) (routines.Routine, error) {
	name := dashed(text)
	if r, ok := w.routines[name]; ok {
		return r, nil
	}
	var found []routines.Routine
	for _, r := range routines.Routines {
		if name == r.String() {
			return r, nil
		}
		if name != "" && (strings.HasPrefix(r.String(), name) || hasWordPrefix(r.String(), name)) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return 0, &routines.Error{Kind: routines.Unclear, Key: "error.routine.unknown", Args: routines.Args{"Read": shown(text)}}
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

// dashed folds a name and writes it as routines are named, with dashes for spaces.
func dashed(name string) string { return strings.Join(strings.Fields(Fold(name)), "-") }
