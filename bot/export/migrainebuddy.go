package export

import (
	"strings"
)

// readMigraineBuddy keeps the attacks that speak of cramps: the others are of the
// head.
func readMigraineBuddy(t *table) (entries []entry, err error) {
	t.rows, t.lines = keep(t.rows, t.lines, func(row []string) bool { return crampWords.MatchString(strings.Join(row, " ")) })
	when, err := t.moments("started")
	if err != nil {
		return nil, err
	}
	for i, row := range t.rows {
		pain, _ := number(t.cell(row, "pain level"))
		entries = append(entries, entry{moment: when[i], cramps: 1, pain: min(pain, 10), note: t.cell(row, "notes")})
	}
	return entries, nil
}
