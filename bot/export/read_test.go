package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/routines"
)

// mistake reads a document that is to be refused.
func mistake(t *testing.T, data string) *routines.Error {
	t.Helper()
	_, err := Read("diary.json", strings.NewReader(data), made)
	var m *routines.Error
	if !errors.As(err, &m) {
		t.Fatalf("read with %v", err)
	}
	return m
}

func TestReadRefusesWhatIsNoDiary(t *testing.T) {
	t.Parallel()
	whole := string(mustJSON(t, usualDiary(3)))
	for name, test := range map[string]struct{ data, want string }{
		"nothing":           {"", "routines: error.import.format"},
		"words":             {"hello", "routines: error.import.format"},
		"a list":            {"[1]", "routines: error.import.format"},
		"a number":          {"1", "routines: error.import.format"},
		"null":              {"null", "routines: error.import.format"},
		"other JSON":        {`{"format":"diary"}`, "routines: error.import.format"},
		"no version":        {`{"format":"calmcalf-diary"}`, "routines: error.import.format"},
		"an odd version":    {`{"format":"calmcalf-diary","version":1.5}`, "routines: error.import.format"},
		"a newer version":   {`{"format":"calmcalf-diary","version":2,"moons":[]}`, "routines: error.import.version map[Version:2]"},
		"half a document":   {whole[:len(whole)/2], "routines: error.import.format"},
		"one and a half":    {whole + whole[:len(whole)/2], "routines: error.import.format"},
		"two documents":     {whole + whole, "routines: error.import.format"},
		"not UTF-8":         {strings.Replace(whole, `"de"`, "\"d\xff\"", 1), "routines: error.import.format"},
		"deep lists":        {strings.Repeat("[", 1<<20), "routines: error.import.format"},
		"deep lists in it":  {strings.Replace(whole, `"nights": [`, `"nights": [`+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+",", 1), "routines: error.import.broken map[Place:nights[0]]"},
		"deep values in it": {strings.Replace(whole, `"value": 0`, `"value": `+strings.Repeat("[", 9000)+strings.Repeat("]", 9000), 1), "routines: error.import.broken map[Place:nights[0].log[0].value]"},
		"too large":         {whole + strings.Repeat(" ", MostBytes), "routines: error.import.large map[Most:5]"},
		"too many nights":   {strings.Replace(string(mustJSON(t, usualDiary(0))), `"nights": []`, `"nights": [`+manyNights(MostNights+1)+`]`, 1), "routines: error.import.nights map[Most:20000]"},
		"of the future":     {strings.Replace(whole, `"made_at": "2026`, `"made_at": "2027`, 1), "routines: error.import.future"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mistake(t, test.data).Error(); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// manyNights are Nights in as few bytes as they take.
func manyNights(count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteByte(',')
		}
		d := routines.DateOf(1970, time.February, 1) + routines.Date(i)
		fmt.Fprintf(&b, `{"date":"%v","opened":"%vT07:00:00Z","marks":[],"log":[],"cramps":[],"notes":[]}`, d, d)
	}
	return b.String()
}

// at puts a value in the place of another in a document in which every field is
// there.
func at(t *testing.T, place string, value any) string {
	t.Helper()
	whole := fullDiary(t)
	var into any = whole
	steps := strings.FieldsFunc(place, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	for i, step := range steps {
		last := i == len(steps)-1
		switch v := into.(type) {
		case map[string]any:
			if last {
				v[step] = value
			}
			into = v[step]
		case []any:
			var index int
			if _, err := fmt.Sscan(step, &index); err != nil {
				t.Fatal(err)
			}
			if last {
				v[index] = value
			}
			into = v[index]
		}
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func many[T any](count int, value T) []T {
	list := make([]T, count)
	for i := range list {
		list[i] = value
	}
	return list
}

type object = map[string]any

func TestReadRefusesWhatNoDiaryHolds(t *testing.T) {
	t.Parallel()
	night := func(date string) object {
		return object{"date": date, "opened": date + "T07:00:00+01:00", "marks": []any{}, "log": []any{}, "cramps": []any{}, "notes": []any{}}
	}
	mark := object{"routine": "hydration", "ordinal": 0, "state": "not_answered", "due": "2026-11-20T10:30:00+01:00"}
	cramp := object{"at": "2026-11-21T04:50:00+01:00", "logged": "2026-11-21T04:52:00+01:00"}
	note := object{"text": "New shoes.", "at": "2026-11-21T08:00:00+01:00"}
	answer := object{"question": "pain", "value": 3, "at": "2026-11-21T08:00:00+01:00"}
	insight := object{"month": "2026-10", "routine": "relaxation", "with": object{"cramp_nights": 3, "nights": 14},
		"without": object{"cramp_nights": 6, "nights": 10}, "unanswered": 4}
	for _, test := range []struct {
		what, place string
		value       any
		want        string // the place that is told; empty: place
	}{
		{"the night of another", "nights", []any{night("2026-11-19"), night("2026-11-19")}, "nights[1].date"},
		{"an earlier night", "nights", []any{night("2026-11-19"), night("2026-11-18")}, "nights[1].date"},
		{"no date", "nights[0].date", "2026-02-30", ""},
		{"a date before dates", "nights[0].date", "1970-01-01", ""},
		{"a date after them", "nights[0].date", "10000-01-01", ""},
		{"a night to come", "nights", []any{night("2026-11-26")}, "nights[0].date"},
		{"a night of another year", "nights[0].date", "2025-11-20", "nights[0].opened"},
		{"a night of next week", "nights[0].opened", "2026-11-25T07:00:00+01:00", "nights[0].opened"},
		{"an instant of the future", "nights[0].marks[0].sent", "2026-11-25T07:00:00+01:00", ""},
		{"an instant of the past", "nights[0].cramps[0].at", "2026-11-10T07:00:00+01:00", ""},
		{"half a second", "nights[0].opened", "2026-11-20T07:00:00.5+01:00", ""},
		{"half a microsecond", "person.joined", "2026-09-01T10:05:00.0000005+02:00", ""},
		{"no zone", "nights[0].opened", "2026-11-20T07:00:00", ""},
		{"a date for an instant", "nights[0].opened", "2026-11-20", ""},
		{"a number for an instant", "nights[0].opened", 1, ""},
		{"an ordinal too many", "nights[0].marks[0].ordinal", 256, ""},
		{"an ordinal too few", "nights[0].marks[0].ordinal", -1, ""},
		{"a part of an ordinal", "nights[0].marks[0].ordinal", 0.5, ""},
		{"an unknown routine", "nights[0].marks[0].routine", "jogging", ""},
		{"a shortened routine", "nights[0].marks[0].routine", "stretch", ""},
		{"an unknown state", "nights[0].marks[0].state", "open", ""},
		{"an answer without its time", "nights[0].marks", []any{object{"routine": "hydration", "ordinal": 0, "state": "done", "due": "2026-11-20T10:30:00+01:00"}}, "nights[0].marks[0].answered"},
		{"a mark twice", "nights[0].marks", []any{mark, mark}, "nights[0].marks[1]"},
		{"a cramp twice", "nights[0].cramps", []any{cramp, cramp}, "nights[0].cramps[1].at"},
		{"a note twice", "nights[0].notes", []any{note, note}, "nights[0].notes[1].text"},
		{"an empty note", "nights[0].notes[0].text", "", ""},
		{"a long note", "nights[0].notes[0].text", strings.Repeat("ä", routines.LongestNote+1), ""},
		{"a bell", "nights[0].notes[0].text", "ding\a", ""},
		{"a nought", "nights[0].notes[0].text", "a\x00b", ""},
		{"too many notes", "nights[0].notes", many(routines.MostNotes+1, note), "nights[0].notes"},
		{"too many answers", "nights[0].log", many(mostAnswers+1, answer), "nights[0].log"},
		{"too many cramps", "nights[0].cramps", many(mostCramps+1, cramp), "nights[0].cramps"},
		{"an unknown question", "nights[0].log[0].question", "mood", ""},
		{"six cramps", "nights[0].log[0].value", 6, ""},
		{"minus one cramp", "nights[0].log[0].value", -1, ""},
		{"the number of a withdrawal", "nights[0].log[0].value", 65535, ""},
		{"a word for a number", "nights[0].log[0].value", "1", ""},
		{"no pain", "nights[0].log", []any{object{"question": "pain", "value": 0, "at": "2026-11-21T08:00:00+01:00"}}, "nights[0].log[0].value"},
		{"a word for a truth", "nights[0].paused", "yes", ""},
		{"an unknown zone", "person.plan.zone", "Middle-earth/Shire", ""},
		{"the zone of the machine", "person.plan.zone", "Local", ""},
		{"a path", "person.plan.zone", "../../etc/passwd", ""},
		{"no zone at all", "person.plan.journey.zone", "", ""},
		{"no weekday's clock", "person.plan.wake.monday", "7:00", ""},
		{"an hour too many", "person.plan.wake.monday", "24:00", ""},
		{"a night too short", "person.plan.wake.monday", "22:00", "person.plan"},
		{"an unknown habit", "person.plan.habits.jogging", object{"on": true, "slots": []any{}}, "person.plan.habits"},
		{"an unknown anchor", "person.plan.check_in[0].from", "noon", ""},
		{"an anchor too far", "person.plan.check_in[0].minutes", 40000, ""},
		{"neither anchor nor cron", "person.plan.check_in[0]", object{}, ""},
		{"both", "person.plan.check_in[0].cron", "0 9 * * *", "person.plan.check_in[0]"},
		{"minutes of a cron", "person.plan.check_in[0]", object{"cron": "0 9 * * *", "minutes": 1}, "person.plan.check_in[0].minutes"},
		{"no cron", "person.plan.habits.calf-stretch.slots[1].cron", "@every 1s", ""},
		{"a cron in a zone", "person.plan.habits.calf-stretch.slots[1].cron", "TZ=UTC 0 9 * * *", ""},
		{"a cron that never comes", "person.plan.habits.calf-stretch.slots[1].cron", "0 0 30 2 *", ""},
		{"a cron that always comes", "person.plan.habits.calf-stretch.slots[1].cron", "* * * * *", "person.plan"},
		{"a check-in in the evening", "person.plan.check_in[0].minutes", 900, "person.plan"},
		{"no weekday", "person.plan.habits.calf-stretch.slots[0].nights", []string{"fri"}, ""},
		{"a weekday twice", "person.plan.habits.calf-stretch.slots[0].nights", []string{"friday", "friday"}, ""},
		{"too many slots", "person.plan.habits.calf-stretch.slots", many(mostSlots+1, object{"from": "bed"}), ""},
		{"too many pauses", "person.plan.pauses", many(mostPauses+1, object{"from": "2026-12-24"}), ""},
		{"a pause that ends before", "person.plan.pauses[0].to", "2026-12-23", "person.plan.pauses[0]"},
		{"an unknown setting", "person.settings", []string{"loud"}, ""},
		{"an unknown activity", "person.gates.closed", []string{"sleep"}, ""},
		{"a gate of the future", "person.gates.answered", "2026-12-01T10:04:00+02:00", ""},
		{"a rest of the future", "person.care.since", "2026-12-01T10:04:00+02:00", ""},
		{"a hush for ever", "person.care.hush", "9998-12-01T10:04:00+02:00", ""},
		{"joined in the future", "person.joined", "2026-12-01T10:04:00+02:00", ""},
		{"a long language", "person.language", strings.Repeat("x", 36), ""},
		{"no language", "person.language", "<b>", ""},
		{"days too many", "person.quiet.routines.hydration", 256, ""},
		{"told twice", "person.quiet.told", []string{"hydration", "hydration"}, ""},
		{"quiet from the future", "person.quiet.since", "2027-01-01", ""},
		{"noted in the future", "person.noted.pattern", "2027-01-01", ""},
		{"less than none", "person.noted.disturbed", -1, ""},
		{"a summary to come", "person.summaries.last", "2027-01", ""},
		{"an insight twice", "person.summaries.insights", []any{insight, insight}, "person.summaries.insights[1]"},
		{"an insight to come", "person.summaries.insights[0].month", "2027-01", "person.summaries.insights[0]"},
		{"more cramp nights than nights", "person.summaries.insights[0].with.nights", 2, "person.summaries.insights[0]"},
		{"no month", "person.summaries.insights[0].month", "2026-13", ""},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			want := test.want
			if want == "" {
				want = test.place
			}
			m := mistake(t, at(t, test.place, test.value))
			if m.Key != "error.import.broken" || m.Args["Place"] != want {
				t.Errorf("%v, want the place %s", m, want)
			}
		})
	}
}

func TestReadRefusesFieldsTwice(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(fullDiary(t))
	if err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	for old, twice := range map[string]string{
		`"version":1`:     `"version":1,"version":1`,
		`"ordinal":0`:     `"ordinal":0,"ordinal":0`,
		`"hydration":3`:   `"hydration":3,"hydration":3`,
		`"habits":{`:      `"habits":{"calf-stretch":{"on":false,"slots":[]},`,
		`"language":"en"`: `"language":"en","Language":"en"`,
	} {
		spoilt := strings.Replace(whole, old, twice, 1)
		if spoilt == whole {
			t.Fatalf("there is no %s", old)
		}
		want := "error.import.broken"
		if old == `"version":1` {
			want = "error.import.changed" // of the document itself
		}
		if m := mistake(t, spoilt); m.Key != want || m.Args["Place"] == "" {
			t.Errorf("%s: %v", twice, m)
		}
	}
}

func TestReadTakesWhatEditorsLeave(t *testing.T) {
	t.Parallel()
	want := usualDiary(3)
	whole := mustJSON(t, want)
	var compact bytes.Buffer
	if err := json.Compact(&compact, whole); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"a mark of the byte order": "\uFEFF" + string(whole),
		"lines of another system":  strings.ReplaceAll(string(whole), "\n", "\r\n"),
		"no spaces":                compact.String(),
	} {
		got, err := Read("diary.json", strings.NewReader(data), made)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got, asDiaries); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadTellsFaultsFromMistakes(t *testing.T) {
	t.Parallel()
	_, err := Read("diary.json", iotest.ErrReader(io.ErrUnexpectedEOF), made)
	var m *routines.Error
	if !errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &m) {
		t.Errorf("got %v", err)
	}
}

// FuzzRead reads garbage. What can be read can be written, and read again as the
// same.
func FuzzRead(f *testing.F) {
	f.Add(mustJSON(f, usualDiary(9)))
	whole, err := json.Marshal(fullDiary(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"format":"calmcalf-diary","version":2}`))
	schema := loadSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read("diary.json", bytes.NewReader(data), made)
		if err != nil {
			var m *routines.Error
			if !errors.As(err, &m) || !strings.HasPrefix(m.Key, "error.import.") {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		written := mustJSON(t, d)
		again, err := Read("diary.json", bytes.NewReader(written), d.MadeAt)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if diff := cmp.Diff(d, again, asDiaries); diff != "" {
			t.Fatal(diff)
		}
		if err := schema.Validate(parse(t, written)); err != nil {
			t.Fatal(err)
		}
		if _, err := CSV(&d.Person, d.Nights, d.MadeAt); err != nil {
			t.Fatal(err)
		}
	})
}

// hostile are documents that cost much for their size, or would.
func hostile(t interface {
	Helper()
	Fatal(...any)
}) map[string][]byte {
	hard := usualDiary(0)
	for range mostSlots {
		hard.Person.Plan.CheckIn = append(hard.Person.Plan.CheckIn, routines.Slot{Base: routines.ByCron, Cron: "* * * * *"})
	}
	empty := string(mustJSON(t, usualDiary(0)))
	in := func(list, item string) []byte {
		room := (MostBytes - len(empty)) / (len(item) + 1)
		return []byte(strings.Replace(empty, list+`": []`, list+`": [`+strings.TrimSuffix(strings.Repeat(item+",", room), ",")+"]", 1))
	}
	night := func(log string) []byte {
		return []byte(strings.Replace(empty, `"nights": []`,
			`"nights": [{"date":"2026-11-20","opened":"2026-11-20T07:00:00Z","marks":[],"log":[`+log+`],"cramps":[],"notes":[]}]`, 1))
	}
	answer := `{"question":"pain","value":1e1000000,"at":"2026-11-20T07:00:00Z"}`
	return map[string][]byte{
		"crons":        mustJSON(t, hard),
		"nights":       []byte(strings.Replace(empty, `"nights": []`, `"nights": [`+manyNights(MostNights)+`]`, 1)),
		"brackets":     bytes.Repeat([]byte("["), MostBytes),
		"fields":       []byte(`{"format":"calmcalf-diary","version":1,"person":{` + strings.Repeat(`"a":1,`, MostBytes/6-20) + `"a":1}}`),
		"empty nights": in("nights", "{}"),
		"empty slots":  in("check_in", "{}"),
		"empty pauses": in("pauses", "{}"),
		"insights":     in("insights", "{}"),
		"words":        in("settings", `"screen_reader"`),
		"answers":      night(strings.TrimSuffix(strings.Repeat("{},", MostBytes/3-1500), ",")),
		"mistakes":     night(strings.TrimSuffix(strings.Repeat(`{"question":"where","value":1},`, mostAnswers), ",")),
		"numbers":      night(strings.TrimSuffix(strings.Repeat(answer+",", mostAnswers), ",")),
		"digits":       night(strings.Replace(answer, "1e1000000", strings.Repeat("9", MostBytes/2), 1)),
		"long value":   night(strings.Replace(answer, "1e1000000", "["+strings.Repeat("[],", MostBytes/3-800)+"[]]", 1)),
		"deep value":   night(strings.Replace(answer, "1e1000000", strings.Repeat("[", 9000)+strings.Repeat("]", 9000), 1)),
		"20 MB":        bytes.Repeat([]byte(`{"a":[1e9,"b"],`), 20<<20/15),
	}
}

// TestHostileFilesCostLittle bounds what is allocated in all, much of which lives
// for a moment only.
func TestHostileFilesCostLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the largest files there are")
	}
	for name, data := range hostile(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Read("diary.json", bytes.NewReader(data), made)
		runtime.ReadMemStats(&after)
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 160<<20 {
			t.Errorf("%s: %d MiB are allocated", name, cost>>20)
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, data := range hostile(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Read("diary.json", bytes.NewReader(data), made)
			}
		})
	}
}

// BenchmarkReadLargest reads as long a diary as an import takes.
func BenchmarkReadLargest(b *testing.B) {
	data := mustJSON(b, usualDiary(3500))
	if len(data) > MostBytes || len(data) < MostBytes*8/10 {
		b.Fatal(len(data), "bytes")
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("diary.json", bytes.NewReader(data), made); err != nil {
			b.Fatal(err)
		}
	}
}

// TestReadTakesOlderExports reads what an earlier program wrote, with every field
// there and one field a line.
func TestReadTakesOlderExports(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/version1.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := Read("diary.json", file, made)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Nights) != 21 || d.Nights[20].Notes[0].Text != "New shoes." || d.Person.Plan.Journey.Zone != "Asia/Tokyo" {
		t.Errorf("%d nights, %+v", len(d.Nights), d.Person)
	}
	again, err := Read("diary.json", bytes.NewReader(mustJSON(t, d)), made)
	if diff := cmp.Diff(d, again, asDiaries); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
