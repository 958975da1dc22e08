package export

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"calmcalf/routines"
)

// readTables reads the Nights of nights.csv, and with events.csv all that was
// recorded of them. Without it there are the answers alone, of which nobody
// knows what they corrected: they fill gaps only.
//
// Each Night becomes what a document would have of it, and is then held against
// the same schema and the same rules.
func readTables(nights, events *table, now time.Time) (*Diary, error) {
	if nights == nil {
		return nil, refused("error.import.part", nil)
	}
	if len(nights.rows) > MostNights {
		return nil, refused("error.import.nights", routines.Args{"Most": MostNights})
	}
	dates, err := nights.dates("night")
	if err != nil {
		return nil, err
	}
	var recorded map[routines.Date][][]string
	if events != nil {
		if recorded, err = events.byNight(); err != nil {
			return nil, err
		}
	}
	diary := &Diary{MadeAt: now, NightsOnly: true, gapsOnly: events == nil}
	for i, row := range nights.rows {
		fields := map[string]any{"date": dates[i].String(), "opened": nights.cell(row, "opened"), "paused": isTrue(nights.cell(row, "paused"))}
		put(fields, "asked", nights.cell(row, "asked"))
		if events == nil {
			addAnswers(fields, nights, row)
		} else {
			addEvents(fields, events, recorded[dates[i]])
		}
		night, err := nightOf(fields, now.Add(ahead))
		if err != nil {
			return nil, refused("error.import.night", routines.Args{"Night": dates[i]})
		}
		diary.Nights = append(diary.Nights, night)
	}
	slices.SortStableFunc(diary.Nights, func(a, b *routines.Night) int { return int(a.Date - b.Date) })
	for i := 1; i < len(diary.Nights); i++ {
		if date := diary.Nights[i].Date; date == diary.Nights[i-1].Date {
			return nil, refused("error.import.night", routines.Args{"Night": date})
		}
	}
	return diary, nil
}

// nightOf reads a Night as documents have them.
func nightOf(fields map[string]any, limit time.Time) (*routines.Night, error) {
	for _, list := range []string{"marks", "log", "cramps", "notes"} {
		if fields[list] == nil {
			fields[list] = []any{}
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	var record nightRecord
	if err := json.Unmarshal(text, &record, strictly); err != nil {
		return nil, err
	}
	return record.night(limit)
}

// put leaves out what is not known.
func put(fields map[string]any, name, cell string) {
	if cell != "" {
		fields[name] = cell
	}
}

func add(fields map[string]any, list string, item map[string]any) {
	items, _ := fields[list].([]any)
	fields[list] = append(items, item)
}

// isTrue reads a truth, in the languages in which spreadsheets write it.
func isTrue(cell string) bool {
	return slices.Contains([]string{"true", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar"}, strings.ToLower(cell))
}

// addAnswers makes answers of the columns of nights.csv. All are of the latest
// time that the row knows of.
func addAnswers(fields map[string]any, t *table, row []string) {
	when := t.cell(row, "answered")
	for _, other := range []string{"asked", "opened"} {
		if when == "" {
			when = t.cell(row, other)
		}
	}
	for _, q := range append([]routines.Field{routines.Cramps}, nightQuestions...) {
		word, _ := questionWords.word(q)
		if cell := t.cell(row, word); cell != "" {
			add(fields, "log", map[string]any{"question": word, "value": valueOf(word, cell), "at": when})
		}
	}
}

// valueOf is the value of an answer in a document, of its cell; see valueCell.
func valueOf(question, cell string) any {
	switch question {
	case "cramps", "pain":
		if n, err := strconv.Atoi(cell); err == nil {
			return n
		}
	case "where":
		return strings.Fields(cell)
	}
	return cell
}

// mostEvents is more than a Night holds.
const mostEvents = mostMarks + mostAnswers + mostCramps + routines.MostNotes + 1

// byNight gives the rows of events.csv by their Nights.
func (t *table) byNight() (map[routines.Date][][]string, error) {
	if !t.has(eventColumns...) {
		return nil, refused("error.import.table", nil)
	}
	dates, err := t.dates("night")
	if err != nil {
		return nil, err
	}
	rows := map[routines.Date][][]string{}
	for i, row := range t.rows {
		date := dates[i]
		if rows[date] = append(rows[date], row); len(rows[date]) > mostEvents {
			return nil, refused("error.import.night", routines.Args{"Night": date})
		}
	}
	return rows, nil
}

// addEvents undoes eventsOf. An event of another kind is of a newer program.
func addEvents(fields map[string]any, t *table, rows [][]string) {
	for _, row := range rows {
		cell := func(name string) string { return t.cell(row, name) }
		switch cell("event") {
		case checkInEvent:
			put(fields, "asked", cell("sent"))
			fields["again"] = isTrue(cell("repeated"))
		case reminderEvent:
			ordinal, err := strconv.Atoi(cell("ordinal"))
			if err != nil {
				ordinal = -1 // to be refused
			}
			mark := map[string]any{
				"routine": cell("what"), "ordinal": ordinal, "state": cell("value"), "due": cell("due"), "again": isTrue(cell("repeated")),
			}
			for _, name := range []string{"sent", "answered", "snoozed"} {
				put(mark, name, cell(name))
			}
			add(fields, "marks", mark)
		case answerEvent, withdrawalEvent:
			var value any // null takes an answer back
			if cell("event") == answerEvent {
				value = valueOf(cell("what"), cell("value"))
			}
			add(fields, "log", map[string]any{"question": cell("what"), "value": value, "at": cell("answered"), "usual": isTrue(cell("as_usual"))})
		case crampEvent:
			add(fields, "cramps", map[string]any{"at": cell("happened"), "logged": cell("answered"), "undone": cell("value") == "undone"})
		case noteEvent:
			words := textOfCell(wordsAt(row, slices.Index(t.names, "value")))
			add(fields, "notes", map[string]any{"text": words, "at": cell("answered")})
		}
	}
}

// dates reads a column of dates.
func (t *table) dates(column string) ([]routines.Date, error) {
	all, err := t.moments(column)
	dates := make([]routines.Date, len(all))
	for i, m := range all {
		dates[i] = m.date
	}
	return dates, err
}

// moments reads a column of dates, and times of day where there are some.
func (t *table) moments(column string) ([]moment, error) {
	cells := make([]string, len(t.rows))
	for i, row := range t.rows {
		cells[i] = t.cell(row, column)
	}
	all, wrong, ambiguous := moments(cells)
	switch {
	case ambiguous:
		return nil, refused("error.import.dates", nil)
	case wrong >= 0:
		return nil, refused("error.import.row", routines.Args{"Line": t.lines[wrong]})
	}
	return all, nil
}
