package emulator

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustGet(t *testing.T, s *Server, path string) reply {
	t.Helper()
	return over(t, s, http.MethodGet, path, "", nil)
}

func over(t *testing.T, s *Server, method, path, kind string, body io.Reader) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://telegram"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	out, err := send(s, r)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

func TestParameters(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	tests := []struct {
		name, method, query, kind, body string
		want                            string // what Ana reads; "" for a refusal
	}{
		{"get", "GET", "chat_id=7&text=a+b", "", "", "a b"},
		{"form", "POST", "", form, "chat_id=7&text=%C3%A9", "é"},
		{"json", "POST", "", "application/json", `{"chat_id":7,"text":"é"}`, "é"},
		{"json of strings", "POST", "", "application/json; charset=utf-8", `{"chat_id":"7","text":"a"}`, "a"},
		{"number as text", "POST", "", "application/json", `{"chat_id":7,"text":12}`, "12"},
		{"query first", "POST", "text=query", form, "chat_id=7&text=body", "query"},
		{"first wins in the query", "GET", "chat_id=7&text=1&text=2", "", "", "1"},
		{"first wins in JSON", "POST", "", "application/json", `{"chat_id":7,"text":"1","text":"2"}`, "1"},
		{"malformed JSON is ignored", "POST", "chat_id=7&text=query", "application/json", `{"text":`, "query"},
		{"a JSON list is ignored", "POST", "chat_id=7&text=query", "application/json", `["text"]`, "query"},
		{"unknown body is ignored", "POST", "chat_id=7&text=query", "text/plain", `text=body`, "query"},
		{"not UTF-8", "GET", "chat_id=7&text=%FF", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{})
			a := ana(s)
			a.Write("hi")
			over(t, s, tt.method, "/bot1:emulator/sendMessage?"+tt.query, tt.kind, strings.NewReader(tt.body))
			got := a.Messages()[1:]
			if tt.want == "" {
				if len(got) > 0 {
					t.Errorf("got %q", got[0].Text)
				}
				return
			}
			if len(got) != 1 || got[0].Text != tt.want {
				t.Errorf("got %+v, want %q", got, tt.want)
			}
		})
	}
}

func TestBooleans(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Write("hi")
	for value, want := range map[string]bool{"true": true, "True": true, "yes": true, "1": true, "no": false, "2": false, "": false} {
		do(t, s, "sendMessage", p{"chat_id": 7, "text": "x", "disable_notification": value}, nil)
		m := a.Messages()
		if got := m[len(m)-1].Silent; got != want {
			t.Errorf("%q means %v, want %v", value, got, want)
		}
	}
}

// multipartOf writes an upload as telebot does: a file may have an empty name.
func multipartOf(t *testing.T, fields map[string]string, field, name string, data []byte) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename=%q`, field, name))
	h.Set("Content-Type", "application/octet-stream")
	part, err := w.CreatePart(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

func TestUploadAndFileIDs(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Write("hi")
	img := picture(t, 40, 20)
	kind, body := multipartOf(t, map[string]string{"chat_id": "7", "caption": "<b>week</b>", "parse_mode": "HTML"}, "photo", "", img)
	r := over(t, s, "POST", "/bot1:emulator/sendPhoto", kind, body)
	if !r.OK {
		t.Fatalf("sendPhoto: %s", r.body)
	}
	m := a.Messages()[1]
	if m.Text != "week" || m.Media == nil || m.Media.Kind != "photo" || m.Media.Width != 40 || m.Media.Height != 20 || !bytes.Equal(m.Media.Bytes, img) {
		t.Errorf("Ana sees %+v", m)
	}

	// The same picture goes out again by its ID, and can be downloaded.
	do(t, s, "sendPhoto", p{"chat_id": 7, "photo": m.Media.FileID}, nil)
	if again := a.Messages()[2].Media; !bytes.Equal(again.Bytes, img) {
		t.Error("the file ID brings another picture")
	}
	var f struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	do(t, s, "getFile", p{"file_id": m.Media.FileID}, &f)
	if got := mustGet(t, s, "/file/bot1:emulator/"+f.Path); !bytes.Equal(got.body, img) || f.Size != len(img) {
		t.Errorf("downloaded %d bytes of %d from %s", len(got.body), f.Size, f.Path)
	}
	if r := call(t, s, "sendDocument", p{"chat_id": 7, "document": m.Media.FileID}); r.Description != "Bad Request: can't use file of type Photo as Document" {
		t.Errorf("a photo as a document: %q", r.Description)
	}

	kind, body = multipartOf(t, map[string]string{"chat_id": "7"}, "document", "plan.ics", []byte("BEGIN:VCALENDAR"))
	if r := over(t, s, "POST", "/bot1:emulator/sendDocument", kind, body); !r.OK {
		t.Fatalf("sendDocument: %s", r.body)
	}
	if d := a.Messages()[3].Media; d.Name != "plan.ics" || d.MIME != "text/plain" || string(d.Bytes) != "BEGIN:VCALENDAR" {
		t.Errorf("document: %+v", d)
	}

	for name, data := range map[string][]byte{
		"Bad Request: IMAGE_PROCESS_FAILED":     []byte("no picture"),
		"Bad Request: PHOTO_INVALID_DIMENSIONS": picture(t, 210, 10),
		"Bad Request: file must be non-empty":   nil,
	} {
		kind, body := multipartOf(t, map[string]string{"chat_id": "7"}, "photo", "p.png", data)
		if r := over(t, s, "POST", "/bot1:emulator/sendPhoto", kind, body); r.Description != name {
			t.Errorf("got %q, want %q", r.Description, name)
		}
	}
}

func TestEditMediaWithAttachment(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Write("hi")
	first := s.keep(kindPhoto, upload{"1.png", "", picture(t, 10, 10)})
	do(t, s, "sendPhoto", p{"chat_id": 7, "photo": first.id, "caption": "May"}, nil)
	kind, body := multipartOf(t, map[string]string{"chat_id": "7", "message_id": "2",
		"media": `{"type":"photo","media":"attach://0","caption":"June"}`}, "0", "", picture(t, 30, 30))
	if r := over(t, s, "POST", "/bot1:emulator/editMessageMedia", kind, body); !r.OK {
		t.Fatalf("editMessageMedia: %s", r.body)
	}
	if m := a.Messages()[1]; m.Text != "June" || m.Media.Width != 30 || m.Edits != 1 {
		t.Errorf("Ana sees %+v", m)
	}
	var album []struct {
		Group string `json:"media_group_id"`
	}
	do(t, s, "sendMediaGroup", p{"chat_id": 7, "media": []p{{"type": "photo", "media": first.id}, {"type": "photo", "media": first.id}}}, &album)
	if len(album) != 2 || album[0].Group == "" || album[0] != album[1] {
		t.Errorf("album: %+v", album)
	}
}

func TestUnknownParametersAreRemembered(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	ana(s).Write("hi")
	do(t, s, "sendMessage", p{"chat_id": 7, "text": "x", "colour": "red", "reply_to_message_id": 1}, nil)
	want := []string{"sendMessage.colour", "sendMessage.reply_to_message_id"}
	if diff := cmp.Diff(want, s.Unknown()); diff != "" {
		t.Error(diff)
	}
}

func TestCallsAreBoundedAndWithoutToken(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Token: "42:secret", MaxCalls: 3})
	ana(s).Write("hi")
	for range 10 {
		do(t, s, "sendMessage", p{"chat_id": 7, "text": "my token is 42:secret"}, nil)
	}
	calls := s.Calls()
	if len(calls) != 3 {
		t.Fatalf("kept %d calls, want 3", len(calls))
	}
	c := calls[2]
	if c.Method != "sendMessage" || c.Chat != 7 || c.Status != 200 || c.Params["text"] != "my token is <token>" || bytes.Contains(c.Answer, []byte("secret")) {
		t.Errorf("got %+v, answer %s", c, c.Answer)
	}
	var m struct {
		ID int `json:"message_id"`
	}
	if err := c.Result(&m); err != nil || m.ID != 11 {
		t.Errorf("message %d, %v", m.ID, err)
	}
}

func TestFormsOfRealClients(t *testing.T) {
	t.Parallel()
	const kind = "multipart/form-data; boundary=b"
	field := func(disposition, value string) string {
		return "--b\r\nContent-Disposition: " + disposition + "\r\n\r\n" + value + "\r\n"
	}
	chat := field(`form-data; name="chat_id"`, "7")
	tests := []struct {
		name, method, body string
		want               string // the description, or what the document is called
	}{
		{"empty", "getMe", "", ""},
		{"no parts", "getMe", "\r\n--b--\r\n", ""},
		{"unquoted name of a file", "sendDocument", chat + field("form-data; name=document; filename=über 😀.csv", "a,b") + "--b--\r\n", "über.csv"},
		{"quoted", "sendDocument", chat + field(`form-data; name="document"; filename="plan (1).ics"`, "x") + "--b--\r\n", "plan (1).ics"},
		{"a semicolon in quotes", "sendDocument", chat + field(`form-data; name="document"; filename="a;b.csv"`, "x") + "--b--\r\n", "a;b.csv"},
		{"a semicolon without", "sendDocument", chat + field(`form-data; name=document; filename=a;b.csv`, "x") + "--b--\r\n", "a"},
		{"escapes", "sendDocument", chat + field(`form-data; name="document"; filename="a\"\\b%20%C3%BC%zz.csv" ; x=y`, "x") + "--b--\r\n", "b ü%zz.csv"},
		{"open quotes", "sendDocument", chat + field(`form-data; name="document`, "x") + "--b--\r\n", "Bad Request: unclosed quoted string in Content-Disposition header"},
		{"open escape", "sendDocument", chat + field(`form-data; name="document\`, "x") + "--b--\r\n", "Bad Request: wrong escape sequence in Content-Disposition header"},
		{"more after quotes", "sendDocument", chat + field(`form-data; name="document" filename=x`, "x") + "--b--\r\n", "Bad Request: expected ';' in Content-Disposition header"},
		{"not a form", "sendDocument", field("attachment; name=chat_id", "7") + "--b--\r\n", "Bad Request: expected form-data content disposition"},
		{"nameless", "sendDocument", field("form-data; filename=x", "7") + "--b--\r\n", "Bad Request: field name in multipart/form-data not found"},
		{"cut", "sendDocument", chat + strings.TrimSuffix(field("form-data; name=x", "abc"), "\r\n"), "Bad Request: unexpected EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{})
			ana(s).Write("hi")
			r := over(t, s, "POST", "/bot1:emulator/"+tt.method, kind, strings.NewReader(tt.body))
			got := r.Description
			if m := s.Messages(7); len(m) > 1 {
				got = m[1].Media.Name
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                   "file",
		"..":                 "file",
		"\xff.csv":           "file",
		"über 😀.csv":         "über.csv",
		"ab😀cd.x":            "ab cd.x",
		"a\u0301b\u200d.txt": "ab.txt",
		"a\u00b7b\u0345c":    "ab c",
		"/etc/a.b":           "a.b",
		`C:\a\b.c`:           "b.c",
		" .a.tar.gz":         "a.tar.gz",
		"a<b>.c":             "a b.c",
		"noext":              "noext",
		strings.Repeat("я", 70) + "." + strings.Repeat("y", 20): strings.Repeat("я", 64) + "." + strings.Repeat("y", 16),
	} {
		if got := fileName(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}
