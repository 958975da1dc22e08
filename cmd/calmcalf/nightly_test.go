package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// backupTime and compactionTime are as the README says.
const (
	backupTime     = 3*time.Hour + 17*time.Minute
	compactionTime = 3*time.Hour + 47*time.Minute
)

// TestNightlyInEveryZone looks at the clock once a minute around each change of
// it in ten years, in every zone, and over a plain week. A job is done once each
// day by the calendar, no matter which hour the clock skips or shows twice, and
// two are no further apart than the clock was moved.
func TestNightlyInEveryZone(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../routines/testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{} // changes that other zones have as well
	twice, never := 0, 0
	for _, name := range strings.Fields(string(text)) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		weeks := []time.Time{time.Date(2026, time.June, 3, 12, 0, 0, 0, time.UTC)}
		to := time.Date(2036, time.January, 1, 0, 0, 0, 0, time.UTC)
		for at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC); ; {
			_, end := at.In(zone).ZoneBounds()
			if end.IsZero() || end.After(to) {
				break
			}
			weeks, at = append(weeks, end), end
		}
		for _, change := range weeks {
			_, before := change.Add(-time.Second).In(zone).Zone()
			_, after := change.In(zone).Zone()
			key := fmt.Sprint(change.Unix(), before, after)
			if seen[key] {
				continue
			}
			seen[key] = true
			moved := (time.Duration(after-before) * time.Second).Abs()
			for _, at := range []time.Duration{backupTime, compactionTime} {
				for _, shown := range timesShown(zone, change, at) {
					switch shown {
					case 0:
						never++
					case 2:
						twice++
					}
				}
				onceADay(t, zone, change, at, moved)
			}
		}
	}
	t.Logf("%d changes of a clock; %d of the times were shown twice, and %d never", len(seen), twice, never)
	if twice == 0 || never == 0 {
		t.Error("these changes say too little")
	}
}

// around is from noon, three days before a change, to three days after it.
func around(zone *time.Location, change time.Time) (from, to time.Time) {
	y, m, d := change.In(zone).Date()
	return time.Date(y, m, d-3, 12, 0, 0, 0, zone), time.Date(y, m, d+3, 12, 0, 0, 0, zone)
}

// timesShown counts how often the clock shows a time on each day.
func timesShown(zone *time.Location, change time.Time, at time.Duration) map[string]int {
	shown := map[string]int{}
	from, to := around(zone, change)
	for now := from; now.Before(to); now = now.Add(time.Minute) {
		day := now.Format(time.DateOnly)
		if now.Hour() >= 12 {
			continue // the first and the last day are half ones
		}
		shown[day] += 0
		if now.Hour() == int(at/time.Hour) && now.Minute() == int(at%time.Hour/time.Minute) {
			shown[day]++
		}
	}
	return shown
}

func onceADay(t *testing.T, zone *time.Location, change time.Time, at, moved time.Duration) {
	t.Helper()
	from, to := around(zone, change)
	done := from.Add(-time.Minute) // after that day's
	runs := map[string]int{}
	for now := from; now.Before(to); now = now.Add(time.Minute) {
		day := now.Format(time.DateOnly)
		if now.Hour() < 12 {
			runs[day] += 0
		}
		if !due(now, done, time.Time{}, at, zone) {
			continue
		}
		runs[day]++
		if gap := now.Sub(done); gap > 24*time.Hour+moved {
			t.Errorf("%v: %v between %s and %s", zone, gap, done, now)
		}
		clock := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute
		if clock < at || clock > at+moved {
			t.Errorf("%v: it is %s when that for %v is done", zone, now, at)
		}
		done = now
	}
	for day, n := range runs {
		if n != 1 {
			t.Errorf("%v: done %d times on %s", zone, n, day)
		}
	}
}

// TestDue has what a machine and its clock can do to a night.
func TestDue(t *testing.T) {
	t.Parallel()
	helsinki, err := time.LoadLocation("Europe/Helsinki")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		instant, err := time.ParseInLocation("2006-01-02 15:04", text, helsinki)
		if err != nil {
			t.Fatal(err)
		}
		return instant
	}
	for _, test := range []struct {
		why, now, done, failed string
		want                   bool
	}{
		{"never done", "2026-11-22 15:00", "", "", true},
		{"a minute too early", "2026-11-22 03:16", "2026-11-21 03:17", "", false},
		{"in time", "2026-11-22 03:17", "2026-11-21 03:17", "", true},
		{"done", "2026-11-22 03:18", "2026-11-22 03:17", "", false},
		{"the machine slept", "2026-11-22 09:30", "2026-11-21 03:17", "", true},
		{"and was done late on the day before", "2026-11-22 03:17", "2026-11-21 23:50", "", true},
		{"it was off for weeks", "2026-11-22 01:00", "2026-10-01 03:17", "", true},
		{"03:00 became 04:00", "2027-03-28 04:00", "2027-03-27 03:17", "", true},
		{"and it was done", "2027-03-28 04:17", "2027-03-28 04:00", "", false},
		{"it failed", "2026-11-22 03:18", "2026-11-21 03:17", "2026-11-22 03:17", false},
		{"an hour later", "2026-11-22 04:17", "2026-11-21 03:17", "2026-11-22 03:17", true},
		{"a clock is corrected by minutes", "2026-11-22 03:10", "2026-11-22 03:17", "", false},
		{"and shows the time again", "2026-11-22 03:17", "2026-11-22 03:17", "", false},
		{"a clock is set back over the time", "2026-11-21 23:00", "2026-11-22 03:17", "", true},
		{"a clock was years ahead", "2026-11-22 10:00", "2031-01-01 03:17", "", true},
		{"and it failed", "2026-11-22 10:01", "2031-01-01 03:17", "2026-11-22 10:00", false},
		{"it failed while the clock was years ahead", "2026-11-22 10:00", "2026-11-21 03:17", "2031-01-01 03:17", true},
	} {
		if got := due(at(test.now), at(test.done), at(test.failed), backupTime, helsinki); got != test.want {
			t.Errorf("%s: at %s, done %s, failed %q: due %v", test.why, test.now, test.done, test.failed, got)
		}
	}
}
