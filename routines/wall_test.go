package routines

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the tests mean the same on every machine

	"pgregory.net/rapid"
)

func TestWallIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		why, zone, wall, want string
	}{
		{"plain", "Europe/Berlin", "2026-07-01 07:00", "2026-07-01T05:00:00Z"},
		{"last before the gap", "Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59:00Z"},
		{"gap begins", "Europe/Berlin", "2026-03-29 02:00", "2026-03-29T01:00:00Z"},
		{"gap", "Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:00:00Z"},
		{"gap is over", "Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"before the repeated hour", "Europe/Berlin", "2026-10-25 01:59", "2026-10-24T23:59:00Z"},
		{"first of the repeated", "Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"},
		{"after the repeated hour", "Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"gap", "America/New_York", "2026-03-08 02:30", "2026-03-08T07:00:00Z"},
		{"first of the repeated", "America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"},
		{"gap of half an hour", "Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30:00Z"},
		{"half an hour repeated", "Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z"},
		{"no midnight", "America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T03:00:00Z"},
		{"no midnight", "Africa/Cairo", "2026-04-24 00:20", "2026-04-23T22:00:00Z"},
		{"no midnight", "Asia/Beirut", "2026-03-29 00:59", "2026-03-28T22:00:00Z"},
		{"midnight comes later", "America/Sao_Paulo", "2018-02-18 00:00", "2018-02-18T03:00:00Z"},
		{"last hour of the day repeated", "America/Sao_Paulo", "2018-02-17 23:30", "2018-02-18T01:30:00Z"},
		{"day before the missing one", "Pacific/Apia", "2011-12-29 23:59", "2011-12-30T09:59:00Z"},
		{"missing day", "Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00Z"},
		{"day after the missing one", "Pacific/Apia", "2011-12-31 00:01", "2011-12-30T10:01:00Z"},
		{"offset of 5:45", "Asia/Kathmandu", "2026-01-01 06:00", "2026-01-01T00:15:00Z"},
		{"winter is the exception: gap", "Europe/Dublin", "2026-03-29 01:30", "2026-03-29T01:00:00Z"},
		{"winter is the exception: repeated", "Europe/Dublin", "2026-10-25 01:30", "2026-10-25T00:30:00Z"},
		{"Ramadan begins", "Africa/Casablanca", "2025-02-23 02:30", "2025-02-23T01:30:00Z"},
		{"Ramadan is over", "Africa/Casablanca", "2025-04-06 02:30", "2025-04-06T02:00:00Z"},
		{"two hours", "Antarctica/Troll", "2026-03-29 02:00", "2026-03-29T01:00:00Z"},
		{"half an hour for good", "Asia/Pyongyang", "2018-05-04 23:45", "2018-05-04T15:00:00Z"},
	}
	for _, test := range tests {
		t.Run(test.zone+" "+test.wall, func(t *testing.T) {
			t.Parallel()
			naive, err := time.Parse("2006-01-02 15:04", test.wall)
			if err != nil {
				t.Fatal(err)
			}
			if got := wallFrom(naive).in(load(t, test.zone)).Format(time.RFC3339); got != test.want {
				t.Errorf("%s: %s, want %s", test.why, got, test.want)
			}
		})
	}
}

// TestWallInScan compares with a clock that is watched minute by minute.
func TestWallInScan(t *testing.T) {
	t.Parallel()
	for _, m := range moments(t) {
		zone := load(t, m.zone)
		face := watch(zone, m.at.Add(-4*24*time.Hour), m.at.Add(4*24*time.Hour))
		_, offset := m.at.Zone()
		around := wall(m.at.Unix()/60 + int64(offset)/60)
		for w := around - 2*MinutesPerDay; w < around+2*MinutesPerDay; w += 7 {
			if got, want := w.in(zone), face.in(w); !got.Equal(want) {
				t.Fatalf("%s: %s is %s, want %s", m.zone, w.naive().Format(time.DateTime), got, want)
			}
		}
	}
}

func TestWallInNeverGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := load(t, rapid.SampledFrom(zoneNames()).Draw(t, "zone"))
		from := wallOf(DateOf(1970, time.January, 1), 0)
		to := wallOf(DateOf(2060, time.January, 1), 0)
		w := rapid.Custom(func(t *rapid.T) wall { return wall(rapid.Int64Range(int64(from), int64(to)).Draw(t, "w")) }).Draw(t, "wall")
		then := w + wall(rapid.Int64Range(0, 3*MinutesPerDay).Draw(t, "more"))
		if a, b := w.in(zone), then.in(zone); b.Before(a) {
			t.Fatalf("%v: %s is %s, but the later %s is %s", zone, w.naive(), a, then.naive(), b)
		}
	})
}

func TestWallDate(t *testing.T) {
	t.Parallel()
	for w, want := range map[wall]Date{-MinutesPerDay - 1: -2, -MinutesPerDay: -1, -1: -1, 0: 0, 1: 0, MinutesPerDay - 1: 0, MinutesPerDay: 1} {
		if got := w.date(); got != want {
			t.Errorf("%d lies on %d, want %d", w, got, want)
		}
	}
}

// face is what a clock on the wall was seen to show, minute by minute.
type face struct {
	from  time.Time
	most  []wall // the latest wall time shown up to that minute
	dates map[Date]bool
}

// watch looks at the clock of a zone once a minute.
func watch(zone *time.Location, from, to time.Time) *face {
	f := &face{from: from.UTC().Truncate(time.Minute), dates: map[Date]bool{}}
	most, last := wall(-1<<62), Date(-1<<31)
	for at := f.from; at.Before(to); at = at.Add(time.Minute) {
		_, offset := at.In(zone).Zone()
		shown := wall((at.Unix() + int64(offset)) / 60)
		if date := Date(shown / MinutesPerDay); date != last {
			f.dates[date], last = true, date
		}
		most = max(most, shown)
		f.most = append(f.most, most)
	}
	return f
}

// in is the first minute at which the clock had come as far as w: when it
// first showed it, or when it jumped over it.
func (f *face) in(w wall) time.Time {
	i, _ := slices.BinarySearch(f.most, w)
	return f.from.Add(time.Duration(i) * time.Minute)
}

// zoneNames lists every IANA zone, links included.
var zoneNames = sync.OnceValue(func() []string {
	text, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		panic(err)
	}
	return strings.Fields(string(text))
})

func load(t interface {
	Helper()
	Fatal(...any)
}, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// moment is an instant in a zone around which its calendar is worth a look.
type moment struct {
	zone string
	at   time.Time
}

// transitions lists the instants at which the zone's clock was set, in years
// with the oddest changes and in those to come.
func transitions(zone *time.Location) (list []time.Time) {
	for _, years := range [][2]int{{2007, 2018}, {2018, 2031}} {
		at := time.Date(years[0], time.January, 1, 0, 0, 0, 0, time.UTC)
		to := time.Date(years[1], time.January, 1, 0, 0, 0, 0, time.UTC)
		for {
			_, end := at.In(zone).ZoneBounds()
			if end.IsZero() || !end.Before(to) {
				break
			}
			_, before := end.Add(-time.Second).In(zone).Zone()
			_, after := end.In(zone).Zone()
			if before != after {
				list = append(list, end)
			}
			at = end
		}
	}
	return list
}
