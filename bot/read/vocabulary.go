package read

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"calmcalf/routines"
)

// Vocabulary is what a language contributes to reading: for each of WordNames,
// and for names of routines, the phrases that mean it, separated by commas.
// Letter case, accents and apostrophes do not matter, and an entry may be
// missing. The phrases of "emergency" and "ordinary" have a form of their own,
// see alert.
type Vocabulary map[string]string

// The vocabularies, one file a language, named after its BCP 47 tag.
//
//go:embed words/*.toml
var files embed.FS

// languages are the readers of the embedded files, by tag.
var languages = func() map[string]*Words {
	readers, err := load(files)
	if err != nil {
		panic(err) // a mistake in a file of this package
	}
	return readers
}()

// English reads English, which everybody may type.
var English = languages["en"]

// In returns what reads a language, named by its BCP 47 tag, together with English.
// A language without a vocabulary is read as English.
func In(tag string) *Words { return cmp.Or(languages[tag], English) }

// Emergency reports whether a text holds words of an emergency in any language:
// fright speaks another than the one that was chosen.
func Emergency(text string) bool {
	for _, words := range languages {
		if words.Emergency(text) {
			return true
		}
	}
	return false
}

// load reads the vocabularies of a folder words, and joins each with English.
func load(folder fs.FS) (map[string]*Words, error) {
	english, err := readVocabulary(folder, "words/en.toml")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "words/*.toml")
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	readers := map[string]*Words{}
	for _, name := range names {
		own := Vocabulary{}
		tag := strings.TrimSuffix(path.Base(name), ".toml")
		if tag != "en" {
			if own, err = readVocabulary(folder, name); err != nil {
				return nil, err
			}
		}
		if readers[tag], err = NewWords(own, english); err != nil {
			return nil, fmt.Errorf("%w, in %s", err, name)
		}
	}
	return readers, nil
}

// vocabularyFile is a Vocabulary as it is written down.
type vocabularyFile struct {
	Routines, Words, Shared map[string]string
	Emergency, Ordinary     []phraseGroup
}

// phraseGroup is phrases on one subject, in which {name} stands for the shared
// alternatives of that name.
type phraseGroup struct{ About, Phrases string }

func readVocabulary(folder fs.FS, name string) (Vocabulary, error) {
	var f vocabularyFile
	meta, err := toml.DecodeFS(folder, name, &f)
	if err != nil {
		return nil, fmt.Errorf("read: %s: %w", name, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("read: %s: nothing is called %q", name, unknown[0].String())
	}
	v := Vocabulary{}
	for entry, phrases := range f.Words {
		if entry == "emergency" || entry == "ordinary" {
			return nil, fmt.Errorf("read: %s: %s is made of groups, not a word", name, entry)
		}
		v[entry] = phrases
	}
	for routine, phrases := range f.Routines {
		if _, ok := routineNamed(routine); !ok {
			return nil, fmt.Errorf("read: %s: no routine is called %q", name, routine)
		}
		v[routine] = phrases
	}
	var shared []string
	for part, alternatives := range f.Shared {
		shared = append(shared, "{"+part+"}", alternatives)
	}
	expand := strings.NewReplacer(shared...)
	for entry, groups := range map[string][]phraseGroup{"emergency": f.Emergency, "ordinary": f.Ordinary} {
		var all []string
		for _, group := range groups {
			phrases := expand.Replace(group.Phrases)
			if strings.ContainsAny(phrases, "{}") {
				return nil, fmt.Errorf("read: %s: the phrases on %s name something that is not shared", name, group.About)
			}
			all = append(all, phrases)
		}
		v[entry] = strings.Join(all, "\n")
	}
	return v, nil
}

func routineNamed(name string) (routines.Routine, bool) {
	i := slices.IndexFunc(routines.Routines, func(r routines.Routine) bool { return r.String() == name })
	if i < 0 {
		return 0, false
	}
	return routines.Routines[i], true
}
