package export

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"calmcalf/routines"
)

// The files in the zip.
const (
	nightsFile     = "nights.csv"
	eventsFile     = "events.csv"
	dictionaryFile = "dictionary.csv"
)

// dictionary says what each column of the tables means. It is shipped as it is,
// in English whatever the person's language: it documents data.
//
//go:embed dictionary.csv
var dictionary []byte

// byteOrderMark stands at the beginning of a text in UTF-8 for programs that
// would else read it in the encoding of the machine, as Excel does.
var byteOrderMark = []byte("\uFEFF")

// CSV writes the diary as a zip of two tidy tables (RFC 4180, UTF-8 with a byte
// order mark, as Excel wants it), made now:
// nights.csv with one row a Night, events.csv with one row an event, and
// dictionary.csv that explains their columns. nights are all of the person's, in
// order, the last of them open. Equal diaries have equal files.
//
// What is not known is an empty cell, never a zero. The numbers are those of the
// summaries. Instants are ISO 8601 with the offset of the Night's zone.
func CSV(p *routines.Person, nights []*routines.Night, now time.Time) ([]byte, error) {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, table := range []struct {
		name  string
		write func(*csv.Writer) error
	}{
		{nightsFile, func(w *csv.Writer) error { return writeNights(w, p, nights, now) }},
		{eventsFile, func(w *csv.Writer) error { return writeEvents(w, p, nights) }},
		{dictionaryFile, writeDictionary},
	} {
		into, err := archive.CreateHeader(&zip.FileHeader{Name: table.name, Method: zip.Deflate, Modified: now.UTC()})
		if err != nil {
			return nil, fmt.Errorf("export: %s: %w", table.name, err)
		}
		if _, err := into.Write(byteOrderMark); err != nil {
			return nil, fmt.Errorf("export: %s: %w", table.name, err)
		}
		w := csv.NewWriter(into)
		w.UseCRLF = true // as RFC 4180 has it
		if err := table.write(w); err != nil {
			return nil, fmt.Errorf("export: %s: %w", table.name, err)
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return nil, fmt.Errorf("export: %s: %w", table.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return file.Bytes(), nil
}

func writeDictionary(w *csv.Writer) error {
	rows, err := csv.NewReader(bytes.NewReader(dictionary)).ReadAll()
	if err != nil {
		return err
	}
	return w.WriteAll(rows)
}

// The cells of a table. Empty is what is not known.

func instantCell(zone *time.Location, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return in(zone, t).Format(time.RFC3339)
}

// valueCell is an answer: a number, a word, or words with spaces between; empty
// when it was taken back.
func valueCell(f routines.Field, v routines.Value) (string, error) {
	switch {
	case !f.Allows(v):
		return "", fmt.Errorf("no answer %d to the question %d", v, f)
	case v == routines.Withdrawn:
		return "", nil
	case f == routines.Cramps || f == routines.Pain:
		return strconv.Itoa(int(v)), nil
	case f == routines.Where:
		list, err := members(v, placeWords)
		return strings.Join(list, " "), err
	}
	word, err := valueWords[f].marshal(v)
	return string(word), err
}

// formulas are where a spreadsheet would take words for a formula: at the
// beginning, and after what Excel takes for the end of a cell, whatever stands
// around it. In German it splits lines at semicolons.
//
// The beginnings are OWASP's, of its page on CSV injection.
var formulas = regexp.MustCompile(`(^|[;\t\r\n])([ \x{a0}]*)([=+\-@'＝＋－＠])`)

// defused are those where an apostrophe stands in front.
var defused = regexp.MustCompile(`(^|[;\t\r\n])([ \x{a0}]*)'([=+\-@'＝＋－＠])`)

// textCell defuses them by an apostrophe in front, and words that begin with a
// separator. Words that have an apostrophe there get another, so that
// textOfCell can undo it.
func textCell(text string) string {
	text = formulas.ReplaceAllString(text, "$1$2'$3")
	if strings.IndexAny(text, "\t\r\n") == 0 {
		text = "'" + text
	}
	return text
}

func textOfCell(cell string) string {
	if strings.HasPrefix(cell, "'") && strings.IndexAny(cell[1:], "\t\r\n") == 0 {
		cell = cell[1:]
	}
	return defused.ReplaceAllString(cell, "$1$2$3")
}
