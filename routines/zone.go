package routines

import (
	"sync"
	"time"
)

// zones keeps what time.LoadLocation has parsed: a plan asks for its zone many
// times at each alarm.
var zones sync.Map

// location is the zone of an IANA name. Names are checked when a plan is
// changed; should the zone data of this machine lack one all the same, UTC
// keeps the bot talking.
func location(name string) *time.Location {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, zone)
	return zone
}
