package export

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"calmcalf/routines"
)

// Read tells what a file is, whatever its name, and reads what of it a diary can
// hold: a document that [JSON] wrote, with all that it has; the tables that [CSV]
// wrote, their Nights; and from the files of some other programs what they tell
// of cramps, with notes. name is the file's own and a hint at most. now is the
// present, as a document cannot be of the future by more than two days.
//
// A file that is refused is a *[routines.Error], and changes nothing:
//   - error.import.large (Most, in MiB), .nights (Most, in Nights), .version of a
//     newer program (Version), .future
//   - .format when it is not a whole document, .broken with the Place of the
//     first mistake, such as nights[12].log[3], .changed when it is the document
//     itself
//   - .row when a table of ours cannot be read at a Line, .night at a Night
//     (Night), .dates when nobody can tell its days from its months, .table when
//     it has no column that is known, .part when another table of its export is
//     the one to send
//   - .crampless when a program's file (App) tells of no cramps
//   - .pdf, .picture, .spreadsheet, .database, .archive, .unknown for what is
//     read by nobody here
//
// Any other error is one of reading.
func Read(name string, r io.Reader, now time.Time) (*Diary, error) {
	data, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("export: reading %s: %w", path.Ext(name), err)
	}
	if len(data) > MostBytes {
		return nil, refused("error.import.large", routines.Args{"Most": MostBytes >> 20})
	}
	for _, kind := range signatures {
		if bytes.HasPrefix(data, []byte(kind.begins)) {
			if kind.key == "" {
				return readArchive(data, now)
			}
			return nil, refused(kind.key, nil)
		}
	}
	return readText(name, data, now)
}

// signatures are how files begin that are no text. A zip has no key: it is
// opened.
var signatures = []struct{ begins, key string }{
	{"PK\x03\x04", ""},
	{"PK\x05\x06", ""},
	{"%PDF-", "error.import.pdf"},
	{"\x89PNG", "error.import.picture"},
	{"\xff\xd8\xff", "error.import.picture"},
	{"GIF8", "error.import.picture"},
	{"RIFF", "error.import.picture"},
	{"SQLite format 3\x00", "error.import.database"},
	{"\xd0\xcf\x11\xe0", "error.import.spreadsheet"}, // of before 2007
}

// readText reads what is no archive: a document by its first bracket or by its
// name, else a table.
func readText(name string, data []byte, now time.Time) (*Diary, error) {
	first := bytes.TrimLeft(bytes.TrimPrefix(data, byteOrderMark), " \t\r\n")
	if strings.EqualFold(path.Ext(name), ".json") || bytes.HasPrefix(first, []byte("{")) {
		return readDocument(data, now)
	}
	t, err := readTable(data)
	if err != nil {
		return nil, err
	}
	if t.has("night", "outcome", "cramps") {
		return readTables(t, nil, now)
	}
	return readForeign(t, now)
}
