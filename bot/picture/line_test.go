package picture

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestShape writes texts as they are read and as they are seen, from the left.
func TestShape(t *testing.T) {
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
		{"arabic number before hebrew in latin", "abc ١٢ אב def", "abc בא ١٢ def"},
		{"arabic number between latin", "abc ١٢، def", "abc ١٢، def"},
		{"digits of two scripts", "abc אב 1۲ def", "abc 1۲ בא def"},
		{"digit after brackets", "\u200e(א) 1*2 b", "(א) 2*1 b"},
		{"price", "abc אב $12- def", "abc $12 בא- def"},
		{"percent after arabic", "abc دا 12% def", "abc 12 اد% def"},
		{"arabic, joined", "بيت", "ﺖﻴﺑ"},
		{"arabic, a letter that does not reach on", "دار", "راد"},
		{"lam and alef", "لا سلام", "م\u0627\u0644ﺳ \u0627\u0644"},
		{"persian", "گچ", "ﭻﮔ"},
		{"kept apart", "بي\u200cبي", "ﻲﺑﻲﺑ"},
		{"lengthened", "بـب", "ﺐـﺑ"},
		{"vowels", "\u05d1\u05b8\u05bc\u05d0 بَيْت", "ﺖْﻴَﺑ \u05d0\u05b8\u05bc\u05d1"},
		{"four marks", "בּּּּ", "ּּּב"},
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
		got := shown(Style{Size: 10}.shape(tt.text))
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
			got = append(got, shown(style.shape(line)))
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

// TestNothingIsLost holds that every letter stays, and that lines fit.
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
	kept := ""
	for _, line := range style.Wrap(text, width) {
		kept += line
		if w := style.Width(line); w > width+1e-9 && letters(line) > 1 {
			t.Errorf("a line of %g points in %g: %q", w, width, line)
		}
	}
	want := ""
	for _, paragraph := range strings.FieldsFunc(text, breaks) {
		want += style.legible(paragraph)
	}
	if bare(kept) != bare(want) {
		t.Errorf("%q was wrapped to %q", text, kept)
	}
	for _, direction := range []string{"", string(leftToRight), string(rightToLeft)} {
		readsAll(t, style, direction+text)
	}
}

// letters counts those that can stand on a line of their own.
func letters(text string) (n int) {
	for _, r := range text {
		if !unseen(r) && !unicode.IsMark(r) {
			n++
		}
	}
	return n
}

// readsAll holds that what is read in a line, at glyphs that the face has, is what
// was written, but for brackets that face the other way; and that it has a width.
func readsAll(t rapid.TB, style Style, text string) {
	count := func(text string) map[rune]int {
		counts := map[rune]int{}
		for _, r := range norm.NFKD.String(text) {
			if !unseen(r) && class(r) != bidi.ON {
				counts[r]++
			}
		}
		return counts
	}
	shaper := style.face().shapers.Get().(*shaper)
	defer style.face().shapers.Put(shaper)
	read, width := "", 0.0
	for _, g := range style.shape(text) {
		read += g.read
		width += g.advance * style.Size
		for _, r := range append([]rune(g.read), g.char) {
			if r != 0 && !style.face().has(r) {
				t.Errorf("%q: no glyph for %U", text, r)
			}
		}
		if g.id == 0 {
			t.Errorf("%q: a glyph that stands for none", text)
		}
		// A page writes runes in a row, as far apart as the face has them.
		if own := float64(shaper.face.HorizontalAdvance(g.id)) / style.face().perEm; g.advance != 0 && g.advance != own {
			t.Errorf("%q: %+v is %g ems wide", text, g, own)
		}
	}
	if diff := cmp.Diff(count(style.legible(text)), count(read)); diff != "" {
		t.Errorf("%q is read as %q: %s", text, read, diff)
	}
	if is := style.Width(text); is != width || is < 0 || math.IsInf(is, 0) || math.IsNaN(is) {
		t.Errorf("%q is %g points wide, its glyphs %g", text, is, width)
	}
}

// TestGlyphsWithoutRunes draws what no rune is written with: joined letters that
// Unicode has no forms of, and two letters as one.
func TestGlyphsWithoutRunes(t *testing.T) {
	t.Parallel()
	line := Style{Size: 10}.shape("ێێێ")
	if len(line) != 3 || line[0].id == line[1].id || line[1].id == line[2].id || line[0].id == line[2].id {
		t.Fatalf("not joined: %+v", line)
	}
	for _, g := range line {
		if g.read != "ێ" {
			t.Errorf("%+v is not read as what it is", g)
		}
	}
	if line := (Style{Size: 10}).shape("لا"); len(line) != 1 || line[0].read != "\u0627\u0644" {
		t.Errorf("lam and alef are %+v", line)
	}
}

// TestEveryRune writes every rune there is, beside letters of each direction.
func TestEveryRune(t *testing.T) {
	t.Parallel()
	page := Page(1000, 1000, About{Title: "t", Language: "en", Made: made})
	for from := rune(0); from <= unicode.MaxRune; from += 128 {
		var row []rune
		for r := from; r < from+128; r++ {
			row = append(row, r)
		}
		for i, letter := range []string{"a", "א", "ب"} {
			page.Text(0, 20, letter+string(row)+letter, Style{Size: 9, Bold: i == 2, Ink: black})
		}
	}
	if file, err := page.Bytes(); err != nil || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
		t.Errorf("%v, %d bytes", err, len(file))
	}
}

// FuzzText writes whatever somebody typed on both ends.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"Calf (left) 3×", "שלום (עולם) 12", "مرحبا لا ١٢ abc", "e\u0301\u0301", "👨‍👩‍👧🏽", "\x00\xff\u202e\u2029)(\\", "\u200f12", "לא\u200e%", "ـــ\u200d", "\u200eמُحَمَّدٌ (ێ) 12٣%",
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
