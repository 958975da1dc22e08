package place

import (
	"strings"
	"testing"
	"time"
)

func TestZone(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, want string }{
		{"Europe/Berlin", "Europe/Berlin"},
		{"europe/berlin", "Europe/Berlin"},
		{"AMERICA/NEW_YORK", "America/New_York"},
		{"america/port-au-prince", "America/Port-au-Prince"},
		{"antarctica/dumontdurville", "Antarctica/DumontDUrville"},
		{"Asia/Calcutta", "Asia/Kolkata"},
		{"Asia/Kolkata", "Asia/Kolkata"},
		{"Europe/Kiev", "Europe/Kyiv"},
		{"US/Eastern", "America/New_York"},
		{"Europe/Oslo", "Europe/Oslo"},
		{"Japan", "Asia/Tokyo"},
		{"UTC", "UTC"},
		{"utc", "UTC"},
		{"Etc/UTC", "UTC"},
		{"", ""}, {" ", ""}, {"Local", ""}, {"local", ""}, {"Berlin", ""}, {"America/New York", ""}, {"Europe/Berlin ", ""},
		{"Etc/GMT+3", ""}, {"Etc/GMT", ""}, {"GMT", ""}, {"GMT0", ""}, {"GMT+0", ""}, {"Greenwich", ""}, {"Zulu", ""}, {"UCT", ""},
		{"EST", ""}, {"MST", ""}, {"HST", ""}, {"CET", ""}, {"EST5EDT", ""}, {"UTC+2", ""}, {"+02:00", ""}, {"Factory", ""}, {"Etc/Unknown", ""},
		{"../etc/passwd", ""}, {"Europe/../Europe/Berlin", ""}, {"/Europe/Berlin", ""}, {"Europe", ""}, {"Europe/", ""}, {"posix/Europe/Berlin", ""},
		{"Europe/Berlin\x00", ""}, {strings.Repeat("a", 1<<16), ""},
	}
	for _, tt := range tests {
		if got, ok := Zone(tt.name); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Zone(%.40q) = %q, %v; want %q", tt.name, got, ok, tt.want)
		}
	}
}

func TestEveryZoneLoads(t *testing.T) {
	t.Parallel()
	tab := load()
	for _, z := range tab.zones {
		if _, err := time.LoadLocation(z.name); err != nil {
			t.Error(err)
		}
		if z.city < 0 && z.name != "UTC" {
			t.Errorf("%s has no city", z.name)
		}
		if got, ok := Zone(z.name); got != z.name || !ok {
			t.Errorf("Zone(%s) = %s, %v", z.name, got, ok)
		}
		if found := Find(z.name); len(found) != 1 || found[0].Zone != z.name {
			t.Errorf("Find(%s) = %v", z.name, found)
		}
	}
	for old := range tab.zoneNamed {
		if _, ok := Zone(old); !ok {
			t.Errorf("Zone(%q) is refused", old)
		}
	}
}
