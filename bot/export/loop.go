package export

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// freeWords turn a name that has crampWords around: what is ticked there are
// nights without any.
var freeWords = regexp.MustCompile(`(?i)\b(no|without|free|ohne|keine?|frei|sans|sin|sem|senza|geen)\b|krampffrei`)

// loopMarks are the values of Loop Habit Tracker that are no counts.
var loopMarks = []string{"", "-1", "0", "1", "2", "3", "unknown", "no", "skip", "yes_auto", "yes_manual"}

// isLoop looks for a table of dates and marks, one column for each habit. Its
// lines end in a comma, or a mark is one that no list of one's own has.
func isLoop(t *table) bool {
	if len(t.names) < 2 || t.names[0] != "date" || len(t.rows) == 0 {
		return false
	}
	for _, row := range t.rows {
		for _, cell := range row[1:] {
			if n, err := strconv.Atoi(cell); !slices.Contains(loopMarks, strings.ToLower(cell)) && (err != nil || n < 1000) {
				return false
			}
		}
	}
	return t.names[len(t.names)-1] == "" || t.has("value") ||
		slices.ContainsFunc(t.rows, func(row []string) bool { return slices.Contains(row[1:], "-1") })
}

// readLoop reads the habits that are called after cramps. A day that was not
// ticked is not known: Loop has the same mark for no and for not said. What is
// counted there is in thousandths.
func readLoop(t *table) (entries []entry, err error) {
	when, err := t.moments("date")
	if err != nil {
		return nil, err
	}
	for column, name := range t.names {
		if !crampWords.MatchString(name) {
			continue
		}
		for i, row := range t.rows {
			cell := strings.ToLower(cellAt(row, column))
			ticked := cell == "2" || cell == "yes_manual"
			count, _ := number(cell)
			e := entry{moment: when[i], cramps: count / 1000}
			switch free := freeWords.MatchString(name); {
			case ticked && !free:
				e.cramps = 1
			case !ticked && (free || e.cramps == 0):
				continue
			}
			entries = append(entries, e)
		}
	}
	return entries, nil
}
