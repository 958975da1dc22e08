package emulator

import (
	"strings"
	"unicode/utf8"
)

// tags are the names that parse_mode HTML knows, and the entities they make.
var tags = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
	"a": "text_link", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}

// htmlParser reads Telegram's markup, which only looks like HTML: names are
// short and few, nesting is strict, "</>" closes whatever is open, character
// references need no semicolon, and everything unknown is an error with the byte
// offset in its text. An HTML parser would forgive what Telegram refuses.
type htmlParser struct {
	src      string
	pos      int
	out      strings.Builder
	utf16    int  // length of out
	halves   bool // there is half of a surrogate pair in out
	open     []openTag
	entities []Entity
	user     func(id int64) *user // nil for one that does not exist
}

type openTag struct {
	name, argument string
	unix           int64 // of tg-time
	utf16, bytes   int   // where it starts in out
}

// parseHTML gives the plain text and its entities in order, or the refusal that
// Telegram would answer. The entities may still lie across each other.
func parseHTML(src string, user func(id int64) *user) (string, []Entity, error) {
	p := &htmlParser{src: src, user: user}
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
		return "", nil, unparsable("Can't find end tag corresponding to start tag \"%s\"", p.open[n-1].name)
	}
	if p.halves {
		return "", nil, unparsable("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
	}
	for i, e := range p.entities {
		if e.Type == "code" {
			p.entities[i].Language = ""
		}
	}
	return p.out.String(), inOrder(p.entities), nil
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
	for p.at(p.pos) != 0 && isSpace(p.src[p.pos]) {
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
	r, n := reference(p.src[p.pos:])
	if n > 0 {
		p.halves = p.halves || half(r)
	} else {
		r, n = utf8.DecodeRuneInString(p.src[p.pos:])
	}
	p.pos += n
	writeRune(&p.out, r)
	p.utf16 += utf16Size(r)
	return nil
}

func half(r rune) bool { return 0xD800 <= r && r <= 0xDFFF }

// writeRune writes half of a surrogate pair, too, as Telegram does meanwhile.
func writeRune(out *strings.Builder, r rune) {
	if half(r) {
		out.Write([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F})
		return
	}
	out.WriteRune(r)
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	name := lowerASCII(p.word(">"))
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
	name := p.word(`=>/"'`)
	if name == "" {
		return unparsable("Empty attribute name in the tag \"%s\" at byte offset %d", tag.name, begin)
	}
	p.skipSpace()
	if p.at(p.pos) != '=' {
		if p.at(p.pos) == 0 {
			return unparsable("Unclosed start tag \"%s\" at byte offset %d", tag.name, begin)
		}
		if tag.name == "blockquote" && name == "expandable" {
			tag.argument = name
		}
		return nil
	}
	p.pos++
	p.skipSpace()
	if p.at(p.pos) == 0 {
		return unparsable("Unclosed start tag \"%s\" at byte offset %d", tag.name, begin)
	}
	value, err := p.attributeValue()
	if err != nil {
		return err
	}
	if p.at(p.pos) == 0 {
		return unparsable("Unclosed start tag at byte offset %d", begin)
	}
	tag.set(name, value)
	return nil
}

// set keeps an attribute that means something; all others are ignored.
func (t *openTag) set(name, value string) {
	switch {
	case t.name == "blockquote" && name == "expandable":
		t.argument = name
	case t.name == "a" && name == "href", t.name == "tg-emoji" && name == "emoji-id", t.name == "tg-time" && name == "format":
		t.argument = value
	case t.name == "tg-time" && name == "unix":
		t.unix = lenient(value)
	case t.name == "code" && name == "class" && strings.HasPrefix(value, "language-"):
		t.argument = value[len("language-"):]
	case t.name == "span" && name == "class" && strings.HasPrefix(value, "tg-"):
		t.argument = value[len("tg-"):]
	}
}

// lenient is how the server reads a number where it checks nothing: the digits in
// front, in 32 bits.
func lenient(s string) int64 {
	digits, negative := strings.CutPrefix(s, "-")
	var n uint32
	for i := 0; i < len(digits) && '0' <= digits[i] && digits[i] <= '9'; i++ {
		n = n*10 + uint32(digits[i]-'0')
	}
	if negative {
		return -int64(int32(n))
	}
	return int64(int32(n))
}

func (p *htmlParser) attributeValue() (string, error) {
	quote := p.at(p.pos)
	if quote != '"' && quote != '\'' {
		from := p.pos
		for isAlnum(p.at(p.pos)) || p.at(p.pos) == '.' || p.at(p.pos) == '-' {
			p.pos++
		}
		if c := p.at(p.pos); !isSpace(c) && c != '>' {
			return "", unparsable("Unexpected end of name token at byte offset %d", from)
		}
		return lowerASCII(p.src[from:p.pos]), nil
	}
	var value strings.Builder
	for p.pos++; p.at(p.pos) != quote && p.at(p.pos) != 0; {
		if r, n := reference(p.src[p.pos:]); n > 0 {
			writeRune(&value, r)
			p.pos += n
			continue
		}
		value.WriteByte(p.src[p.pos])
		p.pos++
	}
	if p.at(p.pos) == quote {
		p.pos++
	}
	return value.String(), nil
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return unparsable("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += len("</")
	name := lowerASCII(p.word(">"))
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
	return p.mark(tag)
}

// mark makes the entity of a closed tag.
func (p *htmlParser) mark(tag openTag) error {
	e := Entity{Type: tags[tag.name], Offset: tag.utf16, Length: p.utf16 - tag.utf16}
	if e.Length == 0 {
		return nil
	}
	// A language is named on code, and makes the pre around or inside it a
	// listing in that language.
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
		if id, ok := linkedUser(target); ok {
			e.Type, e.User = "text_mention", p.user(id)
			if e.User == nil {
				return nil
			}
			break
		}
		var err error
		if e.URL, err = link(target); err != nil {
			return nil
		}
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		id, ok := canonical(tag.argument)
		if !ok || id == 0 {
			return unparsable("Invalid custom emoji identifier specified")
		}
		e.EmojiID = tag.argument
	case "tg-time":
		format, ok := dateFormat(tag.argument)
		if !ok {
			return unparsable("Invalid date format used")
		}
		if tag.unix <= 0 {
			return nil
		}
		e.Unix, e.Format = tag.unix, format
	case "pre":
		if inner != nil && inner.Type == "code" && inner.Language != "" {
			inner.Type = "pre"
			return nil
		}
	case "code":
		if inner != nil && inner.Type == "pre" && inner.Language == "" && tag.argument != "" {
			inner.Language = tag.argument
			return nil
		}
		e.Language = tag.argument
	}
	p.entities = append(p.entities, e)
	return nil
}

// dateFormat reads the letters that say how a time is shown: r for how long ago or
// ahead, else w for the day of the week, d or D for a short or long date, t or T for
// a short or long time. It gives each once, in that order.
func dateFormat(s string) (string, bool) {
	if s == "r" || s == "R" {
		return "r", true
	}
	if strings.Trim(s, "wWdDtT") != "" {
		return "", false
	}
	out := ""
	for _, one := range []string{"wW", "dD", "tT"} {
		switch {
		case strings.Contains(s, one[:1]), one == "wW" && strings.Contains(s, "W"):
			out += one[:1]
		case strings.Contains(s, one[1:]):
			out += one[1:]
		}
	}
	return out, true
}

// reference decodes a character reference at the start of s and gives its length
// in bytes, or 0 when there is none. Only four have names.
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
		named, ok := map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[s[1:i]]
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
func isHex(c byte) bool   { c = lower(c); return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }
