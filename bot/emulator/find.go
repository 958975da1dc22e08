package emulator

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a part of a text in bytes.
type span struct{ from, to int }

// finder finds the entities of one type, ascending.
type finder struct {
	kind string
	in   func(string) []span
}

// finders are what the server finds by itself in every text.
var finders = []finder{
	{"mention", mentions},
	{"bot_command", commands},
	{"hashtag", hashtags},
	{"cashtag", cashtags},
	{"bank_card", cards},
	{"url", appURLs},
	{"email", func(s string) []span { return webURLs(s, true) }},
	{"url", func(s string) []span { return webURLs(s, false) }},
}

// find gives the entities that a text has without any markup, in order and apart.
// The Bot API does not tell bots of bank cards; they only stand in the way of others.
func find(text string, by []finder) []Entity {
	type hit struct {
		kind string
		span
	}
	var hits []hit
	for _, f := range by {
		for _, s := range f.in(text) {
			hits = append(hits, hit{f.kind, s})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	var out []Entity
	bytes, units := 0, 0
	for _, h := range hits {
		if h.from < bytes {
			continue
		}
		units += utf16Len(text[bytes:h.from])
		size := utf16Len(text[h.from:h.to])
		if h.kind != "bank_card" {
			out = append(out, Entity{Type: h.kind, Offset: units, Length: size})
		}
		bytes, units = h.to, units+size
	}
	return out
}

// before is the rune that ends at i, and after the one that begins there; 0 at either
// end of the text.
func before(s string, i int) rune {
	if i == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return r
}

func after(s string, i int) rune {
	if i == len(s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// inWord reports whether a rune is part of a word, so that what stands beside it is no
// command and no mention.
func inWord(r rune) bool { return r == '_' || unicode.In(r, unicode.L, unicode.N) }

// inTag reports whether a rune can be in a hashtag.
func inTag(r rune) bool {
	return r == '_' || r == 0x200C || r == 0xB7 || 0xD80 <= r && r <= 0xDFF || unicode.In(r, unicode.L, unicode.Nd)
}

func inName(c byte) bool { return isAlnum(c) || c == '_' }

// nameEnd is where the Latin letters, digits and underscores from i on end.
func nameEnd(s string, i int) int {
	for i < len(s) && inName(s[i]) {
		i++
	}
	return i
}

// mentions finds "@calmcalf_bot": 4 to 32 characters, or one of a few short names.
func mentions(s string) []span {
	var out []span
	for i := 0; i < len(s); i++ {
		if s[i] != '@' || inWord(before(s, i)) {
			continue
		}
		to := nameEnd(s, i+1)
		name := s[i+1 : to]
		short := slices.Contains([]string{"gif", "nft", "pic", "ufc", "vid"}, lowerASCII(name))
		if (len(name) >= 4 || short) && len(name) <= 32 && !inWord(after(s, to)) {
			out = append(out, span{i, to})
		}
		i = to - 1
	}
	return out
}

// commands finds "/start" and "/plan@bot": 1 to 64 characters, a bot's name of 3 to
// 32, and neither a word nor another slash on either side.
func commands(s string) []span {
	beside := func(r rune) bool { return inWord(r) || r == '/' || r == '<' || r == '>' }
	var out []span
	for i := 0; i < len(s); i++ {
		if s[i] != '/' || beside(before(s, i)) {
			continue
		}
		from := i
		to := nameEnd(s, from+1)
		i = to - 1
		if n := to - from - 1; n < 1 || n > 64 {
			continue
		}
		if to < len(s) && s[to] == '@' {
			at := to + 1
			to = nameEnd(s, at)
			i = to - 1
			if n := to - at; n < 3 || n > 32 {
				continue
			}
		}
		if !beside(after(s, to)) {
			out = append(out, span{from, to})
		}
	}
	return out
}

// hashtags finds "#sleep" and "#sleep@channel": 1 to 256 characters, at least one of
// them a letter.
func hashtags(s string) []span {
	var out []span
	for i := 0; i < len(s); i++ {
		if s[i] != '#' || inTag(before(s, i)) {
			continue
		}
		from, to, end, n, letter := i, i+1, 0, 0, false
		for to < len(s) {
			r, size := utf8.DecodeRuneInString(s[to:])
			if !inTag(r) {
				break
			}
			to += size
			if n == 255 {
				end = to
			}
			if n < 256 {
				letter = letter || unicode.IsLetter(r)
				n++
			}
		}
		if end == 0 {
			end = to
		}
		i = to - 1
		if n == 0 {
			continue
		}
		if end == to && to < len(s) && s[to] == '@' {
			if channel := min(nameEnd(s, to+1), to+33); channel-to-1 >= 3 {
				to, end = channel, channel
				i = to - 1
			}
		}
		if letter && after(s, to) != '#' {
			out = append(out, span{from, end})
		}
	}
	return out
}

// cashtags finds "$USD" and "$USD@channel": 1 to 8 capitals.
func cashtags(s string) []span {
	beside := func(r rune) bool { return r == '$' || inTag(r) }
	var out []span
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || beside(before(s, i)) {
			continue
		}
		from, to := i, i+1
		if strings.HasPrefix(s[to:], "1INCH") {
			to += len("1INCH")
		} else {
			for to < len(s) && 'A' <= s[to] && s[to] <= 'Z' {
				to++
			}
		}
		i = to - 1
		if n := to - from - 1; n < 1 || n > 8 {
			continue
		}
		if to < len(s) && s[to] == '@' {
			if channel := nameEnd(s, to+1); channel-to-1 >= 3 && channel-to-1 <= 32 {
				to = channel
				i = to - 1
			}
		}
		if to == len(s) || !beside(after(s, to)) {
			out = append(out, span{from, to})
		}
	}
	return out
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// cards finds numbers of bank cards.
func cards(s string) []span {
	inCard := func(i int) bool { return i < len(s) && (isDigit(s[i]) || s[i] == ' ' || s[i] == '-') }
	var out []span
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		if b := before(s, i); i > 0 && (strings.ContainsRune(".,+-_", b) || unicode.IsLetter(b)) {
			for inCard(i) {
				i++
			}
			continue
		}
		from, digits := i, 0
		for inCard(i) {
			if s[i] == ' ' && digits >= 16 && digits <= 19 && digits == i-from {
				break
			}
			if isDigit(s[i]) {
				digits++
			}
			i++
		}
		if digits < 13 || digits > 19 {
			continue
		}
		to := i
		for !isDigit(s[to-1]) {
			to--
		}
		if to-from > 2*digits-1 {
			continue
		}
		if r := after(s, to); to < len(s) && (r == '-' || r == '_' || unicode.IsLetter(r)) {
			continue
		}
		if isCard(s[from:to]) {
			out = append(out, span{from, to})
		}
	}
	return out
}

// isCard checks the check digit and the lengths that issuers use.
func isCard(s string) bool {
	d := strings.NewReplacer(" ", "", "-", "").Replace(s)
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	within := func(low, high string) bool { return low <= d[:len(low)] && d[:len(low)] <= high }
	switch {
	case sum%10 != 0:
		return false
	case d[0] == '4':
		return len(d) == 13 || len(d) == 16 || len(d) == 18 || len(d) == 19
	case within("51", "55"), within("2221", "2720"), within("2200", "2204"):
		return len(d) == 16
	case within("34", "34"), within("37", "37"):
		return len(d) == 15
	case within("62", "62"), within("81", "81"):
		return len(d) >= 16
	}
	return true
}
