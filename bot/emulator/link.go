package emulator

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// wrongLink is what is wrong with an address, in Telegram's words.
type wrongLink string

func (e wrongLink) Error() string { return string(e) }

// link gives the address that Telegram would store, or in its words what is wrong with
// it. It is its own reading of addresses: net/url refuses what Telegram takes.
func link(target string) (string, error) {
	for _, scheme := range []string{"tg", "ton", "tonsite"} {
		if rest, ok := cutPrefixFold(target, scheme+":"); ok {
			return appLink(scheme, strings.TrimPrefix(rest, "//"))
		}
	}
	a, err := parseAddress(target)
	switch {
	case err != nil:
		return "", err
	case !strings.Contains(a.host, ".") && !a.ipv6:
		return "", wrongLink("Wrong HTTP URL")
	}
	return a.String(), nil
}

// appLink is an address that opens something in the app.
func appLink(scheme, rest string) (string, error) {
	a, err := parseAddress(rest)
	if err != nil {
		return "", err
	}
	_, web := cutPrefixFold(rest, "http://")
	if web || a.scheme == "https" || a.userinfo != "" || a.port != 0 || a.ipv6 {
		return "", wrongLink("Wrong " + scheme + " URL")
	}
	for i := range len(a.host) {
		if c := a.host[i]; !isAlnum(c) && c != '-' && c != '_' && (c != '.' || scheme != "tonsite") {
			return "", wrongLink("Unallowed characters in URL host")
		}
	}
	if strings.HasPrefix(a.query, "/?") {
		a.query = a.query[1:]
	}
	return scheme + "://" + a.host + a.query, nil
}

type address struct {
	scheme, userinfo, host string
	ipv6                   bool
	port                   int // 0 for none
	query                  string
}

func (a address) String() string {
	out := a.scheme + "://"
	if a.userinfo != "" {
		out += a.userinfo + "@"
	}
	out += a.host
	if a.port != 0 {
		out += ":" + strconv.Itoa(a.port)
	}
	return out + a.query
}

// parseAddress reads [scheme://][userinfo@]host[:port][path].
func parseAddress(s string) (address, error) {
	a := address{scheme: "http"}
	if i := strings.IndexAny(s, ":/?#@[]"); i >= 0 && strings.HasPrefix(s[i:], "://") {
		a.scheme = lowerASCII(s[:i])
		if s = s[i+len("://"):]; a.scheme != "http" && a.scheme != "https" {
			return a, wrongLink("Unsupported URL protocol")
		}
	}
	front := s
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		front, s = s[:i], s[i:]
	} else {
		s = ""
	}
	if i := strings.LastIndexAny(front, ":]@"); i > 0 && front[i] == ':' {
		port := front[i+1:]
		for len(port) > 1 && port[0] == '0' {
			port = port[1:]
		}
		n, err := strconv.Atoi(port)
		if err != nil || strconv.Itoa(n) != port || n <= 0 || n > 65535 {
			return a, wrongLink("Wrong port number specified in the URL")
		}
		front, a.port = front[:i], n
	}
	if i := strings.LastIndexByte(front, '@'); i >= 0 {
		a.userinfo, front = front[:i], front[i+1:]
	}
	if len(front) > 1 && front[0] == '[' && front[len(front)-1] == ']' {
		ip, err := netip.ParseAddr(front[1 : len(front)-1])
		if err != nil || !ip.Is6() || ip.Zone() != "" {
			return a, wrongLink("Wrong IPv6 address specified in the URL")
		}
		a.ipv6 = true
	}
	switch front {
	case "":
		return a, wrongLink("URL host is empty")
	case ".":
		return a, wrongLink("Host is invalid")
	}
	a.host = lowerASCII(front)
	a.query = pathOf(s)
	if !a.ipv6 {
		if err := checkPart(a.host, "host", false); err != nil {
			return a, err
		}
	}
	return a, checkPart(a.userinfo, "userinfo", true)
}

// pathOf encodes spaces and control characters, and begins with a slash.
func pathOf(s string) string {
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	var out strings.Builder
	if s == "" || s[0] != '/' {
		out.WriteByte('/')
	}
	for i := range len(s) {
		if s[i] <= ' ' {
			fmt.Fprintf(&out, "%%%02X", s[i])
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func checkPart(s, name string, colon bool) error {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isAlnum(c), c >= 0x80, strings.IndexByte(".-_!$,~*'();&+=", c) >= 0, c == ':' && colon:
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return wrongLink("Wrong percent-encoded symbol in URL " + name)
			}
			i += 2
		default:
			return wrongLink("Disallowed character in URL " + name)
		}
	}
	return nil
}

// linkedUser is the person that an address like tg://user?id=7 names.
func linkedUser(target string) (int64, bool) {
	rest, ok := strings.CutPrefix(lowerASCII(target), "tg:")
	if !ok {
		return 0, false
	}
	rest = strings.TrimPrefix(rest, "//")
	if rest, ok = strings.CutPrefix(rest, "user"); !ok {
		return 0, false
	}
	rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, "/"), "?")
	if !ok {
		return 0, false
	}
	rest, _, _ = strings.Cut(rest, "#")
	for pair := range strings.SplitSeq(rest, "&") {
		if key, value, _ := strings.Cut(pair, "="); key == "id" {
			id, ok := canonical(value)
			return id, ok && 0 < id && id < 1<<40
		}
	}
	return 0, false
}

// canonical reads a number that is written in the only way that is accepted.
func canonical(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || lowerASCII(s[:len(prefix)]) != prefix {
		return s, false
	}
	return s[len(prefix):], true
}

// lowerASCII leaves other letters as they are.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}
