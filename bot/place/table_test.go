package place

import (
	"math"
	"runtime"
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	t.Parallel()
	if size := len(packed); size > 700<<10 {
		t.Errorf("the packed table has %d bytes", size)
	}
	tab := load()
	if len(tab.cities) < 7000 || len(tab.zones) < 400 {
		t.Fatalf("%d cities, %d zones", len(tab.cities), len(tab.zones))
	}
	for i, c := range tab.cities {
		if c.name == "" || c.latitude() < -90 || c.latitude() > 90 || c.longitude() < -180 || c.longitude() > 180 {
			t.Errorf("city %+v", c)
		}
		if i > 0 && c.people > tab.cities[i-1].people {
			t.Errorf("%s is larger than the one before", c.name)
		}
		if a := tab.areas[c.area]; len(a.country) != 2 || tab.areas[a.whole].region != "" || tab.areas[a.whole].country != a.country {
			t.Errorf("%s lies in %+v", c.name, a)
		}
		if got := Find(c.name + ", " + tab.areas[c.area].country); c.people > 100_000 && (len(got) == 0 || got[0].Country != tab.areas[c.area].country) {
			t.Errorf("Find(%s, %s) = %v", c.name, tab.areas[c.area].country, got)
		}
	}
}

// A city's clock is within four hours of its sun: a zone that was mixed up with
// another continent's is found so.
func TestClocksFollowTheSun(t *testing.T) {
	t.Parallel()
	tab := load()
	noon := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	for _, c := range tab.cities {
		loc, err := time.LoadLocation(tab.zones[c.zone].name)
		if err != nil {
			t.Fatal(err)
		}
		_, offset := noon.In(loc).Zone()
		// Across the date line a whole day's difference is none.
		off := math.Remainder(float64(offset)/3600-c.longitude()/15, 24)
		if math.Abs(off) > 4 && c.latitude() > -60 {
			t.Errorf("%s (%v east) is %.1f hours from its sun in %s", c.name, c.longitude(), off, loc)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"", ""},
		{"New  York", "new york"},
		{"São Paulo", "sao paulo"},
		{"L'Aquila", "laquila"},
		{"Łódź", "lodz"},
		{"Weißenfels", "weissenfels"},
		{"U.S.A.", "usa"},
		{"Washington, D.C.", "washington dc"},
		{"St. Moritz", "saint moritz"},
		{"Mt Isa", "mount isa"},
		{"ＴＯＫＹＯ", "tokyo"},
		{"Νίκος", "νικοσ"},
		{"서울", "서울"},
		{"ガ", "ガ"},
		{"كازان", "کازان"},
		{"\xff\x00", ""},
	}
	for _, tt := range tests {
		if got := fold(tt.text); got != tt.want {
			t.Errorf("fold(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// BenchmarkLoad measures what the first question costs, and as "kept-KB" the
// memory that stays.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var t *table
	for b.Loop() {
		t = unpack()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1024, "kept-KB")
	runtime.KeepAlive(t)
}
