package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// instants draws zero times and times of this era, in whole units.
func instants(unit time.Duration) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		if rapid.Bool().Draw(t, "zero") {
			return time.Time{}
		}
		seconds := rapid.Int64Range(minTime+1, maxTime-1).Draw(t, "seconds")
		if rapid.Bool().Draw(t, "usual") {
			seconds = opened.Unix() + rapid.Int64Range(-100, 200_000).Draw(t, "since")
		}
		part := rapid.Int64Range(0, int64(time.Second-1)).Draw(t, "part")
		return time.Unix(seconds, part).UTC().Truncate(unit)
	})
}

// anything draws values with every field filled, so that a field is noticed
// that the routines have and the records lack.
func anything[T any](unit time.Duration) *rapid.Generator[T] {
	return rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[time.Time](): instants(unit),
	}})
}

func TestNightRoundTrip(t *testing.T) {
	t.Parallel()
	nights := anything[routines.Night](time.Second)
	rapid.Check(t, func(t *rapid.T) {
		night := nights.Draw(t, "night")
		id := routines.PersonID(rapid.Int64().Draw(t, "id"))
		record, err := encodeNight(id, &night)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeNight(id, Record{Date: night.Date, Data: record})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(night, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		again, err := encodeNight(id, &got)
		if err != nil || !slices.Equal(record, again) {
			t.Fatalf("equal Nights have the records %x and %x", record, again)
		}
	})
}

func TestHeadRoundTrip(t *testing.T) {
	t.Parallel()
	persons := anything[routines.Person](time.Microsecond)
	alarms, owed := instants(time.Microsecond), anything[[]Owed](time.Microsecond)
	rapid.Check(t, func(t *rapid.T) {
		person := persons.Draw(t, "person")
		book := &Book{
			Person: person, id: person.ID,
			Alarm:   alarms.Draw(t, "alarm").(time.Time),
			Early:   alarms.Draw(t, "early").(time.Time),
			Applied: rapid.SliceOf(rapid.Int64()).Draw(t, "applied"),
			Owed:    owed.Draw(t, "owed"),
		}
		head, _, err := encodeHead(book)
		if err != nil {
			t.Fatal(err)
		}
		got, err := OpenBook(person.ID, head, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(person, got.Person, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		if (person.Plan.Habits == nil) != (got.Person.Plan.Habits == nil) {
			t.Fatal("an empty map and none are the same")
		}
		if !got.Alarm.Equal(book.Alarm) || !got.Early.Equal(book.Early) || !slices.Equal(got.Applied, book.Applied) {
			t.Fatalf("alarm %v, early %v, applied %v", got.Alarm, got.Early, got.Applied)
		}
		if diff := cmp.Diff(book.Owed, got.Owed, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		again, _, err := encodeHead(got)
		if err != nil || !slices.Equal(head, again) {
			t.Fatalf("equal heads have the records %x and %x", head, again)
		}
	})
}

func TestInstantsAreRoundedDown(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	fine := time.Date(2026, 11, 22, 22, 40, 7, 123456789, berlin)
	s := filled(t, 0)
	if _, err := s.update(func(b *Book) {
		b.Alarm, b.Person.Joined = fine, fine
		b.Add(routines.Night{Date: first, Opened: fine, Cramps: []routines.Cramp{{At: fine.Add(-time.Hour), Logged: fine}}})
	}); err != nil {
		t.Fatal(err)
	}
	micro := time.Date(2026, 11, 22, 21, 40, 7, 123456000, time.UTC)
	second := micro.Truncate(time.Second)
	if _, err := s.update(func(b *Book) {
		n := b.Night(first)
		if b.Alarm != micro || b.Person.Joined != micro || n.Opened != second || n.Cramps[0].At != second.Add(-time.Hour) {
			t.Errorf("alarm %v, joined %v, opened %v, cramp %v", b.Alarm, b.Person.Joined, n.Opened, n.Cramps)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if Instant(fine) != micro || !Instant(time.Time{}).IsZero() {
		t.Errorf("Instant gives %v and %v", Instant(fine), Instant(time.Time{}))
	}
}

func TestFlippedBitsAreNoticed(t *testing.T) {
	t.Parallel()
	s := filled(t, 1)
	for name, record := range map[string]*[]byte{"head": &s.head, "night": &s.records[0].Data} {
		sound := slices.Clone(*record)
		for bit := range len(sound) * 8 {
			*record = slices.Clone(sound)
			(*record)[bit/8] ^= 1 << (bit % 8)
			_, err := s.update(func(b *Book) { b.Tonight() })
			if err == nil || !strings.HasPrefix(err.Error(), "store: person 42: ") || !strings.Contains(err.Error(), "is damaged") {
				t.Fatalf("%s with bit %d flipped: %v", name, bit, err)
			}
		}
		*record = sound[:2]
		if _, err := s.update(func(b *Book) { b.Tonight() }); err == nil {
			t.Errorf("%s cut short was read", name)
		}
		*record = sound
	}
}

func TestRecordsKnowTheirPlace(t *testing.T) {
	t.Parallel()
	s := filled(t, 2)
	s.records[1].Data = s.records[0].Data
	if _, err := s.update(func(b *Book) { b.Tonight() }); err == nil {
		t.Error("one Night's record was read as that of another")
	}
	s.id = 43
	if _, err := s.update(func(b *Book) {}); err == nil {
		t.Error("one person's head was read as that of another")
	}
}

// TestOddRecords feeds payloads with a fitting checksum that this version would
// never write.
func TestOddRecords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ payload, want string }{
		"nothing":              {"", "does not have the shape"},
		"fields left out":      {"\xa0", ""},
		"a field to come":      {"\xa1\x18\x63\x01", "newer version"},
		"a number to come":     {"\xa1\x04\x81\x8a\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01", "newer version"},
		"a trailing byte":      {"\xa0\x00", "does not have the shape"},
		"a key twice":          {"\xa2\x01\x01\x01\x01", "does not have the shape"},
		"an indefinite length": {"\xbf\xff", "does not have the shape"},
		"a tag":                {"\xa1\x01\xc1\x01", "does not have the shape"},
		"a huge claim":         {"\xa1\x04\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", "does not have the shape"},
		"a number too wide":    {"\xa1\x04\x81\x81\x19\x01\x00", "does not have the shape"},
		"an instant too far":   {"\xa1\x01\x1b\x7f\xff\xff\xff\xff\xff\xff\xff", "not of this era"},
		"words for numbers":    {"\xa1\x01\x61\x61", "does not have the shape"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := Seal(nightPlace(42, first), []byte(test.payload))
			_, err := decodeNight(42, Record{Date: first, Data: record})
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestOddHeads does the same with heads.
func TestOddHeads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ payload, want string }{
		"fields left out":          {"\xa0", ""},
		"a week of seven":          {"\xa1\x05\xa1\x03\x87\x01\x01\x01\x01\x01\x01\x01", ""},
		"a week of six":            {"\xa1\x05\xa1\x03\x86\x01\x01\x01\x01\x01\x01", "does not have the shape"},
		"a week of eight":          {"\xa1\x05\xa1\x03\x88\x01\x01\x01\x01\x01\x01\x01\x01", "does not have the shape"},
		"a habit too wide":         {"\xa1\x05\xa1\x05\xa1\x19\x01\x00\xa0", "does not have the shape"},
		"a routine twice":          {"\xa1\x08\xa1\x01\xa2\x01\x01\x01\x01", "does not have the shape"},
		"a field to come, in part": {"\xa1\x05\xa1\x18\x63\x01", "newer version"},
		"a number to come":         {"\xa1\x0f\xa1\x04\x81\x88\x01\x01\x01\x01\x01\x01\x01\x01", "newer version"},
		"an alarm too far":         {"\xa1\x09\x1b\x7f\xff\xff\xff\xff\xff\xff\xff", "not of this era"},
		"an early overflow":        {"\xa2\x09\x1a\x7f\xff\xff\xff\x10\x1b\x7f\xff\xff\xff\xff\xff\xff\xff", "not of this era"},
		"an early underflow":       {"\xa2\x09\x3a\x7f\xff\xff\xff\x10\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", "not of this era"},
		"words that are not UTF-8": {"\xa1\x01\x61\xff", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, err := OpenBook(42, Seal(personPlace(42), []byte(test.payload)), nil)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q", err, test.want)
			case test.want == "":
				again, _, err := encodeHead(book)
				if err != nil || string(again[:len(again)-checksumBytes]) != test.payload {
					t.Errorf("written again it is %x, %v", again, err)
				}
			}
		})
	}
}

// FuzzDecode reads garbage that has a fitting checksum. What can be read can be
// written, and read again as the same.
func FuzzDecode(f *testing.F) {
	night, head := usualNight(), &Book{Person: usualPerson(), Alarm: opened}
	nightRecord, err := encodeNight(0, &night)
	if err != nil {
		f.Fatal(err)
	}
	headRecord, _, err := encodeHead(head)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(nightRecord[:len(nightRecord)-checksumBytes])
	f.Add(headRecord[:len(headRecord)-checksumBytes])
	f.Add([]byte("\xa1\x04\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if night, err := readNight(first, payload); err == nil {
			record, err := encodeNight(1, &night)
			if err != nil {
				t.Fatal(err)
			}
			again, err := decodeNight(1, Record{Date: first, Data: record})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(night, again, cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
		}
		var book Book
		if err := readHead(payload, &book); err == nil {
			record, _, err := encodeHead(&book)
			if err != nil {
				t.Fatal(err)
			}
			again, err := OpenBook(0, record, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(book.Person, again.Person, cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// usualNight is the Night of somebody who answers: drinking and pumping at two
// times of the day, elevation and stretch in the evening, no cramps.
func usualNight() routines.Night {
	n := routines.Night{Date: first, Opened: opened, Since: opened.Add(-time.Second)}
	bed := opened.Add(15*time.Hour + 30*time.Minute)
	mark := func(r routines.Routine, ordinal uint8, due time.Time, wait time.Duration) {
		m := n.Touch(r, ordinal, due)
		m.State, m.Sent, m.Answered = routines.Done, due.Add(2*time.Second), due.Add(wait)
	}
	for i, after := range []time.Duration{210 * time.Minute, 450 * time.Minute} {
		mark(routines.Hydration, uint8(i), opened.Add(after), 3*time.Minute)
		mark(routines.AnklePumps, uint8(i), opened.Add(after), 11*time.Minute)
	}
	mark(routines.LegElevation, 0, bed.Add(-90*time.Minute), 25*time.Minute)
	mark(routines.CalfStretch, 0, bed.Add(-20*time.Minute), 6*time.Minute)
	n.Asked = opened.Add(24*time.Hour + 15*time.Minute)
	n.Record(routines.Cramps, 0, n.Asked.Add(7*time.Minute))
	return n
}

// usualPerson is somebody who has finished onboarding.
func usualPerson() routines.Person {
	return routines.Person{
		Language: "de", Joined: opened, Consented: opened.Add(-time.Minute),
		Plan:  routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30)),
		Gates: routines.Gates{Answered: opened},
	}
}

// TestRecordsAreLean holds the sizes that the arithmetic of disk and memory
// rests on.
func TestRecordsAreLean(t *testing.T) {
	t.Parallel()
	n := usualNight()
	night, err := encodeNight(42, &n)
	if err != nil {
		t.Fatal(err)
	}
	book := &Book{id: 42, Person: usualPerson(), Alarm: opened.Add(time.Hour)}
	for i := range int64(MostApplied) {
		book.Apply(812_345_678 + 3*i)
	}
	head, _, err := encodeHead(book)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("a usual Night takes %d bytes, a usual head %d", len(night), len(head))
	if len(night) > 100 || len(head) > 300 {
		t.Errorf("a usual Night takes %d bytes, a usual head %d", len(night), len(head))
	}
}

func BenchmarkNight(b *testing.B) {
	n := usualNight()
	record, err := encodeNight(42, &n)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		b.ReportMetric(float64(len(record)), "bytes/night")
		for b.Loop() {
			if _, err := encodeNight(42, &n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := decodeNight(42, Record{Date: first, Data: record}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkTonight(b *testing.B) {
	for _, nights := range []int{2, 2000} {
		b.Run(fmt.Sprintf("of %d", nights), func(b *testing.B) {
			s := filled(b, nights)
			for b.Loop() {
				if _, err := s.update(func(b *Book) { b.Tonight() }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
