package export

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// table is a CSV file that somebody sent, perhaps by way of a spreadsheet.
type table struct {
	names []string // of the columns, in lower case
	rows  [][]string
	lines []int // of the rows in the file, from 1
}

// More than the largest table of ours has.
const (
	mostRows    = 300_000
	mostColumns = 1_000
)

// readTable reads CSV with whatever separates its cells, in UTF-8, UTF-16 or, as
// older spreadsheets save it, Windows-1252.
func readTable(data []byte) (*table, error) {
	text, ok := textOf(data)
	if !ok {
		return nil, refused("error.import.unknown", nil)
	}
	if widest(text) > mostColumns {
		return nil, refused("error.import.table", nil)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator(text), true, -1
	t := &table{}
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && t.names != nil:
			return t, nil
		case err != nil || len(t.rows) == mostRows:
			return nil, refused("error.import.table", nil)
		}
		if t.names == nil {
			for _, name := range row {
				t.names = append(t.names, strings.ToLower(strings.TrimSpace(name)))
			}
			continue
		}
		if slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			line, _ := r.FieldPos(0)
			t.rows, t.lines = append(t.rows, row), append(t.lines, line)
		}
	}
}

// textOf decodes a text. What has bytes of no text is none.
func textOf(data []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		data = decoded
	case !utf8.Valid(data):
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", false
		}
		data = decoded
	}
	return string(bytes.TrimPrefix(data, byteOrderMark)), !bytes.ContainsRune(data, 0)
}

// separator is what separates cells: what the first line has most of.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	most := ','
	for _, c := range ";\t" {
		if strings.Count(first, string(c)) > strings.Count(first, string(most)) {
			most = c
		}
	}
	return most
}

// widest is how many cells a line has at most.
func widest(text string) (most int) {
	for line := range strings.Lines(text) {
		most = max(most, 1+max(strings.Count(line, ","), strings.Count(line, ";"), strings.Count(line, "\t")))
	}
	return most
}

// has reports whether there are columns of all these names.
func (t *table) has(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(t.names, name) })
}

// cell is that of a row in the column of a name, without spaces around it; empty
// when there is none.
func (t *table) cell(row []string, name string) string {
	return cellAt(row, slices.Index(t.names, name))
}

// cellAt is the cell of a column. Rows may be shorter than the first.
func cellAt(row []string, column int) string { return strings.TrimSpace(wordsAt(row, column)) }

// wordsAt is the cell as it was written.
func wordsAt(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return row[column]
}
