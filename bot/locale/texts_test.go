package locale

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// flatten lists the texts of a file: key, or key and plural form, to text.
func flatten(t *testing.T, tag string) map[string]string {
	t.Helper()
	var tree map[string]any
	if _, err := toml.DecodeFS(texts, "texts/"+tag+".toml", &tree); err != nil {
		t.Fatal(err)
	}
	flat := map[string]string{}
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		for name, value := range node {
			switch v := value.(type) {
			case map[string]any:
				walk(prefix+name+".", v)
			case string:
				flat[prefix+name] = v
			default:
				t.Errorf("%s: %s%s is no text", tag, prefix, name)
			}
		}
	}
	walk("", tree)
	return flat
}

var plural = regexp.MustCompile(`\.(zero|one|two|few|many|other)$`)

// TestKeysAreUsedAndKnown holds the keys in the code against those of the file:
// a key without a text would be shown to somebody, and a text without a key is
// dead.
func TestKeysAreUsedAndKnown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for key := range flatten(t, "en") {
		known[plural.ReplaceAllString(key, "")] = true
	}
	literal := regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9-]+)*)(\.?)"`)
	used := map[string]bool{}
	var prefixes []string
	var sources []string
	for _, pattern := range []string{"../*.go", "../talk/*.go", "../read/*.go", "../picture/*.go", "../report/*.go", "../../routines/*.go", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, files...)
	}
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range literal.FindAllStringSubmatch(string(source), -1) {
			key, open := match[1], match[2] == "."
			if !open && !strings.Contains(key, ".") {
				continue
			}
			area, _, _ := strings.Cut(key, ".")
			if !slices.ContainsFunc(keysOf(known), func(k string) bool { return strings.HasPrefix(k, area+".") }) {
				continue // the name of a file or a host
			}
			if open {
				prefixes = append(prefixes, key+".")
				continue
			}
			used[key] = true
			if !known[key] {
				t.Errorf("%s names %q, which has no text", filepath.Base(file), key)
			}
		}
	}
	// Keys put together from a name: the literal ends with a dot, or only the
	// area is one.
	prefixes = append(prefixes, "tip.", "month.", "summary.streak.")
	read := regexp.MustCompile(`^error\.\w+\.(empty|unclear)$`)
	for key := range known {
		composed := read.MatchString(key) || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		if !used[key] && !composed {
			t.Errorf("%q has a text and is never said", key)
		}
	}
}

func keysOf(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// TestLanguagesAgree holds every language against English: the same keys, the
// same placeholders.
func TestLanguagesAgree(t *testing.T) {
	t.Parallel()
	placeholder := regexp.MustCompile(`{{\.(\w+)}}`)
	wants := func(texts map[string]string) map[string][]string {
		all := map[string][]string{}
		for key, text := range texts {
			key = plural.ReplaceAllString(key, "")
			for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
				if !slices.Contains(all[key], match[1]) {
					all[key] = append(all[key], match[1])
				}
			}
			if all[key] == nil {
				all[key] = []string{}
			}
		}
		for _, names := range all {
			slices.Sort(names)
		}
		return all
	}
	english := wants(flatten(t, "en"))
	for _, tag := range Languages() {
		other := wants(flatten(t, tag))
		for key, names := range english {
			if got, ok := other[key]; !ok {
				t.Errorf("%s lacks %s", tag, key)
			} else if !slices.Equal(got, names) {
				t.Errorf("%s: %s has the placeholders %v, English has %v", tag, key, got, names)
			}
		}
		for key := range other {
			if _, ok := english[key]; !ok {
				t.Errorf("%s: %s is not in English", tag, key)
			}
		}
	}
}

// TestVoice holds what can be counted about the voice: short, without
// exclamation marks, with buttons that fit a narrow phone.
func TestVoice(t *testing.T) {
	t.Parallel()
	asked := regexp.MustCompile(`^(page|consent\.ask)`) // pages that people ask for, and the welcome
	for _, tag := range Languages() {
		for key, text := range flatten(t, tag) {
			if strings.Contains(text, "!") {
				t.Errorf("%s: %s has an exclamation mark", tag, key)
			}
			if words := len(strings.Fields(text)); words > 60 && !asked.MatchString(key) {
				t.Errorf("%s: %s has %d words", tag, key, words)
			}
			if strings.Contains(key, ".button.") && !strings.HasPrefix(key, "error.") || strings.HasPrefix(key, "answer.") && !strings.HasPrefix(key, "answer.said") {
				if n := utf8.RuneCountInString(text); n > 40 {
					t.Errorf("%s: the button %s has %d characters", tag, key, n)
				}
			}
		}
	}
}

// TestKeysOfAFamily holds keys whose last part is chosen while talking: each answer
// is said as well as shown, and a sentence about a night has all kinds of nights.
func TestKeysOfAFamily(t *testing.T) {
	t.Parallel()
	answer := regexp.MustCompile(`^answer\.(leg|legs|sleep|longest|side)\.(\d+)$`)
	for _, tag := range Languages() {
		texts := flatten(t, tag)
		wanted := func(because string, keys ...string) {
			for _, key := range keys {
				if texts[key] == "" {
					t.Errorf("%s: %s has no text, but there is %s", tag, key, because)
				}
			}
		}
		for key := range texts {
			if m := answer.FindStringSubmatch(key); m != nil {
				// The first is what nothing needs to be said about, but in the evening.
				if m[2] != "0" {
					wanted(key, "answer.said."+m[1]+"."+m[2])
				}
				if m[1] == "legs" {
					wanted(key, "legs.noted."+m[2])
				}
			}
			if family, ok := strings.CutSuffix(key, ".dated"); ok {
				wanted(key, family+".last", family+".this")
			}
		}
	}
}
