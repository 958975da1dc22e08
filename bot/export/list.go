package export

import (
	"regexp"
	"slices"
	"strings"

	"calmcalf/routines"
)

// The columns of a list of one's own, by what they are called.
var (
	dateNames  = regexp.MustCompile(`^(date|day|night|when|datum|tag|nacht|fecha|data|dia|giorno|jour)\b`)
	painNames  = regexp.MustCompile(`^(pain|worst pain|schmerz|douleur|dolor|dor\b|dolore|pijn)`)
	noteNames  = regexp.MustCompile(`^(note|comment|remark|notiz|bemerkung|kommentar|nota|remarque|opmerking)`)
	yesCells   = []string{"yes", "y", "x", "ja", "j", "oui", "sí", "si", "sì", "sim", "✓", "✔", "true", "wahr"}
	noCells    = []string{"no", "n", "none", "nein", "keine", "non", "não", "-", "nee", "false", "falsch"}
	anyNumbers = regexp.MustCompile(`^\d{1,3}$`)
)

// readList reads a list with a column of dates, and some of cramps, pain and
// notes.
func readList(t *table) (entries []entry, err error) {
	column := func(is *regexp.Regexp) int { return slices.IndexFunc(t.names, is.MatchString) }
	date, cramps, pain, note := column(dateNames), column(crampWords), column(painNames), column(noteNames)
	if date < 0 || cramps < 0 && note < 0 {
		return nil, refused("error.import.table", nil)
	}
	when, err := t.moments(t.names[date])
	if err != nil {
		return nil, err
	}
	for i, row := range t.rows {
		e := entry{moment: when[i], cramps: unknownCount, note: cellAt(row, note)}
		switch cell := strings.ToLower(cellAt(row, cramps)); {
		case anyNumbers.MatchString(cell):
			e.cramps, _ = number(cell)
		case slices.Contains(yesCells, cell):
			e.cramps = 1
		case slices.Contains(noCells, cell):
			e.cramps = 0
		case cell != "":
			return nil, refused("error.import.row", routines.Args{"Line": t.lines[i]})
		}
		if e.cramps > 0 {
			e.pain, _ = number(cellAt(row, pain))
			e.pain = min(e.pain, 10)
		}
		if e.cramps >= 0 || e.note != "" {
			entries = append(entries, e)
		}
	}
	return entries, nil
}
