package place

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"calmcalf/bot/read"
)

// Find returns the places that a text can mean, best first, at most Limit; nil
// when nothing fits.
//
// The first of these that fits anything is the answer, larger cities first:
//
//  1. an IANA name with a slash, old or new ("Europe/Berlin", "us/pacific");
//  2. a city by its whole name, in any of the languages of the table;
//  3. any other IANA name, or the last part of one ("Kolkata", "Azores", "Japan");
//  4. a country or region: the cities that stand for its zones;
//  5. the beginning of a city's name, of three letters or more (two where the script has no case);
//  6. a city's name with a small slip: one letter wrong, missing, added or swapped with its neighbour in a name of five or more, two in one of eight or more;
//  7. a town nobody knows in a country or region that is known: that area's zones.
//
// Case, accents and punctuation do not matter. Words for the country or state
// may follow or precede ("Paris, Texas", "Perth Australia"); a namesake
// elsewhere is then not an answer. Offsets ("+2", "GMT-5") and abbreviations
// ("EST") are never a place.
func Find(text string) []Place {
	t := load()
	readings := t.read(text)
	if readings == nil {
		return nil
	}
	if strings.Contains(text, "/") {
		if i, ok := t.zoneKeyed[readings[0].name]; ok {
			return []Place{t.placeOfZone(i)}
		}
	}
	for _, tier := range []func(reading) []Place{t.byName, t.byZone, t.byArea, t.byBeginning, t.bySlip, t.byRest} {
		for _, r := range readings {
			if found := tier(r); found != nil {
				return found
			}
		}
	}
	return nil
}

func (t *table) byName(r reading) []Place {
	return t.choose(t.exact(r.name), r)
}

func (t *table) byZone(r reading) []Place {
	if r.areas != nil {
		return nil
	}
	if i, ok := t.zoneKeyed[r.name]; ok {
		return []Place{t.placeOfZone(i)}
	}
	var places []Place
	for _, i := range t.zoneParts[r.name] {
		places = append(places, t.placeOfZone(i))
	}
	return places[:min(len(places), Limit):min(len(places), Limit)]
}

func (t *table) byArea(r reading) []Place {
	// A two-letter code is a hint beside a name; alone it is the beginning of
	// something.
	if r.loose || len(r.name) < 3 && r.name != "uk" && r.name != "us" {
		return nil
	}
	set := t.areaKeyed[r.name]
	if set == nil {
		return nil
	}
	return t.clocks(append([][]int32{set}, r.areas...))
}

func (t *table) byBeginning(r reading) []Place {
	least := 3
	if !ascii(r.name) {
		least = 2
	}
	if r.loose || utf8.RuneCountInString(r.name) < least {
		return nil
	}
	found := slices.Clone(t.starting(r.name))
	t.rank(found)
	return t.choose(found, r)
}

func (t *table) bySlip(r reading) []Place {
	typed := []rune(r.name)
	allowed := 0
	switch {
	case len(typed) >= 8:
		allowed = 2
	case len(typed) >= 5:
		allowed = 1
	}
	if r.loose || allowed == 0 {
		return nil
	}
	// One slip is always likelier than two, however large the city.
	for slips := 1; slips <= allowed; slips++ {
		var found []name
		buffer := make([]rune, 0, 64)
		for _, n := range t.names {
			if len(n.key) > 4*(len(typed)+slips) || len(n.key) < len(typed)-slips || !t.within(n.city, r.areas) {
				continue
			}
			buffer = buffer[:0]
			for _, c := range n.key {
				buffer = append(buffer, c)
			}
			if read.Slipped(typed, buffer, slips) {
				found = append(found, n)
			}
		}
		t.rank(found)
		if places := t.choose(found, r); places != nil {
			return places
		}
	}
	return nil
}

func (t *table) byRest(r reading) []Place {
	if !r.sure || r.areas == nil {
		return nil
	}
	return t.clocks(r.areas)
}

// rank puts the larger city first, and of a city's names the one it is usually
// shown by.
func (t *table) rank(names []name) {
	usual := func(n name) int {
		if n.shown == t.cities[n.city].name {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(names, func(a, b name) int {
		return cmp.Or(cmp.Compare(a.city, b.city), cmp.Compare(usual(a), usual(b)))
	})
}

// choose takes the first cities of a list in which each may appear under several
// names.
func (t *table) choose(names []name, r reading) []Place {
	var places []Place
	var seen [Limit]int32
	for _, n := range names {
		if slices.Contains(seen[:len(places)], n.city) || !t.within(n.city, r.areas) {
			continue
		}
		seen[len(places)] = n.city
		if places = append(places, t.place(n.city, n.shown)); len(places) == Limit {
			break
		}
	}
	return places
}

// clocks returns the cities that stand for the zones of an area, the zone of
// most people first. A zone with fewer than one in a hundred of the area's
// people is left out: those who live there have to name it.
func (t *table) clocks(areas [][]int32) []Place {
	type share struct {
		zone, city int32
		people     int
	}
	var shares []share
	all := 0
	for i := range t.cities {
		c := &t.cities[i]
		if !t.within(int32(i), areas) {
			continue
		}
		all += int(c.people)
		k := slices.IndexFunc(shares, func(s share) bool { return s.zone == c.zone })
		if k < 0 {
			k = len(shares)
			shares = append(shares, share{zone: c.zone, city: int32(i)})
		}
		shares[k].people += int(c.people)
		if t.zones[c.zone].city == int32(i) {
			shares[k].city = int32(i)
		}
	}
	slices.SortStableFunc(shares, func(a, b share) int { return cmp.Compare(b.people, a.people) })
	var places []Place
	for _, s := range shares {
		if len(places) == Limit || len(places) > 0 && s.people*100 < all {
			break
		}
		places = append(places, t.place(s.city, t.cities[s.city].name))
	}
	return places
}
