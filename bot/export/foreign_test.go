package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"calmcalf/routines"
)

// told writes a Night as a line: its date, cramps, pain and notes.
func told(nights []*routines.Night) (lines []string) {
	for _, n := range nights {
		line := n.Date.String()
		if count, ok := n.CrampCount(); ok {
			line += fmt.Sprintf(" %d cramps", count)
		}
		if pain, ok := n.Answer(routines.Pain); ok {
			line += fmt.Sprintf(" pain %d", pain)
		}
		for _, note := range n.Notes {
			line += fmt.Sprintf(" %q", note.Text)
		}
		lines = append(lines, line)
	}
	return lines
}

const medTimer = `Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded (ISO 8601);Taken (ISO 8601)
11/20/26 9:00 PM;Magnesium;300 mg;11/20/26 9:04 PM;;;;2026-11-20T20:00:00Z;2026-11-20T21:04:00+01:00
11/21/26 9:00 PM;Magnesium;300 mg;;;;;2026-11-21T20:00:00Z;
11/21/26 2:00 AM;Ibuprofen;1;11/21/26 2:10 AM;;;after a cramp;2026-11-21T02:00:00+01:00;2026-11-21T02:10:00+01:00
`

var foreignFiles = map[string]struct {
	name, file string
	want       []string
}{
	"Loop": {"Checkmarks.csv", "Date,Meditate,Leg cramps,\n2026-11-20,2,2,\n2026-11-19,0,0,\n2026-11-18,-1,-1,\n2026-11-17,1,2,\n",
		[]string{"2026-11-17 1 cramps", "2026-11-20 1 cramps"}},
	"Loop, counted": {"Checkmarks.csv", "Date,Wadenkrämpfe,\n2026-11-20,3000,\n2026-11-19,0,\n",
		[]string{"2026-11-20 3 cramps"}},
	"Loop, nights without": {"Checkmarks.csv", "Date,No cramps,\n2026-11-20,2,\n2026-11-19,0,\n2026-11-18,-1,\n",
		[]string{"2026-11-20 0 cramps"}},
	"MedTimer": {"MedTimer_Events.csv", medTimer,
		[]string{`2026-11-20 "21:04 Magnesium 300 mg\n02:10 Ibuprofen 1 after a cramp"`}},
	"MedTimer in German": {"export.csv", strings.Replace(medTimer, "Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded (ISO 8601);Taken (ISO 8601)",
		"Erinnert;Name;Dosis;Genommen;Tags;Intervall;Notizen;Erinnert (ISO 8601);Genommen (ISO 8601)", 1),
		[]string{`2026-11-20 "21:04 Magnesium 300 mg\n02:10 Ibuprofen 1 after a cramp"`}},
	"Bearable": {"bearable-export-22-11-2026.csv", `date,date formatted,weekday,time of day,category,rating/amount,detail,notes
"20th Nov 2026","2026-11-20","Friday","pre","Symptom","3","Leg cramps (Severe)","left calf"
"20th Nov 2026","2026-11-20","Friday","pm","Symptom","2","Neck pain (Moderate)",""
"20th Nov 2026","2026-11-20","Friday","pm","Symptom","1","Leg cramps (Mild)",""
"19th Nov 2026","2026-11-19","Thursday","mid","Mood","4","",""
`, []string{`2026-11-19 1 cramps "Leg cramps (Severe): left calf"`, `2026-11-20 1 cramps "Leg cramps (Mild)"`}},
	"Bearable, older": {"x.csv", "date,weekday,time of day,category,rating/amount,detail,notes\n\"8th Dec 2021\",\"Wednesday\",\"all day\",\"Symptom\",\"2\",\"Leg cramps (Moderate)\",\"\"\n",
		[]string{`2021-12-08 1 cramps "Leg cramps (Moderate)"`}},
	"Migraine Buddy": {"MigraineBuddy.csv", `#,Started,Lasted,Pain Level,Affected Activities,Potential Triggers,Symptoms,Most Bothersome Symptom,Premonitory Symptoms,Pain Positions,Notes
1,20/11/2026 03:10,0h 10m,7,Sleep,,Leg cramp,,,,woke up
2,13/11/2026 12:00,5h 0m,9,,,Nausea,,,Left temple,
`, []string{`2026-11-19 1 cramps pain 7 "woke up"`}},
	"a list": {"mine.csv", "Datum;Krämpfe;Schmerz;Notiz\n20.11.2026;2;6;kaltes Zimmer\n19.11.2026;nein;;\n18.11.2026;;;\n",
		[]string{"2026-11-19 0 cramps", `2026-11-20 2 cramps pain 6 "kaltes Zimmer"`}},
	"a list of counts": {"mine.csv", "date,cramps\n2026-11-20,2\n2026-11-19,0\n2026-11-18,1\n",
		[]string{"2026-11-18 1 cramps", "2026-11-19 0 cramps", "2026-11-20 2 cramps"}},
	"a list with am and pm": {"mine.csv", "when,leg cramps\n\"Nov 20, 2026 3:10 am\",x\n\"Nov 20, 2026 11:10 PM\",x\n\"Nov 20, 2026, 11:50 PM\",x\n",
		[]string{"2026-11-19 1 cramps", "2026-11-20 2 cramps"}},
}

func TestForeignFiles(t *testing.T) {
	t.Parallel()
	for app, test := range foreignFiles {
		in, err := Read(test.name, strings.NewReader(test.file), made)
		if err != nil {
			t.Errorf("%s: %v", app, err)
			continue
		}
		p, nights := newcomer(made)
		merged, changes := Merge(&p, nights, in, made)
		if diff := cmp.Diff(test.want, told(merged)); diff != "" {
			t.Errorf("%s: %s", app, diff)
		}
		if changes.PlanChanges || changes.SettingsChange || changes.NewNights != len(merged) {
			t.Errorf("%s: %+v", app, changes)
		}
		_, all, _ := imported(p, nights, in, made)
		if _, again := Merge(&p, all, in, made); !again.Nothing() {
			t.Errorf("%s: a second time changes %+v", app, again)
		}
		if _, err := Read("", bytes.NewReader(mustJSON(t, &Diary{MadeAt: made, Person: p, Nights: all})), made); err != nil {
			t.Errorf("%s: what was brought in does not come back: %v", app, err)
		}
	}
}

// TestForeignFilesChangeNoAnswer brings a file into a diary that has answers of
// its own.
func TestForeignFilesChangeNoAnswer(t *testing.T) {
	t.Parallel()
	p, nights := newcomer(made)
	own := &routines.Night{Date: routines.DateOf(2026, 11, 20), Opened: p.Plan.WakeTime(routines.DateOf(2026, 11, 20))}
	own.Record(routines.Cramps, 0, own.Opened)
	nights = append([]*routines.Night{own}, nights...)
	in, err := Read("mine.csv", strings.NewReader("date,cramps,pain,note\n2026-11-20,3,8,cold\n"), made)
	if err != nil {
		t.Fatal(err)
	}
	merged, changes := Merge(&p, nights, in, made)
	if diff := cmp.Diff([]string{`2026-11-20 0 cramps "cold"`}, told(merged)); diff != "" || changes.OtherCramps != 0 {
		t.Errorf("%+v %s", changes, diff)
	}
}

// zipped packs files, names and contents in turn.
func zipped(t failing, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestArchives(t *testing.T) {
	t.Parallel()
	whole := string(mustJSON(t, usualDiary(3)))
	for name, file := range map[string]string{
		"a document":      zipped(t, "calmcalf.json", whole),
		"in a folder":     zipped(t, "files/", "", "files/calmcalf.json", whole),
		"Loop":            zipped(t, "Habits.csv", "Position,Name\n", "Checkmarks.csv", foreignFiles["Loop"].file, "001 Meditate/Checkmarks.csv", "Date,Value\n", "Scores.csv", "Date,Cramps\n"),
		"repacked tables": zipped(t, "a/nights.csv", "night,outcome,cramps,opened\n2026-11-20,cramps,2,2026-11-20T07:00:00Z\n"),
	} {
		if d, err := Read("file", strings.NewReader(file), made); err != nil || len(d.Nights)+len(d.entries) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUnknownFiles are told by what they are.
func TestUnknownFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"x.pdf":            {"%PDF-1.7", "error.import.pdf"},
		"x.png":            {"\x89PNG\r\n", "error.import.picture"},
		"x.jpg":            {"\xff\xd8\xff\xe0", "error.import.picture"},
		"x.xls":            {"\xd0\xcf\x11\xe0\xa1\xb1", "error.import.spreadsheet"},
		"x.xlsx":           {zipped(t, "[Content_Types].xml", "", "xl/workbook.xml", ""), "error.import.spreadsheet"},
		"x.ods":            {zipped(t, "mimetype", "", "content.xml", ""), "error.import.spreadsheet"},
		"x.zip":            {zipped(t, "a.txt", "hello"), "error.import.archive"},
		"two.zip":          {zipped(t, "a.csv", "hello", "b.csv", "hello"), "error.import.archive"},
		"bomb.zip":         {zipped(t, "a.csv", strings.Repeat("date,cramps\n", mostUnpacked/12+1)), "error.import.archive"},
		"broken.zip":       {"PK\x03\x04 and no more", "error.import.archive"},
		"Loop Habits.db":   {"SQLite format 3\x00", "error.import.database"},
		"Habits.csv":       {"Position,Name,Question,Description,NumRepetitions,Interval,Color\n1,Meditate,?,,1,1,#FF8F00\n", "error.import.loop"},
		"Checkmarks.csv":   {"Date,Meditate,\n2026-11-20,2,\n", "error.import.crampless map[App:Loop Habit Tracker]"},
		"migraine.csv":     {"#,Started,Lasted,Pain Level,Notes\n1,20/11/2026,1h 0m,7,\n", "error.import.crampless map[App:Migraine Buddy]"},
		"bearable.csv":     {"date,weekday,time of day,category,rating/amount,detail,notes\n", "error.import.crampless map[App:Bearable]"},
		"bank.csv":         {"date,amount\n2026-11-20,5\n", "error.import.table"},
		"cramps.csv":       {"date,cramps\n2026-11-20,many\n", "error.import.row map[Line:2]"},
		"strokes.csv":      {"date,cramps\n3/4/2026,1\n", "error.import.dates"},
		"letter.txt":       {"Dear doctor, my legs hurt.", "error.import.table"},
		"nothing.txt":      {"", "error.import.table"},
		"program":          {"\x7fELF\x00\x00\x00", "error.import.unknown"},
		"calmcalf.txt":     {`{"format":"calmcalf-diary","version":2}`, "error.import.version map[Version:2]"},
		"other.json":       {`[1]`, "error.import.format"},
		"large.csv":        {strings.Repeat("a", MostBytes+1), "error.import.large map[Most:5]"},
		"many nights.csv":  {"night,outcome,cramps,opened\n" + strings.Repeat("2026-11-20,,,\n", MostNights+1), "error.import.nights map[Most:20000]"},
		"empty-quoted.csv": {`"`, "error.import.table"},
	} {
		_, err := Read(name, strings.NewReader(test.file), made)
		var m *routines.Error
		if !errors.As(err, &m) || m.Error() != "routines: "+test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// TestDocumentsMayHaveAnyName reads a document that was renamed.
func TestDocumentsMayHaveAnyName(t *testing.T) {
	t.Parallel()
	whole := mustJSON(t, usualDiary(3))
	for _, name := range []string{"calmcalf.json", "CALMCALF.JSON.txt", "diary (1)", ""} {
		if _, err := Read(name, bytes.NewReader(whole), made); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// hostileTables cost much for their size, or would.
func hostileTables(t failing) map[string]string {
	fill := func(head, line string) string { return head + strings.Repeat(line, (MostBytes-len(head))/len(line)) }
	return map[string]string{
		"lines":   fill("", "a\n"),
		"columns": fill("", "a,"),
		"quotes":  fill("date,cramps\n", "\""),
		"entries": fill("date,cramps\n", "2026-11-20,1\n"),
		"notes":   fill("date,cramps,note\n", "2026-11-20,1,"+strings.Repeat("x", 90)+"\n"),
		"dates":   fill("date,cramps\n", "3/4/2026 7:00 PM,1\n"),
		"events":  zipped(t, "nights.csv", "night,outcome,cramps,opened\n2026-11-20,,,2026-11-20T07:00:00Z\n", "events.csv", fill(strings.Join(eventColumns, ",")+"\n", "2026-11-20,note,,,x\n")),
		"bomb":    zipped(t, "a.csv", strings.Repeat("\x00", 1<<28)),
	}
}

func TestHostileTablesCostLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the largest files there are")
	}
	for name, file := range hostileTables(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		in, err := Read(name, strings.NewReader(file), made)
		if err == nil {
			p, nights := newcomer(made)
			Merge(&p, nights, in, made)
		}
		runtime.ReadMemStats(&after)
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 400<<20 {
			t.Errorf("%s: %d MiB are allocated", name, cost>>20)
		}
	}
}

func BenchmarkHostileTables(b *testing.B) {
	for name, file := range hostileTables(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				in, err := Read(name, strings.NewReader(file), made)
				if err == nil {
					p, nights := newcomer(made)
					Merge(&p, nights, in, made)
				}
			}
		})
	}
}

// FuzzReadAny reads garbage under any name: what is read can be merged and
// written, and all else is a mistake that can be told.
func FuzzReadAny(f *testing.F) {
	for _, test := range foreignFiles {
		f.Add(test.name, []byte(test.file))
	}
	f.Add("x.zip", []byte(zipped(f, "a/nights.csv", "night,outcome,cramps,opened\n2026-11-20,cramps,2,2026-11-20T07:00:00Z\n")))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		in, err := Read(name, bytes.NewReader(data), made)
		if err != nil {
			var m *routines.Error
			if !errors.As(err, &m) || !strings.HasPrefix(m.Key, "error.import.") {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		p, nights := newcomer(made)
		p, all, _ := imported(p, nights, in, made)
		if _, err := Read("", bytes.NewReader(mustJSON(t, &Diary{MadeAt: made, Person: p, Nights: all})), made); err != nil {
			t.Fatal(err)
		}
		if _, _, again := imported(p, all, in, made); !again.Nothing() {
			t.Fatalf("a second time changes %+v", again)
		}
	})
}
