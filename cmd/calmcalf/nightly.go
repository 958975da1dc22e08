package main

import (
	"context"
	"time"
)

// nightly is a job of the operator that is done once a night. It is due by what
// was done, and not by the clock alone: no machine is awake at every 03:17, and
// clocks are changed at that hour in some zones, so that it comes twice or never.
type nightly struct {
	name string
	at   time.Duration // from midnight, on the machine's clock
	run  func(context.Context) error

	done   time.Time // when it last went well; zero: nobody knows
	failed time.Time // when one began that has not gone well; zero: none
}

const (
	// retry is how long a job that has failed rests. What is wrong is mostly a
	// disk, and each time is a line in the log.
	retry = time.Hour
	// setBack is how far a clock is corrected without any doubt about what was
	// done before.
	setBack = time.Hour
)

// due reports whether a job for a time of day is to begin, when it last went well and
// last went wrong at these instants. That is so once a day: when the clock on the
// wall first shows the time or a later one, or as soon as somebody looks after that.
func due(now, done, failed time.Time, at time.Duration, zone *time.Location) bool {
	if now.Sub(failed).Abs() < retry {
		return false
	}
	// What was done in a far future was done while the clock was wrong.
	return done.After(now.Add(setBack)) || dayOf(now, at, zone) > dayOf(done, at, zone)
}

// dayOf numbers days by the clock on the wall, each beginning at a time of day. On
// a clock that is set back the number falls, and what was done stays done.
func dayOf(instant time.Time, at time.Duration, zone *time.Location) int64 {
	_, offset := instant.In(zone).Zone()
	const day = 24 * 60 * 60
	return (instant.Unix() + int64(offset) - int64(at/time.Second)) / day
}
