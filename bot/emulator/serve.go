package emulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// handler answers one method. It is called with the server's lock held and
// returns the result, or a *refusal.
type handler func(*Server, *request) (any, error)

// handlers are the methods that answer at once; getUpdates is the one that waits.
var handlers = map[string]handler{
	"answerCallbackQuery":    (*Server).answerCallbackQuery,
	"deleteMessage":          (*Server).deleteMessage,
	"deleteMessages":         (*Server).deleteMessages,
	"deleteMyCommands":       (*Server).deleteMyCommands,
	"deleteWebhook":          (*Server).deleteWebhook,
	"editMessageCaption":     (*Server).editMessageCaption,
	"editMessageMedia":       (*Server).editMessageMedia,
	"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
	"editMessageText":        (*Server).editMessageText,
	"getChat":                (*Server).getChat,
	"getFile":                (*Server).getFile,
	"getMe":                  (*Server).getMe,
	"getMyCommands":          (*Server).getMyCommands,
	"getWebhookInfo":         (*Server).getWebhookInfo,
	"leaveChat":              (*Server).leaveChat,
	"sendAudio":              sendMedia(kindAudio),
	"sendChatAction":         (*Server).sendChatAction,
	"sendDocument":           sendMedia(kindDocument),
	"sendMediaGroup":         (*Server).sendMediaGroup,
	"sendMessage":            (*Server).sendMessage,
	"sendPhoto":              sendMedia(kindPhoto),
	"setChatMenuButton":      (*Server).setChatMenuButton,
	"setMyCommands":          (*Server).setMyCommands,
	"setMyDescription":       setAbout("description", 512, func(a *About) *string { return &a.Description }),
	"setMyName":              setAbout("name", 64, func(a *About) *string { return &a.Name }),
	"setMyShortDescription":  setAbout("short_description", 120, func(a *About) *string { return &a.ShortDescription }),
	"setWebhook":             (*Server).setWebhook,
}

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>. To break a
// connection that is no TCP connection it panics with http.ErrAbortHandler, which
// http.Server and Transport understand.
//
// A failure of connecting cannot be played here, where there is a connection: it is
// reset or hangs. Transport plays it, and package proxy in front of a socket.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, func(c Call) Fault { return s.meet(c, true) })
}

// download is what a Call for a file has in place of a method.
const download = "download"

// serve answers a request. Connecting finds the fault that stands before reading.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, connecting func(Call) Fault) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		token, name, _ := strings.Cut(rest, "/")
		if token != s.token {
			refused(refuse(http.StatusUnauthorized, "Unauthorized")).write(w)
			return
		}
		c := Call{Method: download, At: s.now()}
		s.through(w, r, c, connecting(c), func() answer { return s.download(name) }, func(*answer) {})
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, _ := strings.Cut(rest, "/")
	switch {
	case !ok:
		refused(refuse(http.StatusNotFound, "Not Found")).write(w)
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		refused(refuse(http.StatusMethodNotAllowed, "Method Not Allowed")).write(w)
	case token != s.token:
		refused(refuse(http.StatusUnauthorized, "Unauthorized")).write(w)
	default:
		s.serveMethod(w, r, name, connecting)
	}
}

func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request, name string, connecting func(Call) Fault) {
	m, known := lookup(name)
	if m == nil {
		if known {
			refused(notEmulated(name)).write(w)
			return
		}
		refused(refuse(http.StatusNotFound, "Not Found: method not found")).write(w)
		return
	}
	q, err := read(m, r)
	if err != nil {
		respond(err).write(w)
		return
	}
	c := s.newCall(q)
	s.through(w, r, c, connecting(c), func() answer { return s.call(r.Context(), q) }, func(a *answer) { s.record(c, a) })
}

// through answers a call by what do gives, unless it meets a fault. Keep is given
// the answer that was sent, nil for none.
func (s *Server) through(w http.ResponseWriter, r *http.Request, c Call, fault Fault, do func() answer, keep func(*answer)) {
	if fault.Do == None {
		fault = s.meet(c, false)
	}
	if fault.Delay > 0 {
		if err := s.pause(r.Context(), fault.Delay); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	switch fault.Do {
	case ResetBefore, Refused, HandshakeReset, ResetUnread:
		keep(nil)
		reset(w)
		return
	case Vanish, Unreachable, HandshakeHang:
		keep(nil)
		s.lose(r)
	}
	a, instead := fault.answer()
	if !instead {
		a = do()
	}
	switch {
	case fault.Do == ResetAfter:
		keep(nil)
		reset(w)
	case fault.Do == VanishAfter, s.silent(c):
		keep(nil)
		s.lose(r)
	case fault.Do == Malformed:
		half := a
		half.body = a.half()
		keep(&half)
		a.cut(w)
	default:
		keep(&a)
		a.write(w)
	}
}

// lose lets a client wait for an answer until it gives up. What is left of the
// request is read, for http.Server sees only then that a client has gone.
func (s *Server) lose(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	s.hang(r.Context())
	panic(http.ErrAbortHandler)
}

// call runs the method. The answer is written down under the lock, because what
// it shows changes afterwards.
func (s *Server) call(ctx context.Context, q *request) answer {
	if q.method.name == "getUpdates" {
		s.mu.Lock()
		s.note(q)
		s.mu.Unlock()
		updates, err := s.getUpdates(ctx, q)
		if err != nil {
			return respond(err)
		}
		return accepted(updates)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(q)
	for _, param := range q.method.required {
		if !q.has(param) {
			return refused(refuse(http.StatusBadRequest, "%s", missing(param)))
		}
	}
	result, err := handlers[q.method.name](s, q)
	if err != nil {
		return respond(err)
	}
	return accepted(result)
}

// respond turns an error into its answer. What is no refusal is a caller that
// went away, and needs none.
func respond(err error) answer {
	var r *refusal
	if !errors.As(err, &r) {
		panic(http.ErrAbortHandler)
	}
	return refused(r)
}

func (s *Server) getMe(*request) (any, error) {
	return struct {
		user
		JoinGroups bool `json:"can_join_groups"`
		ReadAll    bool `json:"can_read_all_group_messages"`
		Inline     bool `json:"supports_inline_queries"`
		Business   bool `json:"can_connect_to_business"`
		WebApp     bool `json:"has_main_web_app"`
	}{user: s.bot, JoinGroups: true}, nil
}

func (s *Server) getChat(q *request) (any, error) {
	c, err := s.chat(q.chatID())
	if err != nil {
		return nil, err
	}
	return struct {
		wireChat
		AccentColor  int             `json:"accent_color_id"`
		MaxReactions int             `json:"max_reaction_count"`
		Gifts        map[string]bool `json:"accepted_gift_types"`
	}{c.wire(), 0, 11, map[string]bool{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
		"premium_subscription": false, "gifts_from_channels": false,
	}}, nil
}

func (s *Server) leaveChat(q *request) (any, error) {
	c, err := s.writable(q.chatID())
	if err != nil {
		return nil, err
	}
	if c.kind == private {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	c.left = true
	s.memberChanged(c, &s.bot, "member", "left")
	return true, nil
}
