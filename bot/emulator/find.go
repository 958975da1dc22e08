package emulator

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
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

// inWord tells whether a rune is part of a word, so that what stands beside it is no
// command and no mention.
func inWord(r rune) bool { return r == '_' || unicode.In(r, unicode.L, unicode.N) }

// inTag tells whether a rune can be in a hashtag.
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

// trailing is punctuation that ends a sentence rather than an address.
const trailing = ".:;,('?!`"

// inURL tells whether a rune can be in an address at all.
func inURL(r rune) bool {
	if 0x2000 <= r && r <= 0x206F {
		return r == 0x200C || r == 0x200D || 0x2010 <= r && r <= 0x2015
	}
	return !isSeparator(r)
}

// isSeparator tells what ends an address.
func isSeparator(r rune) bool { return r == ' ' || r == '\n' || unicode.Is(unicode.Z, r) }

func inPath(r rune) bool { return inURL(r) && !strings.ContainsRune("\n<>\"«»", r) }

// pathEnd is where the path, query or fragment ends that begins at i; i when there is
// none.
func pathEnd(s string, i int) int {
	if i == len(s) || !strings.Contains("/?#", s[i:i+1]) {
		return i
	}
	to := i + 1
	for to < len(s) {
		r, size := utf8.DecodeRuneInString(s[to:])
		if !inPath(r) {
			break
		}
		to += size
	}
	for to > i+1 && strings.Contains(trailing, s[to-1:to]) {
		to--
	}
	if s[i] == '/' || to > i+1 {
		return to
	}
	return i
}

// appURLs finds "tg://resolve?domain=x".
func appURLs(s string) []span {
	var out []span
	for i := 0; i < len(s); i++ {
		if !strings.HasPrefix(s[i:], "://") {
			continue
		}
		from := -1
		switch low := lowerASCII(s[:i]); {
		case strings.HasSuffix(low, "tg"):
			from = i - len("tg")
		case strings.HasSuffix(low, "ton"):
			from = i - len("ton")
		case strings.HasSuffix(low, "tonsite"):
			from = i - len("ton") // a slip of the server's
		}
		if from < 0 {
			continue
		}
		to := i + len("://")
		i = to - 1
		for to < len(s) && to-i-1 < 253 && (inName(s[to]) || s[to] == '-') {
			to++
		}
		if to == i+1 {
			continue
		}
		to = pathEnd(s, to)
		i = to - 1
		out = append(out, span{from, to})
	}
	return out
}

// webURLs finds "calmcalf.org/start" and "https://calmcalf.org", or addresses of mail.
func webURLs(s string, mail bool) []span {
	var out []span
	for _, u := range dotted(s) {
		text := s[u.from:u.to]
		switch rest, schemed := strings.CutPrefix(text, "mailto:"); {
		case isEmail(text):
			if mail {
				out = append(out, u)
			}
		case schemed && isEmail(rest):
			if mail {
				out = append(out, span{u.from + len("mailto:"), u.to})
			}
		default:
			if n := webURL(text); n > 0 && !mail {
				out = append(out, span{u.from, u.from + n})
			}
		}
	}
	return out
}

func inUser(r rune) bool { return !strings.ContainsRune("\n/[]{}()'`<>\"@«»", r) && inURL(r) }

func inDomain(r rune) bool {
	if r < 0xC0 {
		return r == '.' || r == '-' || r == '~' || r < 0x80 && inName(byte(r))
	}
	return inURL(r)
}

func inScheme(r rune) bool {
	if r < 0x80 {
		return isAlnum(byte(r)) || r == '+' || r == '-'
	}
	return !isSeparator(r)
}

// back moves from i to the left as long as the runes are in a set, not beyond low.
func back(s string, low, i int, in func(rune) bool) int {
	for i > low {
		r, size := utf8.DecodeLastRuneInString(s[low:i])
		if !in(r) {
			break
		}
		i -= size
	}
	return i
}

// dotted finds what looks like an address around each dot.
func dotted(s string) []span {
	var out []span
	for low := 0; ; {
		dot := strings.IndexByte(s[low:], '.')
		if dot < 0 || low+dot+1 == len(s) {
			return out
		}
		dot += low
		if s[dot+1] == ' ' {
			low = dot + 2
			continue
		}
		u, ok := around(s, low, dot)
		next := u.to
		if ok {
			if u.to > dot+1 {
				out = append(out, u)
			}
			for next < len(s) && s[next] == '.' {
				next++
			}
		} else {
			for s[next-1] != '.' {
				next--
			}
		}
		if next <= dot {
			next = dot + 1
		}
		low = next
	}
}

// around widens a dot to what may be an address, looking no further back than low.
func around(s string, low, dot int) (span, bool) {
	from, to, at := back(s, low, dot, inDomain), dot, -1
	for to < len(s) {
		r, size := utf8.DecodeRuneInString(s[to:])
		if r == '@' {
			at = to
		} else if !inDomain(r) {
			break
		}
		to += size
	}
	if at >= 0 {
		from = back(s, low, from, inUser)
	}
	to = portEnd(s, to)
	to = pathEnd(s, to)
	for to > dot+1 && s[to-1] == '.' {
		to--
	}
	ok := true
	if from > low && s[from-1] == '@' {
		user := back(s, low, from-1, inUser)
		ok = at < 0 && user < from-1
		from = user
	}
	if from == low {
		return span{from, to}, ok
	}
	if prefix := s[low:from]; len(prefix) >= 6 && strings.HasSuffix(prefix, "://") {
		end := from - len("://")
		n := schemeLen(lowerASCII(s[back(s, low, end, inScheme):end]))
		return span{end - n, to}, ok && n > 0
	}
	r := before(s, from)
	return span{from, to}, ok && !inWord(r) && r != '/' && r != '#' && r != '@'
}

// portEnd is where a port ends that begins with a colon at i; i when there is none.
func portEnd(s string, i int) int {
	if i == len(s) || s[i] != ':' {
		return i
	}
	to := i + 1
	for to < len(s) && isDigit(s[to]) {
		to++
	}
	digits := strings.TrimLeft(s[i+1:to], "0")
	if digits == "" || len(digits) > 5 || len(digits) == 5 && digits > "65535" {
		return i
	}
	return to
}

// schemeLen is how much of what stands before "://" is the scheme, 0 for none that is
// a link.
func schemeLen(s string) int {
	switch {
	case strings.HasSuffix(s, "http") && s != "shttp":
		return len("http")
	case strings.HasSuffix(s, "https"):
		return len("https")
	case strings.HasSuffix(s, "ftp") && s != "tftp" && s != "sftp":
		return len("ftp")
	case strings.HasSuffix(s, "tonsite"):
		return len("tonsite")
	}
	return 0
}

// webURL is how many bytes of a text are an address, 0 for none.
func webURL(s string) int {
	rest, schemed := s, false
	for _, scheme := range []string{"http://", "https://", "ftp://", "tonsite://"} {
		if cut, ok := cutPrefixFold(s, scheme); ok {
			rest, schemed = cut, true
		}
	}
	domain, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		domain, path = rest[:i], rest[i:]
	}
	if _, host, ok := strings.Cut(domain, "@"); ok {
		domain = host
	}
	if i := strings.LastIndexByte(domain, ':'); i >= 0 {
		domain = domain[:i]
	}
	if lowerASCII(domain) == "teiegram.org" || !isDomain(domain, schemed) {
		return 0
	}
	return len(s) - len(path) + len(balanced(path))
}

// balanced cuts a path before a bracket that closes none, and before punctuation.
func balanced(path string) string {
	var open [3]int
	for i := range len(path) {
		if k := strings.IndexByte("([{", path[i]); k >= 0 {
			open[k]++
		}
		if k := strings.IndexByte(")]}", path[i]); k >= 0 {
			if open[k]--; open[k] < 0 {
				path = path[:i]
				break
			}
		}
	}
	return strings.TrimRight(path, trailing)
}

// isDomain tells whether a name has a known last part, when no scheme says that it is
// one, or is four small numbers.
func isDomain(domain string, schemed bool) bool {
	parts := strings.Split(domain, ".")
	numbers, digits := true, true
	for _, p := range parts {
		if p == "" || len(p) >= 64 || p[len(p)-1] == '-' {
			return false
		}
		if strings.Trim(p, "0123456789") != "" {
			numbers, digits = false, false
		}
		if len(p) > 3 || len(p) == 3 && p > "255" || p[0] == '0' && len(p) > 1 {
			numbers = false
		}
	}
	switch {
	case len(parts) == 1:
		return false
	case numbers && len(parts) == 4:
		return true
	case digits || strings.Contains(parts[len(parts)-2], "_"):
		return false
	}
	last := parts[len(parts)-1]
	if utf8.RuneCountInString(last) < 2 {
		return false
	}
	if code, ok := strings.CutPrefix(last, "xn--"); ok {
		return len(code) > 1 && strings.IndexFunc(code, func(r rune) bool { return r >= 0x80 || !isAlnum(byte(r)) }) < 0
	}
	return !strings.ContainsAny(last, "_-") && (schemed || isTopLevel(last))
}

// tldsText is derived by testdata/tdlib/tdlib.js.
//
//go:embed tlds.txt
var tldsText string

var tlds = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(tldsText) {
		out[name] = true
	}
	return out
})

// isTopLevel knows "org" and "ORG" but not "Org", which begins a sentence.
func isTopLevel(s string) bool {
	low := strings.ToLower(s)
	_, first := utf8.DecodeRuneInString(s)
	_, lowFirst := utf8.DecodeRuneInString(low)
	if low != s && low[lowFirst:] == s[first:] {
		return false
	}
	return tlds()[low]
}

// isEmail checks what of an address of mail is before the @, and its domain.
func isEmail(s string) bool {
	user, domain, ok := strings.Cut(s, "@")
	if !ok {
		return false
	}
	last, n, parts := 0, 0, 1
	for i := range len(user) {
		switch c := user[i]; {
		case c == '.' || c == '+':
			if i-last >= 27 {
				return false
			}
			last = i + 1
			parts++
		case !inName(c) && c != '-':
			return false
		}
	}
	n = len(user) - last
	if parts >= 12 || n == 0 || n >= 36 {
		return false
	}
	names := strings.Split(domain, ".")
	if len(names) < 2 || len(names) > 7 {
		return false
	}
	top := names[len(names)-1]
	if len(top) < 2 || len(top) > 8 || strings.IndexFunc(top, func(r rune) bool { return r >= 0x80 || !isAlpha(byte(r)) }) >= 0 {
		return false
	}
	for _, p := range names[:len(names)-1] {
		if p == "" || len(p) >= 31 || !isAlnum(p[0]) || !isAlnum(p[len(p)-1]) ||
			strings.IndexFunc(p, func(r rune) bool { return r >= 0x80 || !inName(byte(r)) && r != '-' }) >= 0 {
			return false
		}
	}
	return true
}
