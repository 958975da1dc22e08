package export

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"calmcalf/routines"
)

// entry is what a line of another program's file tells.
type entry struct {
	moment
	cramps int // unknownCount: it does not tell
	pain   int // 1 to 10; 0: it does not tell
	note   string
}

const unknownCount = -1

// foreign are the programs whose files are read, by what their columns are
// called. What they have of reminders, moods and weather has no place in a diary
// of cramps, and what is no number there becomes none here: a symptom that was
// severe is kept in words.
var foreign = []struct {
	app  string
	is   func(*table) bool
	read func(*table) ([]entry, error)
}{
	{"MedTimer", isMedTimer, readMedTimer},
	{"Bearable", func(t *table) bool { return t.has("date", "category", "rating/amount", "detail") }, readBearable},
	{"Migraine Buddy", func(t *table) bool { return t.has("started", "pain level") }, readMigraineBuddy},
	{"Loop Habit Tracker", isLoop, readLoop},
}

// readForeign reads the table of another program, or of anybody who keeps a
// list: a date, and cramps, pain or a note.
func readForeign(t *table, now time.Time) (*Diary, error) {
	switch {
	case t.has("night", "event"), t.has("file", "column", "meaning"): // ours
		return nil, refused("error.import.part", nil)
	case t.has("name", "question"), t.has("position", "name"): // Loop Habit Tracker's list of habits
		return nil, refused("error.import.loop", nil)
	}
	for _, program := range foreign {
		if !program.is(t) {
			continue
		}
		entries, err := program.read(t)
		switch {
		case err != nil:
			return nil, err
		case len(entries) == 0:
			return nil, refused("error.import.crampless", routines.Args{"App": program.app})
		}
		return &Diary{MadeAt: now, NightsOnly: true, gapsOnly: true, entries: entries}, nil
	}
	entries, err := readList(t)
	if err != nil || len(entries) == 0 {
		return nil, cmp.Or(err, refused("error.import.table", nil))
	}
	return &Diary{MadeAt: now, NightsOnly: true, gapsOnly: true, entries: entries}, nil
}

// crampWords are how people call cramps, in the names of columns and in texts.
var crampWords = regexp.MustCompile(`(?i)cramp|charl(ey|ie) ?horse|krampf|krämpf|calambre|crampe|crampi|cãibra|câimbra|kramp|skurcz|судорог|こむら返り|抽筋`)

// keep drops rows, with their lines.
func keep(rows [][]string, lines []int, is func([]string) bool) (kept [][]string, of []int) {
	for i, row := range rows {
		if is(row) {
			kept, of = append(kept, row), append(of, lines[i])
		}
	}
	return kept, of
}

func joined(words []string, between string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), between)
}

// number reads the number at the beginning of a cell.
func number(cell string) (n int, ok bool) {
	end := strings.IndexFunc(cell, func(r rune) bool { return !unicode.IsDigit(r) })
	if end < 0 {
		end = len(cell)
	}
	n, err := strconv.Atoi(cell[:end])
	return n, err == nil
}
