package emulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxBody is the largest request: an upload of 50 MB and what surrounds it.
const maxBody = 51 << 20

// request is one call with its parameters, which are all strings: a number is
// its digits, an object its JSON.
type request struct {
	method *method
	params map[string]string
	files  map[string]upload
}

type upload struct {
	name, mime string
	data       []byte
}

// read collects parameters, the query's before the body's; the first value of a
// name wins. A body that cannot be understood is ignored, as Telegram does.
func read(m *method, r *http.Request) (*request, error) {
	q := &request{method: m, params: map[string]string{}, files: map[string]upload{}}
	q.addValues(r.URL.RawQuery)
	if r.Method == http.MethodPost && r.Body != nil {
		if err := q.readBody(r); err != nil {
			return nil, err
		}
	}
	for name, value := range q.params {
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, badRequest("strings must be encoded in UTF-8")
		}
	}
	return q, nil
}

func (q *request) readBody(r *http.Request) error {
	body := &limited{r: r.Body, left: maxBody}
	kind, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil
	}
	switch kind {
	case "multipart/form-data":
		err = q.addParts(body, attrs["boundary"])
	case "application/json", "application/x-www-form-urlencoded":
		var data []byte
		if data, err = io.ReadAll(body); err != nil {
			break
		}
		if kind == "application/json" {
			q.addJSON(data)
		} else {
			q.addValues(string(data))
		}
	}
	var known *refusal
	switch {
	case errors.Is(err, errTooLarge):
		return refuse(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case err != nil && !errors.As(err, &known):
		return badRequest("%v", err)
	}
	return err
}

func (q *request) set(name, value string) {
	if _, ok := q.params[name]; !ok {
		q.params[name] = value
	}
}

func (q *request) addValues(encoded string) {
	for pair := range strings.SplitSeq(encoded, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || name == "" {
			continue
		}
		if value, err = url.QueryUnescape(value); err == nil {
			q.set(name, value)
		}
	}
}

// addJSON walks the object itself instead of decoding into a map, because of
// two equal names the first has to win.
func (q *request) addJSON(data []byte) {
	if !json.Valid(data) {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if start, _ := dec.Token(); start != json.Delim('{') {
		return
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return
		}
		text := string(value)
		var unquoted string
		if text[0] == '"' && json.Unmarshal(value, &unquoted) == nil {
			text = unquoted
		}
		q.set(name.(string), text)
	}
}

// addParts reads a form. One without any part is no parameters: clients that
// always send forms send it for methods without parameters.
func (q *request) addParts(body io.Reader, boundary string) error {
	in := bufio.NewReader(body)
	if _, err := in.Peek(1); err == io.EOF {
		return nil
	}
	parts := multipart.NewReader(in, boundary)
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		name, file, err := disposition(part.Header.Get("Content-Disposition"))
		if err != nil {
			return err
		}
		if file == nil {
			q.set(name, string(data))
			continue
		}
		if _, dup := q.files[name]; !dup {
			q.files[name] = upload{*file, part.Header.Get("Content-Type"), data}
		}
	}
}

// disposition reads the field and the file name of a part as the server does, which
// takes bytes of any kind: what is in quotes ends with them, what is not ends with the
// next semicolon, and either may be encoded as in an address. A part is a file when it
// carries a file name, even an empty one.
func disposition(header string) (field string, file *string, err error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(header), "form-data;")
	if !ok && header != "" {
		return "", nil, badRequest("expected form-data content disposition")
	}
	for {
		key, value, ok := strings.Cut(strings.TrimSpace(rest), "=")
		if !ok {
			break
		}
		if value, rest, err = dispositionValue(strings.TrimSpace(value)); err != nil {
			return "", nil, err
		}
		switch strings.TrimSpace(key) {
		case "name":
			field = value
		case "filename":
			file = &value
		}
	}
	if field == "" {
		return "", nil, badRequest("field name in multipart/form-data not found")
	}
	return field, file, nil
}

// dispositionValue takes the first value off.
func dispositionValue(s string) (value, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return percentDecoded(strings.TrimSpace(value)), rest, nil
	}
	var out strings.Builder
	i := 1
	for ; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' {
			if i++; i == len(s) {
				return "", "", badRequest("wrong escape sequence in Content-Disposition header")
			}
		}
		out.WriteByte(s[i])
	}
	if i == len(s) {
		return "", "", badRequest("unclosed quoted string in Content-Disposition header")
	}
	rest = strings.TrimSpace(s[i+1:])
	if rest != "" && rest[0] != ';' {
		return "", "", badRequest("expected ';' in Content-Disposition header")
	}
	return percentDecoded(out.String()), strings.TrimPrefix(rest, ";"), nil
}

// percentDecoded leaves what is wrongly encoded as it is.
func percentDecoded(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8) // both are hexadecimal
			out.WriteByte(byte(n))
			i += 2
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func (q *request) text(name string) string { return q.params[name] }

func (q *request) flag(name string) bool {
	switch strings.ToLower(q.params[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// number answers 0 for what is no number, as the server does.
func (q *request) number(name string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(q.params[name]))
	return n
}

// has reports whether a parameter was given and says something. An upload counts.
func (q *request) has(name string) bool {
	_, file := q.files[name]
	return file || q.params[name] != ""
}

// chatID is the chat that a call is about, or 0.
func (q *request) chatID() int64 {
	id, _ := strconv.ParseInt(strings.TrimSpace(q.params["chat_id"]), 10, 64)
	return id
}

var errTooLarge = errors.New("emulator: request too large")

// limited fails, instead of ending, after too many bytes: a cut upload must not
// look like a whole one.
type limited struct {
	r    io.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= n; l.left < 0 {
		return n, errTooLarge
	}
	return n, err
}
