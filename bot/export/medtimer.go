package export

import (
	"strings"
)

// isMedTimer looks at the columns that are named alike in every language: the
// names of the others are the phone's.
func isMedTimer(t *table) bool {
	return len(t.names) == 9 && strings.HasSuffix(t.names[7], "(iso 8601)") && strings.HasSuffix(t.names[8], "(iso 8601)")
}

// readMedTimer keeps what was taken, by name and amount, as notes.
func readMedTimer(t *table) (entries []entry, err error) {
	const name, amount, notes, taken = 1, 2, 6, 8
	t.rows, t.lines = keep(t.rows, t.lines, func(row []string) bool { return cellAt(row, taken) != "" })
	when, err := t.moments(t.names[taken])
	if err != nil {
		return nil, err
	}
	for i, row := range t.rows {
		words := []string{when[i].clock.String(), cellAt(row, name), cellAt(row, amount), cellAt(row, notes)}
		entries = append(entries, entry{moment: when[i], cramps: unknownCount, note: joined(words, " ")})
	}
	return entries, nil
}
