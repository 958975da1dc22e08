package read

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"calmcalf/routines"
)

// readOn is the day on which the tables are read.
var readOn = routines.DateOf(2026, time.November, 22)

// reporter is what testing and rapid have in common.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
}

// readKey returns the key of a person's mistake, "" for none.
func readKey(t reporter, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var wrong *routines.Error
	if !errors.As(err, &wrong) || !strings.HasPrefix(wrong.Key, "error.") {
		t.Fatalf("%v is not a person's mistake", err)
	}
	read, ok := wrong.Args["Read"].(string)
	if !ok && !strings.HasSuffix(wrong.Key, ".empty") {
		t.Fatalf("%s does not say what was read", wrong.Key)
	}
	if utf8.RuneCountInString(read) > mostShown || !utf8.ValidString(read) ||
		strings.ContainsFunc(read, func(r rune) bool { return unicode.Is(unicode.C, r) }) {
		t.Fatalf("%s would repeat %q", wrong.Key, read)
	}
	return wrong.Key
}

// german shows what a locale supplies.
var german = Vocabulary{
	"sunday": "Sonntag, sonntags, So", "monday": "Montag, montags, Mo", "tuesday": "Dienstag, dienstags, Di",
	"wednesday": "Mittwoch, mittwochs, Mi", "thursday": "Donnerstag, donnerstags, Do", "friday": "Freitag, freitags, Fr",
	"saturday": "Samstag, samstags, Sonnabend, Sa", "march": "März, Mrz", "october": "Oktober, Okt", "december": "Dezember, Dez",
	"weekdays": "werktags, wochentags", "daily": "täglich, jeden Tag", "am": "morgens, früh", "late": "abends, nachts",
	"oclock": "Uhr", "hour": "Stunde, Stunden, Std", "minute": "Minuten, Min", "day": "Tag, Tage", "week": "Woche, Wochen",
	"and": "und, u", "to": "bis", "from": "von", "every": "alle, jeden", "before": "vor", "after": "nach",
	"bed": "dem Schlafen, Schlafengehen", "wake": "dem Aufstehen", "tomorrow": "morgen", "fill": "um, am",
}

func TestVocabulary(t *testing.T) {
	t.Parallel()
	words, err := NewWords(german, english(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{
		{"9 Uhr, 11.30 Uhr und 14 Uhr", "9:00 11:30 14:00"},
		{"um 9 Uhr abends", "21:00"},
		{"22 Uhr 30 So bis Do, 23.30 Uhr freitags u. samstags", "22:30 sun-thu, 23:30 fri sat"},
		{"alle 2 Stunden von 9 bis 17 Uhr", "every 2h 9-17"},
		{"20 Min. vor dem Schlafen", "bed-20"},
		{"1 Std nach dem Aufstehen", "wake+60"},
		{"TAGLICH 21:50", "21:50"},
		{"9pm", "9pm"},
	} {
		got, err := words.Schedule(pair[0])
		want, _ := English.Schedule(pair[1])
		if readKey(t, err) != "" || !slices.Equal(got, want) {
			t.Errorf("%q = %v, %v; want %v", pair[0], got, err, want)
		}
	}
	if d, err := words.Date("3. März", readOn, Past); err != nil || d.String() != "2026-03-03" {
		t.Errorf("3. März = %v, %v", d, err)
	}
	if s, err := words.Span("bis 24. Dez.", readOn); err != nil || s.To.String() != "2026-12-24" {
		t.Errorf("bis 24. Dez. = %v, %v", s, err)
	}
}

func TestVocabularyMistakes(t *testing.T) {
	t.Parallel()
	for _, v := range []Vocabulary{{"mondays": "mon"}, {"monday": "mon-day"}, {"hour": "2h"}} {
		if _, err := NewWords(v); err == nil {
			t.Errorf("%v was accepted", v)
		}
	}
	if words, err := NewWords(Vocabulary{"monday": "lunes,"}); err != nil || len(words.index) != 1 {
		t.Errorf("a comma at the end: %v, %v", words, err)
	}
	if len(WordNames) != int(senses)-1 {
		t.Fatalf("%d names for %d senses", len(WordNames), senses-1)
	}
	known := english(t)
	for _, name := range WordNames {
		if known[name] == "" {
			t.Errorf("English has no words for %q", name)
		}
	}
	for name, meaning := range map[string]sense{
		"monday": sundayWord + 1, "december": decemberWord, "weekdays": weekdaysWord, "oclock": oclockWord,
		"one": oneWord, "wake": wakeWord, "last-month": lastMonthWord, "fill": fillWord,
	} {
		if WordNames[meaning-1] != name {
			t.Errorf("%q names another sense", name)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  9 \n\t 30 ":               "9 30",
		"9\x00\u202e30\x07":          "930",
		"\xff9\xfe":                  "9",
		strings.Repeat("ж", 40):      strings.Repeat("ж", 40),
		strings.Repeat("ж", 41):      strings.Repeat("ж", 39) + "…",
		strings.Repeat("a ", 999999): strings.Repeat("a ", 19) + "a…",
		"":                           "",
	} {
		if got := shown(text); got != want {
			t.Errorf("shown(%.50q) = %q, want %q", text, got, want)
		}
	}
}

// TestDigits holds what digitOf relies on.
func TestDigits(t *testing.T) {
	t.Parallel()
	for _, run := range unicode.Nd.R16 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("%x to %x are not runs of ten", run.Lo, run.Hi)
		}
	}
	for _, run := range unicode.Nd.R32 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("%x to %x are not runs of ten", run.Lo, run.Hi)
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if _, ok := digitOf(r); ok != unicode.Is(unicode.Nd, r) {
			t.Fatalf("%x: digit %v", r, ok)
		}
	}
}

// hostileTexts are texts that no reader may stumble over.
var hostileTexts = []string{
	"", " ", "\x00", "\xff\xfe\xfd", "9\xff30", "\u202e03:12", "\u200f٢١:٣٠\u200f", "<b>9:00</b>", "&lt;9&gt;", "[9](tg://user?id=1)",
	"9'; DROP TABLE nights", "%s%d%n", "{{.Read}}", "9:00\x0010:00", "-", "--", ":", "::", ".", "...", "9:", ":9", "9-", "-9",
	"every", "every every", "bed", "bed-", "bed-.", "wake+", "wake+-1", "for", "until", "from", "from to", "cron", "cron *", "@",
	"TZ=", "TZ=0", "CRON_TZ=", "cron CRON_TZ=UTC", "* * * * *", "a a a a", "99999999999999999999:99999999999999999999",
	"99999999999999999999 days", "every 99999999999999999999h 9-17", "bed-99999999999999999999", "0000-00-00", "9999-99-99",
	"ﷺﷺﷺ", "½", "½½", "1½½h before bed", "👵🏽 9️⃣", "Z̷̢a̸l̵g̶o̷ 9", "mon-", "-mon", "mon--tue", "9 am pm", "am pm", "24.12.-", "1-1-1-1",
}

// largeTexts are texts as long as somebody may paste.
func largeTexts() []string {
	var texts []string
	for _, part := range []string{
		"9", "9 ", "9:00 ", "9,", "mon ", "mon-", "every ", "every 2h 9-17 ", "bed-20 ", "9 to ", "9 to 9 ", "and ", "at ", "\x00", "\xff",
		"ﷺ", "a", "ab ", "p.", "\u0301", "\u202e", ";\n", "24 Dec ", "24-", "from ", "½", "9 mon ", "in the ",
	} {
		texts = append(texts, strings.Repeat(part, 990/utf8.RuneCountInString(part)), strings.Repeat(part, 100_000))
	}
	return texts
}

// readAll gives a text to every reader and checks what comes back.
func readAll(t testing.TB, text string) {
	t.Helper()
	checkClock(t, text)
	checkClocks(t, text)
	checkDays(t, text)
	checkSchedule(t, text)
	checkWeek(t, text)
	checkDate(t, text, readOn)
	checkSpan(t, text, readOn)
	checkMonth(t, text, readOn)
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts {
		readAll(t, text)
	}
}

func TestLarge(t *testing.T) {
	t.Parallel()
	for _, text := range largeTexts() {
		start := time.Now()
		readAll(t, text)
		// Generous enough for a busy machine and the race detector; anything
		// quadratic takes longer.
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.20q... took %v", text, took)
		}
	}
}

func BenchmarkLarge(b *testing.B) {
	texts := largeTexts()
	for b.Loop() {
		for _, text := range texts {
			_, _ = English.Schedule(text)
		}
	}
}
