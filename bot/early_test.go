package bot

import (
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

var theMinute = time.Date(2026, 11, 22, 22, 10, 0, 0, time.UTC)

func TestReachFor(t *testing.T) {
	t.Parallel()
	const (
		perSecond = 28
		none      = -100
	)
	minute := func(n int) time.Time { return theMinute.Add(time.Duration(n) * time.Minute) }
	for name, test := range map[string]struct {
		before time.Duration // the minute 0
		people map[int]int   // by minute
		want   int           // the last minute that is reached
	}{
		"nobody":                   {time.Minute, nil, none},
		"one":                      {time.Second, map[int]int{0: 1}, none},
		"what a minute carries":    {0, map[int]int{0: 1680}, none},
		"one more":                 {0, map[int]int{0: 1681}, 0},
		"ten thousand, not yet":    {298 * time.Second, map[int]int{0: 10_000}, none},
		"ten thousand, now":        {297 * time.Second, map[int]int{0: 10_000}, 0},
		"ten thousand, under way":  {100 * time.Second, map[int]int{0: 10_000 - 197*28}, 0},
		"ten thousand, too fast":   {100 * time.Second, map[int]int{0: 10_000 - 198*28}, none},
		"minutes that are full":    {0, map[int]int{0: 1680, 1: 1680, 2: 1680}, none},
		"a full one after a crowd": {4 * time.Minute, map[int]int{0: 8_000, 5: 1680}, none},
		"a crowd after a crowd":    {5 * time.Minute, map[int]int{0: 8_000, 5: 12_000}, 5},
		"a crowd that is late":     {-3 * time.Minute, map[int]int{0: 5_000}, 4},
		"at most twenty minutes":   {20 * time.Minute, map[int]int{0: 100_000}, 0},
		"not sooner":               {20*time.Minute + time.Second, map[int]int{0: 100_000}, none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := theMinute.Add(-test.before)
			ends := minutesAhead(now)
			waiting := make([]int, len(ends))
			for i, end := range ends {
				for n, people := range test.people {
					if minute(n).Before(end) {
						waiting[i] += people
					}
				}
			}
			want := now
			if test.want != none {
				want = minute(test.want + 1).Add(-time.Microsecond)
			}
			if got := reachFor(now, ends, waiting, perSecond); !got.Equal(want) {
				t.Errorf("reaches to %v, want %v", got, want)
			}
		})
	}
}

// TestMinutesAhead sees every alarm that may ring by now.
func TestMinutesAhead(t *testing.T) {
	t.Parallel()
	for _, second := range []time.Duration{0, time.Microsecond, time.Second, 59 * time.Second, time.Minute - time.Microsecond} {
		now := theMinute.Add(second)
		ends := minutesAhead(now)
		if !ends[0].After(now) || ends[0].Sub(now) > time.Minute {
			t.Errorf("the first of %v ends at %v", now, ends[0])
		}
		if last := ends[len(ends)-1].Sub(now); last <= routines.MostEarly || last > routines.MostEarly+time.Minute {
			t.Errorf("it looks %v ahead", last)
		}
	}
}

func TestMoment(t *testing.T) {
	t.Parallel()
	lease := store.Lease{Alarm: theMinute}
	now := theMinute.Add(-5 * time.Minute)
	for name, test := range map[string]struct {
		alarm, early time.Time
		want         time.Time
	}{
		"early":                     {theMinute, now, theMinute},
		"early for long":            {theMinute, now.Add(-time.Hour), theMinute},
		"not yet":                   {theMinute, now.Add(time.Microsecond), now},
		"only in time":              {theMinute, theMinute, now},
		"nothing to be said":        {theMinute, time.Time{}, now},
		"moved away":                {theMinute.Add(time.Microsecond), now, now},
		"moved nearer":              {theMinute.Add(-time.Minute), now, theMinute.Add(-time.Minute)},
		"due":                       {now, now, now},
		"overdue":                   {now.Add(-time.Minute), now.Add(-time.Hour), now},
		"no alarm any more":         {time.Time{}, time.Time{}, now},
		"no alarm, and still early": {time.Time{}, now, now},
	} {
		book := &store.Book{Alarm: test.alarm, Early: test.early}
		if got := moment(book, lease, now); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
