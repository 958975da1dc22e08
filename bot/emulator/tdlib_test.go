package emulator

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var (
	tdlibTexts = flag.Int("tdlib", 0, "compare this many random texts with TDLib, from npm")
	tdlibShow  = flag.Int("tdlib-show", 6, "so many differences of each kind")
	tdlibSeed  = flag.Uint64("tdlib-seed", 1, "of the random texts")
)

// TestTDLib holds the reading of texts against TDLib, the library that
// api.telegram.org itself reads them with: markup and its errors, what is stored of a
// text, what is found in it, and what becomes of file names.
//
//	go test ./bot/emulator -run TDLib -tdlib 100000
//
// Left are the letters that are younger than Go's Unicode, and what cannot be seen
// here: how white space at both ends is taken off, and what the servers behind TDLib
// change.
func TestTDLib(t *testing.T) {
	if *tdlibTexts == 0 {
		t.Skip("compares with TDLib when it is asked to, with -tdlib 100000")
	}
	lib := startTDLib(t)
	t.Run("characters", lib.characters)
	t.Run("texts", lib.texts)
}

// tdlib is a running testdata/tdlib/tdlib.js.
type tdlib struct {
	in  io.Writer
	out *bufio.Scanner
}

type (
	question struct {
		HTML *string   `json:"html,omitempty"`
		Fix  *tdAnswer `json:"fix,omitempty"`
		Find *string   `json:"find,omitempty"`
		Name *string   `json:"name,omitempty"`
	}
	tdAnswer struct {
		Text     string     `json:"text"`
		Entities []tdEntity `json:"entities"`
		Error    string     `json:"error,omitempty"`
	}
	tdEntity struct {
		Offset int             `json:"offset"`
		Length int             `json:"length"`
		Type   json.RawMessage `json:"type"`
	}
	replyOfTDLib struct{ HTML, Fix, Find, Name tdAnswer }
)

func startTDLib(t *testing.T) *tdlib {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"package.json", "tdlib.js"} {
		data, err := os.ReadFile(filepath.Join("testdata", "tdlib", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-audit", "--no-fund", "--silent")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("needs node, and TDLib from npm: %v %s", err, out)
	}
	run := exec.CommandContext(t.Context(), "node", "tdlib.js")
	run.Dir, run.Stderr = dir, os.Stderr
	in, err := run.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = run.Wait()
	})
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 16<<20)
	return &tdlib{in: in, out: scanner}
}

// ask asks many questions at once.
func (l *tdlib) ask(t *testing.T, questions []question) []replyOfTDLib {
	t.Helper()
	go func() {
		w := bufio.NewWriter(l.in)
		defer w.Flush()
		enc := json.NewEncoder(w)
		for _, q := range questions {
			if enc.Encode(q) != nil {
				return
			}
		}
	}()
	replies := make([]replyOfTDLib, len(questions))
	for i := range replies {
		if !l.out.Scan() {
			t.Fatalf("TDLib ended: %v", l.out.Err())
		}
		if err := json.Unmarshal(l.out.Bytes(), &replies[i]); err != nil {
			t.Fatalf("%v in %s", err, l.out.Bytes())
		}
	}
	return replies
}

// entity is an entity of TDLib in the words of the Bot API.
func (e tdEntity) entity(t *testing.T) Entity {
	t.Helper()
	var doc struct {
		Type   string `json:"_"`
		URL    string
		User   int64  `json:"user_id"`
		Lang   string `json:"language"`
		Emoji  string `json:"custom_emoji_id"`
		Unix   int64  `json:"unix_time"`
		Format *struct {
			Type string `json:"_"`
			Time struct {
				Type string `json:"_"`
			} `json:"time_precision"`
			Date struct {
				Type string `json:"_"`
			} `json:"date_precision"`
			Week bool `json:"show_day_of_week"`
		} `json:"formatting_type"`
	}
	if err := json.Unmarshal(e.Type, &doc); err != nil {
		t.Fatalf("%v in %s", err, e.Type)
	}
	out := Entity{Offset: e.Offset, Length: e.Length, URL: doc.URL, Language: doc.Lang, EmojiID: doc.Emoji, Unix: doc.Unix}
	if doc.User != 0 {
		out.User = somebody(doc.User)
	}
	if f := doc.Format; f != nil {
		if f.Type == "dateTimeFormattingTypeRelative" {
			out.Format = "r"
		}
		if f.Week {
			out.Format += "w"
		}
		out.Format += map[string]string{"dateTimePartPrecisionShort": "d", "dateTimePartPrecisionLong": "D"}[f.Date.Type]
		out.Format += map[string]string{"dateTimePartPrecisionShort": "t", "dateTimePartPrecisionLong": "T"}[f.Time.Type]
	}
	name := strings.TrimPrefix(doc.Type, "textEntityType")
	special := map[string]string{
		"TextUrl": "text_link", "MentionName": "text_mention", "PreCode": "pre", "BlockQuote": "blockquote",
		"ExpandableBlockQuote": "expandable_blockquote", "EmailAddress": "email", "BankCardNumber": "bank_card",
	}
	if out.Type = special[name]; out.Type == "" {
		for i, r := range name {
			if unicode.IsUpper(r) && i > 0 {
				out.Type += "_"
			}
			out.Type += string(unicode.ToLower(r))
		}
	}
	return out
}

func (a tdAnswer) entities(t *testing.T) []Entity {
	t.Helper()
	var out []Entity
	for _, e := range a.Entities {
		out = append(out, e.entity(t))
	}
	return out
}

// timestamps are what TDLib finds for people and not for bots.
func timestamps(s string) []span {
	inStamp := func(i int) bool { return i >= 0 && i < len(s) && (s[i] == ':' || isDigit(s[i])) }
	var out []span
	for i := 0; i < len(s); i++ {
		if s[i] != ':' {
			continue
		}
		from, to := i, i+1
		for inStamp(from - 1) {
			from--
		}
		for inStamp(to) {
			to++
		}
		starts := from != i && to != i+1 && isDigit(s[i+1])
		i = to - 1
		if starts && !inWord(before(s, from)) && !inWord(after(s, to)) && isStamp(strings.Split(s[from:to], ":")) {
			out = append(out, span{from, to})
		}
	}
	return out
}

func isStamp(parts []string) bool {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	last := parts[len(parts)-1]
	switch {
	case len(parts) > 3 || len(last) != 2 || number(last) >= 60 || parts[0] == "":
		return false
	case len(parts) == 2:
		return len(parts[0]) <= 4
	}
	return len(parts[0]) <= 2 && len(parts[1]) <= 2 && parts[1] != "" && number(parts[1]) < 60
}

// found is what is found in a text, by all finders.
func found(text string) []Entity {
	return find(text, append(slices.Clone(finders), finder{"media_timestamp", timestamps}))
}

// differences counts what differs, and shows some of each kind.
type differences map[string][]string

func (d differences) add(kind, format string, args ...any) {
	d[kind] = append(d[kind], fmt.Sprintf(format, args...))
}

func (d differences) report(t *testing.T, of int) {
	t.Helper()
	t.Logf("compared %d", of)
	for _, kind := range slices.Sorted(maps.Keys(d)) {
		t.Errorf("%s: %d differ, such as\n%s", kind, len(d[kind]), strings.Join(d[kind][:min(len(d[kind]), *tdlibShow)], "\n"))
	}
}

// characters asks of each character where it ends words, tags and addresses, and
// whether it is stored.
func (l *tdlib) characters(t *testing.T) {
	var questions []question
	var runes []rune
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || !assigned(r) {
			continue
		}
		runes = append(runes, r)
		text := fmt.Sprintf("#a%cb /c%c tg://d/e%cf g%c.com", r, r, r, r)
		name := fmt.Sprintf("a%cb", r)
		questions = append(questions, question{Find: &text, Fix: &tdAnswer{Text: name}, Name: &name})
	}
	d := differences{}
	for i, r := range l.ask(t, questions) {
		q := questions[i]
		if diff := differ(withoutCards(r.Find.entities(t)), found(*q.Find)); diff != "" {
			d.add("find", "U+%04X %q %s", runes[i], *q.Find, diff)
		}
		if text, _, _ := cleaned(q.Fix.Text, nil); text != r.Fix.Text {
			d.add("clean", "U+%04X: %q, want %q", runes[i], text, r.Fix.Text)
		}
		if name := fileName(*q.Name); name != r.Name.Text {
			d.add("file name", "U+%04X: %q, want %q", runes[i], name, r.Name.Text)
		}
	}
	d.report(t, len(questions))
}

// assigned reports whether Go's Unicode, which is older than TDLib's, has a character.
func assigned(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf)
}

// differ is cmp.Diff, which is slow where nothing differs.
func differ(want, got []Entity) string {
	if len(want) == 0 && len(got) == 0 || reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// withoutCards leaves out what TDLib finds and the Bot API does not tell of.
func withoutCards(entities []Entity) []Entity {
	return slices.DeleteFunc(entities, func(e Entity) bool { return e.Type == "bank_card" })
}

// texts compares random texts.
func (l *tdlib) texts(t *testing.T) {
	const batch = 1000
	rnd := writer{rand.New(rand.NewPCG(*tdlibSeed, 0))}
	d := differences{}
	for done := 0; done < *tdlibTexts; done += batch {
		var questions []question
		for range batch {
			html, text, name := rnd.html(3), rnd.text(), rnd.text()
			questions = append(questions, question{HTML: &html, Find: &text, Name: &name})
		}
		var fixes []question
		for i, r := range l.ask(t, questions) {
			q := questions[i]
			text, entities, err := parseHTML(*q.HTML, somebody)
			said := ""
			if err != nil {
				said = strings.TrimPrefix(err.(*refusal).text, "Bad Request: can't parse entities: ")
			}
			want := strings.TrimPrefix(r.HTML.Error, "Can't parse entities: ")
			switch {
			case said != want:
				d.add("error", "%q\n  got  %s\n  want %s", *q.HTML, said, want)
			case said != "":
			case text != r.HTML.Text:
				d.add("text", "%q\n  got  %q\n  want %q", *q.HTML, text, r.HTML.Text)
			default:
				if diff := differ(r.HTML.entities(t), entities); diff != "" {
					d.add("entities", "%q %s", *q.HTML, diff)
				}
				// What is asked next would read these as markup of its own.
				if !doubled(text) {
					fix := r.HTML
					fixes = append(fixes, question{Fix: &fix})
				}
			}
			if diff := differ(withoutCards(r.Find.entities(t)), found(*q.Find)); diff != "" {
				d.add("find", "%q %s", *q.Find, diff)
			}
			if name, want := fileName(*q.Name), r.Name.Text; name != want && (want != "" || name != "file") {
				d.add("file name", "%q: got %q, want %q", *q.Name, name, want)
			}
		}
		for range batch {
			given := rnd.given()
			fixes = append(fixes, question{Fix: &given})
		}
		for i, r := range l.ask(t, fixes) {
			q := fixes[i].Fix
			text, entities, err := cleaned(q.Text, q.entities(t))
			if strings.Trim(text, " \n") == "" {
				text, entities = "", nil
			}
			said := ""
			if err != nil {
				said = strings.TrimPrefix(err.(*refusal).text, "Bad Request: ")
			}
			switch {
			case !strings.EqualFold(said, r.Fix.Error):
				d.add("error in cleaning", "%q: got %s, want %s", q.Text, said, r.Fix.Error)
				continue
			case text != r.Fix.Text:
				d.add("clean", "%q: got %q, want %q", q.Text, text, r.Fix.Text)
				continue
			}
			if diff := differ(r.Fix.entities(t), entities); diff != "" {
				d.add("nested", "%q %+v %s", q.Text, q.entities(t), diff)
			}
		}
	}
	d.report(t, *tdlibTexts)
}

// writer makes texts in which something is to be read.
type writer struct{ *rand.Rand }

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

// word is a piece of a text.
func (w writer) word() string {
	switch w.IntN(14) {
	case 0:
		return w.one("/start", "/plan@calmcalf_bot", "/a", "/", "//x", "/é", "/a_1", "/b@ab", "/c@", "</d>")
	case 1:
		return w.one("@ana", "@calmcalf_bot", "@ab", "@gif", "@", "@@x", "é@anna", "@"+strings.Repeat("a", w.IntN(35)))
	case 2:
		return w.one("#tag", "#é1", "#12", "#a#b", "#", "#x@chat", "#a_b", "$USD", "$1INCH", "$usd", "$EUR@abc", "#"+strings.Repeat("a", w.IntN(300)))
	case 3:
		return w.one("http://", "https://", "HTTP://", "ftp://", "shttp://", "tg://", "ton://", "tonsite://", "mailto:", "x://", "") +
			w.one("", "", "", "user@", "a:b@", "é@") + w.one("a.com", "sub.a.org", "a.Com", "a.COM", "münchen.de", "1.2.3.4", "256.1.1.1", "a_b.com", "a-.com", "a.b_c.de",
			"пример.рф", "a.xn--p1ai", "a.notatld", "teiegram.org", "a..b.com", "localhost", "a.c", "resolve", ".com", "a.com.") +
			w.one("", "", ":80", ":0", ":99999", ":080") + w.one("", "", "/", "/a(b)c)", "?q=1&b", "#f", "/x,", "/ü«x", "/a]b", "?", "/.")
	case 4:
		return w.one("a@b.com", "a.b+c@d-e.org", "@b.com", "a@b", "a@b.c", "a@@b.com", "a@b.com.", "x"+strings.Repeat("y", w.IntN(40))+"@z.de", "a@b.museumsx")
	case 5:
		return w.one("4111111111111111", "4111 1111 1111 1111", "378282246310005", "5105-1051-0510-5100", "1234567890123", "6200000000000005", "12:30", "1:02:03", "99:99", "+4111111111111111", "4111111111111111 12")
	case 6:
		return w.one("\t", "\r", "\r\n", "\x01", "\x0b", "\u2028", "\u202e", "\u030a", "\u0333", "\u033f", "\u200e\u200f", "\u200b", "\u200d", "\ufeff", "\u00a0", "\u3000", "\u180e")
	case 7:
		return w.one("😀", "👩‍👩‍👧", "🏟", "é", "e\u0301", "漢字", "עברית", "ไทย", "ß", "İ", "½", "٣", "\U0001D7D8", "\u0d85", "ª", "_")
	case 8:
		return w.one(".", ",", ":", ";", "!", "?", "(", ")", "'", "\"", "-", "~", "«", "»", "*", "|", "$", "#", "@", "/", "+", "\\", "{", "}")
	case 9:
		return w.one("\n", "\n\n", " ", "  ")
	}
	return w.one("a", "cramp", "Plan", "x1", "21:30", "no")
}

func (w writer) text() string {
	var out strings.Builder
	for range w.IntN(8) {
		out.WriteString(w.word())
		if w.IntN(3) == 0 {
			out.WriteString(w.one(" ", "\n", ".", "@", "/", "-", ":"))
		}
	}
	return out.String()
}

// doubled reports whether TDLib would find Markdown in a text.
func doubled(text string) bool {
	return strings.ContainsAny(text, "`[") ||
		slices.ContainsFunc([]string{"__", "**", "~~", "||"}, func(s string) bool { return strings.Contains(text, s) })
}

// given is a text with entities anywhere in it, or beside it.
func (w writer) given() tdAnswer {
	text := w.text()
	for text == "" || doubled(text) {
		text = w.text()
	}
	out := tdAnswer{Text: text}
	size := utf16Len(text)
	for range 1 + w.IntN(7) {
		offset := w.IntN(size + 1)
		length := w.IntN(size - offset + 1)
		if w.IntN(40) == 0 {
			offset, length = w.IntN(size+3)-1, w.IntN(size+3)-1
		}
		kind := w.one("Bold", "Bold", "Italic", "Underline", "Strikethrough", "Spoiler", "Spoiler", "Code", "Pre", "BlockQuote", "ExpandableBlockQuote")
		doc := fmt.Sprintf(`{"_":"textEntityType%s"}`, kind)
		switch w.IntN(14) {
		case 0:
			doc = `{"_":"textEntityTypeTextUrl","url":"a.org"}`
		case 1:
			doc = `{"_":"textEntityTypePreCode","language":"go"}`
		case 2:
			doc = `{"_":"textEntityTypeCustomEmoji","custom_emoji_id":"5"}`
		case 3:
			doc = `{"_":"textEntityTypeDateTime","unix_time":5}`
		case 4:
			doc = `{"_":"textEntityTypeMentionName","user_id":7}`
		}
		out.Entities = append(out.Entities, tdEntity{Offset: offset, Length: length, Type: json.RawMessage(doc)})
	}
	return out
}

// html is a text with markup, right or nearly.
func (w writer) html(depth int) string {
	var out strings.Builder
	for range 1 + w.IntN(4) {
		switch w.IntN(12) {
		case 0:
			out.WriteString(w.one("&lt;", "&gt", "&amp;", "&quot;", "&apos;", "&nbsp;", "&", "&#65;", "&#x1F600;", "&#x1f3df", "&#0;", "&#55357;", "&#xDE00;", "&#12345678;", "&#x110000;", "&#;", "&#X41;", "&ltx"))
		case 1:
			if w.IntN(6) == 0 {
				out.WriteString(w.one("<", "</", "</b>", "<b", "<b ", "<br>", "<i/>", "< b>", "<>", "</>", "<b>", "<a href", "<a href=", "<a href='x", "<!-- x -->", "<x y>", "</b ", "<B \x00>"))
			}
		case 2, 3, 4, 5:
			if depth > 0 {
				out.WriteString(w.element(depth))
			}
		default:
			out.WriteString(strings.NewReplacer("<", "&lt;").Replace(w.word()))
		}
	}
	return out.String()
}

func (w writer) element(depth int) string {
	name := w.one("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "a", "span", "tg-spoiler",
		"tg-emoji", "tg-time", "blockquote", "blockquote", "B", "Pre")
	end := name
	if w.IntN(30) == 0 {
		end = w.one("", "b", "i", name+"x", "B", name+" ", name+"\n")
	}
	return "<" + name + w.attributes(name) + w.one("", "", "", " ", "\n") + ">" + w.html(depth-1) + "</" + end + ">"
}

func (w writer) attributes(name string) string {
	out := ""
	for range w.IntN(3) {
		value := w.one("x", "5368324170671202286", "-7", "05", "0", "1647531900", "99999999999", "12x", "r", "R", "wDT", "dt", "q", "tt", "tg-spoiler", "language-go", "language-",
			"https://a.org/x?y=1&amp;z=2", "a.org", "a.org:80/ü b", "tg://user?id=7", "tg:user?id=x&id=5", "tg://resolve?domain=x", "ton://t/x", "tonsite://a.ton", "nowhere", "ftp://a.org", "http://a_b.org",
			"http://[::1]/x", "http://u:p@a.org", "a.org:99999", "//a.org", "http://", "tg://user?id=007", "HTTPS://A.ORG", "a%zz.org", "a%41.org", ".", "http://a.org#f", "tg:x y", "")
		quote := w.one("\"", "\"", "'", "")
		key := w.one("href", "class", "emoji-id", "unix", "format", "expandable", "x")
		if natural := map[string]string{"a": "href", "span": "class", "code": "class", "tg-emoji": "emoji-id", "tg-time": w.one("unix", "format"), "blockquote": "expandable"}[name]; natural != "" && w.IntN(4) > 0 {
			key = natural
		}
		out += w.one(" ", "  ", "\t", "\n") + key
		if w.IntN(6) > 0 {
			out += w.one("=", "=", "=", " = ") + quote + value + quote
		}
	}
	switch {
	case name == "span" && w.IntN(5) > 0:
		out += " class=tg-spoiler"
	case name == "tg-emoji" && w.IntN(5) > 0:
		out += " emoji-id=\"5368324170671202286\""
	case name == "tg-time" && w.IntN(3) > 0:
		out += " unix=1647531900" + w.one("", " format=wDT", " format=r")
	case w.IntN(60) == 0:
		out += w.one(" =x", " /", " a/b=c", " a\"b", " 'x'", " x=y,")
	}
	return out
}
