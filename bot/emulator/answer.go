package emulator

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// refusal is an error that the API answers. Its code is the HTTP status too.
type refusal struct {
	code       int
	text       string
	parameters *parameters
}

type parameters struct {
	MigrateToChatID int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter      int   `json:"retry_after,omitempty"`
}

func (r *refusal) Error() string { return "emulator: " + r.text }

func refuse(code int, format string, args ...any) *refusal {
	return &refusal{code: code, text: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, "Bad Request: "+format, args...)
}

// notEmulated refuses what only the real server can do. It is the code of a
// request that will never succeed: with 501 clients would try again for ever.
func notEmulated(what string) *refusal { return badRequest("not emulated: %s", what) }

func flood(seconds int) *refusal {
	r := refuse(http.StatusTooManyRequests, "Too Many Requests: retry after %d", seconds)
	r.parameters = &parameters{RetryAfter: seconds}
	return r
}

// answer is what goes back over HTTP.
type answer struct {
	status int
	header map[string]string
	body   []byte
}

type envelope struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

// described is a result with a description beside it, as webhook methods give.
type described struct {
	result any
	text   string
}

func accepted(result any) answer {
	e := envelope{OK: true, Result: result}
	if d, ok := result.(described); ok {
		e.Result, e.Description = d.result, d.text
	}
	return encode(http.StatusOK, e)
}

func refused(r *refusal) answer {
	a := encode(r.code, envelope{ErrorCode: r.code, Description: r.text, Parameters: r.parameters})
	if r.parameters != nil && r.parameters.RetryAfter > 0 {
		a.header["Retry-After"] = strconv.Itoa(r.parameters.RetryAfter)
	}
	return a
}

func encode(status int, e envelope) answer {
	body, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("emulator: encode an answer: %v", err))
	}
	return answer{status, map[string]string{"Content-Type": "application/json"}, body}
}

func (a answer) write(w http.ResponseWriter) {
	a.begin(w)
	_, _ = w.Write(a.body) // a client that has gone away needs no answer
}

func (a answer) begin(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
}

// cut writes the first half of the answer, as a connection does that breaks: the
// client was told how much more there is.
func (a answer) cut(w http.ResponseWriter) {
	a.begin(w)
	_, _ = w.Write(a.half())
	_ = http.NewResponseController(w).Flush() // what is not flushed is not sent
	panic(http.ErrAbortHandler)
}

func (a answer) half() []byte { return a.body[:len(a.body)/2] }

// reset breaks the connection. Without a TCP connection to be reset it ends it.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if secured, ok := conn.(*tls.Conn); ok {
		raw = secured.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing it then sends a reset
	}
	_ = raw.Close()
}
