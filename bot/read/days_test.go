package read

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calmcalf/routines"
)

// dayLetters shows a set as SMTWTFS, a dot for each day that is not in it.
func dayLetters(set routines.Days) string {
	shown := []byte(".......")
	for day := range shown {
		if set.Has(time.Weekday(day)) {
			shown[day] = "SMTWTFS"[day]
		}
	}
	return string(shown)
}

func TestReadDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sun-thu": "SMTWT..", "fri sat": ".....FS", "mon, wed and fri": ".M.W.F.", "weekdays": ".MTWTF.", "weekends": "S.....S",
		"at the weekend": "S.....S", "daily": "SMTWTFS", "every day": "SMTWTFS", "Everyday": "SMTWTFS", "each day": "SMTWTFS",
		"Fridays": ".....F.", "on fridays": ".....F.", "every fri and sat": ".....FS", "sun–thu": "SMTWT..", "SUN - THU": "SMTWT..",
		"mon to fri": ".MTWTF.", "Monday through Friday": ".MTWTF.", "sat-mon, wed": "SM.W..S", "fri-mon": "SM...FS", "mo-fr": ".MTWTF.",
		"mon; wed": ".M.W...", "mon\nwed": ".M.W...", "mon/wed/fri": ".M.W.F.", "Mon., Tue.": ".MT....", "sun-sun": "S......", "mon mon": ".M.....",
		"weekdays and sat": ".MTWTFS", "su mo tu we th fr sa": "SMTWTFS", "Tues & Thurs": "..T.T..", "from mon": "",
		"": "", "xyz": "", "mon-": "", "-mon": "", "mon-wed-fri": "", "9": "", "mon 9": "", "not on monday": "", "m t w": "",
	} {
		got, err := English.Days(text)
		switch key := readKey(t, err); {
		case want != "" && (key != "" || dayLetters(got) != want):
			t.Errorf("%q = %s, %v; want %s", text, dayLetters(got), err, want)
		case want == "" && text == "" && key != "error.days.empty", want == "" && text != "" && key != "error.days.unclear":
			t.Errorf("%q = %s, %v", text, dayLetters(got), err)
		}
	}
}

func dayList(set routines.Days) string {
	var names []string
	for day := time.Sunday; day <= time.Saturday; day++ {
		if set.Has(day) {
			names = append(names, day.String())
		}
	}
	return strings.Join(names, " ")
}

func TestDaysRange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := time.Weekday(rapid.IntRange(0, 6).Draw(t, "first"))
		length := rapid.IntRange(1, 7).Draw(t, "length")
		var want routines.Days
		last := first
		for i := range length {
			last = (first + time.Weekday(i)) % 7
			want |= routines.DaysOf(last)
		}
		text := first.String()[:3] + rapid.SampledFrom([]string{"-", " - ", " to ", "—"}).Draw(t, "mark") + strings.ToUpper(last.String())
		if got, err := English.Days(text); err != nil || got != want {
			t.Fatalf("%q = %s, %v", text, dayLetters(got), err)
		}
	})
}

func checkDays(t testing.TB, text string) {
	t.Helper()
	set, err := English.Days(text)
	if readKey(t, err) != "" {
		return
	}
	if set == 0 || set > routines.AllDays {
		t.Fatalf("%q = %b", text, set)
	}
	if again, err := English.Days(dayList(set)); err != nil || again != set {
		t.Fatalf("%q = %s, and that is %s, %v", text, dayLetters(set), dayLetters(again), err)
	}
}

func FuzzReadDays(f *testing.F) {
	seedRead(f, "sun-thu", "mon, wed and fri", "every day")
	f.Fuzz(func(t *testing.T, text string) { checkDays(t, text) })
}
