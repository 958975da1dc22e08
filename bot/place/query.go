package place

import (
	"strings"
	"unicode"
)

// Longest text and most words that can be a place: longer ones are something
// else, and are not worth a search.
const (
	maxBytes = 200
	maxWords = 12
)

// A reading is one way to understand a text: a name, within areas.
type reading struct {
	name  string
	areas [][]int32 // the place lies in one of each set
	loose bool      // words were left out that nobody understood; only a whole name will do
	sure  bool      // the areas were set apart by a comma or are long enough to be meant
}

// read lists what a text can mean, the most literal first; none for an offset or
// an abbreviation of a clock.
func (t *table) read(text string) []reading {
	if len(text) > maxBytes {
		return nil
	}
	var parts []string
	digits := false
	for _, p := range strings.FieldsFunc(text, parting) {
		words := strings.Fields(fold(p))
		kept := words[:0]
		for _, w := range words {
			// A postal code or a house number says nothing that the names do not.
			if strings.ContainsFunc(w, unicode.IsDigit) {
				digits = true
				continue
			}
			kept = append(kept, w)
		}
		if len(kept) > 0 {
			parts = append(parts, strings.Join(kept, " "))
		}
	}
	whole := strings.Join(parts, " ")
	words := strings.Fields(whole)
	if len(words) == 0 || len(words) > maxWords || clock(whole, digits) {
		return nil
	}

	readings := []reading{{name: whole}}
	if len(parts) > 1 {
		readings = append(readings, t.readParts(parts)...)
	}
	for cut := len(words) - 1; cut > 0; cut-- {
		front, back := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
		if areas := t.inAreas(words[cut:]); areas != nil {
			readings = append(readings, reading{name: front, areas: areas, sure: len(back) > 2})
		}
	}
	for cut := 1; cut < len(words); cut++ {
		if areas := t.inAreas(words[:cut]); areas != nil {
			readings = append(readings, reading{name: strings.Join(words[cut:], " "), areas: areas})
		}
	}
	if len(parts) > 1 && !t.anyArea(parts[1:]) {
		readings = append(readings, reading{name: parts[0], loose: true}, reading{name: parts[len(parts)-1], loose: true})
	}
	return readings
}

// parting reports whether a sign separates a country or a state from the city.
func parting(r rune) bool {
	switch r {
	case ',', ';', '(', ')', '\n', '\r', '،', '、', '，', '；', '（', '）':
		return true
	}
	return false
}

// clock reports whether what is left of a text is the name of a clock rather
// than of a place.
func clock(whole string, digits bool) bool {
	switch whole {
	case "utc", "etc utc":
		return digits
	case "gmt", "etc gmt", "ut", "uct", "z", "zulu", "etc", "local",
		"est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "hst", "bst", "ist", "jst", "msk",
		"cet", "cest", "eet", "eest", "wet", "west", "met", "mez", "mesz":
		return true
	}
	return false
}

// readParts takes each part in turn as the name and the others as where it is,
// as in "Paris, Texas" and "Deutschland, Bonn".
func (t *table) readParts(parts []string) []reading {
	var readings []reading
	for i, p := range parts {
		var areas [][]int32
		for j, q := range parts {
			if j != i {
				areas = append(areas, t.inAreas(strings.Fields(q))...)
			}
		}
		if areas != nil {
			readings = append(readings, reading{name: p, areas: areas, sure: true})
		}
	}
	return readings
}

func (t *table) anyArea(parts []string) bool {
	for _, p := range parts {
		if t.inAreas(strings.Fields(p)) != nil {
			return true
		}
	}
	return false
}

// inAreas reads words as one or more names of areas, such as "new south wales
// australia"; nil when a word is left over.
func (t *table) inAreas(words []string) [][]int32 {
	if set := t.areaKeyed[strings.Join(words, " ")]; set != nil {
		return [][]int32{set}
	}
	for cut := len(words) - 1; cut > 0; cut-- {
		if set := t.areaKeyed[strings.Join(words[:cut], " ")]; set != nil {
			if rest := t.inAreas(words[cut:]); rest != nil {
				return append([][]int32{set}, rest...)
			}
		}
	}
	return nil
}
