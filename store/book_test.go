package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"calmcalf/routines"
)

var opened = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

var first = routines.DateOf(2026, 11, 22)

// filled is a store with n Nights, the first of them on first.
func filled(t testing.TB, n int) *memory {
	t.Helper()
	s := &memory{id: 42}
	if _, err := s.update(func(b *Book) {
		b.Person.Language = "de"
		for i := range n {
			b.Add(routines.Night{Date: first + routines.Date(i), Opened: opened.AddDate(0, 0, i)})
		}
	}); err != nil {
		t.Fatal(err)
	}
	s.reads = 0
	return s
}

func dates(nights []*routines.Night) (dates []routines.Date) {
	for _, n := range nights {
		dates = append(dates, n.Date)
	}
	return dates
}

func TestSamePointerForSameNight(t *testing.T) {
	t.Parallel()
	s := filled(t, 5)
	last := first + 4
	if _, err := s.update(func(b *Book) {
		tonight := b.Tonight()
		if tonight.Date != last {
			t.Errorf("Tonight is %v, want %v", tonight.Date, last)
		}
		others := map[string]*routines.Night{
			"Night":         b.Night(last),
			"Before":        b.Before(last + 1),
			"Nights":        b.Nights(first, last)[4],
			"Add":           b.Add(routines.Night{Date: last, Opened: opened}),
			"Tonight again": b.Tonight(),
		}
		for name, other := range others {
			if other != tonight {
				t.Errorf("%s gives another pointer", name)
			}
		}
		if tonight.Opened != opened {
			t.Error("what Add put in its place is not seen through the pointer")
		}
		if got := b.Before(last); got.Date != last-1 || got != b.Night(last-1) {
			t.Errorf("Before gives %v", got.Date)
		}
		if b.Before(first) != nil || b.Before(firstDate) != nil || b.Night(last+1) != nil {
			t.Error("a Night that is not there was given")
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAddedNightsAreSeen(t *testing.T) {
	t.Parallel()
	s := filled(t, 1)
	if _, err := s.update(func(b *Book) {
		b.Add(routines.Night{Date: first + 9, Opened: opened})
		b.Add(routines.Night{Date: first - 9, Opened: opened})
		if got := b.Tonight().Date; got != first+9 {
			t.Errorf("Tonight is %v", got)
		}
		if got := b.Before(first).Date; got != first-9 {
			t.Errorf("Before is %v", got)
		}
		if got, want := dates(b.Nights(firstDate, lastDate)), []routines.Date{first - 9, first, first + 9}; !slices.Equal(got, want) {
			t.Errorf("Nights are %v, want %v", got, want)
		}
		if got := b.Nights(first+1, first+8); len(got) != 0 {
			t.Errorf("Nights are %v", dates(got))
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Book)
		head   bool
		nights []routines.Date
	}{
		"nothing":                 {func(b *Book) {}, false, nil},
		"reading":                 {func(b *Book) { b.Nights(firstDate, lastDate) }, false, nil},
		"head":                    {func(b *Book) { b.Apply(1) }, true, nil},
		"one night":               {func(b *Book) { b.Nights(firstDate, lastDate)[2].Paused = true }, false, []routines.Date{first + 2}},
		"to and fro":              {func(b *Book) { b.Tonight().Paused = true; b.Tonight().Paused = false }, false, nil},
		"below the second":        {func(b *Book) { n := b.Tonight(); n.Opened = n.Opened.Add(999 * time.Millisecond) }, false, nil},
		"the same night added":    {func(b *Book) { b.Add(routines.Night{Date: first, Opened: opened}) }, false, nil},
		"another night added":     {func(b *Book) { b.Add(routines.Night{Date: first, Opened: opened.Add(1e9)}) }, false, []routines.Date{first}},
		"an empty list for none":  {func(b *Book) { b.Tonight().Marks = []routines.Mark{} }, false, nil},
		"two nights out of order": {func(b *Book) { b.Night(first + 1).Again = true; b.Night(first).Again = true }, false, []routines.Date{first, first + 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changes, err := filled(t, 5).update(test.change)
			if err != nil {
				t.Fatal(err)
			}
			var written []routines.Date
			for _, record := range changes.Nights {
				written = append(written, record.Date)
			}
			if !slices.Equal(written, test.nights) || (changes.Head != nil) != test.head || changes.Empty {
				t.Errorf("wrote nights %v, head %v, empty %v", written, changes.Head != nil, changes.Empty)
			}
		})
	}
}

func TestRecentNightsReadLittle(t *testing.T) {
	t.Parallel()
	s := filled(t, 2000)
	if _, err := s.update(func(b *Book) {
		b.Tonight().Paused = true
		b.Before(b.Tonight().Date).Again = true
	}); err != nil {
		t.Fatal(err)
	}
	if s.reads > 4 {
		t.Errorf("%d Nights were read to change two", s.reads)
	}
}

func TestEmptyBooks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Book)
		empty  bool
	}{
		"untouched":      {func(b *Book) {}, true},
		"update ids":     {func(b *Book) { b.Apply(7) }, true},
		"language":       {func(b *Book) { b.Person.Language = "en" }, false},
		"alarm":          {func(b *Book) { b.Alarm = opened }, false},
		"night":          {func(b *Book) { b.Add(routines.Night{Date: first}) }, false},
		"taken back":     {func(b *Book) { b.Person.Asking = "x"; b.Person = routines.Person{} }, true},
		"a closed gate":  {func(b *Book) { b.Person.Gates.Closed = routines.Heat }, false},
		"no habits made": {func(b *Book) { b.Person.Plan.Habits = map[routines.Routine]routines.Habit{} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &memory{id: 42}
			changes, err := s.update(func(b *Book) {
				if b.Person.ID != 42 {
					t.Errorf("the id of somebody unknown is %d", b.Person.ID)
				}
				test.change(b)
			})
			if err != nil || changes.Empty != test.empty {
				t.Errorf("empty %v, %v", changes.Empty, err)
			}
		})
	}
	t.Run("bare but for its nights", func(t *testing.T) {
		t.Parallel()
		changes, err := filled(t, 3).update(func(b *Book) { b.Person = routines.Person{} })
		if err != nil || changes.Empty {
			t.Errorf("empty %v, %v", changes.Empty, err)
		}
	})
	t.Run("emptied", func(t *testing.T) {
		t.Parallel()
		changes, err := filled(t, 0).update(func(b *Book) { b.Person = routines.Person{} })
		if err != nil || !changes.Empty {
			t.Errorf("empty %v, %v", changes.Empty, err)
		}
	})
}

func TestZeroBook(t *testing.T) {
	t.Parallel()
	var b Book
	if b.Tonight() != nil || b.Night(first) != nil || len(b.Nights(firstDate, lastDate)) != 0 {
		t.Error("the zero Book has Nights")
	}
	if n := b.Add(routines.Night{Date: first}); b.Tonight() != n {
		t.Error("the zero Book lost its Night")
	}
}

func TestFailedReadsStick(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	for name, read := range map[string]func(*Book){
		"Tonight": func(b *Book) { b.Tonight() },
		"Night":   func(b *Book) { b.Night(first) },
		"Before":  func(b *Book) { b.Before(first + 1) },
		"Nights":  func(b *Book) { b.Nights(first, first) },
		"Add":     func(b *Book) { b.Add(routines.Night{Date: first}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := filled(t, 2)
			s.err = broken
			_, err := s.update(func(b *Book) {
				read(b)
				s.err = nil
				b.Tonight()
				b.Nights(first, first)
				if !errors.Is(b.Err(), broken) {
					t.Errorf("Err is %v", b.Err())
				}
			})
			if !errors.Is(err, broken) {
				t.Errorf("committed with %v", err)
			}
		})
	}
}

func TestUnfitNightsAreNotStored(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Book)
		want   string
	}{
		"renamed":   {func(b *Book) { b.Tonight().Date++ }, "was renamed"},
		"far":       {func(b *Book) { b.Tonight().Opened = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) }, "not of this era"},
		"far mark":  {func(b *Book) { b.Tonight().Touch(routines.Hydration, 0, time.Time{}.Add(-1)) }, "not of this era"},
		"far alarm": {func(b *Book) { b.Alarm = time.Time{}.Add(-1) }, "not of this era"},
		"endless":   {func(b *Book) { b.Person.Asking = strings.Repeat("x", mostBytes) }, "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := filled(t, 1).update(test.change)
			if err == nil || !strings.HasPrefix(err.Error(), "store: person 42: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
