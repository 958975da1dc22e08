package webchat

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// maxCalls is how many calls the page looks at.
const maxCalls = 100

// callsView is what the bot asked for, the newest first.
type callsView struct {
	Methods []string   `json:"methods"` // all that were called, to choose from
	Unknown []string   `json:"unknown"` // parameters that the Bot API does not have
	Calls   []callView `json:"calls"`
}

type callView struct {
	Method string          `json:"method"`
	Chat   int64           `json:"chat,omitempty"`
	At     int64           `json:"at"`
	Status int             `json:"status"` // 0: the connection was reset
	Params map[string]any  `json:"params"`
	Answer json.RawMessage `json:"answer,omitempty"`
	Page   string          `json:"page,omitempty"` // an answer that is not JSON
}

func (s *site) calls(w http.ResponseWriter, r *http.Request) {
	method := r.URL.Query().Get("method")
	v := callsView{Calls: []callView{}, Unknown: append([]string{}, s.server.Unknown()...)}
	methods := map[string]bool{}
	for _, c := range slices.Backward(s.server.Calls()) {
		methods[c.Method] = true
		if len(v.Calls) == maxCalls || method != "" && !strings.EqualFold(method, c.Method) {
			continue
		}
		one := callView{Method: c.Method, Chat: c.Chat, At: c.At.UnixMilli(), Status: c.Status, Params: map[string]any{}}
		for name, value := range c.Params {
			one.Params[name] = parameter(value)
		}
		if json.Valid(c.Answer) {
			one.Answer = c.Answer
		} else {
			one.Page = string(c.Answer)
		}
		v.Calls = append(v.Calls, one)
	}
	v.Methods = append([]string{}, slices.Sorted(maps.Keys(methods))...)
	body := encode(v)
	// The page asks again and again while it is looked at; mostly nothing is new.
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // a page that has gone away needs no answer
}

// parameter shows nested JSON as such instead of as a quoted text.
func parameter(value string) any {
	if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
		if json.Valid([]byte(value)) {
			return json.RawMessage(value)
		}
	}
	return value
}
