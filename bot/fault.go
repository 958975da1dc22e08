package bot

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Errors are of three classes. A person's mistake is a *routines.Error and is
// spoken to them. A fact about data is store.ErrNotFound or store.ErrConflict,
// handled where it is met. Everything else is a fault: one calm sentence with a
// reference for the person, one line with the same reference in the log.

// refusal is an answer of the Bot API, or of something before it, that says no.
type refusal struct {
	code        int
	description string
	retryAfter  time.Duration
}

func (e *refusal) Error() string { return fmt.Sprintf("bot: telegram: %s (%d)", e.description, e.code) }

// meaning is what a failed call to Telegram means for what comes next.
type meaning uint8

const (
	success   meaning = iota
	unchanged         // the message says this already
	vanished          // there is no such message to change any more
	late              // the tap is too old to be answered
	gone              // the person blocked the bot or has no chat with it
	flood             // too many messages; wait
	away              // Telegram was not reached, or takes nothing from the bot now
	conflict          // another program polls with the same token
	hooked            // a webhook is set, so nobody may poll
	refused           // Telegram will not take it, now or later
	unknown           // nobody can tell whether it arrived
)

// refusals tell Telegram's texts of a 400 apart. All others are refused.
var refusals = []struct {
	text    string
	meaning meaning
}{
	{"message is not modified", unchanged},
	{"message to edit not found", vanished},
	{"message can't be edited", vanished},
	{"MESSAGE_ID_INVALID", vanished},
	{"query is too old", late},
	{"chat not found", gone},
}

func meaningOf(err error) meaning {
	if err == nil {
		return success
	}
	var r *refusal
	var unsent unsentError
	switch {
	case errors.As(err, &r):
	case errors.Is(err, errUnsent), errors.As(err, &unsent):
		return away
	case errors.Is(err, errFile):
		return refused
	default:
		return unknown
	}
	switch {
	case r.code == http.StatusForbidden:
		return gone
	case r.code == http.StatusTooManyRequests:
		return flood
	case r.code == http.StatusConflict && (strings.Contains(r.description, "webhook is active") || strings.Contains(r.description, "by setWebhook")):
		return hooked
	case r.code == http.StatusConflict:
		return conflict
	case r.code == http.StatusGatewayTimeout, r.code < http.StatusBadRequest:
		return unknown // the latter said yes, in words that are cut off
	case r.code >= http.StatusInternalServerError, r.code == http.StatusUnauthorized, r.code == http.StatusNotFound:
		return away // the latter while the token is not valid
	}
	for _, known := range refusals {
		if strings.Contains(r.description, known.text) {
			return known.meaning
		}
	}
	return refused
}

// patience is how long to wait before trying again.
func patience(err error) time.Duration {
	var r *refusal
	if errors.As(err, &r) && r.retryAfter > 0 {
		return r.retryAfter
	}
	return 3 * time.Second
}

// errUncertain says that nobody can tell whether something arrived, and that it is not
// tried again.
var errUncertain = errors.New("bot: nobody can tell whether it arrived")

// reference is what a person and the log call the same fault.
func reference() string { return rand.Text()[:6] }
