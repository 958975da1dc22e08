package emulator

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// trailing is punctuation that ends a sentence rather than an address.
const trailing = ".:;,('?!`"

// inURL reports whether a rune can be in an address at all.
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

// isDomain reports whether a name has a known last part, when no scheme says that it is
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
