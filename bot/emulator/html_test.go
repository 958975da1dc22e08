package emulator

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

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
		{`<tg-emoji emoji-id="1">👍</tg-emoji>`, "👍", nil},
		{`<a href="telegram.org">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "http://telegram.org/"}}},
		{`<a href='https://a.org/x?y=1&amp;z'>t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "https://a.org/x?y=1&z"}}},
		{`<a>telegram.org</a>`, "telegram.org", []Entity{{Type: "text_link", Length: 12, URL: "http://telegram.org/"}}},
		{`<a href="tg://resolve?domain=x">t</a>`, "t", []Entity{{Type: "text_link", Length: 1, URL: "tg://resolve?domain=x"}}},
		{`<a href="nowhere">t</a>`, "t", nil},
		{"<code>a</code>", "a", []Entity{e("code", 0, 1)}},
		{"<pre>a</pre>", "a", []Entity{e("pre", 0, 1)}},
		{"<pre><code>a</code></pre>", "a", []Entity{e("pre", 0, 1)}},
		{`<pre><code class="language-go">a</code></pre>`, "a", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{`<code class="language-go"><pre>a</pre></code>`, "a", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{"<code>a<b>b</b></code><b>c</b>", "abc", []Entity{e("code", 0, 2), e("bold", 2, 1)}},
	}
	for _, tt := range tests {
		text, entities, err := parseHTML(tt.in)
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
		"&#57311;":                        "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
		"🏟 🏟&lt;<abacaba":                 "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;<abac aba>":               `Unsupported start tag "abac" at byte offset 13`,
		"a < b":                           `Unsupported start tag "" at byte offset 2`,
		"<br>":                            `Unsupported start tag "br" at byte offset 0`,
		"🏟 🏟&lt;<i   =aba>":               `Empty attribute name in the tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba>":               `Expected equal sign in declaration of an attribute of the tag "i" at byte offset 13`,
		"<a href":                         `Unclosed start tag "a" at byte offset 0`,
		"🏟 🏟&lt;<i    aba  =  ":           `Unclosed start tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba  =  190azAz-.,": "Unexpected end of name token at byte offset 27",
		"🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>": "Unclosed start tag at byte offset 13",
		"<a href=\"x\"":       "Unclosed start tag at byte offset 0",
		"🏟 🏟&lt;</":           "Unexpected end tag at byte offset 13",
		"🏟 🏟&lt;<b></b></":    "Unexpected end tag at byte offset 20",
		"🏟 🏟&lt;<i>a</i   ":   "Unclosed end tag at byte offset 17",
		"🏟 🏟&lt;<i>a</em   >": `Unmatched end tag at byte offset 17, expected "</i>", found "</em>"`,
		"<span>x</span>":      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<b>x<i>y</i>":        `Can't find end tag corresponding to start tag "b"`,
	} {
		_, _, err := parseHTML(in)
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
		text, entities, err := parseHTML(in)
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
			trim(text, entities)
			commands(text)
		}
		if !utf8.ValidString(in) {
			return
		}
		back, none, err := parseHTML(html.EscapeString(in))
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
		"/plan@ab":                       "/plan",
		"x /a_1, (/b) y/c":               "/a_1 /b",
		"//a /b/ </c> /d":                "/d",
		"🏟 /start":                       "/start",
		"/é /" + strings.Repeat("a", 65): "",
	} {
		var got []string
		units := []rune(in)
		for _, e := range commands(in) {
			off := e.Offset
			if strings.HasPrefix(in, "🏟") {
				off-- // the picture is one rune of two code units
			}
			got = append(got, string(units[off:off+e.Length]))
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: got %q, want %q", in, g, want)
		}
	}
}

func TestTrimMovesEntities(t *testing.T) {
	t.Parallel()
	text, entities, err := formatted("\r\n <b> a</b> b <i> </i>\n", "html", "")
	want := []Entity{{Type: "bold", Offset: 0, Length: 1}}
	if err != nil || text != "a b" || !cmp.Equal(want, entities) {
		t.Errorf("got %q %+v, %v", text, entities, err)
	}
}
