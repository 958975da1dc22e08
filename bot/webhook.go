package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Webhook is where Telegram delivers updates, instead of being asked for them.
type Webhook struct {
	URL    string                       // what Telegram calls; nothing but its path is served
	Secret string                       // by which Telegram is known; empty: a random one
	Listen func() (net.Listener, error) // where requests come in, with TLS if there is no proxy before it
}

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	// mostUpdate bounds an update in bytes. The longest texts with every
	// character escaped stay well below it.
	mostUpdate = 1 << 20
	// mostRequests bounds the requests under way, and is what Telegram is told
	// to keep to (1 to 100).
	mostRequests = 100
	// mostWaiting is how many of them may wait for a store that does not store.
	// Whoever comes beyond that sends one of them away to be delivered again, so
	// that there is always room for somebody in need.
	mostWaiting = 64
	// storeTime is how long a request waits for its update to be confirmed. Then
	// Telegram is asked to deliver it again, and what it brings is the same visit.
	storeTime = 10 * time.Second
	// lookEvery is how often Telegram is asked whether the webhook is still set
	// and works.
	lookEvery = 5 * time.Minute
)

// hook receives updates as requests of Telegram. It says that one has arrived
// (200) only when its effect is stored. To all other answers Telegram delivers
// it again, in the person's order, until it is too old.
type hook struct {
	url, path string
	secret    string
	digest    [sha256.Size]byte // of the secret
	call      func(ctx context.Context, method string, params, result any) error
	accept    func(raw []byte) *visit
	log       *slog.Logger
	places    chan struct{}   // one for each request under way
	shed      chan struct{}   // takes one for each request that is to make room for others
	open      context.Context // after its end no request starts anything
	close     context.CancelFunc
	server    *http.Server
	listener  net.Listener
	working   sync.WaitGroup
	// What keep remembers:
	set    bool
	failed int64 // when the failure that was told last happened, in Unix seconds
}

// listen opens the webhook's door.
func (b *Bot) listen(w Webhook) (*hook, error) {
	target, err := url.Parse(w.URL)
	if err != nil {
		return nil, errors.New("the webhook's address cannot be read")
	}
	listener, err := w.Listen()
	if err != nil {
		return nil, err
	}
	if w.Secret == "" {
		w.Secret = rand.Text()
	}
	h := &hook{
		url:      w.URL,
		path:     target.Path,
		secret:   w.Secret,
		digest:   sha256.Sum256([]byte(w.Secret)),
		call:     b.call,
		accept:   b.accept,
		log:      b.log,
		places:   make(chan struct{}, mostRequests),
		shed:     make(chan struct{}),
		listener: listener,
	}
	if h.path == "" {
		h.path = "/"
	}
	h.open, h.close = context.WithCancel(b.life)
	h.server = &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(b.log.Handler(), slog.LevelDebug),
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if status := h.receive(w, r); status != http.StatusOK {
		h.log.Debug("request refused", "status", status)
		http.Error(w, http.StatusText(status), status)
	}
}

// receive takes one update and gives the status to answer with.
func (h *hook) receive(w http.ResponseWriter, r *http.Request) int {
	given := sha256.Sum256([]byte(r.Header.Get(secretHeader))) // of one length, whatever is given
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.URL.Path != h.path:
		return http.StatusNotFound
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed
	case subtle.ConstantTimeCompare(given[:], h.digest[:]) != 1:
		return http.StatusUnauthorized
	case kind != "application/json":
		return http.StatusUnsupportedMediaType
	}
	select {
	case h.places <- struct{}{}:
		defer func() { <-h.places }()
	default:
		w.Header().Set("Retry-After", "1")
		return http.StatusServiceUnavailable
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostUpdate))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case err != nil || !json.Valid(raw):
		return http.StatusBadRequest
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeTime)
	defer cancel()
	defer context.AfterFunc(h.open, cancel)()
	v := h.accept(raw)
	if len(h.places) > mostWaiting {
		select {
		case h.shed <- struct{}{}:
		default:
		}
	}
	select {
	case <-v.confirmed:
		if v.err == nil {
			return http.StatusOK
		}
	case <-h.shed:
		w.Header().Set("Retry-After", "1")
	case <-ctx.Done():
	}
	return http.StatusServiceUnavailable
}

// run implements intake. The webhook stays set at the end, so that updates wait
// at Telegram for the next start.
func (h *hook) run(ctx context.Context) error {
	failed := make(chan error, 1)
	h.working.Go(func() { failed <- h.server.Serve(h.listener) })
	h.working.Go(func() { h.keep(h.open) })
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return fmt.Errorf("bot: webhook: %w", err)
	}
}

// finish implements intake. After it no request starts anything, not even one
// that Close has cut off.
func (h *hook) finish(ctx context.Context) {
	if err := h.server.Shutdown(ctx); err != nil {
		_ = h.server.Close() // whoever still waits asks again at the next start
	}
	h.close()
	for range cap(h.places) {
		h.places <- struct{}{} // who is inside leaves, and nobody comes in after them
	}
	h.working.Wait()
}

// keep sets the webhook, again and again until it works. From then on it looks
// whether it is still set, and says why Telegram cannot deliver when it cannot:
// nobody else knows.
func (h *hook) keep(ctx context.Context) {
	waits := newWaits()
	for ctx.Err() == nil {
		err := h.look(ctx)
		wait := lookEvery
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			wait = max(waits.NextBackOff(), patience(err))
			h.log.Warn("webhook not set", "err", err, "again_in", wait.Round(time.Second))
		default:
			waits.Reset()
		}
		pause(ctx, wait)
	}
}

// look asks Telegram about the webhook, and sets it when it is not set as it
// should be.
func (h *hook) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*callTimeout) // Telegram looks the address up meanwhile
	defer cancel()
	if h.set {
		var info struct {
			URL     string
			Pending int    `json:"pending_update_count"`
			Failed  int64  `json:"last_error_date"` // Unix seconds
			Why     string `json:"last_error_message"`
		}
		if err := h.call(ctx, "getWebhookInfo", struct{}{}, &info); err != nil {
			return err
		}
		if info.Failed > h.failed {
			h.failed = info.Failed
			h.log.Warn("Telegram could not deliver", "why", info.Why, "at", time.Unix(info.Failed, 0).UTC(), "waiting", info.Pending)
		}
		if info.URL == h.url {
			return nil
		}
		h.log.Warn("another program with the same token changed the webhook: it will be set again")
		h.set = false
	}
	err := h.call(ctx, "setWebhook", map[string]any{
		"url":                  h.url,
		"secret_token":         h.secret,
		"allowed_updates":      allowedUpdates,
		"max_connections":      mostRequests,
		"drop_pending_updates": false,
	}, new(bool))
	if err != nil {
		return err
	}
	h.set = true
	h.log.Info("updates come in by webhook", "listen", h.listener.Addr())
	return nil
}
