package place

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed places.tsv.gz
var packed []byte

type zone struct {
	name    string
	country string
	city    int32 // the city the zone is named after, else its largest; -1 for UTC
}

// An area is a country, or a region of one.
type area struct {
	country string
	region  string // empty for the country itself
	whole   int32  // the country's own area
}

type city struct {
	name     string
	area     int32
	zone     int32
	lat, lon int16 // hundredths of a degree
	people   int32
}

func (c *city) latitude() float64  { return float64(c.lat) / 100 }
func (c *city) longitude() float64 { return float64(c.lon) / 100 }

// A name is one way to write a city.
type name struct {
	key   string // folded, see fold
	shown string
	city  int32
}

type table struct {
	zones     []zone
	zoneNamed map[string]int32   // by full name and old names, in lower case
	zoneKeyed map[string]int32   // the same, folded
	zoneParts map[string][]int32 // by last part and by names of no city ("Azores"), folded
	areas     []area
	areaKeyed map[string][]int32 // folded names and codes
	cities    []city             // larger first, so that an index is a rank
	names     []name             // by key, then by rank
}

// load unpacks the table on first use; a bot that only rings alarms never pays
// for it.
var load = sync.OnceValue(unpack)

func unpack() *table {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("place: embedded table: %v", err))
	}
	data, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("place: embedded table: %v", err))
	}
	return parse(string(data))
}

// parse reads the lines that gen.go writes. All texts of the table share the one
// string it is given.
func parse(data string) *table {
	t := &table{
		zoneNamed: map[string]int32{},
		zoneKeyed: map[string]int32{},
		zoneParts: map[string][]int32{},
		areaKeyed: map[string][]int32{},
		cities:    make([]city, 0, 8192),
		names:     make([]name, 0, 1<<15),
	}
	var f [8]string
	for line := range strings.Lines(data) {
		split(strings.TrimSuffix(line, "\n"), &f)
		switch f[0] {
		case "Z":
			t.addZone(f[1], f[2], f[3], f[4])
		case "A":
			t.addArea(f[1], f[2], f[3])
		case "C":
			t.addCity(&f)
		}
	}
	slices.SortStableFunc(t.names, func(a, b name) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.city, b.city))
	})
	t.names = slices.Clip(slices.CompactFunc(t.names, func(a, b name) bool { return a.key == b.key && a.city == b.city }))
	t.settleZones()
	return t
}

// split cuts a line at its tabs into f, without an allocation for each of
// thousands of lines.
func split(line string, f *[8]string) {
	for i := range f {
		f[i], line, _ = strings.Cut(line, "\t")
	}
}

// each calls do with each part of a list written a|b|c.
func each(list string, do func(string)) {
	for list != "" {
		var part string
		part, list, _ = strings.Cut(list, "|")
		do(part)
	}
}

func (t *table) addZone(zoneName, country, aliases, names string) {
	i := int32(len(t.zones))
	t.zones = append(t.zones, zone{name: zoneName, country: country, city: -1})
	add := func(alias string) {
		t.zoneNamed[strings.ToLower(alias)] = i
		t.zoneKeyed[fold(alias)] = i
	}
	each(aliases, add)
	add(zoneName)
	part := func(n string) {
		if key := fold(n); !slices.Contains(t.zoneParts[key], i) {
			t.zoneParts[key] = append(t.zoneParts[key], i)
		}
	}
	each(names, part)
	part(zoneName[strings.LastIndexByte(zoneName, '/')+1:])
}

func (t *table) addArea(country, region, names string) {
	i := int32(len(t.areas))
	whole := i
	add := func(n string) {
		if key := fold(n); key != "" && !slices.Contains(t.areaKeyed[key], i) {
			t.areaKeyed[key] = append(t.areaKeyed[key], i)
		}
	}
	if region == "" {
		add(country)
	} else {
		// Countries come before all regions, under their code.
		for _, a := range t.areaKeyed[fold(country)] {
			if t.areas[a].country == country && t.areas[a].region == "" {
				whole = a
			}
		}
		add(region)
	}
	t.areas = append(t.areas, area{country: country, region: region, whole: whole})
	each(names, add)
}

func (t *table) addCity(f *[8]string) {
	i := int32(len(t.cities))
	t.cities = append(t.cities, city{
		name: f[1], area: number[int32](f[2]), zone: number[int32](f[3]),
		lat: number[int16](f[4]), lon: number[int16](f[5]), people: number[int32](f[6]),
	})
	add := func(n string) {
		key := fold(n)
		if key == "" {
			return
		}
		t.names = append(t.names, name{key, n, i})
		// Muenchen, Goeteborg: as umlauts are written without them.
		if long := transcribe(n); long != "" {
			t.names = append(t.names, name{fold(long), n, i})
		}
	}
	add(f[1])
	each(f[7], add)
}

func number[T int16 | int32](s string) T {
	n, err := strconv.Atoi(s)
	if err != nil || int(T(n)) != n {
		panic(fmt.Sprintf("place: embedded table: number %q", s))
	}
	return T(n)
}

// settleZones returns each zone the city that stands for it.
func (t *table) settleZones() {
	for i := range t.cities {
		c := &t.cities[i]
		z := &t.zones[c.zone]
		own := t.areas[c.area].country == z.country
		if z.city < 0 || own && t.areas[t.cities[z.city].area].country != z.country {
			z.city = int32(i)
		}
	}
	for i := range t.zones {
		key := fold(t.zones[i].name[strings.LastIndexByte(t.zones[i].name, '/')+1:])
		for _, n := range t.exact(key) {
			if t.cities[n.city].zone == int32(i) {
				t.zones[i].city = n.city
				break
			}
		}
	}
}

// exact returns the names with a key.
func (t *table) exact(key string) []name {
	from, found := slices.BinarySearchFunc(t.names, key, func(n name, k string) int { return cmp.Compare(n.key, k) })
	if !found {
		return nil
	}
	to := from
	for to < len(t.names) && t.names[to].key == key {
		to++
	}
	return t.names[from:to]
}

// starting returns the names whose key starts so.
func (t *table) starting(prefix string) []name {
	from, _ := slices.BinarySearchFunc(t.names, prefix, func(n name, k string) int { return cmp.Compare(n.key, k) })
	to := from
	for to < len(t.names) && strings.HasPrefix(t.names[to].key, prefix) {
		to++
	}
	return t.names[from:to]
}

func (t *table) place(i int32, shown string) Place {
	c := &t.cities[i]
	a := &t.areas[c.area]
	return Place{City: shown, Region: a.region, Country: a.country, Zone: t.zones[c.zone].name}
}

func (t *table) placeOfZone(i int32) Place {
	z := &t.zones[i]
	if z.city < 0 {
		return Place{City: z.name, Country: z.country, Zone: z.name}
	}
	return t.place(z.city, t.cities[z.city].name)
}

// within reports whether a city lies in one area of each set.
func (t *table) within(i int32, sets [][]int32) bool {
	a := t.cities[i].area
	for _, set := range sets {
		if !slices.Contains(set, a) && !slices.Contains(set, t.areas[a].whole) {
			return false
		}
	}
	return true
}
