package routines

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	t.Parallel()
	for c, want := range map[Clock]string{0: "00:00", 1: "00:01", ClockOf(7, 5): "07:05", ClockOf(23, 59): "23:59"} {
		if got := c.String(); got != want || ClockOf(c.Hour(), c.Minute()) != c {
			t.Errorf("%d is %s, want %s", c, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	weekend := DaysOf(time.Sunday, time.Saturday)
	for day := time.Sunday; day <= time.Saturday; day++ {
		if want := day == time.Sunday || day == time.Saturday; weekend.Has(day) != want || !AllDays.Has(day) || Days(0).Has(day) {
			t.Errorf("%s: %v", day, weekend.Has(day))
		}
	}
}

func TestClockPlus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from    Clock
		minutes int
		want    string
	}{
		{ClockOf(22, 30), 0, "22:30"},
		{ClockOf(22, 30), 90, "00:00"},
		{ClockOf(22, 30), 100, "00:10"},
		{ClockOf(0, 10), -20, "23:50"},
		{ClockOf(0, 10), -MinutesPerDay, "00:10"},
		{ClockOf(23, 59), 3 * MinutesPerDay, "23:59"},
	} {
		if got := test.from.Plus(test.minutes).String(); got != test.want {
			t.Errorf("%s and %d minutes: %s, want %s", test.from, test.minutes, got, test.want)
		}
	}
}
