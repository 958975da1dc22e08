package read

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"calmcalf/routines"
)

func TestReadClock(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"9": "09:00", "09": "09:00", "0": "00:00", "24": "00:00", "9:00": "09:00", "0900": "09:00", "900": "09:00", "0030": "00:30",
		"21.30": "21:30", "21h30": "21:30", "21 30": "21:30", "21,30": "21:30", "9;30": "09:30", "21h": "21:00", "21h30min": "21:30",
		"22 15": "22:15", "9 05": "09:05", "9 10 pm": "21:10", "9 30 p.m.": "21:30",
		"9pm": "21:00", "9 pm": "21:00", "9PM": "21:00", "9:30 p.m.": "21:30", "9.30PM": "21:30", "9:30 p. m.": "21:30", "9.30 pm.": "21:30",
		"9 a.m.": "09:00", "9p": "21:00", "930pm": "21:30", "12am": "00:00", "12pm": "12:00", "12:30am": "00:30", "12:30 pm": "12:30",
		"midnight": "00:00", "Noon": "12:00", "12 noon": "12:00", "12 midnight": "00:00", "midday": "12:00",
		"24:00": "00:00", "2400": "00:00", "23:59": "23:59",
		"２１：３０": "21:30", "٩:٣٠": "09:30", "۲۱:۳۰": "21:30", "२१:३०": "21:30", "9⁰⁰": "09:00", "9️⃣": "09:00", "৯.৩০": "09:30",
		" 9 ": "09:00", "\t9:00\n": "09:00", "9\u00a0pm": "21:00", "\u200f21:30\u200f": "21:30", "\ufeff9": "09:00",
		"9 Uhr": "09:00", "21 Uhr 30": "21:30", "21:30 h": "21:30", "9:30h": "09:30", "0900 hours": "09:00", "9 o'clock": "09:00",
		"9 o’clock": "09:00", "9 o clock": "09:00", "9 oclock pm": "21:00", "9 : 30": "09:30", "9: 30": "09:30", "21:30.": "21:30",
		"at 9": "09:00", "at 9 please": "09:00", "about 10": "10:00", "9:30 AM!": "09:30", "“9:30”": "09:30",
		"9 in the morning": "09:00", "9 in the evening": "21:00", "9 o'clock in the evening": "21:00", "10 at night": "22:00",
		"12 at night": "00:00", "1 at night": "01:00", "21:30 in the evening": "21:30", "3 in the afternoon": "15:00", "pm 9:30": "21:30",
	} {
		if got, err := English.Clock(text); err != nil || got.String() != want {
			t.Errorf("%q = %v, %v; want %s", text, got, err, want)
		}
	}
}

func TestReadClockMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "error.clock.empty", " \n ": "error.clock.empty", "\u200b": "error.clock.empty",
		"25:00": "error.clock.impossible", "9:75": "error.clock.impossible", "24:01": "error.clock.impossible", "2460": "error.clock.impossible",
		"25": "error.clock.impossible", "9 75": "error.clock.impossible", "13pm": "error.clock.impossible", "0pm": "error.clock.impossible",
		"0am": "error.clock.impossible", "21:30pm": "error.clock.impossible", "14 in the evening": "error.clock.impossible",
		"-1": "error.clock.unclear", "nine": "error.clock.unclear", "bedtime": "error.clock.unclear", "9:5": "error.clock.unclear",
		"9.3": "error.clock.unclear", "9½": "error.clock.unclear", "9:30:00": "error.clock.unclear", "9.11.14": "error.clock.unclear",
		"09000": "error.clock.unclear", "0900:30": "error.clock.unclear", "9-11": "error.clock.unclear", "9pm or so": "error.clock.unclear", "9\x00": "error.clock.unclear",
		"<b>9</b>": "error.clock.unclear", "!": "error.clock.unclear", "pm": "error.clock.unclear", "9 fri": "error.clock.unclear",
		"9:00 11:30": "error.clock.several", "9am 2pm": "error.clock.several", "9, 11": "error.clock.several", "9 and 11": "error.clock.several",
		"9 11 14": "error.clock.several", "9 5": "error.clock.several", "9:00 25:00": "error.clock.several",
	} {
		if got, err := English.Clock(text); readKey(t, err) != want {
			t.Errorf("%q = %v, %v; want %s", text, got, err, want)
		}
	}
}

func TestReadClocks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"9:00 11:30 14:00": "09:00 11:30 14:00", "9, 11.30 and 14": "09:00 11:30 14:00", "9am 2pm": "09:00 14:00",
		"9 11 14": "09:00 11:00 14:00", "9,11,14": "09:00 11:00 14:00", "9 11": "09:00 11:00", "9, 15": "09:00 15:00", "9 and 15": "09:00 15:00",
		"21 30": "21:30", "21,30": "21:30", "9 00": "09:00", "9 05": "09:05", "9 00 11 30 14 00": "09:00 11:30 14:00", "9 30 11 15": "09:30 11:15",
		"21 30, 22 45": "21:30 22:45", "9 30 pm": "21:30", "9 15 pm": "21:15", "9 05 pm": "21:05", "10 15 20": "10:00 15:00 20:00",
		"14 9 9": "09:00 14:00", "9:00;11:00": "09:00 11:00", "9;11": "09:00 11:00", "9:00\n11:30\r\n14:00": "09:00 11:30 14:00",
		"9 & 11": "09:00 11:00", "9 + 11": "09:00 11:00", "9، 11": "09:00 11:00", "9:00,, 11:00,": "09:00 11:00",
		"8h, 12h, 16h30": "08:00 12:00 16:30", "9h 11h": "09:00 11:00", "21h 30": "21:30", "9. 11. 14.": "09:00 11:00 14:00",
		"noon 6pm": "12:00 18:00", "12 noon, 6pm": "12:00 18:00", "09:00 2pm": "09:00 14:00", "9am 21:30": "09:00 21:30",
		"0900 1130 1400": "09:00 11:30 14:00", "9 11:30 14": "09:00 11:30 14:00", "at 9 and at 11": "09:00 11:00", "midnight, noon": "00:00 12:00",
		"9 o'clock and 2 o'clock": "02:00 09:00",
	} {
		got, err := English.Clocks(text)
		var list []string
		for _, c := range got {
			list = append(list, c.String())
		}
		if err != nil || strings.Join(list, " ") != want {
			t.Errorf("%q = %v, %v; want %s", text, list, err, want)
		}
	}
}

func TestReadClocksMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "error.clock.empty", ",": "error.clock.unclear", "and": "error.clock.unclear",
		"22 15": "error.clock.pair", "9 10": "error.clock.pair", "10,15": "error.clock.pair", "9 30 11": "error.clock.pair",
		"9 30 11 14": "error.clock.pair", "22 23 00": "error.clock.pair", "30 9": "error.clock.pair",
		"9 and 11 pm": "error.clock.half", "9 11 pm": "error.clock.half", "9am 2": "error.clock.half", "9am 12": "error.clock.half",
		"9 75": "error.clock.impossible", "9:00 25:00": "error.clock.impossible", "21 30 pm": "error.clock.impossible", "25 30": "error.clock.impossible",
		"9:00-11:00": "error.clock.unclear", "9 11 or 12": "error.clock.unclear", "nine ten": "error.clock.unclear", "9/11/14": "error.clock.unclear",
	} {
		if got, err := English.Clocks(text); readKey(t, err) != want {
			t.Errorf("%q = %v, %v; want %s", text, got, err, want)
		}
	}
}

// twelveHours is the clock's 12-hour form.
func twelveHours(c routines.Clock, half [2]string) string {
	return fmt.Sprintf("%d:%02d%s", (c.Hour()+11)%12+1, c.Minute(), half[c.Hour()/12])
}

func drawClock(t *rapid.T) routines.Clock {
	return routines.Clock(rapid.IntRange(0, routines.MinutesPerDay-1).Draw(t, "clock"))
}

func TestClockRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawClock(t)
		pad := strings.Repeat(" ", rapid.IntRange(0, 3).Draw(t, "pad"))
		for _, text := range []string{
			c.String(), fmt.Sprintf("%d:%02d", c.Hour(), c.Minute()), fmt.Sprintf("%d.%02d", c.Hour(), c.Minute()),
			fmt.Sprintf("%02d%02d", c.Hour(), c.Minute()), fmt.Sprintf("%dh%02d", c.Hour(), c.Minute()),
			fmt.Sprintf("%d %02d", c.Hour(), c.Minute()), fmt.Sprintf("%d,%02d", c.Hour(), c.Minute()),
			twelveHours(c, [2]string{"am", "pm"}), twelveHours(c, [2]string{" a.m.", " p.m."}), twelveHours(c, [2]string{" AM", "PM"}),
		} {
			if got, err := English.Clock(pad + text + pad); err != nil || got != c {
				t.Fatalf("%q = %v, %v", text, got, err)
			}
		}
	})
}

func TestClocksRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clocks := rapid.SliceOfN(rapid.Custom(drawClock), 1, 20).Draw(t, "clocks")
		separator := rapid.SampledFrom([]string{" ", ", ", ",", ";", "; ", " and ", " & ", "\n"}).Draw(t, "separator")
		full := rapid.Bool().Draw(t, "24 hours")
		var parts []string
		for _, c := range clocks {
			part := c.String()
			if !full {
				part = twelveHours(c, [2]string{" am", " pm"})
			}
			parts = append(parts, part)
		}
		want := slices.Compact(slices.Sorted(slices.Values(clocks)))
		if got, err := English.Clocks(strings.Join(parts, separator)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q = %v, %v", strings.Join(parts, separator), got, err)
		}
	})
}

// checkClock reads, and reads again what the result looks like.
func checkClock(t testing.TB, text string) {
	t.Helper()
	c, err := English.Clock(text)
	if readKey(t, err) != "" {
		return
	}
	if c < 0 || c >= routines.MinutesPerDay {
		t.Fatalf("%q = %d", text, c)
	}
	if again, err := English.Clock(c.String()); err != nil || again != c {
		t.Fatalf("%q = %v, and that is %v, %v", text, c, again, err)
	}
}

func checkClocks(t testing.TB, text string) {
	t.Helper()
	list, err := English.Clocks(text)
	if readKey(t, err) != "" {
		return
	}
	if len(list) == 0 || list[0] < 0 || list[len(list)-1] >= routines.MinutesPerDay || !slices.IsSorted(list) ||
		len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Fatalf("%q = %v", text, list)
	}
	var parts []string
	for _, c := range list {
		parts = append(parts, c.String())
	}
	// A long list looks longer than it was typed.
	if again, err := English.Clocks(strings.Join(parts, " ")); len(list) < 100 && (err != nil || !slices.Equal(again, list)) {
		t.Fatalf("%q = %v, and that is %v, %v", text, list, again, err)
	}
}

func FuzzReadClock(f *testing.F) {
	seedRead(f, "9", "21 30", "9:30 p.m.", "12 noon", "٩:٣٠")
	f.Fuzz(func(t *testing.T, text string) { checkClock(t, text) })
}

func FuzzReadClocks(f *testing.F) {
	seedRead(f, "9:00 11:30 14:00", "9, 11.30 and 14", "9 30 11 15", "9am 2pm")
	f.Fuzz(func(t *testing.T, text string) { checkClocks(t, text) })
}

func seedRead(f *testing.F, texts ...string) {
	for _, text := range append(texts, hostileTexts...) {
		f.Add(text)
	}
}
