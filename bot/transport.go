package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// placeholder stands for the token everywhere but on the wire, because the
// client library puts the address it called into its errors.
const placeholder = "0:token"

// mostAnswer bounds an answer of the Bot API in bytes. A hundred updates with
// the longest texts stay well below it.
const mostAnswer = 16 << 20

// transport puts the real token into the path at the last moment, and turns
// every refusal into an error that keeps its code. The client library knows
// some texts, drops the codes of the others, and would take a proxy's error
// page for a success.
//
// A file is no answer of the API: its content goes through as it is.
//
// What surely was not sent is told apart from what may have arrived (unsentError):
// a name that is not found, a swallowed SYN and a hanging handshake all look like any
// other error, but for the headers that were never written.
//
// The library's calls know no context; life ends them all.
type transport struct {
	token  string
	next   http.RoundTripper
	life   context.Context
	health *health
}

// network is the way to Telegram over the network. Calls share one connection in
// HTTP/2, and one that has died in silence would take all of them down with it for
// minutes: so it is asked now and then whether it lives.
func network() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second}
	return t
}

// unsentError is a call that surely did not reach Telegram: no headers were written.
type unsentError struct{ error }

func (e unsentError) Unwrap() error { return e.error }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	began := time.Now()
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel()
	defer context.AfterFunc(t.life, cancel)()
	var wrote atomic.Bool
	sent := request.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }}))
	sent.URL.Path = strings.Replace(request.URL.Path, "/bot"+placeholder+"/", "/bot"+t.token+"/", 1)
	sent.URL.RawPath = ""
	response, err := t.next.RoundTrip(sent)
	if err != nil && !wrote.Load() {
		return nil, unsentError{t.scrub(err)}
	}
	if err != nil {
		return nil, t.scrub(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	if err != nil {
		return nil, t.scrub(err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.Request = request
	if strings.HasPrefix(request.URL.Path, "/file/") {
		if response.StatusCode != http.StatusOK {
			return nil, &refusal{code: response.StatusCode, description: "the file is not to be had"}
		}
		return response, nil
	}
	var answer struct {
		Ok          *bool
		Code        int `json:"error_code"`
		Description string
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Ok == nil || len(body) > mostAnswer {
		return nil, &refusal{code: response.StatusCode, description: "the answer is not one of the Bot API"}
	}
	if answer.Code == 0 || answer.Code < http.StatusInternalServerError {
		t.health.answered(began, answer.Code != http.StatusUnauthorized && answer.Code != http.StatusNotFound)
	}
	if !*answer.Ok {
		return nil, &refusal{code: answer.Code, description: strings.ReplaceAll(answer.Description, t.token, placeholder),
			retryAfter: time.Duration(answer.Parameters.RetryAfter) * time.Second}
	}
	return response, nil
}

func (t transport) scrub(err error) error {
	if text := err.Error(); strings.Contains(text, t.token) {
		return fmt.Errorf("bot: %s", strings.ReplaceAll(text, t.token, placeholder))
	}
	return err
}
