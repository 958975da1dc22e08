package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of tokens. A punctuation token's kind is its rune.
const (
	numberToken  rune = 'n'
	wordToken    rune = 'w'
	strangeToken rune = '?' // what no time or date contains
)

// token is a number, a word or a mark of what was typed.
type token struct {
	kind   rune
	text   string // a number's ASCII digits; a word, folded
	value  int    // of a number, at most tooLarge
	spaced bool   // white space stands before it
}

// tooLarge stands for every number too large for a time or date.
const tooLarge = 1_000_000

// isNumber reports whether the token is a number of at most so many digits.
func (t token) isNumber(digits int) bool {
	return t.kind == numberToken && len(t.text) <= digits
}

// isPair reports whether the token is a number of two digits, as minutes are.
func (t token) isPair() bool { return t.kind == numberToken && len(t.text) == 2 }

// marks maps the punctuation of many keyboards to the few marks that are read.
var marks = map[rune]rune{
	':': ':', '∶': ':', '꞉': ':', '.': '.', '。': '.', '·': '.', '٫': '.',
	',': ',', '،': ',', '、': ',', ';': ';', '؛': ';', '/': '/', '&': '&', '+': '+',
	'−': '-', '~': '-', '〜': '-', '∼': '-',
}

// ignored are marks that do not change what a text means.
const ignored = "\"“”„«»!"

// lex folds a text and splits it into tokens. A dot after a word belongs to the
// word, so that "p.m." is "pm" and "Nov." is "nov". A line break counts as a
// semicolon. A text too long to be a time or a date is one strange token.
func lex(text string) (tokens []token) {
	text = strings.TrimSpace(text)
	if len(text) > mostRead*utf8.UTFMax || utf8.RuneCountInString(text) > mostRead {
		return []token{{kind: strangeToken}}
	}
	// Decomposed, the half would run into the digits before it.
	text = Fold(strings.ReplaceAll(text, "½", ".5"))
	if len(text) > mostRead*utf8.UTFMax {
		return []token{{kind: strangeToken}} // some runes decompose into eighteen
	}
	spaced, open, dotted := false, false, false
	for _, r := range text {
		if strings.ContainsRune(ignored, r) {
			continue
		}
		last := len(tokens) - 1
		switch {
		case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			tokens = append(tokens, token{kind: ';', spaced: true})
			spaced, open = true, false
		case unicode.IsSpace(r):
			spaced, open = true, false
		case isDigit(r):
			if !open || tokens[last].kind != numberToken {
				tokens = append(tokens, token{kind: numberToken, spaced: spaced})
				last++
			}
			tokens[last].text += string(r)
			tokens[last].value = min(tokens[last].value*10+int(r-'0'), tooLarge)
			spaced, open, dotted = false, true, false
		case unicode.IsLetter(r) || unicode.IsMark(r):
			if !open || tokens[last].kind != wordToken || dotted && utf8.RuneCountInString(tokens[last].text) > 1 {
				tokens = append(tokens, token{kind: wordToken, spaced: spaced})
				last++
			}
			tokens[last].text += string(r)
			spaced, open, dotted = false, true, false
		case r == '.' && open && !dotted && tokens[last].kind == wordToken:
			dotted = true
		default:
			kind, ok := marks[r]
			switch {
			case ok:
			case unicode.Is(unicode.Pd, r):
				kind = '-'
			default:
				kind = strangeToken
			}
			tokens = append(tokens, token{kind: kind, spaced: spaced})
			spaced, open, dotted = false, false, false
		}
	}
	return tokens
}

// digitOf returns the value of a decimal digit of any script. Unicode keeps
// them in runs of ten, from zero up.
func digitOf(r rune) (digit int, ok bool) {
	if r >= '0' && r <= '9' {
		return int(r - '0'), true
	}
	if r < 0x660 {
		return 0, false
	}
	for _, run := range unicode.Nd.R16 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return int(r-rune(run.Lo)) % 10, true
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return int(r-rune(run.Lo)) % 10, true
		}
	}
	return 0, false
}
