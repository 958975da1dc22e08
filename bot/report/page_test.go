package report

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/locale"
	"calmcalf/bot/picture"
	"calmcalf/routines"
)

func english(tb testing.TB) *locale.Printer {
	tb.Helper()
	catalog, err := locale.Load("en")
	if err != nil {
		tb.Fatal(err)
	}
	return catalog.Printer("en")
}

var november = routines.DateOf(2026, time.November, 1)

// diary is a report of so many Nights from November 2026 on, their outcomes
// repeated: digits for cramps.
func diary(outcomes string, nights int, also ...func(*routines.Report)) routines.Report {
	r := routines.Report{From: november, To: november + routines.Date(nights) - 1}
	for i := range nights {
		d := routines.Day{Date: november + routines.Date(i), Outcome: routines.Outcome(outcomes[i%len(outcomes)])}
		if d.Outcome >= '1' && d.Outcome <= '5' {
			d.Outcome, d.Cramps = routines.Cramped, int(d.Outcome-'0')
		}
		r.Days = append(r.Days, d)
	}
	for _, w := range routines.Sevens(r.Days) {
		r.Rate.Nights += w.Rate.Nights
		r.Rate.Answered += w.Rate.Answered
		r.Rate.CrampNights += w.Rate.CrampNights
		r.Rate.Cramps += w.Rate.Cramps
	}
	for _, change := range also {
		change(&r)
	}
	return r
}

// usual is what a diary of some months tells beside its cramps.
func usual(r *routines.Report) {
	r.First = routines.Rate{Nights: 16, Answered: 14, CrampNights: 6, Cramps: 8}
	r.WorstPain, r.MedianPain, r.Pain = 8, 4.5, routines.Counts{4: 3, 5: 2, 8: 1}
	r.Sleep = routines.Counts{0: 2, 1: 4, 2: 1}
	r.Longest = routines.Counts{0: 1, 1: 4, 2: 2}
	r.Side = routines.Counts{1: 4, 2: 1, 3: 2}
	r.Places, r.Placed = routines.Counts{routines.Calf: 7, routines.Foot: 2}, 7
	r.Legs = routines.Counts{routines.LegsFine: 14, routines.LegsHeavy: 5, routines.LegsSwollen: 3, routines.LegsNumb: 1}
	r.Flags = []routines.Flag{
		{Night: november + 2, Answer: routines.Leg, Seen: routines.WasSeen},
		{Night: november + 19, Answer: routines.Legs, Seen: routines.NotSeenYet},
	}
	for i, routine := range routines.Routines {
		r.Shares = append(r.Shares, routines.Share{Routine: routine, Done: 28 - 5*i, Planned: 28})
	}
}

func notes(texts ...string) func(*routines.Report) {
	return func(r *routines.Report) {
		for i, text := range texts {
			r.Notes = append(r.Notes, routines.NightNote{Night: november + routines.Date(3*i%28), Note: routines.Note{Text: text}})
		}
	}
}

func flags(n int) func(*routines.Report) {
	return func(r *routines.Report) {
		for i := range n {
			flag := routines.Flag{
				Night: november + routines.Date(i), Seen: routines.Aftermath(i % 4),
				Answer: []routines.Field{routines.Leg, routines.Legs, routines.Sore, routines.Eased, routines.Emergency}[i%5],
			}
			if flag.Answer == routines.Eased {
				flag.Seen = routines.NeverAsked
			}
			r.Flags = append(r.Flags, flag)
		}
	}
}

var long = strings.Repeat("The left calf, after a long walk with the dog. ", 11)[:routines.LongestNote]

// pages are diaries that would embarrass a page, and what it has to say.
var pages = []struct {
	name   string
	report routines.Report
	says   []string
	not    []string
}{
	{"usual", diary("..1.?..2...5.?.1...3..-....", 30, usual, notes("New shoes since Monday.", "A long walk, and hardly any water.", "Slept in the guest room.")),
		[]string{"2026-11-01 to 2026-11-30", "Answered: 27 of 30 nights", "Tue 3 Nov: one leg swollen", "lasting pain. Seen.", "Not seen yet", "6 of 27",
			"in the first 14 answered nights: 6", "in the first 14 answered nights: 4.0", "left: 4 · right: 1 · both: 2", "calf: 7 · foot: 2 · thigh: 0", "median 4.5 · worst 8",
			"both swollen: 3 · numb: 1", "of 23 evenings told", "Name", "Medicines", "28 of 28", "New shoes", "112, 911 or 999"},
		[]string{"earlier note"}},
	{"nothing-answered", diary("?", 30), []string{"Answered: 0 of 30 nights", "Nothing is known", "None given", "Name", "cannot diagnose"}, []string{"Worst pain", "cramps a week:", "Habits"}},
	{"no-nights", routines.Report{From: november, To: november - 1}, []string{"Answered: 0 of 0 nights", "cannot diagnose"}, nil},
	{"one-night", diary("1", 1), []string{"Answered: 1 of 1 night ", "cramp in 1 answered night"}, []string{"7.0", "cramps a week", "by seven nights", "(1)"}},
	{"six-nights", diary("5..5..", 6), []string{"cramps in 6 answered nights"}, []string{"11.7", "cramps a week"}},
	{"seven-nights", diary("5..5...", 7), []string{"10.0 cramps a week"}, []string{"cramps in"}},
	{"a-night-a-week", diary("1??????", 28), []string{"cramps in 4 answered nights", "Cramps, by seven nights", "(1) (1) (1) (1)", "(1), hollow:"}, []string{"7.0", "cramps a week"}},
	{"eight-weeks", diary("..1.?.."+"1..2..."+"2?3?1?."+".....1."+"ppppppp"+"???????"+"3.2.1.2"+"1......", 56, usual),
		[]string{"2026-11-01 to 2026-12-26", "Answered: 38 of 49 nights, 7 paused", "Sun 1 Nov Sat 26 Dec", "(6)", "= ?", "(1), hollow:", "?: nothing answered", "=: paused"}, nil},
	{"few", diary(".1??????", 30, func(r *routines.Report) { r.Side = routines.Counts{1: 1} }),
		[]string{"once 20 nights are answered", "of 1 night told", "Cramps, by seven nights", "3.5"}, []string{"in the first 14", "Longest cramp"}},
	{"a-year", diary("..1.?..2...5.?.1...3..-....3..2222", 365, usual, notes(long)), []string{"2027-10-31"}, nil},
	{"every-night", diary("5", 92, usual, flags(40)), []string{"92 of 92", "35.0", "and 37 earlier ones", "did not ease. Thu 10 Dec"}, nil},
	{"ten-long-notes", diary("..1", 30, usual, flags(9), notes(long, long, long, long, long, long, long, long, long, long)), []string{"…", "earlier note"}, nil},
	{"many-notes", diary("..1", 30, usual, notes(strings.Split(strings.Repeat("Short one.|", 299)+"Last.", "|")...)), []string{"Last.", "earlier notes"}, nil},
	{"right-to-left", diary("..1", 30, usual, notes("בלילה הייתה התכווצות קשה (ברגל ימין) ב-22:30, ואחר כך three times, הכול עבר. לא שתיתי מים.",
		"تشنج في الساق اليمنى ليلا 3 مرات", "old: שלום", "مُحَمَّدٌ أَكَلَ", "ڕۆژێکی خۆش", "گرفتگی پا (calf)")),
		[]string{"three times", "בלילה הייתה התכווצות קשה", "22:30", "تشنج في الساق اليمنى ليلا", "שלום", "مُحَمَّدٌ أَكَ", "ڕۆژێکی خۆش", "گرفتگی پا"}, nil},
	{"emoji", diary("..1", 30, usual, notes("😭😭😭", "足がつった。とても痛い", "ok 👍🏽 today", "\u0301\u202e \x00")), []string{"cannot print", "ok □ today"}, []string{"□□"}},
}

func TestPagesAreEqual(t *testing.T) {
	t.Parallel()
	say := english(t)
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			a, errA := Page(p.report, say, Paper{Notes: true})
			b, errB := Page(p.report, say, Paper{Notes: true})
			if errA != nil || errB != nil || !bytes.Equal(a, b) || !bytes.HasPrefix(a, []byte("%PDF-")) {
				t.Errorf("%v, %v, %d and %d bytes", errA, errB, len(a), len(b))
			}
		})
	}
}

// poppler runs a program of poppler-utils, which reads PDF as clinics do. Where
// there is none the test is skipped, and fails when CALMCALF_REQUIRE_POPPLER is
// 1.
func poppler(t *testing.T, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(args[0]); err != nil {
		if os.Getenv("CALMCALF_REQUIRE_POPPLER") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	var complaints bytes.Buffer
	command := exec.Command(args[0], args[1:]...)
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%v: %v\n%s", args, err, &complaints)
	}
	return string(out)
}

// TestPageReads selects the text of every page, on both papers, and looks where
// its words lie. With -artifacts the pages are kept, and pictures of them.
func TestPageReads(t *testing.T) {
	t.Parallel()
	say := english(t)
	for _, p := range pages {
		for size, name := range map[Size]string{A4: "a4", Letter: "letter"} {
			t.Run(p.name+"-"+name, func(t *testing.T) {
				t.Parallel()
				file, err := Page(p.report, say, Paper{Size: size, Notes: true})
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.ArtifactDir(), p.name+"-"+name+".pdf")
				if err := os.WriteFile(path, file, 0o600); err != nil {
					t.Fatal(err)
				}
				if info := poppler(t, "pdfinfo", path); !strings.Contains(info, "Pages:           1\n") || !strings.Contains(info, "Title:           Night leg cramp diary, 2026-11-01 to") {
					t.Errorf("it is about itself:\n%s", info)
				}
				poppler(t, "pdftoppm", "-r", "110", "-png", "-singlefile", path, strings.TrimSuffix(path, ".pdf"))
				text := strings.Join(strings.Fields(poppler(t, "pdftotext", path, "-")), " ")
				for _, want := range p.says {
					if !strings.Contains(text, want) {
						t.Errorf("it does not say %q:\n%s", want, text)
					}
				}
				for _, not := range append(p.not, "streak", "insight", "score", "{{", "report.", "picture.") {
					if strings.Contains(text, not) {
						t.Errorf("it says %q:\n%s", not, text)
					}
				}
				width, height := size.points()
				checkLayout(t, poppler(t, "pdftotext", "-bbox", path, "-"), width, height)
			})
		}
	}
}

// word is one with the box that it fills.
type word struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

// checkLayout holds that words lie between the margins and not on each other.
func checkLayout(t *testing.T, boxes string, width, height float64) {
	t.Helper()
	var page struct {
		Words []word `xml:"body>doc>page>word"`
	}
	decoder := xml.NewDecoder(strings.NewReader(boxes))
	decoder.Strict = false
	if err := decoder.Decode(&page); err != nil || len(page.Words) < 20 {
		t.Fatal("no words", err)
	}
	for i, a := range page.Words {
		if a.Left < margin-1 || a.Right > width-margin+1 || a.Top < margin-6 || a.Bottom > height-margin+6 {
			t.Errorf("%q lies outside of the margins: %+v", a.Text, a)
		}
		for _, b := range page.Words[:i] {
			across := min(a.Right, b.Right) - max(a.Left, b.Left)
			// A box is higher than its letters.
			down := min(a.Bottom, b.Bottom) - max(a.Top, b.Top) - 0.35*min(a.Bottom-a.Top, b.Bottom-b.Top)
			if across > 0.5 && down > 0 {
				t.Errorf("%q lies on %q: %+v, %+v", a.Text, b.Text, a, b)
			}
		}
	}
}

// TestBlocksSayWhatIsKnown: seven nights with too few answers are not hidden, and
// those with none are not free of cramps.
func TestBlocksSayWhatIsKnown(t *testing.T) {
	t.Parallel()
	for _, p := range pages {
		if p.name != "eight-weeks" {
			continue
		}
		var labels []string
		page := &page{r: p.report, say: english(t)}
		for _, w := range routines.Sevens(p.report.Days) {
			labels = append(labels, page.block(w).label)
		}
		if diff := cmp.Diff(strings.Fields("1.2 3.0 (6) 1.0 = ? 8.0 1.0"), labels); diff != "" {
			t.Error(diff)
		}
	}
	few := &page{r: diary("11111.", 6)}
	if b := few.block(routines.Sevens(few.r.Days)[0]); b.label != "(5)" || b.height != 5 {
		t.Errorf("a rate of six nights: %+v", b)
	}
}

// TestAnswersKeepTheirNumbers holds that a line ends after a number, however
// narrow it is.
func TestAnswersKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	p := &page{say: english(t)}
	text := p.counts("answer.longest.", routines.Counts{0: 10, 1: 20, 2: 30, 3: 40}, 0, 1, 2, 3)
	for width := 90.0; width < 400; width += 10 {
		for _, line := range plain.Wrap(text, width) {
			if !regexp.MustCompile(`: \d0( ·)?$`).MatchString(strings.ReplaceAll(line, "\u00a0", " ")) {
				t.Errorf("in %v points: a line is %q", width, line)
			}
		}
	}
}

// TestPageIsFull holds that no large part of the page is empty, on either paper,
// with notes or without.
func TestPageIsFull(t *testing.T) {
	t.Parallel()
	for _, size := range []Size{A4, Letter} {
		width, height := size.points()
		for name, r := range map[string]routines.Report{
			"no notes":  diary("..1.?..2...5.?.1...3..-....", 56, usual),
			"notes":     diary("..1.?..2...5.?.1...3..-....", 56, usual, notes("One.", "Two.", "Three.")),
			"long ones": diary("..1", 56, usual, notes(long, long, long)),
			"the most":  diary("..1", 56, usual, flags(40), notes(long, long, long, long, long)),
		} {
			measured := &page{Canvas: picture.Measuring(width, height), say: english(t), r: r}
			measured.draw(Paper{Notes: true})
			p := &page{Canvas: picture.Measuring(width, height), say: english(t), r: r}
			p.spend(measured)
			p.draw(Paper{Notes: true})
			if p.left < 0 || p.left > height/8 {
				t.Errorf("%v, %s: %v points of %v are left", size, name, p.left, height)
			}
			if p.noteMost != measured.noteMost {
				t.Errorf("%v, %s: notes are shortened to make the page airy", size, name)
			}
		}
	}
}

func TestNotesAreAWish(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "page.pdf")
	file, err := Page(pages[0].report, english(t), Paper{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if text := poppler(t, "pdftotext", path, "-"); strings.Contains(text, "New shoes") || strings.Contains(text, "notes") {
		t.Errorf("it has notes:\n%s", text)
	}
}

// FuzzNotes makes a page of whatever somebody kept.
func FuzzNotes(f *testing.F) {
	say := english(f)
	for _, seed := range []string{long, "ok 👍🏽", "שלום (12) abc", "a\n\nb\x00\xff", "\u0301"} {
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, times uint8) {
		r := diary("..1", 30, usual)
		for range times {
			notes(text)(&r)
		}
		file, err := Page(r, say, Paper{Size: Letter, Notes: true})
		if err != nil || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
			t.Fatalf("%v, %d bytes", err, len(file))
		}
		if lines := (&page{say: say}).noteLines(text, 400, 2); len(lines) > 2 {
			t.Errorf("%d lines: %q", len(lines), lines)
		}
	})
}

func BenchmarkPage(b *testing.B) {
	say := english(b)
	for _, p := range pages {
		if p.name != "usual" && p.name != "ten-long-notes" && p.name != "many-notes" {
			continue
		}
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				file, err := Page(p.report, say, Paper{Notes: true})
				if err != nil {
					b.Fatal(err)
				}
				size = len(file)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
