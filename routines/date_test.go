package routines

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.Int32Range(-700_000, 2_900_000).Draw(t, "date"))
		if again := DateOf(d.Civil()); again != d {
			t.Fatalf("%d shows as %d", d, again)
		}
		if d >= DateOf(0, time.January, 1) && d <= DateOf(9999, time.December, 31) {
			if again, err := ParseDate(d.String()); err != nil || again != d {
				t.Fatalf("%s reads as %s, %v", d, again, err)
			}
			if m := d.Month(); d < m.First() || d > m.Last() {
				t.Fatalf("%s is not in %s", d, m)
			}
			if m, err := ParseMonth(d.Month().String()); err != nil || m != d.Month() {
				t.Fatalf("%s reads as %s, %v", d.Month(), m, err)
			}
		}
		if next := d + 1; (d.Weekday()+1)%7 != next.Weekday() {
			t.Fatalf("%s after %s", next.Weekday(), d.Weekday())
		}
	})
	if got := DateOf(2026, time.November, 22); got.String() != "2026-11-22" || got.Weekday() != time.Sunday {
		t.Errorf("%s, a %s", got, got.Weekday())
	}
	for _, text := range []string{"", "2026-02-30", "2026-2-3", "22.11.2026", "2026-11-22 ", "10000-01-01"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q reads as %s", text, d)
		}
	}
	for _, text := range []string{"", "2026-13", "2026", "2026-11-22"} {
		if m, err := ParseMonth(text); err == nil {
			t.Errorf("%q reads as %s", text, m)
		}
	}
}

func TestDateAt(t *testing.T) {
	t.Parallel()
	at := instant(t, "2026-11-22T23:30:00Z")
	for zone, want := range map[string]string{"UTC": "2026-11-22", "Asia/Tokyo": "2026-11-23", "Pacific/Kiritimati": "2026-11-23", "Pacific/Pago_Pago": "2026-11-22"} {
		if got := DateAt(at.In(load(t, zone))).String(); got != want {
			t.Errorf("in %s %s, want %s", zone, got, want)
		}
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
