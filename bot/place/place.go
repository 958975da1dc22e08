// Package place turns what a person says of where they live into a time zone,
// without asking anyone outside.
//
// A reminder at nine in the evening needs a zone that knows when the clocks
// change, and nobody knows theirs by its IANA name. People type a city, in their
// own language and their own spelling, or they share a location. [Find] answers
// the first and [Nearest] the second; both answer with a [Place], whose name is
// to be said back ("Springfield, Illinois: is it 21:14 with you?"), because a
// table of cities is right most of the time and only the person knows.
//
// An offset such as UTC+2 is refused everywhere: it is right for half a year and
// an hour wrong for the other half.
//
// The table is made by gen.go from free data (see NOTICE), packed to a few
// hundred kilobytes, and read once, when first needed. It has the cities that
// matter to a whole region, not every village; people whose village is missing
// can name the country as well ("Hintertupfing, Deutschland"), type a larger
// city nearby, or share a location.
package place

import (
	"fmt"
	"math"
	_ "time/tzdata" // the zones must be there on a machine that has none
)

// Limit is the most places that Find returns: as many as fit under a question as
// buttons.
const Limit = 5

// A Place is somewhere with a clock of its own.
type Place struct {
	City    string // as it is to be shown, in the spelling that was matched; "UTC" for UTC
	Region  string // state or province, to tell namesakes apart; may be empty
	Country string // ISO 3166 alpha-2 (XK for Kosovo); empty for UTC
	Zone    string // IANA name that time.LoadLocation knows
}

// Nearest returns the known city with the smallest great-circle distance to a
// point.
//
// Latitude is in degrees north, -90 to 90; longitude in degrees east, -180 to
// 180. Anything else, NaN included, is an error. Every point on earth has a
// nearest city, even far out at sea; near a border it may be one with another
// clock.
func Nearest(lat, lon float64) (Place, error) {
	// Written so that NaN, which compares false with everything, is refused.
	if !(lat >= -90 && lat <= 90) {
		return Place{}, fmt.Errorf("place: latitude %v is not within -90 and 90", lat)
	}
	if !(lon >= -180 && lon <= 180) {
		return Place{}, fmt.Errorf("place: longitude %v is not within -180 and 180", lon)
	}
	t := load()
	best, least := 0, math.Inf(1)
	for i := range t.cities {
		if d := haversine(lat, lon, t.cities[i].latitude(), t.cities[i].longitude()); d < least {
			best, least = i, d
		}
	}
	return t.place(int32(best), t.cities[best].name), nil
}

// haversine grows with the distance between two points. It leaves out the last
// steps to kilometres, which a comparison does not need.
func haversine(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	s := math.Sin((lat2 - lat1) * rad / 2)
	u := math.Sin((lon2 - lon1) * rad / 2)
	return s*s + math.Cos(lat1*rad)*math.Cos(lat2*rad)*u*u
}
