package export

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// leaveOut drops what a document leaves out on purpose.
func leaveOut(d *Diary) *Diary {
	left := &Diary{MadeAt: d.MadeAt, Person: d.Person}
	left.Person.ID, left.Person.Away, left.Person.Asking = 0, time.Time{}, ""
	for _, n := range d.Nights {
		c := clone(n)
		c.AskedIn = 0
		for i := range c.Marks {
			c.Marks[i].Message = 0
		}
		left.Nights = append(left.Nights, c)
	}
	return left
}

func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	diaries := someDiary(4)
	rapid.Check(t, func(t *rapid.T) {
		d := diaries.Draw(t, "diary")
		data := mustJSON(t, d)
		got, err := Read("diary.json", bytes.NewReader(data), made)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(leaveOut(d), got, asDiaries); diff != "" {
			t.Fatal(diff)
		}
		if again := mustJSON(t, got); !bytes.Equal(data, again) {
			t.Fatalf("equal diaries have the documents\n%s\n%s", data, again)
		}
	})
}

// TestDocumentsCanBeReadByEye looks for the Nights, one a line.
func TestDocumentsCanBeReadByEye(t *testing.T) {
	t.Parallel()
	d := usualDiary(30)
	lines := bytes.Split(mustJSON(t, d), []byte("\n"))
	found := 0
	for _, line := range lines {
		if bytes.HasPrefix(line, []byte(`    {"date": "`+d.Nights[min(found, 29)].Date.String()+`", `)) {
			found++
		}
	}
	if found != 30 {
		t.Errorf("%d of 30 nights have a line", found)
	}
	if len(lines) > 200 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestInstantsAreExact looks at zones whose clocks cannot be written.
func TestInstantsAreExact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone string
		at   time.Time
		want string
	}{
		"winter":      {"Europe/Berlin", time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC), "2026-11-22T07:00:00+01:00"},
		"summer":      {"Europe/Berlin", time.Date(2026, 7, 22, 5, 0, 0, 0, time.UTC), "2026-07-22T07:00:00+02:00"},
		"seconds":     {"Africa/Monrovia", time.Date(1971, 7, 22, 5, 0, 0, 0, time.UTC), "1971-07-22T05:00:00Z"},
		"end of time": {"Asia/Kathmandu", time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC), "9999-12-31T23:00:00Z"},
		"the first":   {"America/New_York", time.Date(1970, 1, 1, 1, 0, 0, 0, time.UTC), "1970-01-01T01:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			text, err := second(in(zone, test.at)).MarshalText()
			if err != nil || string(text) != test.want {
				t.Fatalf("%v is %s, %v; want %s", test.at, text, err, test.want)
			}
			var back second
			if err := back.UnmarshalText(text); err != nil || !time.Time(back).Equal(test.at) {
				t.Errorf("%s is %v, %v", text, time.Time(back), err)
			}
		})
	}
}

// TestNothingIsLeftOutInSilence gives values that have no word.
func TestNothingIsLeftOutInSilence(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*routines.Person, *routines.Night){
		"a setting":   func(p *routines.Person, _ *routines.Night) { p.Settings |= 1 << 15 },
		"an activity": func(p *routines.Person, _ *routines.Night) { p.Gates.Closed |= 1 << 15 },
		"a sign":      func(p *routines.Person, _ *routines.Night) { p.Care.Usual |= 1 << 7 },
		"a weekday": func(p *routines.Person, _ *routines.Night) {
			p.Plan.CheckIn = []routines.Slot{{Base: 1, Nights: 1 << 7}}
		},
		"an anchor":  func(p *routines.Person, _ *routines.Night) { p.Plan.CheckIn = []routines.Slot{{Base: 9}} },
		"a clock":    func(p *routines.Person, _ *routines.Night) { p.Plan.Wake[0] = 24 * 60 },
		"a habit":    func(p *routines.Person, _ *routines.Night) { p.Plan.SetHabit(9, routines.Habit{}) },
		"a routine":  func(_ *routines.Person, n *routines.Night) { n.Marks[0].Routine = 9 },
		"a state":    func(_ *routines.Person, n *routines.Night) { n.Marks[0].State = 9 },
		"a question": func(_ *routines.Person, n *routines.Night) { n.Log[0].Field = 99 },
		"an answer":  func(_ *routines.Person, n *routines.Night) { n.Log[0].Value = 99 },
		"a date":     func(_ *routines.Person, n *routines.Night) { n.Date = lastDate + 1 },
		"an instant": func(_ *routines.Person, n *routines.Night) { n.Opened = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := usualDiary(2)
			spoil(&d.Person, d.Nights[0])
			if _, err := JSON(&d.Person, d.Nights, made); err == nil {
				t.Error("it was written")
			}
		})
	}
}

func TestPartsCanBeRead(t *testing.T) {
	t.Parallel()
	d := usualDiary(5000)
	for _, n := range d.Nights {
		for i := range 9 {
			n.Notes = append(n.Notes, routines.Note{Text: string(bytes.Repeat([]byte{'a' + byte(i)}, 100)), At: n.Opened})
		}
	}
	nights, parts := 0, 0
	for rest := d.Nights; len(rest) > 0; parts++ {
		part, left, err := Part(&d.Person, rest, made)
		if err != nil {
			t.Fatal(err)
		}
		rest = left
		if len(part) > MostBytes {
			t.Errorf("a part of %d bytes", len(part))
		}
		got, err := Read("diary.json", bytes.NewReader(part), made)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range got.Nights {
			if n.Date != d.Nights[nights].Date {
				t.Fatalf("the night %v is followed by %v", d.Nights[nights].Date, n.Date)
			}
			nights++
		}
	}
	if nights != len(d.Nights) || parts < 2 {
		t.Errorf("%d nights of %d in %d parts", nights, len(d.Nights), parts)
	}
}

func BenchmarkJSON(b *testing.B) {
	d := usualDiary(3 * 365)
	data := mustJSON(b, d)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := JSON(&d.Person, d.Nights, made); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	data := mustJSON(b, usualDiary(3*365))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("diary.json", bytes.NewReader(data), made); err != nil {
			b.Fatal(err)
		}
	}
}
