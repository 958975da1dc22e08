package export

import (
	"strings"

	"calmcalf/routines"
)

// bearableTimes are Bearable's times of day, each by an hour of it.
var bearableTimes = map[string]routines.Clock{
	"pre": routines.ClockOf(3, 0), "am": routines.ClockOf(9, 0), "mid": routines.ClockOf(14, 0), "pm": routines.ClockOf(20, 0),
}

// readBearable keeps the symptoms that are cramps. How bad they were is a word of
// theirs, and not a number from 1 to 10.
func readBearable(t *table) (entries []entry, err error) {
	t.rows, t.lines = keep(t.rows, t.lines, func(row []string) bool {
		return crampWords.MatchString(t.cell(row, "category") + " " + t.cell(row, "detail"))
	})
	column := "date formatted" // of newer versions, beside the date in words
	if !t.has(column) {
		column = "date"
	}
	when, err := t.moments(column)
	if err != nil {
		return nil, err
	}
	for i, row := range t.rows {
		e := entry{moment: when[i], cramps: 1, note: joined([]string{t.cell(row, "detail"), t.cell(row, "notes")}, ": ")}
		if clock, ok := bearableTimes[strings.ToLower(t.cell(row, "time of day"))]; ok {
			e.clock = clock
		}
		if t.cell(row, "rating/amount") == "0" {
			e.cramps, e.note = 0, t.cell(row, "notes")
		}
		entries = append(entries, e)
	}
	return entries, nil
}
