package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// TestTablesComeBack is the tables' round trip: what a Night holds, but from when
// on its slots ring.
func TestTablesComeBack(t *testing.T) {
	t.Parallel()
	diaries := someDiary(4)
	check := func(t failing, d *Diary) {
		got, err := Read("calmcalf.zip", bytes.NewReader(mustCSV(t, d)), made)
		if err != nil {
			t.Fatal(err)
		}
		want := &Diary{MadeAt: made, NightsOnly: true, Nights: leaveOut(d).Nights}
		for _, n := range want.Nights {
			n.Since = time.Time{}
			n.Again = n.Again && !n.Asked.IsZero() // said with the question only
		}
		if diff := cmp.Diff(want, got, asDiaries); diff != "" {
			t.Fatal(diff)
		}
	}
	check(t, usualDiary(60))
	rapid.Check(t, func(t *rapid.T) { check(t, diaries.Draw(t, "diary")) })
}

// nightsTable is nights.csv, and its rows.
func nightsTable(t *testing.T, d *Diary) (text string, rows [][]string) {
	t.Helper()
	data := mustCSV(t, d)
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		if file.Name == nightsFile {
			content, err := unpack(file)
			if err != nil {
				t.Fatal(err)
			}
			rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, byteOrderMark))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			return string(content), rows
		}
	}
	t.Fatal("no table")
	return "", nil
}

// TestSpreadsheetsMayChangeTables saves nights.csv as spreadsheets do.
func TestSpreadsheetsMayChangeTables(t *testing.T) {
	t.Parallel()
	d := usualDiary(40)
	text, rows := nightsTable(t, d)
	want, err := Read("nights.csv", strings.NewReader(text), made)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Nights) != 40 || !want.NightsOnly {
		t.Fatalf("%d nights", len(want.Nights))
	}
	for i, n := range want.Nights {
		count, known := n.CrampCount()
		if was, wasKnown := d.Nights[i].CrampCount(); count != was || known != wasKnown || n.Opened != d.Nights[i].Opened {
			t.Errorf("%v: %d cramps of %d", n.Date, count, was)
		}
	}
	saved := func(separator string, date func(routines.Date) string) string {
		var b strings.Builder
		for i, row := range rows {
			row = append([]string{}, row...)
			if i > 0 {
				row[0] = date(d.Nights[i-1].Date)
				row[4] = map[string]string{"true": "WAHR", "false": "FALSCH"}[row[4]]
			}
			b.WriteString(strings.Join(row, separator) + "\r\n")
		}
		return b.String()
	}
	as := func(layout string) func(routines.Date) string {
		return func(d routines.Date) string {
			year, month, day := d.Civil()
			return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(layout)
		}
	}
	german := saved(";", as("02.01.2006"))
	ansi, err := charmap.Windows1252.NewEncoder().String(strings.Replace(german, "weekday", "wöekday", 1))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(saved("\t", as("2006-01-02")))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"in German":   german,
		"ANSI":        ansi,
		"UTF-16":      wide,
		"in English":  saved(",", as("1/2/2006")),
		"in British":  saved(",", as("02/01/2006")),
		"without CR":  strings.ReplaceAll(text, "\r", ""),
		"empty lines": text + "\r\n,,,,\r\n \r\n",
	} {
		got, err := Read("Mappe1.csv", strings.NewReader(file), made)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got, asDiaries); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestTablesFillGaps brings nights.csv into a diary that knows some of the Nights
// better.
func TestTablesFillGaps(t *testing.T) {
	t.Parallel()
	d := usualDiary(20)
	text, _ := nightsTable(t, d)
	in, err := Read("nights.csv", strings.NewReader(text), made)
	if err != nil {
		t.Fatal(err)
	}
	merged, changes := Merge(&d.Person, d.Nights, in, made)
	if len(merged) != 0 || !changes.Nothing() {
		t.Errorf("into itself: %+v", changes)
	}
	p, nights := newcomer(made)
	before := p
	p, all, changes := imported(p, nights, in, made)
	if changes.NewNights != 19 || changes.PlanChanges || changes.SettingsChange || changes.Closes != 0 {
		t.Errorf("%+v", changes)
	}
	if diff := cmp.Diff(before, p); diff != "" {
		t.Error("the person is another: ", diff)
	}
	if _, _, again := imported(p, all, in, made); !again.Nothing() {
		t.Errorf("a second time: %+v", again)
	}
	own := clone(d.Nights[3])
	own.Log = nil
	own.Cramps = append(own.Cramps, routines.Cramp{At: own.Opened.Add(20 * time.Hour), Logged: own.Opened.Add(20 * time.Hour)})
	merged, _ = Merge(&d.Person, []*routines.Night{own, d.Nights[19]}, in, made)
	for _, n := range merged {
		if count, _ := n.CrampCount(); n.Date == own.Date && count != 1 {
			t.Errorf("a cramp that was logged became %d", count)
		}
	}
}

func TestTablesAreRefused(t *testing.T) {
	t.Parallel()
	text, _ := nightsTable(t, usualDiary(3))
	date := usualDiary(3).Nights[1].Date
	lines := strings.SplitAfter(text, "\r\n")
	for name, test := range map[string]struct{ file, want string }{
		"no date":       {strings.Replace(text, "\r\n"+date.String(), "\r\nSaturday", 1), "routines: error.import.row map[Line:3]"},
		"no instant":    {strings.Replace(text, date.String()+"T07:00:00+01:00", "7 o'clock", 1), "routines: error.import.night map[Night:" + date.String() + "]"},
		"a night twice": {text + lines[2], "routines: error.import.night map[Night:" + date.String() + "]"},
		"seven cramps":  {strings.Replace(text, "no_cramps,0,", "cramps,7,", 1), "routines: error.import.night map[Night:" + usualDiary(3).Nights[0].Date.String() + "]"},
		"events alone":  {strings.Join(eventColumns, ",") + "\n", "routines: error.import.part"},
		"dictionary":    {string(dictionary), "routines: error.import.part"},
	} {
		_, err := Read("nights.csv", strings.NewReader(test.file), made)
		var m *routines.Error
		if !errors.As(err, &m) || m.Error() != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}
