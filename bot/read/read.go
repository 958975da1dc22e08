// Package read turns words that people type into values: times, dates, spans,
// schedules, routines, and whether they speak of an emergency.
//
// Reading takes three steps: lex folds the text into tokens, [Words] knows what
// the words among them mean in a language, and a small hand-written parser for each
// form walks the tokens. A mistake is always a [routines.Error] whose Read argument
// quotes the text.
//
// One rule holds for all of them: a text with two sensible meanings is refused,
// never guessed at, because a reminder set to the wrong time is noticed only when
// it rings. Emergencies are the other way round: what may be one is one.
package read

import (
	"maps"
	"unicode"
	"unicode/utf8"

	"calmcalf/routines"
)

// mostRead is how many runes of a text are read; no time, date or schedule
// comes close.
const mostRead = 1000

// mostShown is how many runes of a text an error repeats.
const mostShown = 40

// shown prepares typed text to be repeated: one line, at most 40 runes, without
// control and formatting characters, which could hide or turn around the words
// next to them.
func shown(text string) string {
	text = text[:min(len(text), mostRead*utf8.UTFMax)] // a rune cut in two is dropped below
	var line []rune
	space := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = len(line) > 0
			continue
		case r == utf8.RuneError, unicode.Is(unicode.C, r):
			continue
		case space:
			line = append(line, ' ')
			space = false
		}
		if line = append(line, r); len(line) > mostShown {
			return string(line[:mostShown-1]) + "…"
		}
	}
	return string(line)
}

// scan is a walk over the tokens of one text.
type scan struct {
	words  *Words
	text   string
	tokens []token
	at     int
	err    *routines.Error // the first mistake that has a key of its own

	halved bool // a time said am or pm
	bare   bool // a time could have said it and did not
}

func (w *Words) scan(text string) *scan {
	return &scan{words: w, text: text, tokens: lex(text)}
}

func (s *scan) end() bool { return s.at >= len(s.tokens) }

// empty reports whether nothing visible was typed.
func (s *scan) empty() bool { return len(s.tokens) == 0 && shown(s.text) == "" }

// token returns the token i places ahead; past the end it is the zero token.
func (s *scan) token(i int) token {
	if s.at+i >= len(s.tokens) {
		return token{}
	}
	return s.tokens[s.at+i]
}

// skip takes one token of the kind, if it is next.
func (s *scan) skip(kind rune) bool {
	if s.token(0).kind != kind {
		return false
	}
	s.at++
	return true
}

// take takes the longest phrase that is next and has one of the senses.
func (s *scan) take(want ...sense) (found sense, ok bool) {
	found, length := s.match(0, want...)
	s.at += length
	return found, length > 0
}

// match is take without taking, i tokens ahead; length 0 is no match.
func (s *scan) match(i int, want ...sense) (found sense, length int) {
	longest := 0
	for longest < s.words.longest && s.token(i+longest).kind == wordToken {
		longest++
	}
	for n := longest; n > 0; n-- {
		phrase := s.token(i).text
		for j := 1; j < n; j++ {
			phrase += " " + s.token(i+j).text
		}
		for _, has := range s.words.index[phrase] {
			for _, w := range want {
				if has == w {
					return has, n
				}
			}
		}
	}
	return 0, 0
}

// fill skips words that carry no meaning: at, on, please.
func (s *scan) fill() {
	for {
		if _, ok := s.take(fillWord); !ok {
			return
		}
	}
}

// fail notes a mistake and always returns false. The first one counts.
func (s *scan) fail(kind routines.Kind, key string, more routines.Args) bool {
	if s.err == nil {
		s.err = mistake(kind, key, s.text, more)
	}
	return false
}

// mistake is an Error about a text.
func mistake(kind routines.Kind, key, text string, more routines.Args) *routines.Error {
	args := routines.Args{"Read": shown(text)}
	maps.Copy(args, more)
	return &routines.Error{Kind: kind, Key: key, Args: args}
}

// done returns the mistake found on a finished walk, or nil. A text that was not
// understood, or not to its end, is the area's "unclear"; an empty one is its
// "empty".
func (s *scan) done(area string, ok bool) error {
	switch {
	case s.empty():
		return &routines.Error{Kind: routines.Unclear, Key: "error." + area + ".empty"}
	case s.err != nil:
		return s.err
	case !ok || !s.end():
		return mistake(routines.Unclear, "error."+area+".unclear", s.text, nil)
	case s.halved && s.bare:
		return mistake(routines.Unclear, "error.clock.half", s.text, nil)
	}
	return nil
}
