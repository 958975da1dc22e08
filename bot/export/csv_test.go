package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"calmcalf/routines"
)

type failing interface {
	Helper()
	Fatal(...any)
}

// unzip reads the tables of a zip, each row by its columns.
func unzip(t failing, data []byte) (tables map[string][]map[string]string, headers map[string][]string) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	tables, headers = map[string][]map[string]string{}, map[string][]string{}
	for _, file := range archive.File {
		if !file.Modified.Equal(made.Truncate(time.Second)) {
			t.Fatal(file.Name, "is of", file.Modified)
		}
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil || !utf8.Valid(text) || bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
			t.Fatal(file.Name, err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, byteOrderMark))).ReadAll() // refuses rows of another length
		if err != nil {
			t.Fatal(err)
		}
		headers[file.Name] = rows[0]
		for _, row := range rows[1:] {
			cells := map[string]string{}
			for i, name := range rows[0] {
				cells[name] = row[i]
			}
			tables[file.Name] = append(tables[file.Name], cells)
		}
	}
	return tables, headers
}

func mustCSV(t failing, d *Diary) []byte {
	t.Helper()
	data, err := CSV(&d.Person, d.Nights, made)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDictionaryNamesEveryColumn(t *testing.T) {
	t.Parallel()
	tables, headers := unzip(t, mustCSV(t, usualDiary(3)))
	listed := map[string][]string{}
	for _, entry := range tables[dictionaryFile] {
		listed[entry["file"]] = append(listed[entry["file"]], entry["column"])
		if entry["type"] == "" || len(entry["meaning"]) < 10 {
			t.Errorf("%v says too little", entry)
		}
	}
	if len(listed) != 2 || len(headers) != 3 {
		t.Errorf("the dictionary has %d files, the zip %d", len(listed), len(headers))
	}
	for file, columns := range listed {
		if !slices.Equal(columns, headers[file]) {
			t.Errorf("%s has the columns %q, the dictionary %q", file, headers[file], columns)
		}
	}
}

// fits reports whether a cell is of its dictionary's type and among its values.
func fits(entry map[string]string, cell string) bool {
	var err error
	switch entry["type"] {
	case "date":
		_, err = routines.ParseDate(cell)
	case "instant":
		var t time.Time
		err = t.UnmarshalText([]byte(cell))
	case "integer":
		_, err = strconv.ParseUint(cell, 10, 16)
	case "boolean", "category", "set", "text":
	default:
		return false
	}
	for _, word := range strings.Fields(cell) {
		if entry["values"] != "" && !slices.Contains(strings.Fields(entry["values"]), word) {
			return false
		}
	}
	return err == nil
}

func TestCSVAgreesWithTheNights(t *testing.T) {
	t.Parallel()
	diaries := someDiary(4)
	rapid.Check(t, func(t *rapid.T) {
		d := diaries.Draw(t, "diary")
		data := mustCSV(t, d)
		if !bytes.Equal(data, mustCSV(t, d)) {
			t.Fatal("equal diaries have different files")
		}
		tables, _ := unzip(t, data)
		for _, entry := range tables[dictionaryFile] {
			for _, row := range tables[entry["file"]] {
				if cell := row[entry["column"]]; cell != "" && !fits(entry, cell) {
					t.Fatalf("%q does not fit %v", cell, entry)
				}
			}
		}
		if len(tables[nightsFile]) != len(d.Nights) {
			t.Fatalf("%d rows for %d nights", len(tables[nightsFile]), len(d.Nights))
		}
		events := map[string][]map[string]string{}
		for _, row := range tables[eventsFile] {
			events[row["night"]] = append(events[row["night"]], row)
		}
		for i, n := range d.Nights {
			row := tables[nightsFile][i]
			count, known := n.CrampCount()
			want := ""
			if known {
				want = strconv.Itoa(count)
			}
			if row["night"] != n.Date.String() || row["cramps"] != want || row["notes"] != strconv.Itoa(len(n.Notes)) {
				t.Fatalf("%v: %v", n, row)
			}
			if (row["cramps"] == "0") != (row["outcome"] == "no_cramps") || (row["cramps"] > "0") != (row["outcome"] == "cramps") {
				t.Fatalf("%s cramps, and %s", row["cramps"], row["outcome"])
			}
			wantEvents := len(n.Marks) + len(n.Log) + len(n.Cramps) + len(n.Notes)
			if !n.Asked.IsZero() {
				wantEvents++
			}
			if len(events[row["night"]]) != wantEvents {
				t.Fatalf("%d events of %d: %v", len(events[row["night"]]), wantEvents, n)
			}
			agreeEvents(t, n, events[row["night"]])
		}
	})
}

// agreeEvents compares the events of a Night with it.
func agreeEvents(t *rapid.T, n *routines.Night, rows []map[string]string) {
	same := func(cell string, at time.Time) bool {
		var got time.Time
		err := got.UnmarshalText([]byte(cell))
		return cell == "" && at.IsZero() || err == nil && got.Equal(at)
	}
	of := func(kinds ...string) (found []map[string]string) {
		for _, row := range rows {
			if slices.Contains(kinds, row["event"]) {
				found = append(found, row)
			}
		}
		return found
	}
	for i, row := range of(reminderEvent) {
		m := n.Marks[i]
		if row["what"] != m.Routine.String() || !same(row["due"], m.Due) || !same(row["sent"], m.Sent) || !same(row["answered"], m.Answered) {
			t.Fatalf("%+v is %v", m, row)
		}
	}
	for i, row := range of(answerEvent, withdrawalEvent) {
		a := n.Log[i]
		if !same(row["answered"], a.At) || (row["event"] == withdrawalEvent) != (a.Value == routines.Withdrawn) {
			t.Fatalf("%+v is %v", a, row)
		}
	}
	for i, row := range of(crampEvent) {
		c := n.Cramps[i]
		if !same(row["happened"], c.At) || !same(row["answered"], c.Logged) || (row["value"] == "undone") != c.Undone {
			t.Fatalf("%+v is %v", c, row)
		}
	}
	for i, row := range of(noteEvent) {
		text := row["value"]
		if strings.ContainsAny(text[:1], "=+-@\t") {
			t.Fatalf("a spreadsheet would reckon with %q", text)
		}
		if textOfCell(text) != n.Notes[i].Text {
			t.Fatalf("%q is %q", n.Notes[i].Text, text)
		}
	}
}

// TestCSVAgreesWithTheSummary counts the rows of a month.
func TestCSVAgreesWithTheSummary(t *testing.T) {
	t.Parallel()
	d := usualDiary(90)
	tables, _ := unzip(t, mustCSV(t, d))
	for month := d.Nights[0].Date.Month(); month <= routines.DateAt(made).Month(); month++ {
		s := routines.Summarise(&d.Person, d.Nights, month, made)
		var rate routines.Rate
		shares := map[routines.Routine]routines.Share{}
		for _, row := range tables[nightsFile] {
			if !strings.HasPrefix(row["night"], month.String()) {
				continue
			}
			number := func(column string) int {
				n, _ := strconv.Atoi(row[column])
				return n
			}
			switch row["outcome"] {
			case "cramps":
				rate.CrampNights++
				fallthrough
			case "no_cramps":
				rate.Answered++
				fallthrough
			case "not_answered", "not_asked":
				rate.Nights++
			}
			rate.Cramps += number("cramps")
			for _, r := range routines.Routines {
				name := strings.ReplaceAll(r.String(), "-", "_")
				share := shares[r]
				share.Planned += number(name + "_planned")
				share.Done += number(name + "_done")
				share.Routine = r
				shares[r] = share
			}
		}
		if rate != s.Rate {
			t.Errorf("%v: %+v, want %+v", month, rate, s.Rate)
		}
		for _, share := range s.Shares {
			if shares[share.Routine] != share {
				t.Errorf("%v: %+v, want %+v", month, shares[share.Routine], share)
			}
		}
	}
}

func TestTextsAreDefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+49": "'+49", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "'x": "''x",
		"＝1": "'＝1", "x=1": "x=1", "": "", "2 cramps": "2 cramps", " =1": " '=1",
		"a;=1": "a;'=1", "a; =1": "a; '=1", "a\t=1": "a\t'=1", "a\n@b": "a\n'@b", "a\r\n-b": "a\r\n'-b", "a;;=1": "a;;'=1", "a;'=1": "a;''=1",
		"\t=1": "'\t'=1", "a=1;b": "a=1;b", "5 - 3": "5 - 3",
	} {
		if got := textCell(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestDefusingCanBeUndone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("[a';=+@\t\r\n \u00a0＝-]{0,12}").Draw(t, "text")
		cell := textCell(text)
		if got := textOfCell(cell); got != text {
			t.Fatalf("%q in a cell is %q, and is read as %q", text, cell, got)
		}
		for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if strings.IndexAny(strings.TrimLeft(part, " \u00a0"), "=+-@＝") == 0 {
				t.Fatalf("%q has the formula %q", cell, part)
			}
		}
	})
}

// TestTablesBeginWithAMark is for Excel, which else shows other letters.
func TestTablesBeginWithAMark(t *testing.T) {
	t.Parallel()
	data := mustCSV(t, usualDiary(3))
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil || !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) || bytes.Count(text, byteOrderMark) != 1 {
			t.Errorf("%s begins with %q, %v", file.Name, text[:10], err)
		}
	}
}

func TestNothingKnownIsAnEmptyCell(t *testing.T) {
	t.Parallel()
	d := usualDiary(3)
	d.Nights[0].Log, d.Nights[0].Asked, d.Nights[0].Marks = nil, time.Time{}, nil
	d.Nights[0].Record(routines.Cramps, 0, made)
	d.Nights[0].Record(routines.Cramps, routines.Withdrawn, made)
	tables, _ := unzip(t, mustCSV(t, d))
	row := tables[nightsFile][0]
	if row["outcome"] != "not_asked" {
		t.Errorf("outcome %s", row["outcome"])
	}
	for _, column := range append([]string{"cramps", "asked", "answered"}, "pain", "sleep", "longest", "where", "side", "leg_now", "evening_legs", "seen") {
		if row[column] != "" {
			t.Errorf("%s is %q", column, row[column])
		}
	}
	kinds := []string{tables[eventsFile][0]["event"], tables[eventsFile][1]["event"]}
	if !slices.Equal(kinds, []string{answerEvent, withdrawalEvent}) || tables[eventsFile][1]["value"] != "" {
		t.Errorf("events %v", tables[eventsFile][:2])
	}
}

func BenchmarkCSV(b *testing.B) {
	d := usualDiary(3 * 365)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := CSV(&d.Person, d.Nights, made); err != nil {
			b.Fatal(err)
		}
	}
}
