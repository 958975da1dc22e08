package locale

import (
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"calmcalf/routines"
)

// printer speaks a language of the test's own.
func printer(t *testing.T, tag, texts string) *Printer {
	t.Helper()
	c := &Catalog{bundle: i18n.NewBundle(language.MustParse(tag)), languages: []language.Tag{language.MustParse(tag)}}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	if _, err := c.bundle.ParseMessageFileBytes([]byte(texts), tag+".toml"); err != nil {
		t.Fatal(err)
	}
	return c.Printer(tag)
}

func english(t *testing.T) *Printer {
	t.Helper()
	c, err := Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer("en")
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	en := english(t)
	de := printer(t, "de", `
number.decimal = "{{.Whole}},{{.Fraction}}"
number.negative = "minus {{.Number}}"
said = "{{.X}} und {{.Y}}"`)
	for _, tt := range []struct {
		x      float64
		places int
		en, de HTML
	}{
		{0, 1, "0.0", "0,0"},
		{5.75, 1, "5.8", "5,8"},
		{-5.75, 2, "−5.75", "minus 5,75"},
		{-0.04, 1, "0.0", "0,0"},
		{-0.4, 0, "0", "0"},
		{12, 0, "12", "12"},
		{4.5, -1, "4.5", "4,5"},
		{4, -1, "4", "4"},
		{-31, -1, "−31", "minus 31"},
	} {
		if got := en.Decimal(tt.x, tt.places); got != tt.en {
			t.Errorf("Decimal(%v, %d) = %q, want %q", tt.x, tt.places, got, tt.en)
		}
		if got := de.Decimal(tt.x, tt.places); got != tt.de {
			t.Errorf("Decimal(%v, %d) = %q in German, want %q", tt.x, tt.places, got, tt.de)
		}
	}
	rate := routines.Rate{Answered: 14, Cramps: 3}
	if got := de.PerWeek(rate); got != "1,5" {
		t.Errorf("3 cramps of 14 nights are %q a week", got)
	}
	if got := de.Text("said", routines.Args{"X": rate, "Y": -2}); got != "1,5 und minus 2" {
		t.Errorf("numbers in a text are written %q", got)
	}
	if got := de.Text("said", routines.Args{"X": 2.5, "Y": 2026}); got != "2,5 und 2026" {
		t.Errorf("numbers in a text are written %q", got)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	en := english(t)
	zh := printer(t, "zh", `
list.and = "{{.First}}和{{.Last}}"
list.comma = "{{.First}}、{{.Next}}"
list.dot = "{{.First}}・{{.Next}}"
list.sentence = "{{.First}}{{.Next}}"`)
	words := []HTML{"a", "b &amp; c", "<b>d</b>"}
	for _, tt := range []struct {
		name   string
		list   func(*Printer, []HTML) HTML
		most   int
		en, zh HTML
	}{
		{"List", (*Printer).List, 0, "", ""},
		{"List", (*Printer).List, 1, "a", "a"},
		{"List", (*Printer).List, 2, "a and b &amp; c", "a和b &amp; c"},
		{"List", (*Printer).List, 3, "a, b &amp; c and <b>d</b>", "a、b &amp; c和<b>d</b>"},
		{"Commas", (*Printer).Commas, 0, "", ""},
		{"Commas", (*Printer).Commas, 3, "a, b &amp; c, <b>d</b>", "a、b &amp; c、<b>d</b>"},
		{"Dots", (*Printer).Dots, 1, "a", "a"},
		{"Dots", (*Printer).Dots, 3, "a · b &amp; c · <b>d</b>", "a・b &amp; c・<b>d</b>"},
		{"Sentences", (*Printer).Sentences, 2, "a b &amp; c", "ab &amp; c"},
	} {
		if got := tt.list(en, words[:tt.most]); got != tt.en {
			t.Errorf("%s of %d: %q, want %q", tt.name, tt.most, got, tt.en)
		}
		if got := tt.list(zh, words[:tt.most]); got != tt.zh {
			t.Errorf("%s of %d: %q in Chinese, want %q", tt.name, tt.most, got, tt.zh)
		}
	}
}

func TestWeekdayClocks(t *testing.T) {
	t.Parallel()
	en := english(t)
	clock := routines.ClockOf(21, 50)
	for got, want := range map[HTML]HTML{
		en.WeekdayClock(time.Friday, clock):                             "Fri 21:50",
		en.HalfDay(true).WeekdayClock(time.Friday, clock):               "Fri 9:50 pm",
		en.ClockOn(clock, nil):                                          "21:50",
		en.ClockOn(clock, []time.Weekday{time.Sunday, time.Monday, 2}):  "21:50 Sun Mon Tue",
		en.HalfDay(true).ClockOn(clock, []time.Weekday{time.Wednesday}): "9:50 pm Wed",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
