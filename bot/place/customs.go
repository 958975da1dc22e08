package place

import (
	"strings"
	"time"
)

// Customs are what people of a country are used to.
type Customs struct {
	FirstDay   time.Weekday // of the week
	MonthFirst bool         // they write Nov 22, not 22 Nov
	Letter     bool         // their printers hold US Letter, not A4
}

// The countries that differ from Monday, 22 Nov and A4, by ISO 3166 code. From
// CLDR 48.2 (weekData, paperSize, and the date formats of English there).
const (
	fromSunday = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ " +
		"NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
	fromSaturday = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
	fromFriday   = "MV"
	monthFirst   = "AS CA GU MH MP PH PR UM US VI"
	letterPaper  = "BZ CA CL CO CR GT MX NI PA PH PR SV US VE"
)

// CustomsOf returns the customs of the country that a zone lies in. A zone
// in no country, such as UTC, or one that is not known has those of most countries.
func CustomsOf(zone string) Customs {
	c := Customs{FirstDay: time.Monday}
	t := load()
	i, ok := t.zoneNamed[strings.ToLower(zone)]
	if !ok || t.zones[i].country == "" {
		return c
	}
	country := t.zones[i].country
	switch {
	case strings.Contains(fromSunday, country):
		c.FirstDay = time.Sunday
	case strings.Contains(fromSaturday, country):
		c.FirstDay = time.Saturday
	case strings.Contains(fromFriday, country):
		c.FirstDay = time.Friday
	}
	c.MonthFirst, c.Letter = strings.Contains(monthFirst, country), strings.Contains(letterPaper, country)
	return c
}
