package read

import (
	"strings"
	"testing"
	"testing/fstest"
)

func english(t testing.TB) Vocabulary {
	t.Helper()
	v, err := readVocabulary(files, "words/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// folder has the vocabularies of texts by tag.
func folder(texts map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for tag, text := range texts {
		m["words/"+tag+".toml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestLoad(t *testing.T) {
	t.Parallel()
	readers, err := load(folder(map[string]string{
		"en": `
[words]
monday = "monday"
until = "until"`,
		"de": `
[routines]
warm-compress = "Wärme"
[words]
monday = "Montag"
until = "bis zum"
night-before = "gestern"
checkin = "Morgenfrage"
off = "aus"
[shared]
keine = "keine/kein"
[[emergency]]
about = "breathing"
phrases = """
{keine} Luft, Atemnot
3 {keine}/wenig Puls"""
[[ordinary]]
about = "habits"
phrases = "keine Luft holen"
`}))
	if err != nil {
		t.Fatal(err)
	}
	de, en := readers["de"], readers["en"]
	if _, err := de.Days("Montag, monday"); err != nil {
		t.Error(err)
	}
	if _, err := en.Days("Montag"); err == nil {
		t.Error("English knows Montag")
	}
	if r, err := de.Routine("WARME"); err != nil || r.String() != "warm-compress" {
		t.Errorf("WARME = %v, %v", r, err)
	}
	if before, behind, ok := de.Until("Bad Aibling bis zum 3.4."); before != "Bad Aibling" || behind != "3.4." || !ok {
		t.Errorf("%q until %q, %v", before, behind, ok)
	}
	if s, ok := de.Switch("AUS"); s != Off || !ok {
		t.Errorf("AUS = %v, %v", s, ok)
	}
	if !de.CheckIn("morgenfrage") || !de.NightBefore("Gestern") || en.CheckIn("morgenfrage") || en.NightBefore("Gestern") {
		t.Error("the words of German are read as English, or not at all")
	}
	for text, want := range map[string]bool{"kein Luft": true, "atemnot": true, "wenig Puls": true, "keine Luft holen": false} {
		if de.Emergency(text) != want || en.Emergency(text) {
			t.Errorf("%q: %v, in English %v", text, de.Emergency(text), en.Emergency(text))
		}
	}
}

func TestLoadMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[words]\nmondays = \"mon\"":                          "mondays",
		"[words]\nemergency = \"help\"":                       "emergency",
		"[words]\nmonday = \"mon-day\"":                       "mon-day",
		"[routines]\njogging = \"run\"":                       "jogging",
		"[verbs]\nrun = \"run\"":                              "verbs",
		"words":                                               "en.toml",
		"[[emergency]]\nabout = \"air\"\nphrases = \"{x} b\"": "air",
		"[[emergency]]\nabout = \"air\"\nphrases = \"a?b\"":   "a?b",
		"[[ordinary]]\nabout = \"air\"\nphrases = \"a //b\"":  "en.toml",
		"[[ordinary]]\nphrase = \"a\"":                        "ordinary.phrase",
	} {
		if _, err := load(folder(map[string]string{"en": text})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := load(folder(map[string]string{"en": "", "de": "words"})); err == nil {
		t.Error("a file that is broken was accepted beside English")
	}
	if _, err := load(folder(map[string]string{"de": ""})); err == nil {
		t.Error("English is missing, and nobody said so")
	}
}

func TestIn(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"en", "tlh", ""} {
		if In(tag) != English {
			t.Errorf("%q is not read as English", tag)
		}
	}
	if !Emergency("I have chest pain") || !Emergency("112") || Emergency("good evening") {
		t.Error("emergencies are not read in all languages")
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Switch{"on": On, " OFF": Off, "off!": Off, "default": Usual, "Usual.": Usual, "": 0, "on off": 0, "on 9": 0, "9": 0, "of": 0} {
		if got, ok := English.Switch(text); got != want || ok != (want != 0) {
			t.Errorf("%q = %v, %v", text, got, ok)
		}
	}
	for text, want := range map[string]bool{"checkin": true, "Check-in": true, "CHECK-IN": true, "check": false, "": false} {
		if got := English.CheckIn(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"yesterday": true, "Yesterday": true, "last night": false, "": false, "yesterday 9": false} {
		if got := English.NightBefore(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, want := range map[string][3]string{
		"Tokyo until 2026-12-10":      {"Tokyo", "2026-12-10", "true"},
		"New  York UNTIL 10 Dec":      {"New York", "10 Dec", "true"},
		"Tokyo until":                 {"Tokyo", "", "true"},
		"Tokyo until now until 3 Dec": {"Tokyo", "now until 3 Dec", "true"},
		"until 10 Dec":                {"until 10 Dec", "", "false"},
		"Lisbon":                      {"Lisbon", "", "false"},
		"Lisbon, un\u00adtil 10 Dec":  {"Lisbon,", "10 Dec", "true"},
	} {
		before, behind, ok := English.Until(text)
		got := [3]string{before, behind, "false"}
		if ok {
			got[2] = "true"
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// BenchmarkLoad is what every start of the program pays.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(files); err != nil {
			b.Fatal(err)
		}
	}
}
