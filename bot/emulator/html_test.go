package emulator

import (
	"html"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// somebody is whom a link to a person names.
func somebody(id int64) *user { return &user{ID: id} }

func TestParseHTML(t *testing.T) {
	t.Parallel()
	e := func(kind string, offset, length int) Entity {
		return Entity{Type: kind, Offset: offset, Length: length}
	}
	tests := []struct {
		in, want string
		entities []Entity
	}{
		{"", "", nil},
		{"plain ➡️", "plain ➡️", nil},
		{"&lt;&gt;&amp;&quot;&laquo;&#12345678;", "<>&\"&laquo;&#12345678;", nil},
		{"&lt&#65&#x42;&#x1F3DF;", "<AB🏟", nil},
		{"a & b &", "a & b &", nil},
		{"<b>x</b><strong>y</strong>", "xy", []Entity{e("bold", 0, 1), e("bold", 1, 1)}},
		{"<i>x</i><em>y</em>", "xy", []Entity{e("italic", 0, 1), e("italic", 1, 1)}},
		{"<u>x</u><ins>y</ins>", "xy", []Entity{e("underline", 0, 1), e("underline", 1, 1)}},
		{"<s>x</s><strike>y</strike><del>z</del>", "xyz", []Entity{e("strikethrough", 0, 1), e("strikethrough", 1, 1), e("strikethrough", 2, 1)}},
		{`<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">y</span>`, "xy", []Entity{e("spoiler", 0, 1), e("spoiler", 1, 1)}},
		{"<blockquote>x</blockquote><blockquote expandable>y</blockquote>", "xy", []Entity{e("blockquote", 0, 1), e("expandable_blockquote", 1, 1)}},
		{"🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", []Entity{e("italic", 5, 6)}},
		{"🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", []Entity{e("italic", 5, 7), e("bold", 9, 3)}},
		{"<i  aba = '&lt;&quot;'>a</>", "a", []Entity{e("italic", 0, 1)}},
		{"<B>a</b   >", "a", []Entity{e("bold", 0, 1)}},
		{"<i><b>a</b></i>", "a", []Entity{e("bold", 0, 1), e("italic", 0, 1)}},
		{"<b></b>", "", nil},
		{`<tg-emoji emoji-id="1">👍</tg-emoji>`, "👍", []Entity{{Type: "custom_emoji", Length: 2, EmojiID: "1"}}},
		{"<tg-emoji></tg-emoji>", "", nil},
		{`<tg-time unix=1647531900>x</tg-time>`, "x", []Entity{{Type: "date_time", Length: 1, Unix: 1647531900}}},
		{`<tg-time unix="1647531900" format="tWd">x</tg-time>`, "x", []Entity{{Type: "date_time", Length: 1, Unix: 1647531900, Format: "wdt"}}},
		{`<tg-time unix="12x" format=R>x</tg-time>`, "x", []Entity{{Type: "date_time", Length: 1, Unix: 12, Format: "r"}}},
		{`<tg-time unix=99999999999>x</tg-time>`, "x", []Entity{{Type: "date_time", Length: 1, Unix: 1215752191}}},
		{`<tg-time unix="-5">x</tg-time><tg-time>y</tg-time>`, "xy", nil},
		{"<i x y=z w>a</i>", "a", []Entity{e("italic", 0, 1)}},
		{"<blockquote expandable=x>a</blockquote>", "a", []Entity{e("expandable_blockquote", 0, 1)}},
		{"&apos;", "&apos;", nil},
		{"a\x00\tb", "a\x00\tb", nil},
		{`<a href="tg://user?id=7">x</a>`, "x", []Entity{{Type: "text_mention", Length: 1, User: &user{ID: 7}}}},
		{`<a href="tg://user?id=07">x</a>`, "x", []Entity{{Type: "text_link", Length: 1, URL: "tg://user?id=07"}}},
		{`<a href="a.org:080/ü b">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "http://a.org:80/ü%20b"}}},
		{`<a href="HTTPS://U:P@A.ORG#f">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "https://U:P@a.org/#f"}}},
		{`<a href="http://[::1]">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "http://[::1]/"}}},
		{`<a href="tonsite://a.ton">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "tonsite://a.ton/"}}},
		{`<a href="ftp://a.org">t</a><a href="a%zz.org">t</a><a href="tg:x y">t</a>`, "ttt", nil},
		{`<a href="telegram.org">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "http://telegram.org/"}}},
		{`<a href='https://a.org/x?y=1&amp;z'>t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "https://a.org/x?y=1&z"}}},
		{`<a>telegram.org</a>`, "telegram.org", []Entity{{Type: "text_link", Length: 12, URL: "http://telegram.org/"}}},
		{`<a href="tg://resolve?domain=x">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "tg://resolve?domain=x"}}},
		{`<a href="nowhere">t</a>`, "t", nil},
		{"<code>a</code>", "a", []Entity{e("code", 0, 1)}},
		{"<pre>a</pre>", "a", []Entity{e("pre", 0, 1)}},
		{"<pre><code>a</code></pre>", "a", []Entity{e("pre", 0, 1), e("code", 0, 1)}},
		{`<pre><code class="language-go">a</code></pre>`, "a", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{`<code class="language-go"><pre>a</pre></code>`, "a", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{"<code>a<b>b</b></code><b>c</b>", "abc", []Entity{e("code", 0, 2), e("bold", 1, 1), e("bold", 2, 1)}},
	}
	for _, tt := range tests {
		text, entities, err := parseHTML(tt.in, somebody)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		if text != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, text, tt.want)
		}
		if diff := cmp.Diff(tt.entities, entities); diff != "" {
			t.Errorf("%q: %s", tt.in, diff)
		}
	}
}

func TestParseHTMLErrors(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"&#57311;":                             "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
		"🏟 🏟&lt;<abacaba":                      "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;<abac aba>":                    `Unsupported start tag "abac" at byte offset 13`,
		"a < b":                                `Unsupported start tag "" at byte offset 2`,
		"<br>":                                 `Unsupported start tag "br" at byte offset 0`,
		"🏟 🏟&lt;<i   =aba>":                    `Empty attribute name in the tag "i" at byte offset 13`,
		"&#55357;&#56832;":                     "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
		"&#57311;<b>":                          `Can't find end tag corresponding to start tag "b"`,
		"<b a/b=c>x</b>":                       `Empty attribute name in the tag "b" at byte offset 0`,
		"<b ":                                  `Empty attribute name in the tag "b" at byte offset 0`,
		"<B\x00>":                              "Unclosed start tag at byte offset 0",
		"<tg-emoji>x</tg-emoji>":               "Invalid custom emoji identifier specified",
		`<tg-emoji emoji-id="05">x</tg-emoji>`: "Invalid custom emoji identifier specified",
		"<tg-time format=q>x</tg-time>":        "Invalid date format used",
		"<a href":                              `Unclosed start tag "a" at byte offset 0`,
		"🏟 🏟&lt;<i    aba  =  ":                `Unclosed start tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba  =  190azAz-.,":      "Unexpected end of name token at byte offset 27",
		"🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>": "Unclosed start tag at byte offset 13",
		"<a href=\"x\"":       "Unclosed start tag at byte offset 0",
		"🏟 🏟&lt;</":           "Unexpected end tag at byte offset 13",
		"🏟 🏟&lt;<b></b></":    "Unexpected end tag at byte offset 20",
		"🏟 🏟&lt;<i>a</i   ":   "Unclosed end tag at byte offset 17",
		"🏟 🏟&lt;<i>a</em   >": `Unmatched end tag at byte offset 17, expected "</i>", found "</em>"`,
		"<span>x</span>":      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<b>x<i>y</i>":        `Can't find end tag corresponding to start tag "b"`,
	} {
		_, _, err := parseHTML(in, somebody)
		if err == nil {
			t.Errorf("%q is accepted, want %s", in, want)
			continue
		}
		if got := err.(*refusal).text; got != "Bad Request: can't parse entities: "+want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzParseHTML holds that every entity lies within the text, that order is
// kept, and that escaping is undone exactly.
func FuzzParseHTML(f *testing.F) {
	for _, seed := range []string{"a", "<b>é🏟</b>", "<a href='x.org'>y</a>", "&#x41;&lt", "<pre><code class=\"language-x\">y</code></pre>", "<i", "</", "<b =", "\x00<b\x00>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, entities, err := parseHTML(in, somebody)
		if err == nil {
			if !utf8.ValidString(text) {
				t.Errorf("%q is not UTF-8", text)
			}
			size, last := utf16Len(text), 0
			for _, e := range entities {
				if e.Offset < last || e.Length <= 0 || e.Offset+e.Length > size {
					t.Errorf("%+v in a text of %d", entities, size)
				}
				last = e.Offset
			}
			if text, entities, err = cleaned(text, entities); err != nil {
				return // a link that is none without what was dropped
			}
			trim(text, entities)
			find(text, finders)
		}
		if !utf8.ValidString(in) {
			return
		}
		back, none, err := parseHTML(html.EscapeString(in), somebody)
		if err != nil || back != in || none != nil {
			t.Errorf("%q came back as %q, %v, %v", in, back, none, err)
		}
	})
}

func TestCommandEntities(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/start abc":                     "/start",
		"/plan@calmcalf_bot":             "/plan@calmcalf_bot",
		"/plan@ab":                       "",
		"x /a_1, (/b) y/c":               "/a_1 /b",
		"//a /b/ </c> /d":                "/d",
		"🏟 /start":                       "/start",
		"/é /" + strings.Repeat("a", 65): "",
	} {
		var got []string
		for _, s := range commands(in) {
			got = append(got, in[s.from:s.to])
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: got %q, want %q", in, g, want)
		}
	}
}

// TestFormatted holds what is stored of a text, and what is found in it.
func TestFormatted(t *testing.T) {
	t.Parallel()
	e := func(kind string, offset, length int) Entity {
		return Entity{Type: kind, Offset: offset, Length: length}
	}
	tests := []struct {
		in, want string
		entities []Entity
	}{
		{"\r\n <b> a</b> b <i> </i>\n", " a b", []Entity{e("bold", 0, 2)}},
		{"a\tb\x01c\rd", "a b cd", nil},
		{"a\u2028\u202eb\u0333\u033f\u030ac", "abc", nil},
		{"a\u200e\u200f\u200eb", "a\u200c\u200c\u200eb", nil},
		{"\u00a0\u200b\u3000", "", nil},
		{"<b>\u202ea</b>\r<i>b</i>", "ab", []Entity{e("bold", 0, 1), e("italic", 1, 1)}},
		{"<pre><code>a</code></pre>", "a", []Entity{e("pre", 0, 1)}},
		{"<code>a<b>b</b></code><b>c</b>", "abc", []Entity{e("code", 0, 2), e("bold", 2, 1)}},
		{"<b>a<code>b</code>c</b>", "abc", []Entity{e("bold", 0, 1), e("code", 1, 1), e("bold", 2, 1)}},
		{"<b>a</b><b>b</b>", "ab", []Entity{e("bold", 0, 2)}},
		{"<b>a<i>b<b>c</b></i></b>", "abc", []Entity{e("bold", 0, 1), e("bold", 1, 2), e("italic", 1, 2)}},
		{"<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", []Entity{e("blockquote", 0, 2)}},
		{`<tg-emoji emoji-id="1">👍</tg-emoji>`, "👍", nil},
		{"<b>a /start b</b>", "a /start b", []Entity{e("bold", 0, 2), e("bot_command", 2, 6), e("bold", 2, 6), e("bold", 8, 2)}},
		{"<code>/start</code> @calmcalf_bot", "/start @calmcalf_bot", []Entity{e("code", 0, 6), e("mention", 7, 13)}},
		{"see calmcalf.org/a(b)c), mail a.b@c.de", "see calmcalf.org/a(b)c), mail a.b@c.de", []Entity{e("url", 4, 18), e("email", 30, 8)}},
		{"4111111111111111 #zen $USD a.Org", "4111111111111111 #zen $USD a.Org", []Entity{e("hashtag", 17, 4), e("cashtag", 22, 4)}},
	}
	s := newServer(t, Options{})
	for _, tt := range tests {
		text, entities, err := s.formatted(tt.in, "html", "")
		if err != nil || text != tt.want {
			t.Errorf("%q: got %q, %v, want %q", tt.in, text, err, tt.want)
		}
		if diff := differ(tt.entities, entities); diff != "" {
			t.Errorf("%q: %s", tt.in, diff)
		}
	}
}

// TestNested holds how entities that lie across each other are put in order.
func TestNested(t *testing.T) {
	t.Parallel()
	e := func(kind string, offset, length int) Entity {
		return Entity{Type: kind, Offset: offset, Length: length}
	}
	for name, tt := range map[string]struct{ given, want []Entity }{
		"styles cross":          {[]Entity{e("bold", 0, 3), e("italic", 1, 4)}, []Entity{e("bold", 0, 1), e("italic", 1, 4), e("bold", 1, 2)}},
		"styles touch":          {[]Entity{e("bold", 3, 2), e("bold", 0, 3)}, []Entity{e("bold", 0, 5)}},
		"a style across a link": {[]Entity{e("bold", 0, 3), e("text_link", 2, 4)}, []Entity{e("bold", 0, 2), e("text_link", 2, 4), e("bold", 2, 1)}},
		"a style across code":   {[]Entity{e("spoiler", 0, 6), e("code", 2, 2)}, []Entity{e("spoiler", 0, 2), e("code", 2, 2), e("spoiler", 4, 2)}},
		"links cross":           {[]Entity{e("text_link", 0, 3), e("text_mention", 2, 4)}, []Entity{e("text_link", 0, 3)}},
		"quotes cross":          {[]Entity{e("blockquote", 0, 3), e("expandable_blockquote", 2, 4)}, []Entity{e("blockquote", 0, 3)}},
		"a link across a quote": {[]Entity{e("blockquote", 0, 3), e("text_link", 2, 4)}, []Entity{e("blockquote", 0, 3)}},
		"a quote holds code":    {[]Entity{e("blockquote", 0, 6), e("code", 2, 2)}, []Entity{e("blockquote", 0, 6), e("code", 2, 2)}},
		"a time holds nothing":  {[]Entity{e("date_time", 0, 6), e("bold", 2, 2)}, []Entity{e("date_time", 0, 6)}},
	} {
		if diff := differ(tt.want, nested(tt.given)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCleanedLinksAreReadAgain(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	_, _, err := s.formatted("<a>\u030a.</a>", "html", "")
	if r := err.(*refusal); r.text != "Bad Request: entity URL 'http://./' is invalid: Host is invalid" {
		t.Errorf("got %q", r.text)
	}
	text, entities, err := s.formatted("ab", "", `[{"type":"text_link","offset":0,"length":1,"url":"a.org"},{"type":"url","offset":1,"length":1}]`)
	want := []Entity{{Type: "text_link", Length: 1, URL: "http://a.org/"}}
	if diff := differ(want, entities); err != nil || text != "ab" || diff != "" {
		t.Errorf("got %q, %v: %s", text, err, diff)
	}
	for given, want := range map[string]string{
		`[{"type":"bold","offset":1,"length":1}]`:                   "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4",
		`[{"type":"bold","offset":0,"length":9}]`:                   "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
		`[{"type":"bold","offset":-1,"length":9}]`:                  "Bad Request: receive an entity with incorrect offset -1",
		`[{"type":"text_link","offset":0,"length":2,"url":"nope"}]`: "Bad Request: entity URL 'nope' is invalid: Wrong HTTP URL",
	} {
		if _, _, err := s.formatted("😀", "", given); err == nil || err.(*refusal).text != want {
			t.Errorf("%s: got %v, want %s", given, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"@ab @gif @abcd é@abcd @abcdé":         "mention @gif, mention @abcd",
		"#é1 #12 #a#b #x@chat":                 "hashtag #é1, hashtag #x@chat",
		"$USD $usd $1INCH $EUR@abc $":          "cashtag $USD, cashtag $1INCH, cashtag $EUR@abc",
		"http://x.con x.con 1.2.3.4 256.1.1.1": "url http://x.con, url 1.2.3.4",
		"shttp://a.com ftp://a.com:99999/":     "url ftp://a.com",
		"tg://resolve?domain=x. Tonsite://q":   "url tg://resolve?domain=x, url ite://q",
		"teiegram.org a_b.com a-.com a.COM":    "url a.COM",
		"user@host@a.com mailto:a@b.com":       "email a@b.com",
		"a@b.museumsx x.de/?q=1) «y.de»":       "email a@b.museumsx, url x.de/?q=1, url y.de",
		"пример.рф a.xn--p1ai a..de":           "url пример.рф, url a.xn--p1ai",
	} {
		var got []string
		units := utf16.Encode([]rune(in))
		for _, e := range find(in, finders) {
			got = append(got, e.Type+" "+string(utf16.Decode(units[e.Offset:e.end()])))
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%q:\n got  %s\n want %s", in, g, want)
		}
	}
}
