package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Call is one request of the bot and what it was told. The token is in none of
// its fields.
type Call struct {
	Method string            // as the documentation spells it
	Chat   int64             // 0 when the method has none
	Params map[string]string // an upload is its name and size
	At     time.Time         // when it arrived, on the server's clock
	Status int               // HTTP; 0 when the connection was reset
	Answer []byte            // the body, possibly not JSON; nil when the connection was reset
}

// Result decodes the result of a successful answer, or gives the error text of
// the API as an error.
func (c Call) Result(v any) error {
	var e struct {
		OK          bool            `json:"ok"`
		Description string          `json:"description"`
		Result      json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(c.Answer, &e); err != nil {
		return fmt.Errorf("emulator: %s has no answer: %w", c.Method, err)
	}
	if !e.OK {
		return fmt.Errorf("emulator: %s: %s", c.Method, e.Description)
	}
	return json.Unmarshal(e.Result, v)
}

// Calls are the last calls, oldest first, in the order in which they were
// answered. Polls that brought nothing are left out.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls[max(0, len(s.calls)-s.maxCalls):])
}

// Unknown lists parameters that the bot sent and the Bot API does not have, as
// "method.parameter", sorted. The real server ignores them without a word.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.unknown))
}

func (s *Server) newCall(q *request) Call {
	c := Call{Method: q.method.name, Chat: q.chatID(), Params: map[string]string{}, At: s.now()}
	for name, value := range q.params {
		c.Params[name] = s.redact(value)
	}
	for name, f := range q.files {
		c.Params[name] = fmt.Sprintf("%s (%d bytes)", f.name, len(f.data))
	}
	return c
}

// record keeps the call. The oldest are cut off in one go when the list has
// doubled, so that recording costs the same however long the server runs.
func (s *Server) record(c Call, a *answer) {
	if a != nil {
		c.Status = a.status
		c.Answer = []byte(s.redact(string(a.body)))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Method == "getUpdates" && a != nil && bytes.Equal(a.body, nothing) {
		return
	}
	s.calls = append(s.calls, c)
	if len(s.calls) >= 2*s.maxCalls {
		s.calls = slices.Delete(s.calls, 0, len(s.calls)-s.maxCalls)
	}
}

// nothing is the answer to a poll that brought nothing.
var nothing = accepted([]json.RawMessage{}).body

func (s *Server) redact(text string) string {
	return strings.ReplaceAll(text, s.token, "<token>")
}

// note remembers parameters that do not exist.
func (s *Server) note(q *request) {
	for name := range q.params {
		if !q.method.params[name] {
			s.unknown[q.method.name+"."+name] = true
		}
	}
}
