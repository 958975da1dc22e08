package picture

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"
)

// TestSet writes texts as they are read and as they are seen, from the left.
func TestSet(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, seen string }{
		{"nothing", "", ""},
		{"latin", "24 of 28", "24 of 28"},
		{"hebrew", "אבג", "גבא"},
		{"brackets", "א (ב) «ג»", "«ג» (ב) א"},
		{"number", "אב 12.5 ג", "ג 12.5 בא"},
		{"percent", "אב 12%", "12% בא"},
		{"latin in hebrew", "אב abc (d) ג", "ג abc (d) בא"},
		{"hebrew in latin", "abc אב גד def", "abc דג בא def"},
		{"number after hebrew in latin", "abc אב 12 def", "abc 12 בא def"},
		{"number before hebrew in latin", "abc 12 אב def", "abc 12 בא def"},
		{"brackets of the other way", "abc (אב) def", "abc (בא) def"},
		{"open brackets", "אב (ג", "ג) בא"},
		{"number between hebrew in latin", "abc אב 12:30 גד def", "abc דג 12:30 בא def"},
		{"two numbers after hebrew", "abc אב 1 2 def", "abc 2 1 בא def"},
		{"percent without a number", "abc אב% def", "abc בא% def"},
		{"arabic digits in latin", "abc ١٢ def", "abc ١٢ def"},
		{"arabic, joined", "بيت", "ﺖﻴﺑ"},
		{"arabic, a letter that does not reach on", "دار", "ﺭﺍﺩ"},
		{"lam and alef", "لا سلام", "ﻡﻼﺳ ﻻ"},
		{"persian", "گچ", "ﭻﮔ"},
		{"kept apart", "بي\u200cبي", "ﻲﺑﻲﺑ"},
		{"lengthened", "بـب", "ﺐـﺑ"},
		{"vowels dropped", "بَيْت שָׁלוֹם", "םולש ﺖﻴﺑ"},
		{"an accent and its letter", "e\u0301", "é"},
		{"an accent alone", "a \u0301b", "a b"},
		{"control characters", "a\x00\x1b[31mb\u202ec\u2066d\ufeff", "a[31mbcd"},
		{"line breaks", "a\r\nb\tc", "a  b c"},
		{"no glyph", "x 日本 y", "x □ y"},
		{"emoji", "ok 👍🏽🙏 👨‍👩‍👧 ❤️", "ok □ □ ❤"},
		{"past the last rune of a page's font", "𝒜😀", "□"},
		{"private use", "\ue000", "□"},
		{"broken bytes", "a\xff\xfeb", "a□b"},
	} {
		got := string(set(tt.text, Style{Size: 10}))
		if got != tt.seen {
			t.Errorf("%s: %+q, want %+q (%s, %s)", tt.name, got, tt.seen, got, tt.seen)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	style := Style{Size: 10}
	for _, tt := range []struct {
		name, text string
		width      float64
		lines      []string
	}{
		{"empty", "", 100, nil},
		{"blank", " \n \t", 100, nil},
		{"words", "one two three", 50, []string{"one two", "three"}},
		{"line breaks", "one\n\ntwo", 100, []string{"one", "two"}},
		{"a long word", "a Donaudampfschiff b", 50, []string{"a", "Donauda", "mpfschiff", "b"}},
		{"no break", "12\u00a0of\u00a014 nights", 50, []string{"12\u00a0of\u00a014", "nights"}},
		{"no room", "abc", 1, []string{"a", "b", "c"}},
		{"right to left", "אבגד הוזח abc טיכל", 60, []string{"חזוה דגבא", "לכיט abc"}},
		{"a line that begins the other way", "אבגדה abc defg אב", 50, []string{"abc הדגבא", "בא defg"}},
	} {
		var got []string
		for _, line := range style.Wrap(tt.text, tt.width) {
			got = append(got, string(set(line, style)))
		}
		if strings.Join(got, "|") != strings.Join(tt.lines, "|") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.lines)
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	style := Style{Size: 10}
	for _, tt := range []struct {
		text  string
		width float64
		want  string
	}{
		{"short", 100, "short"},
		{"one two three", 50, "one tw…"},
		{"wide", 0, "w…"},
	} {
		if got := style.Fit(tt.text, tt.width); got != tt.want {
			t.Errorf("%q in %g: %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

// typed draws texts of all scripts and what goes wrong in them.
func typed() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kinds := []*rapid.Generator[rune]{
			rapid.Rune(),
			rapid.SampledFrom([]rune("ab (1) 2.5%, אבג دا لإ \n١٢\u0301\u200c\u200d\u200e\u200f\u202e👍🏽日\x00")),
			rapid.RuneFrom(nil, unicode.Arabic, unicode.Hebrew),
		}
		return rapid.StringOf(rapid.OneOf(kinds...)).Draw(t, "text")
	})
}

// TestNothingIsLost holds that wrapping and turning keep every letter, and that
// lines fit.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := typed().Draw(t, "typed")
		width := rapid.Float64Range(30, 300).Draw(t, "width")
		keepsAll(t, text, width)
	})
}

func keepsAll(t rapid.TB, text string, width float64) {
	style := Style{Size: 10}
	bare := func(text string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unseen(r) {
				return -1
			}
			return r
		}, text)
	}
	lines := style.Wrap(text, width)
	kept := ""
	for _, line := range lines {
		kept += line
		if w := style.Width(line); w > width+1e-9 && utf8.RuneCountInString(bare(line)) > 1 {
			t.Errorf("a line of %g points in %g: %q", w, width, line)
		}
		seen := set(line, style)
		for _, r := range seen {
			if !style.face().has(r) {
				t.Errorf("no glyph for %U", r)
			}
		}
	}
	want := ""
	for _, paragraph := range strings.FieldsFunc(text, breaks) {
		want += style.legible(paragraph)
	}
	if bare(kept) != bare(want) {
		t.Errorf("%q was wrapped to %q", text, lines)
	}
	// Turning moves runes and faces brackets the other way, no more.
	count := func(runes []rune) map[rune]int {
		counts := map[rune]int{}
		for _, r := range runes {
			if !unseen(r) {
				counts[min(r, mirrored(r))]++
			}
		}
		return counts
	}
	line := []rune(style.legible(text))
	before, after := count(line), count(order(line))
	if len(before) != len(after) {
		t.Errorf("%q was turned to %q", string(line), string(order(line)))
	}
	for r, n := range before {
		if after[r] != n {
			t.Errorf("%q: %d times %U became %d", text, n, r, after[r])
		}
	}
}

// TestDirections holds which way characters run against the library, which
// does not pair brackets.
func TestDirections(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bare := strings.Map(func(r rune) rune {
			if strings.ContainsRune("()[]{}", r) || class(r) == bidi.B || class(r) == bidi.S {
				return -1
			}
			return r
		}, Style{}.legible(typed().Draw(t, "typed")))
		bare = strings.TrimRightFunc(strings.Map(func(r rune) rune {
			if r == joiner || r == nonJoiner {
				return -1
			}
			return r
		}, bare), blank)
		if bare == "" {
			return
		}
		var p bidi.Paragraph
		if _, err := p.SetString(bare); err != nil {
			t.Fatal(err)
		}
		runs, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		levels := levels([]rune(bare))
		for i := range runs.NumRuns() {
			run := runs.Run(i)
			first, last := run.Pos()
			for k := first; k <= last; k++ {
				if (levels[k]%2 == 1) != (run.Direction() == bidi.RightToLeft) {
					t.Fatalf("%+q: level %d at %d, the library has %v", bare, levels[k], k, run.Direction())
				}
			}
		}
	})
}

// FuzzText writes whatever somebody typed on both ends.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"Calf (left) 3×", "שלום (עולם) 12", "مرحبا لا ١٢ abc", "e\u0301\u0301", "👨‍👩‍👧🏽", "\x00\xff\u202e\u2029)(\\", "\u200f12", "לא\u200e%", "ـــ\u200d",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keepsAll(t, text, 60)
		page := Page(200, 200, About{Title: text, Language: "en", Made: made})
		for _, c := range []*Canvas{Image(200, 200, 1, white), page} {
			for i, style := range []Style{{Size: 9, Ink: black}, {Size: 9, Bold: true, Align: Right, Ink: black}} {
				c.Text(100, 20+20*float64(i), text, style)
				c.Text(100, 60+20*float64(i), style.Fit(text, 50), style)
			}
			file, err := c.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if c == page && !bytes.HasSuffix(file, []byte("%%EOF\n")) {
				t.Errorf("the page does not end: %q", file[max(0, len(file)-20):])
			}
		}
	})
}
