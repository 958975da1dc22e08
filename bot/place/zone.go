package place

import (
	"strings"
	"time"
)

// Zone returns the present spelling of an IANA name that was typed in any case,
// and whether there is such a zone.
//
// An old name is answered with the one that replaced it: "asia/calcutta" is
// Asia/Kolkata, "US/Eastern" is America/New_York. Refused are "", "Local",
// paths, and names that are an offset or an abbreviation and not a place
// (Etc/GMT+3, EST, CET, UTC+2). "UTC" is allowed, for people who mean it.
func Zone(name string) (string, bool) {
	t := load()
	i, ok := t.zoneNamed[strings.ToLower(name)]
	if !ok {
		return "", false
	}
	found := t.zones[i].name
	if _, err := time.LoadLocation(found); err != nil {
		return "", false
	}
	return found, true
}
