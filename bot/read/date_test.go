package read

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"calmcalf/routines"
)

func TestReadDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{ // past, future
		"2026-11-19": {"2026-11-19", "2026-11-19"}, "2026/11/19": {"2026-11-19", "2026-11-19"}, "2026.11.19": {"2026-11-19", "2026-11-19"},
		"2026-1-9": {"2026-01-09", "2026-01-09"}, "2026. 11. 19.": {"2026-11-19", "2026-11-19"}, "19.11.2026": {"2026-11-19", "2026-11-19"},
		"19. 11. 2026": {"2026-11-19", "2026-11-19"}, "19.11.": {"2026-11-19", "2027-11-19"}, "19.11": {"2026-11-19", "2027-11-19"},
		"1.12.": {"2025-12-01", "2026-12-01"}, "22.11.": {"2026-11-22", "2026-11-22"}, "29.2.": {"2024-02-29", "2028-02-29"},
		"19.11 2026": {"2026-11-19", "2026-11-19"}, "19.11.26": {"2026-11-19", "2026-11-19"}, "19 Nov": {"2026-11-19", "2027-11-19"}, "19 november 2026": {"2026-11-19", "2026-11-19"},
		"19. November": {"2026-11-19", "2027-11-19"}, "19th of November": {"2026-11-19", "2027-11-19"}, "the 1st of Dec.": {"2025-12-01", "2026-12-01"},
		"Nov 19": {"2026-11-19", "2027-11-19"}, "NOV. 19": {"2026-11-19", "2027-11-19"}, "November 19th, 2026": {"2026-11-19", "2026-11-19"},
		"on 19 Nov please": {"2026-11-19", "2027-11-19"}, "19-Nov-2026": {"2026-11-19", "2026-11-19"}, "19-11-2026": {"2026-11-19", "2026-11-19"},
		"19/11/2026": {"2026-11-19", "2026-11-19"}, "11/19/2026": {"2026-11-19", "2026-11-19"}, "11/11/2026": {"2026-11-11", "2026-11-11"},
		"19/11/26": {"2026-11-19", "2026-11-19"}, "19/11": {"2026-11-19", "2027-11-19"}, "11/19": {"2026-11-19", "2027-11-19"},
		"yesterday": {"2026-11-21", "2026-11-21"}, "last night": {"2026-11-21", "2026-11-21"}, "Today": {"2026-11-22", "2026-11-22"},
		"tomorrow": {"2026-11-23", "2026-11-23"}, "٢٠٢٦-١١-١٩": {"2026-11-19", "2026-11-19"}, "２０２６／１１／１９": {"2026-11-19", "2026-11-19"},
		"Thursday, 19 Nov 2026": {"2026-11-19", "2026-11-19"}, "Thu 19 Nov": {"2026-11-19", "error.date.weekday"},
		"Fri 19 Nov 2026": {"error.date.weekday", "error.date.weekday"},
		"11/12/2026":      {"error.date.ambiguous", "error.date.ambiguous"}, "11-12-2026": {"error.date.ambiguous", "error.date.ambiguous"},
		"11/12": {"error.date.ambiguous", "error.date.ambiguous"}, "1/2/26": {"error.date.ambiguous", "error.date.ambiguous"},
		"30 February": {"error.date.none", "error.date.none"}, "30.2.2026": {"error.date.none", "error.date.none"}, "30/02/2026": {"error.date.none", "error.date.none"},
		"29 Feb 2026": {"error.date.none", "error.date.none"}, "2026-13-01": {"error.date.none", "error.date.none"}, "0.0.": {"error.date.none", "error.date.none"},
		"2026-00-10": {"error.date.none", "error.date.none"}, "99/99/2026": {"error.date.none", "error.date.none"}, "31 Nov": {"error.date.none", "error.date.none"},
		"1999-12-31": {"error.date.year", "error.date.year"}, "2100-01-01": {"error.date.year", "error.date.year"}, "1 Jan 1970": {"error.date.year", "error.date.year"},
		"": {"error.date.empty", "error.date.empty"}, "19": {"error.date.unclear", "error.date.unclear"}, "Nov": {"error.date.unclear", "error.date.unclear"},
		"Nov 2026": {"error.date.unclear", "error.date.unclear"}, "19.11.026": {"error.date.unclear", "error.date.unclear"}, "19-11": {"error.date.unclear", "error.date.unclear"},
		"26-11-19": {"error.date.unclear", "error.date.unclear"}, "2026-11/19": {"error.date.unclear", "error.date.unclear"}, "2026 - 11 - 19": {"error.date.unclear", "error.date.unclear"},
		"friday": {"error.date.unclear", "error.date.unclear"}, "9:00": {"error.date.unclear", "error.date.unclear"}, "19 Nov 26": {"error.date.unclear", "error.date.unclear"},
		"12026-11-19": {"error.date.unclear", "error.date.unclear"}, "19 Nov 20 Nov": {"error.date.unclear", "error.date.unclear"},
	} {
		for tense, want := range want {
			got, err := English.Date(text, readOn, Tense(tense))
			shown := readKey(t, err)
			if shown == "" {
				shown = got.String()
			}
			if shown != want {
				t.Errorf("%q in tense %d = %s; want %s", text, tense, shown, want)
			}
		}
	}
}

func TestReadSpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "2026-11-22 on", "  ": "2026-11-22 on", "from today": "2026-11-22 on", "from 24 Dec": "2026-12-24 on",
		"7d": "2026-11-22 2026-11-28", "7 days": "2026-11-22 2026-11-28", "for 7 nights": "2026-11-22 2026-11-28", "1d": "2026-11-22 2026-11-22",
		"1 week": "2026-11-22 2026-11-28", "a week": "2026-11-22 2026-11-28", "2 weeks": "2026-11-22 2026-12-05", "2w": "2026-11-22 2026-12-05",
		"1 month": "2026-11-22 2026-12-21", "12 months": "2026-11-22 2027-11-21", "366d": "2026-11-22 2027-11-22",
		"today": "2026-11-22 2026-11-22", "tonight": "2026-11-22 2026-11-22", "tomorrow": "2026-11-23 2026-11-23", "until tomorrow": "2026-11-22 2026-11-23",
		"until 2026-12-01": "2026-11-22 2026-12-01", "till 1.12.": "2026-11-22 2026-12-01", "until 1 Aug": "2026-11-22 2027-08-01",
		"2026-12-24 2027-01-02": "2026-12-24 2027-01-02", "2026-12-24 - 2027-01-02": "2026-12-24 2027-01-02", "2026-12-24–2027-01-02": "2026-12-24 2027-01-02",
		"2026-12-24, 2027-01-02": "2026-12-24 2027-01-02", "24 Dec - 2 Jan": "2026-12-24 2027-01-02", "24 Dec to 2 Jan": "2026-12-24 2027-01-02",
		"from 24 Dec until 2 Jan 2027": "2026-12-24 2027-01-02", "between 24 Dec and 2 Jan": "2026-12-24 2027-01-02", "24.12.-2.1.": "2026-12-24 2027-01-02",
		"24.12. - 2.1.": "2026-12-24 2027-01-02", "24.12.2026-2.1.2027": "2026-12-24 2027-01-02", "Dec 24 - Jan 2": "2026-12-24 2027-01-02",
		"Dec 24, 2026 - Jan 2, 2027": "2026-12-24 2027-01-02", "24 Dec 26 Dec": "2026-12-24 2026-12-26", "24-26 Dec": "2026-12-24 2026-12-26",
		"24.-26.12.": "2026-12-24 2026-12-26", "from the 24th to the 26th of December": "2026-12-24 2026-12-26", "24/12-26/12": "2026-12-24 2026-12-26",
		"2 Jan - 5 Jan 2027": "2027-01-02 2027-01-05", "today - 26 Nov": "2026-11-22 2026-11-26", "tomorrow until 26 Nov": "2026-11-23 2026-11-26",
		"tomorrow for 3 days": "2026-11-23 2026-11-25", "3 days from tomorrow": "2026-11-23 2026-11-25", "24 Dec for a week": "2026-12-24 2026-12-30",
		"2026-12-24 2026-12-24": "2026-12-24 2026-12-24",
		"24 Dec":                "error.span.single", "2026-12-24": "error.span.single", "yesterday": "error.span.past", "2026-11-01 2026-12-01": "error.span.past",
		"20 Nov - 30 Nov": "error.span.past", "yesterday for 7 days": "error.span.past", "2026-12-10 2026-12-05": "error.span.order",
		"10 Dec - 5 Dec": "error.span.order", "until 20 Nov": "error.span.order", "until yesterday": "error.span.order", "26-24 Dec": "error.span.order",
		"367d": "error.span.long", "13 months": "error.span.long", "9999999999999999999 weeks": "error.span.long", "until 2028-01-01": "error.span.long",
		"2028-01-01 2028-01-05": "error.span.far", "0d": "error.span.unclear", "7": "error.span.unclear", "forever": "error.span.unclear", "!": "error.span.unclear",
		"until": "error.span.unclear", "24 Dec -": "error.span.unclear", "24 Dec - 2 Jan - 5 Jan": "error.span.unclear", "7d 7d": "error.span.unclear",
		"until 30 Feb": "error.date.none", "24 Dec - 30 Feb 2027": "error.date.none", "30-31 Nov": "error.date.none", "24/12-2/1": "error.date.ambiguous", "until 1/2/2027": "error.date.ambiguous", "until 2999-01-01": "error.date.year",
	} {
		span, err := English.Span(text, readOn)
		shown := readKey(t, err)
		if shown == "" {
			shown = span.From.String() + " on"
			if span.To != 0 {
				shown = span.From.String() + " " + span.To.String()
			}
		}
		if shown != want {
			t.Errorf("%q = %s; want %s", text, shown, want)
		}
	}
}

func TestReadSpanMonth(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"2027-01-31": "2027-02-28", "2027-02-28": "2027-03-27", "2027-03-31": "2027-04-30", "2027-05-01": "2027-05-31"} {
		today, err := routines.ParseDate(from)
		if err != nil {
			t.Fatal(err)
		}
		if span, err := English.Span("a month", today); err != nil || span.To.String() != want {
			t.Errorf("a month from %s = %v, %v; want %s", from, span.To, err, want)
		}
	}
}

func TestReadMonth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "2026-11", "this month": "2026-11", "last month": "2026-10", "2026-10": "2026-10", "2026/10": "2026-10", "2026-1": "2026-01", "10/2026": "2026-10",
		"10.2026": "2026-10", "10-2026": "2026-10", "October": "2026-10", "oct.": "2026-10", "Oct 2026": "2026-10", "October, 2025": "2025-10", "2026 Oct": "2026-10",
		"november": "2026-11", "december": "2025-12", "10": "2026-10", "12": "2025-12", "2027-01": "2027-01", "٢٠٢٦-١٠": "2026-10",
		"13": "error.month.none", "0": "error.month.none", "2026-13": "error.month.none", "1999-01": "error.date.year", "2100-01": "error.date.year",
		"2026": "error.month.unclear", "2026-10-05": "error.month.unclear", "Oct 26": "error.month.unclear", "10/26": "error.month.unclear", "summer": "error.month.unclear",
		"next month": "error.month.unclear", "last month 2026": "error.month.unclear", "!": "error.month.unclear", "Oct Nov": "error.month.unclear",
	} {
		got, err := English.Month(text, readOn)
		shown := readKey(t, err)
		if shown == "" {
			shown = got.String()
		}
		if shown != want {
			t.Errorf("%q = %s; want %s", text, shown, want)
		}
	}
}

func drawDate(t *rapid.T, label string) routines.Date {
	return routines.Date(rapid.Int32Range(int32(routines.DateOf(firstYear, 1, 1)), int32(routines.DateOf(lastYear, 12, 31))).Draw(t, label))
}

func TestDateRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		date, today := drawDate(t, "date"), drawDate(t, "today")
		tense := rapid.SampledFrom([]Tense{Past, Future}).Draw(t, "tense")
		year, month, day := date.Civil()
		for _, text := range []string{
			date.String(), fmt.Sprintf("%d/%d/%d", year, month, day), fmt.Sprintf("%d.%d.%d", day, month, year), fmt.Sprintf("%02d.%02d.%02d", day, month, year%100),
			fmt.Sprintf("%d %v %d", day, month, year), fmt.Sprintf("%v %d, %d", month, day, year), fmt.Sprintf("%v %d. %s %d", date.Weekday(), day, strings.ToUpper(month.String()[:3]), year),
		} {
			if got, err := English.Date(text, today, tense); err != nil || got != date {
				t.Fatalf("%q = %v, %v", text, got, err)
			}
		}
	})
}

func TestDateWithoutYear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		date, today := drawDate(t, "date"), drawDate(t, "today")
		_, month, day := date.Civil()
		for _, text := range []string{fmt.Sprintf("%d.%d.", day, month), fmt.Sprintf("%d %v", day, month), fmt.Sprintf("%v %d", month, day)} {
			past, err1 := English.Date(text, today, Past)
			future, err2 := English.Date(text, today, Future)
			if err1 != nil || err2 != nil {
				t.Fatalf("%q: %v, %v", text, err1, err2)
			}
			for got := range map[routines.Date]bool{past: true, future: true} {
				if _, m, d := got.Civil(); m != month || d != day {
					t.Fatalf("%q = %v", text, got)
				}
			}
			longest := routines.Date(366)
			if month == time.February && day == 29 {
				longest *= 8
			}
			if past > today || future < today || today-past > longest || future-today > longest {
				t.Fatalf("%q on %v = %v and %v", text, today, past, future)
			}
		}
	})
}

func TestSpanRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := routines.Date(rapid.Int32Range(int32(routines.DateOf(2020, 1, 1)), int32(routines.DateOf(2090, 1, 1))).Draw(t, "today"))
		from := today + routines.Date(rapid.IntRange(0, 250).Draw(t, "from"))
		to := from + routines.Date(rapid.IntRange(0, 250).Draw(t, "to"))
		mark := rapid.SampledFrom([]string{" ", " - ", "-", " to ", " until "}).Draw(t, "mark")
		short := func(d routines.Date) string { _, m, day := d.Civil(); return fmt.Sprintf("%d.%d.", day, m) }
		named := func(d routines.Date) string { _, m, day := d.Civil(); return fmt.Sprintf("%d %v", day, m) }
		for _, form := range []func(routines.Date) string{routines.Date.String, short, named} {
			text := form(from) + mark + form(to)
			if got, err := English.Span(text, today); err != nil || got != (routines.Span{From: from, To: to}) {
				t.Fatalf("%q on %v = %v, %v", text, today, got, err)
			}
		}
		count := rapid.IntRange(1, MostPause).Draw(t, "count")
		if got, err := English.Span(fmt.Sprint(count, "d"), today); err != nil || got.To-got.From != routines.Date(count-1) {
			t.Fatalf("%d days = %v, %v", count, got, err)
		}
	})
}

func checkDate(t testing.TB, text string, today routines.Date) {
	t.Helper()
	for _, tense := range []Tense{Past, Future} {
		date, err := English.Date(text, today, tense)
		if readKey(t, err) != "" {
			continue
		}
		if year, _, _ := date.Civil(); year < firstYear-8 || year > lastYear+8 {
			t.Fatalf("%q = %v", text, date)
		}
		if again, err := English.Date(date.String(), today, tense); err != nil || again != date {
			t.Fatalf("%q = %v, and that is %v, %v", text, date, again, err)
		}
	}
}

func checkSpan(t testing.TB, text string, today routines.Date) {
	t.Helper()
	span, err := English.Span(text, today)
	if readKey(t, err) != "" {
		if span != (routines.Span{}) {
			t.Fatalf("%q = %v, %v", text, span, err)
		}
		return
	}
	if span.From < today || span.From > today+MostPause || span.To != 0 && (span.To < span.From || span.To-span.From >= MostPause) {
		t.Fatalf("%q = %v", text, span)
	}
}

func checkMonth(t testing.TB, text string, today routines.Date) {
	t.Helper()
	month, err := English.Month(text, today)
	if readKey(t, err) != "" {
		return
	}
	if again, err := English.Month(month.String(), today); err != nil || again != month {
		t.Fatalf("%q = %v, and that is %v, %v", text, month, again, err)
	}
}

// fuzzDay returns some day on which a fuzzed text is read.
func fuzzDay(n uint16) routines.Date { return routines.DateOf(2020, 1, 1) + routines.Date(n%25_000) }

func FuzzReadDate(f *testing.F) {
	for _, text := range append([]string{"2026-11-19", "19.11.", "Nov 19th, 2026", "11/12/2026", "29 Feb", "yesterday"}, hostileTexts...) {
		f.Add(text, uint16(2517))
	}
	f.Fuzz(func(t *testing.T, text string, day uint16) { checkDate(t, text, fuzzDay(day)) })
}

func FuzzReadSpan(f *testing.F) {
	for _, text := range append([]string{"7d", "until 1 Dec", "24 Dec - 2 Jan", "24-26 Dec", "tomorrow for 3 days", "a month"}, hostileTexts...) {
		f.Add(text, uint16(2517))
	}
	f.Fuzz(func(t *testing.T, text string, day uint16) { checkSpan(t, text, fuzzDay(day)) })
}

func FuzzReadMonth(f *testing.F) {
	for _, text := range append([]string{"2026-10", "Oct 2026", "last month", "10"}, hostileTexts...) {
		f.Add(text, uint16(2517))
	}
	f.Fuzz(func(t *testing.T, text string, day uint16) { checkMonth(t, text, fuzzDay(day)) })
}
