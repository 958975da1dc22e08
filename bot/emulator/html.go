package emulator

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// tags are the names that parse_mode HTML knows, and the entities they make. A
// custom emoji is shown as the emoji it replaces: only bots with a bought
// username may send them.
var tags = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
	"a": "text_link", "tg-emoji": "",
}

// htmlParser reads Telegram's markup, which only looks like HTML: names are
// short and few, nesting is strict, "</>" closes whatever is open, character
// references need no semicolon, and everything unknown is an error with the byte
// offset in its text. An HTML parser would forgive what Telegram refuses.
type htmlParser struct {
	src      string
	pos      int
	out      strings.Builder
	utf16    int // length of out
	open     []openTag
	entities []Entity
}

type openTag struct {
	name, argument string
	utf16, bytes   int // where it starts in out
}

// parseHTML gives the plain text and its entities in order, or the refusal that
// Telegram would answer.
func parseHTML(src string) (string, []Entity, error) {
	p := &htmlParser{src: src}
	for p.pos < len(p.src) {
		var err error
		switch {
		case p.src[p.pos] == '<' && p.at(p.pos+1) == '/':
			err = p.endTag()
		case p.src[p.pos] == '<':
			err = p.startTag()
		default:
			err = p.character()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, unparsable("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	return p.out.String(), tidy(p.entities), nil
}

func unparsable(format string, args ...any) error {
	return badRequest("can't parse entities: "+format, args...)
}

// at is the byte at a position; behind the end it is 0, which counts as space.
func (p *htmlParser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

func (p *htmlParser) skipSpace() {
	for p.pos < len(p.src) && isSpace(p.src[p.pos]) {
		p.pos++
	}
}

// word moves over everything up to a space or one of the stops.
func (p *htmlParser) word(stops string) string {
	from := p.pos
	for p.pos < len(p.src) && !isSpace(p.src[p.pos]) && !strings.Contains(stops, p.src[p.pos:p.pos+1]) {
		p.pos++
	}
	return p.src[from:p.pos]
}

func (p *htmlParser) character() error {
	if p.src[p.pos] == '&' {
		if r, n := reference(p.src[p.pos:]); n > 0 {
			if !utf8.ValidRune(r) {
				return unparsable("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
			}
			p.pos += n
			p.put(r)
			return nil
		}
	}
	r, n := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += n
	p.put(r)
	return nil
}

func (p *htmlParser) put(r rune) {
	p.out.WriteRune(r)
	p.utf16++
	if r > 0xFFFF {
		p.utf16++
	}
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	name := strings.ToLower(p.word(">"))
	if p.at(p.pos) == 0 {
		return unparsable("Unclosed start tag at byte offset %d", begin)
	}
	if _, ok := tags[name]; !ok {
		return unparsable("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	tag := openTag{name: name, utf16: p.utf16, bytes: p.out.Len()}
	for {
		p.skipSpace()
		if p.at(p.pos) == '>' {
			break
		}
		if p.at(p.pos) == 0 {
			return unparsable("Unclosed start tag at byte offset %d", begin)
		}
		if err := p.attribute(&tag, begin); err != nil {
			return err
		}
	}
	p.pos++
	if name == "span" && tag.argument != "spoiler" {
		return unparsable("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, tag)
	return nil
}

func (p *htmlParser) attribute(tag *openTag, begin int) error {
	name := p.word("=>")
	if name == "" {
		return unparsable("Empty attribute name in the tag %q at byte offset %d", tag.name, begin)
	}
	p.skipSpace()
	if p.at(p.pos) != '=' {
		if p.at(p.pos) == 0 {
			return unparsable("Unclosed start tag %q at byte offset %d", tag.name, begin)
		}
		if tag.name == "blockquote" && name == "expandable" {
			tag.argument = "expandable"
			return nil
		}
		return unparsable("Expected equal sign in declaration of an attribute of the tag %q at byte offset %d", tag.name, begin)
	}
	p.pos++
	p.skipSpace()
	if p.at(p.pos) == 0 {
		return unparsable("Unclosed start tag %q at byte offset %d", tag.name, begin)
	}
	value, err := p.attributeValue(begin)
	if err != nil {
		return err
	}
	switch {
	case tag.name == "a" && name == "href":
		tag.argument = value
	case tag.name == "code" && name == "class":
		tag.argument, _ = strings.CutPrefix(value, "language-")
		if tag.argument == value {
			tag.argument = ""
		}
	case tag.name == "span" && name == "class" && strings.HasPrefix(value, "tg-"):
		tag.argument = value[len("tg-"):]
	}
	return nil
}

func (p *htmlParser) attributeValue(begin int) (string, error) {
	quote := p.at(p.pos)
	if quote != '"' && quote != '\'' {
		from := p.pos
		for isAlnum(p.at(p.pos)) || p.at(p.pos) == '.' || p.at(p.pos) == '-' {
			p.pos++
		}
		if c := p.at(p.pos); c != 0 && !isSpace(c) && c != '>' {
			return "", unparsable("Unexpected end of name token at byte offset %d", from)
		}
		return strings.ToLower(p.src[from:p.pos]), nil
	}
	var value strings.Builder
	for p.pos++; p.at(p.pos) != quote; {
		if p.pos >= len(p.src) {
			return "", unparsable("Unclosed start tag at byte offset %d", begin)
		}
		if r, n := reference(p.src[p.pos:]); n > 0 {
			value.WriteRune(r)
			p.pos += n
			continue
		}
		value.WriteByte(p.src[p.pos])
		p.pos++
	}
	p.pos++
	return value.String(), nil
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return unparsable("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += len("</")
	name := strings.ToLower(p.word(">"))
	p.skipSpace()
	if p.at(p.pos) != '>' {
		return unparsable("Unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return unparsable("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	p.mark(tag)
	return nil
}

// mark makes the entity of a closed tag.
func (p *htmlParser) mark(tag openTag) {
	e := Entity{Type: tags[tag.name], Offset: tag.utf16, Length: p.utf16 - tag.utf16}
	if e.Length == 0 || e.Type == "" {
		return
	}
	var inner *Entity
	if n := len(p.entities); n > 0 && p.entities[n-1].Offset == e.Offset && p.entities[n-1].Length == e.Length {
		inner = &p.entities[n-1]
	}
	switch tag.name {
	case "a":
		target := tag.argument
		if target == "" {
			target = p.out.String()[tag.bytes:]
		}
		if e.URL = link(target); e.URL == "" {
			return
		}
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	// A language is named on code, and makes the pre around or inside it a
	// listing in that language.
	case "pre":
		if inner != nil && inner.Type == "code" {
			inner.Type = "pre"
			return
		}
	case "code":
		if inner != nil && inner.Type == "pre" {
			inner.Language = tag.argument
			return
		}
		e.Language = tag.argument
	}
	p.entities = append(p.entities, e)
}

// reference decodes a character reference at the start of s and gives its length
// in bytes, or 0 when there is none. Only five have names.
func reference(s string) (rune, int) {
	if len(s) < 2 || s[0] != '&' {
		return 0, 0
	}
	var r rune
	i := 1
	if s[1] == '#' {
		base, digits := rune(10), "0123456789"
		if i = 2; i < len(s) && s[i] == 'x' {
			base, digits = 16, "0123456789abcdef"
			i++
		}
		for ; i < len(s) && r < 0x10FFFF; i++ {
			d := strings.IndexByte(digits, lower(s[i]))
			if d < 0 {
				break
			}
			r = r*base + rune(d)
		}
		if r == 0 || r >= 0x10FFFF || i >= 10 {
			return 0, 0
		}
	} else {
		for i < len(s) && isAlpha(s[i]) {
			i++
		}
		named, ok := map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"', "apos": '\''}[s[1:i]]
		if !ok {
			return 0, 0
		}
		r = named
	}
	if i < len(s) && s[i] == ';' {
		i++
	}
	return r, i
}

// link gives the address that Telegram would store, or "" for none.
func link(target string) string {
	u, err := url.Parse(strings.TrimSpace(target))
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton", "tonsite":
		return u.String()
	case "http", "https":
	default:
		// "telegram.org" and "telegram.org:80/x" mean the web.
		if u, err = url.Parse("http://" + strings.TrimSpace(target)); err != nil {
			return ""
		}
	}
	host := strings.ToLower(u.Hostname())
	if dot := strings.LastIndexByte(host, '.'); dot <= 0 || len(host)-dot <= 2 || strings.ContainsAny(host, " _") {
		return ""
	}
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == 0
}
func isAlpha(c byte) bool { c = lower(c); return 'a' <= c && c <= 'z' }
func isAlnum(c byte) bool { return isAlpha(c) || '0' <= c && c <= '9' }
