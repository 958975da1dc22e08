//go:build ignore

// Gen writes places.tsv.gz, the table that package place embeds.
//
// Fetch the sources with npm and unpack each into its own folder of one parent:
//
//	npm pack city-timezones@1.3.4 cldr-bcp47@48.2.0 cldr-dates-full@48.2.0 cldr-localenames-full@48.2.0
//	for f in *.tgz; do mkdir "${f%.tgz}" && tar xzf "$f" -C "${f%.tgz}"; done
//	go run gen.go -sources PARENT
//
// The hand-written lists beside it (towns.tsv, corrections.tsv, names.tsv,
// areas.tsv) are read from the current folder. The same input gives the same
// bytes.
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Languages whose names of cities and countries are understood.
var languages = strings.Fields("en de fr es it pt nl pl tr ru uk ar he fa hi ja ko zh zh-Hant sv da nb fi cs el")

type city struct {
	Name     string  `json:"city"`
	Plain    string  `json:"city_ascii"`
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lng"`
	Pop      float64 `json:"pop"`
	Country  any     `json:"iso2"` // a string, or -99 where the source knows no code
	ISO3     any     `json:"iso3"`
	Region   string  `json:"province"`
	State    string  `json:"state_ansi"`
	Zone     string  `json:"timezone"`
	country  string
	original string // the source's name, by which the hand-written lists refer to it
	names    []string
}

type zone struct {
	name, country string
	aliases       []string
	names         []string // exemplar names when they are of no city in the table (the Azores, Easter Island)
}

func main() {
	log.SetFlags(0)
	sources := flag.String("sources", ".", "folder that holds the unpacked npm packages")
	out := flag.String("o", "places.tsv.gz", "file to write")
	flag.Parse()

	zones, canonical := readZones(*sources)
	cities := readCities(*sources)
	cities = addTowns(cities)
	cities = correct(cities)
	cities = settle(cities, canonical)
	addNames(cities)
	addExemplars(*sources, zones, canonical, cities)
	countries, regions := readAreas(*sources, cities)
	yieldToCountries(cities, countries)

	var b bytes.Buffer
	zoneAt := map[string]int{}
	for i, name := range sortedKeys(zones) {
		z := zones[name]
		zoneAt[name] = i
		row(&b, "Z", name, z.country, list(name, z.aliases), list("", z.names))
	}
	areaAt := map[[2]string]int{}
	for _, code := range sortedKeys(countries) {
		areaAt[[2]string{code, ""}] = len(areaAt)
		row(&b, "A", code, "", list("", countries[code]))
	}
	for _, key := range sortedPairs(regions) {
		areaAt[key] = len(areaAt)
		row(&b, "A", key[0], key[1], list(key[1], regions[key]))
	}
	for _, c := range cities {
		area := areaAt[[2]string{c.country, c.Region}]
		row(&b, "C", c.Name, strconv.Itoa(area), strconv.Itoa(zoneAt[c.Zone]), hundredths(c.Lat), hundredths(c.Lon), strconv.Itoa(int(c.Pop)), list(c.Name, c.names))
	}

	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	w.Write(b.Bytes())
	w.Close()
	if err := os.WriteFile(*out, packed.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d zones, %d areas, %d cities; %d bytes, packed %d", len(zones), len(areaAt), len(cities), b.Len(), packed.Len())
}

// hundredths drops what a question about the clock cannot use: a hundredth of a
// degree is about a kilometre.
func hundredths(v float64) string { return strconv.Itoa(int(math.Round(v * 100))) }

func row(b *bytes.Buffer, fields ...string) {
	for i, f := range fields {
		if strings.ContainsAny(f, "\t\n\r") {
			log.Fatalf("a field holds a separator: %q", f)
		}
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(f)
	}
	b.WriteByte('\n')
}

// list joins names, each once and never the one that is written already.
func list(known string, names []string) string {
	var kept []string
	for _, n := range names {
		n = strings.TrimSpace(n)
		if n == "" || n == known || strings.Contains(n, "|") || slices.Contains(kept, n) {
			continue
		}
		kept = append(kept, n)
	}
	return strings.Join(kept, "|")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func sortedPairs[V any](m map[[2]string]V) [][2]string {
	keys := make([][2]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return keys
}

func readJSON(into any, path ...string) {
	name := filepath.Join(path...)
	found, err := filepath.Glob(name)
	if err != nil || len(found) != 1 {
		log.Fatalf("want one file for %s, found %d", name, len(found))
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		log.Fatalf("%s: %v", found[0], err)
	}
}

// readTSV reads a hand-written list: tab-separated, with blank lines and lines
// that start with # left out.
func readTSV(name string, columns int) [][]string {
	data, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	var rows [][]string
	for i, line := range strings.Split(string(data), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != columns {
			log.Fatalf("%s:%d: %d columns, want %d", name, i+1, len(fields), columns)
		}
		rows = append(rows, fields)
	}
	return rows
}

// readZones takes the names from Go's own zone archive, and from CLDR which of
// them are old spellings of which. The tz database's own links are no use here:
// they also join zones of different countries that have agreed since 1970.
func readZones(sources string) (map[string]*zone, map[string]string) {
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	defer archive.Close()
	known := map[string]bool{}
	for _, f := range archive.File {
		known[f.Name] = !strings.HasSuffix(f.Name, "/")
	}

	var doc struct {
		Keyword struct {
			U struct {
				TZ map[string]json.RawMessage `json:"tz"`
			} `json:"u"`
		} `json:"keyword"`
	}
	readJSON(&doc, sources, "cldr-bcp47-*", "package", "bcp47", "timezone.json")
	// Three keys do not start with a country.
	odd := map[string]string{"jeruslm": "IL", "gazastrp": "PS", "hebron": "PS"}
	zones, canonical := map[string]*zone{}, map[string]string{}
	for _, key := range sortedKeys(doc.Keyword.U.TZ) {
		var entry struct {
			Alias string `json:"_alias"`
			IANA  string `json:"_iana"`
		}
		if json.Unmarshal(doc.Keyword.U.TZ[key], &entry) != nil || entry.Alias == "" {
			continue
		}
		aliases := strings.Fields(entry.Alias)
		name := cmp.Or(entry.IANA, aliases[0])
		if name == "Etc/UTC" {
			zones["UTC"] = &zone{name: "UTC", aliases: []string{"Etc/UTC"}}
			continue
		}
		if !known[name] || !strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/") {
			continue
		}
		z := &zone{name: name, country: cmp.Or(odd[key], strings.ToUpper(key[:2]))}
		for _, a := range append(aliases, name) {
			canonical[a] = name
			if known[a] && !abbreviation(a) {
				z.aliases = append(z.aliases, a)
			}
		}
		zones[name] = z
	}
	return zones, canonical
}

// abbreviation tells EST, CET and EST5EDT, which are a clock and not a place,
// from Cuba, Japan and GB-Eire.
func abbreviation(name string) bool {
	if strings.Contains(name, "/") {
		return false
	}
	switch name {
	case "CET", "MET", "EET", "WET", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "Factory":
		return true
	}
	return false
}

func readCities(sources string) []*city {
	var cities []*city
	readJSON(&cities, sources, "city-timezones-*", "package", "data", "cityMap.json")
	for _, c := range cities {
		c.original = c.Name
		c.country = code(c)
		c.names = []string{c.Plain}
		c.Region = strings.TrimSpace(c.Region)
	}
	return cities
}

// code is the country as the source has it; for want of one it has the number -99.
func code(c *city) string {
	switch v := c.Country.(type) {
	case string:
		return v
	case float64:
		return strconv.Itoa(int(v))
	}
	return c.country
}

func addTowns(cities []*city) []*city {
	for _, f := range readTSV("towns.tsv", 7) {
		lat, err1 := strconv.ParseFloat(f[4], 64)
		lon, err2 := strconv.ParseFloat(f[5], 64)
		pop, err3 := strconv.ParseFloat(f[6], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			log.Fatalf("towns.tsv: %q", f)
		}
		for _, c := range cities {
			if c.Name == f[0] && c.country == f[1] && c.Region == f[2] && c.Zone != "" {
				log.Printf("towns.tsv: %s, %s is in the source already", f[0], f[1])
			}
		}
		cities = append(cities, &city{Name: f[0], original: f[0], country: f[1], Region: f[2], Zone: f[3], Lat: lat, Lon: lon, Pop: pop})
	}
	return cities
}

func correct(cities []*city) []*city {
	for _, f := range readTSV("corrections.tsv", 5) {
		hits := 0
		for _, c := range cities {
			if (f[0] != "*" && f[0] != c.original) || (f[1] != "*" && f[1] != code(c)) || (f[2] != "*" && f[2] != c.Region) {
				continue
			}
			hits++
			switch f[3] {
			case "zone":
				c.Zone = f[4]
			case "outside":
				if from, to, _ := strings.Cut(f[4], ">"); c.Zone == from {
					c.Zone = to
				}
			case "country":
				c.country = f[4]
			case "region":
				c.Region = f[4]
			case "name":
				c.Name = f[4]
			case "at":
				fmt.Sscanf(f[4], "%f,%f", &c.Lat, &c.Lon)
			case "drop":
				c.Zone = "drop"
			default:
				log.Fatalf("corrections.tsv: unknown field %q", f[3])
			}
		}
		if hits == 0 {
			log.Printf("corrections.tsv: nothing matches %q", f)
		}
	}
	return cities
}

// settle drops what has no zone, writes each zone in its present spelling and
// puts the largest city first.
func settle(cities []*city, canonical map[string]string) []*city {
	var kept []*city
	seen := map[string]bool{}
	for _, c := range cities {
		if c.Zone == "" || c.Zone == "drop" {
			continue
		}
		name, ok := canonical[c.Zone]
		if !ok {
			log.Fatalf("%s: unknown zone %s", c.Name, c.Zone)
		}
		c.Zone = name
		if len(c.country) != 2 {
			log.Fatalf("%s: no country", c.Name)
		}
		if strings.Contains(c.Region, "?") || strings.Contains(c.Name, "?") {
			log.Printf("mangled letters in %q, %q", c.Name, c.Region)
		}
		key := c.Name + "|" + c.Region + "|" + c.country
		if seen[key] {
			continue
		}
		seen[key] = true
		kept = append(kept, c)
	}
	slices.SortStableFunc(kept, func(a, b *city) int {
		return cmp.Or(cmp.Compare(b.Pop, a.Pop), cmp.Compare(a.Name, b.Name), cmp.Compare(a.country, b.country))
	})
	return kept
}

func addNames(cities []*city) {
	for _, f := range readTSV("names.tsv", 3) {
		i := slices.IndexFunc(cities, func(c *city) bool { return c.original == f[0] && c.country == f[1] })
		if i < 0 {
			log.Printf("names.tsv: no city %s, %s", f[0], f[1])
			continue
		}
		for _, n := range strings.Split(f[2], "|") {
			if shown, ok := strings.CutPrefix(n, "="); ok {
				cities[i].names = append(cities[i].names, cities[i].Name)
				cities[i].Name = shown
				continue
			}
			cities[i].names = append(cities[i].names, n)
		}
	}
}

func addExemplars(sources string, zones map[string]*zone, canonical map[string]string, cities []*city) {
	names := map[string][]string{}
	for name, z := range zones {
		for _, a := range z.aliases {
			// A name such as US/Eastern or Japan says nothing of the city.
			if area, _, found := strings.Cut(a, "/"); found && strings.HasPrefix(name, area+"/") {
				names[name] = append(names[name], lastPart(a))
			}
		}
		slices.SortStableFunc(names[name], func(a, b string) int {
			return cmp.Compare(btoi(b == lastPart(name)), btoi(a == lastPart(name)))
		})
	}
	for _, lang := range languages {
		var doc struct {
			Main map[string]struct {
				Dates struct {
					TimeZoneNames struct {
						Zone map[string]json.RawMessage `json:"zone"`
					} `json:"timeZoneNames"`
				} `json:"dates"`
			} `json:"main"`
		}
		readJSON(&doc, sources, "cldr-dates-full-*", "package", "main", lang, "timeZoneNames.json")
		var walk func(path string, raw json.RawMessage)
		walk = func(path string, raw json.RawMessage) {
			var leaf struct {
				City string `json:"exemplarCity"`
			}
			if json.Unmarshal(raw, &leaf) == nil && leaf.City != "" {
				if name, ok := canonical[path]; ok {
					names[name] = append(names[name], leaf.City)
				}
				return
			}
			var inner map[string]json.RawMessage
			if json.Unmarshal(raw, &inner) != nil {
				return
			}
			for _, k := range sortedKeys(inner) {
				walk(path+"/"+k, inner[k])
			}
		}
		for _, k := range sortedKeys(doc.Main[lang].Dates.TimeZoneNames.Zone) {
			walk(k, doc.Main[lang].Dates.TimeZoneNames.Zone[k])
		}
	}
	for _, name := range sortedKeys(names) {
		c := exemplar(cities, name, names[name])
		if c == nil {
			zones[name].names = names[name]
			continue
		}
		c.names = append(c.names, names[name]...)
	}
}

// yieldToCountries takes from a city the names that another country has: Juba is
// Cuba in Turkish, and nobody who types Cuba means it.
func yieldToCountries(cities []*city, countries map[string][]string) {
	owners := map[string][]string{}
	for code, names := range countries {
		for _, n := range names {
			owners[plain(n)] = append(owners[plain(n)], code)
		}
	}
	for _, c := range cities {
		c.names = slices.DeleteFunc(c.names, func(n string) bool {
			owner := owners[plain(n)]
			return len(owner) > 0 && plain(n) != plain(c.Name) && !slices.Contains(owner, c.country)
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func lastPart(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// exemplar finds the city of a zone that bears one of the zone's own names.
func exemplar(cities []*city, zone string, names []string) *city {
	for _, n := range names {
		for _, c := range cities {
			if c.Zone == zone && (plain(c.Name) == plain(n) || slices.ContainsFunc(c.names, func(m string) bool { return plain(m) == plain(n) })) {
				return c
			}
		}
	}
	return nil
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// readAreas names the countries and regions that have a city in the table.
func readAreas(sources string, cities []*city) (map[string][]string, map[[2]string][]string) {
	countries, regions := map[string][]string{}, map[[2]string][]string{}
	for _, c := range cities {
		countries[c.country] = nil
		if c.Region != "" {
			key := [2]string{c.country, c.Region}
			if c.State != "" {
				regions[key] = append(regions[key], c.State)
			} else if regions[key] == nil {
				regions[key] = []string{}
			}
		}
	}
	for _, lang := range languages {
		var doc struct {
			Main map[string]struct {
				Names struct {
					Territories map[string]string `json:"territories"`
				} `json:"localeDisplayNames"`
			} `json:"main"`
		}
		readJSON(&doc, sources, "cldr-localenames-full-*", "package", "main", lang, "territories.json")
		all := doc.Main[lang].Names.Territories
		for _, code := range sortedKeys(all) {
			country, _, _ := strings.Cut(code, "-alt-")
			if _, ok := countries[country]; ok && len(country) == 2 {
				countries[country] = append(countries[country], all[code])
			}
		}
	}
	for _, c := range cities {
		if s, ok := c.ISO3.(string); ok && len(s) == 3 {
			if code(c) == c.country {
				countries[c.country] = append(countries[c.country], s)
			}
		}
	}
	for _, f := range readTSV("areas.tsv", 3) {
		names := strings.Split(f[2], "|")
		key := [2]string{f[0], f[1]}
		switch {
		case f[1] == "" && countries[f[0]] != nil:
			countries[f[0]] = append(countries[f[0]], names...)
		case f[1] != "" && regions[key] != nil:
			regions[key] = append(regions[key], names...)
		default:
			log.Printf("areas.tsv: nothing matches %q", f)
		}
	}
	return countries, regions
}
