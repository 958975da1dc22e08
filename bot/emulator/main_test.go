package emulator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// p is the parameters of a call.
type p map[string]any

// reply is what the bot gets.
type reply struct {
	status int
	header http.Header
	body   []byte

	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
}

func newServer(t *testing.T, o Options) *Server {
	t.Helper()
	s := New(o)
	t.Cleanup(s.Close)
	return s
}

// try calls a method as a JSON-speaking bot does.
func try(ctx context.Context, s *Server, method string, params p) (reply, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return reply{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://telegram/bot"+s.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	return send(s, r)
}

func send(s *Server, r *http.Request) (reply, error) {
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, cut := b.ReadFrom(resp.Body)
	out := reply{status: resp.StatusCode, header: resp.Header, body: b.Bytes()}
	if cut != nil {
		return out, cut
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal(out.body, &out)
	}
	return out, nil
}

// call is try for a test that expects an answer of some kind.
func call(t *testing.T, s *Server, method string, params p) reply {
	t.Helper()
	r, err := try(t.Context(), s, method, params)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return r
}

// do is call for a test that expects success; it decodes the result.
func do(t *testing.T, s *Server, method string, params p, result any) {
	t.Helper()
	r := call(t, s, method, params)
	if !r.OK {
		t.Fatalf("%s: %d %s", method, r.Code, r.Description)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(r.Result, result); err != nil {
		t.Fatalf("%s: %v in %s", method, err, r.Result)
	}
}

// says sends a text with buttons and returns its message ID.
func says(t *testing.T, s *Server, chat int64, text string, buttons ...[]p) int {
	t.Helper()
	params := p{"chat_id": chat, "text": text}
	if buttons != nil {
		params["reply_markup"] = p{"inline_keyboard": buttons}
	}
	var m struct {
		ID int `json:"message_id"`
	}
	do(t, s, "sendMessage", params, &m)
	return m.ID
}

// updates are the IDs that one poll brings.
func updates(t *testing.T, s *Server, params p) []int {
	t.Helper()
	var list []struct {
		ID int `json:"update_id"`
	}
	do(t, s, "getUpdates", params, &list)
	ids := []int{}
	for _, u := range list {
		ids = append(ids, u.ID)
	}
	return ids
}

// inProcess is the way to a bot's webhook.
type inProcess struct{ http.Handler }

func (i inProcess) RoundTrip(r *http.Request) (_ *http.Response, err error) {
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			err = cmp.Or(r.Context().Err(), error(syscall.ECONNRESET))
		} else if v != nil {
			panic(v)
		}
	}()
	w := httptest.NewRecorder()
	i.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

func ana(s *Server) *Person {
	return s.Person(Profile{ID: 7, FirstName: "Ana", Username: "ana", LanguageCode: "pt-br"})
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
