package read

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// emergencyCalls are the numbers that people type for an ambulance in any
// language, each as a word of its own.
var emergencyCalls = []string{"112", "911", "999", "1-1-2", "9-1-1", "9-9-9"}

// What says the same: a word, and symbols.
const (
	emergencySignal  = "sos"
	emergencySymbols = "🆘🚑"
)

// Emergency reports whether a text holds words of an emergency, or one of 112,
// 911, 999 and SOS as a word of its own. It reads the text and keeps nothing.
//
// It errs on the side of an emergency: "no chest pain" has the words of one, and
// so has an account of last year. Letter case, accents, apostrophes, missing spaces
// and the usual slips of the finger make no difference.
func (w *Words) Emergency(text string) bool {
	if strings.ContainsAny(text, emergencySymbols) {
		return true
	}
	words := spell(text)
	if slices.ContainsFunc(words, calls) {
		return true
	}
	return w.alert.finds(words)
}

// calls reports whether a word is one of emergencyCalls, several of them with
// marks between, or the signal, however often it is repeated.
func calls(word []rune) bool {
	text := string(word)
	if slices.Contains(emergencyCalls, text) || strings.ReplaceAll(text, emergencySignal, "") == "" {
		return true
	}
	joined := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(numberJoints, r) })
	return len(joined) > 1 && !slices.ContainsFunc(joined, func(n string) bool { return !slices.Contains(emergencyCalls, n) })
}

// alert is the emergency words of some languages, made ready to be found.
//
// A phrase has parts, which may stand in any order, close together; a part has
// alternatives; an alternative is one or more words that follow one another.
// Each word of a text is first looked up as it is. Only a word that is not
// known at all is compared with those it could be a misspelling of, so every
// ordinary word that resembles one from an emergency has to be known as well.
type alert struct {
	ids      map[string]int   // of each known word; 0 is the break between sentences
	known    [][]rune         // words by id
	resemble map[rune][]int   // ids of the words that may be misspelt, by their first letter
	ends     map[int][]option // alternatives by the id of their last word
	phrases  []phrase
	ordinary map[int][][]int // sequences that mean no emergency, by the id of their first word
}

// option is one alternative of one part of a phrase.
type option struct {
	words  []int // ids
	phrase int   // index
	part   int   // index within the phrase
}

type phrase struct {
	parts int
	width int // from its first word to its last, in words
	first int // index of its first part among those of all phrases
}

// sentenceBreak stands for the break between two sentences, or the edge of the
// text.
const sentenceBreak = "."

// widthOfPart is how many words wide a phrase may be for each of its parts,
// unless it says otherwise.
const widthOfPart = 2

func (a *alert) id(word string) (int, error) {
	if a.ids == nil {
		a.ids, a.known = map[string]int{sentenceBreak: 0}, [][]rune{[]rune(sentenceBreak)}
		a.resemble, a.ends, a.ordinary = map[rune][]int{}, map[int][]option{}, map[int][][]int{}
	}
	if word == sentenceBreak {
		return 0, nil
	}
	spelled := spell(word)
	if len(spelled) != 3 { // with a break before and after
		return 0, fmt.Errorf("read: %q is not one word", word)
	}
	word = string(spelled[1])
	id, ok := a.ids[word]
	if !ok {
		id = len(a.known)
		a.ids[word], a.known = id, append(a.known, spelled[1])
	}
	return id, nil
}

// sequence returns the ids of words joined by hyphens.
func (a *alert) sequence(text string) (ids []int, err error) {
	for word := range strings.SplitSeq(text, "-") {
		id, err := a.id(word)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// phrasesOf lists phrases that are separated by commas or line breaks.
func phrasesOf(text string) iter.Seq[string] {
	return strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' })
}

// addEmergency adds the phrases of a text. The parts of a phrase
// are separated by spaces and the alternatives of a part by slashes; the words
// of an alternative are joined by hyphens, a dot among them being the break
// between sentences. A number before the parts is how many words wide the whole
// may be; without it, two for each part.
func (a *alert) addEmergency(text string) error {
	for text := range phrasesOf(text) {
		parts := strings.Fields(text)
		if len(parts) == 0 {
			continue
		}
		p := phrase{first: a.parts()}
		if width, err := strconv.Atoi(parts[0]); err == nil {
			p.width, parts = width, parts[1:]
		} else {
			p.width = widthOfPart * len(parts)
		}
		if p.parts = len(parts); p.parts == 0 {
			return fmt.Errorf("read: %q has no words", text)
		}
		for i, part := range parts {
			for choice := range strings.SplitSeq(part, "/") {
				words, err := a.sequence(choice)
				if err != nil {
					return err
				}
				last := words[len(words)-1]
				a.ends[last] = append(a.ends[last], option{words: words, phrase: len(a.phrases), part: i})
				for _, id := range words {
					a.mayBeMisspelt(id)
				}
				p.width = max(p.width, len(words))
			}
		}
		a.phrases = append(a.phrases, p)
	}
	return nil
}

// parts counts those of all phrases.
func (a *alert) parts() int {
	if len(a.phrases) == 0 {
		return 0
	}
	last := a.phrases[len(a.phrases)-1]
	return last.first + last.parts
}

func (a *alert) mayBeMisspelt(id int) {
	word := a.known[id]
	if len(word) >= shortestMisspelt && !slices.Contains(a.resemble[word[0]], id) {
		a.resemble[word[0]] = append(a.resemble[word[0]], id)
	}
}

// addOrdinary adds the phrases of a text that look like those of emergencies and
// are not. One word is never taken for a misspelling of another.
// Several words, written as in addEmergency, have to follow one another, and are
// then passed over.
func (a *alert) addOrdinary(text string) error {
	for text := range phrasesOf(text) {
		sequences := [][]int{nil}
		for _, part := range strings.Fields(text) {
			var longer [][]int
			for choice := range strings.SplitSeq(part, "/") {
				words, err := a.sequence(choice)
				if err != nil {
					return err
				}
				for _, s := range sequences {
					longer = append(longer, slices.Concat(s, words))
				}
			}
			sequences = longer
		}
		for _, s := range sequences {
			if len(s) > 1 {
				a.ordinary[s[0]] = append(a.ordinary[s[0]], s)
			}
		}
	}
	return nil
}

// spotted is what one word of a text may be.
type spotted struct {
	ids   []int
	exact bool // spelt as the word is
}

func (s spotted) may(id int) bool { return slices.Contains(s.ids, id) }

// finds reports whether one of the phrases is among the words.
func (a *alert) finds(words [][]rune) bool {
	text := make([]spotted, 0, len(words)+len(words)/4)
	for _, word := range words {
		text = a.spot(text, word)
	}
	a.passOver(text)

	// The latest start of each part of each phrase seen so far: the later, the
	// closer to what is still to come.
	latest := make([]int, a.parts())
	for i := range latest {
		latest[i] = -1
	}
	for at, s := range text {
		for _, id := range s.ids {
			for _, o := range a.ends[id] {
				start := at + 1 - len(o.words)
				if start < 0 || !follow(text[start:at], o.words[:len(o.words)-1]) {
					continue
				}
				p := a.phrases[o.phrase]
				starts := latest[p.first : p.first+p.parts]
				starts[o.part] = max(starts[o.part], start)
				if first := slices.Min(starts); first >= 0 && at-first < p.width {
					return true
				}
			}
		}
	}
	return false
}

// follow reports whether the words of a text may be those of a sequence.
func follow(text []spotted, words []int) bool {
	for i, id := range words {
		if !text[i].may(id) {
			return false
		}
	}
	return true
}

// passOver blanks the ordinary phrases.
func (a *alert) passOver(text []spotted) {
	for at := range text {
		if !text[at].exact {
			continue
		}
		for _, words := range a.ordinary[text[at].ids[0]] {
			if at+len(words) <= len(text) && exactly(text[at:at+len(words)], words) {
				clear(text[at : at+len(words)])
				break
			}
		}
	}
}

// exactly is follow without allowing for misspellings.
func exactly(text []spotted, words []int) bool {
	for i, id := range words {
		if !text[i].exact || text[i].ids[0] != id {
			return false
		}
	}
	return true
}

// spot appends what a word of a text may stand for: several words when the spaces
// between them were left out.
func (a *alert) spot(text []spotted, word []rune) []spotted {
	if id, ok := a.ids[string(word)]; ok {
		return append(text, spotted{ids: []int{id}, exact: true})
	}
	if ids := a.misspelt(word, mostSlips); ids != nil {
		return append(text, spotted{ids: ids})
	}
	if len(word) >= shortestJoined && len(word) <= longestJoined {
		var dead [longestJoined]bool
		if parts, ok := a.part(nil, word, 0, &dead); ok {
			return append(text, parts...)
		}
	}
	return append(text, spotted{})
}

// How long joined words, and each of their parts, have to be.
const (
	shortestJoined = 6
	longestJoined  = 40
	shortestPart   = 2
)

// part splits joined words, starting at a letter; only the last of them may be
// misspelt. dead marks the letters from which it has failed already, so that each
// is tried once.
func (a *alert) part(parts []spotted, word []rune, from int, dead *[longestJoined]bool) ([]spotted, bool) {
	if from == len(word) {
		return parts, true
	}
	if dead[from] {
		return nil, false
	}
	least := shortestPart
	if from == 0 {
		least = 1 // I, a
	}
	for to := len(word); to >= from+least; to-- {
		if id, ok := a.ids[string(word[from:to])]; ok {
			if all, ok := a.part(append(parts, spotted{ids: []int{id}, exact: true}), word, to, dead); ok {
				return all, true
			}
		}
	}
	if from > 0 && len(word)-from > shortestMisspelt {
		if ids := a.misspelt(word[from:], 1); ids != nil {
			return append(parts, spotted{ids: ids}), true
		}
	}
	dead[from] = true
	return nil, false
}

// misspelt returns the ids of the words that a word may be a misspelling of.
// most bounds the slips. Almost everybody gets the first letter right, or types it
// second.
func (a *alert) misspelt(word []rune, most int) (ids []int) {
	if len(word) < shortestMisspelt-1 {
		return nil
	}
	letters := letterSet(word)
	for i, first := range word[:2] {
		if i == 1 && first == word[0] {
			break
		}
		for _, id := range a.resemble[first] {
			known := a.known[id]
			slips := min(slipsIn(len(known)), most)
			// A slip changes the set of letters by two at most.
			if bits.OnesCount64(letters^letterSet(known)) <= 2*slips && mayBe(word, known, slips) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// shortestMisspelt is the length from which words are recognised when misspelt.
// Shorter ones are too similar to each other.
const shortestMisspelt = 4

const mostSlips = 2

// slipsIn is how many slips leave a word of that length recognisable.
func slipsIn(length int) int {
	if length >= 9 {
		return mostSlips
	}
	return 1
}

// mayBe reports whether a word may be a misspelling of a known one. Of the
// slips in a short word only two swapped letters leave it recognisable.
func mayBe(word, known []rune, slips int) bool {
	if len(known) == shortestMisspelt && (len(word) != len(known) || letterSet(word) != letterSet(known)) {
		return false
	}
	return Slipped(word, known, slips)
}

// letterSet has a bit for each letter; some letters share one.
func letterSet(word []rune) (set uint64) {
	for _, r := range word {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// Marks within a text: some stand between digits of one number, some between
// words of one sentence. All others end a sentence.
const (
	numberJoints = ".,/:-"
	wordJoints   = "/&+*_\"“”„«»"
)

// longestSpelt is how many runes of a word are kept.
const longestSpelt = 64

// spell folds a text into words of letters and numbers of ASCII digits, with a
// break before the first, after the last and between sentences. Compatibility
// forms, letter case, accents, apostrophes and a key that stuck no longer
// matter, and letters spelt out one by one are one word.
func spell(text string) (words [][]rune) {
	runes := []rune(Fold(text))
	words = endSentence(nil)
	alone := 0 // words of one letter just before
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case isDigit(r):
			end := i + 1
			for end < len(runes) && (inWord(runes[end]) || strings.ContainsRune(numberJoints, runes[end]) &&
				end+1 < len(runes) && isDigit(runes[end+1])) {
				end++
			}
			words, alone = append(words, runes[i:min(end, i+longestSpelt)]), 0
			i = end
		case inWord(r):
			end := i + 1
			for end < len(runes) && inWord(runes[end]) && !isDigit(runes[end]) {
				end++
			}
			word := unstick(runes[i:min(end, i+longestSpelt)])
			i = end
			if len(word) > 1 {
				words, alone = append(words, word), 0
				break
			}
			words = append(words, word)
			if alone++; alone == 3 {
				words = append(words[:len(words)-3], slices.Concat(words[len(words)-3:]...))
			} else if alone > 3 {
				last := len(words) - 2
				words = append(words[:last], append(words[last], word...))
			}
		case r == '.' && alone > 0 && inWord(runes[i-1]) && i+1 < len(runes) && inWord(runes[i+1]):
			i++ // S.O.S.
		case !unicode.IsSpace(r) && !strings.ContainsRune(wordJoints, r) && !unicode.Is(unicode.Pd, r) || r == '\n':
			words, alone = endSentence(words), 0
			i++
		default:
			i++
		}
	}
	return endSentence(words)
}

// endSentence adds a break, unless there is one.
func endSentence(words [][]rune) [][]rune {
	if len(words) > 0 && string(words[len(words)-1]) == sentenceBreak {
		return words
	}
	return append(words, []rune(sentenceBreak))
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || isDigit(r) }

// unstick makes one of three or more equal letters in a row.
func unstick(word []rune) []rune {
	kept := make([]rune, 0, len(word))
	for i := 0; i < len(word); {
		end := i + 1
		for end < len(word) && word[end] == word[i] {
			end++
		}
		if kept = append(kept, word[i]); end-i == 2 {
			kept = append(kept, word[i])
		}
		i = end
	}
	return kept
}
