package webchat

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// maxJSON is the size of a request in bytes; a text of 4096 characters fits in.
const maxJSON = 64 << 10

// refuse says in one sentence what was wrong; the page shows it as it is.
func refuse(w http.ResponseWriter, status int, text string) {
	reply(w, status, map[string]string{"error": text})
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a page that has gone away needs no answer
}

// decode reads a request; it answers what is wrong with it itself.
func decode(w http.ResponseWriter, r *http.Request, v any) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "Send JSON.")
		return false
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxJSON))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return true
		}
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		refuse(w, http.StatusRequestEntityTooLarge, "That is too long.")
		return false
	}
	refuse(w, http.StatusBadRequest, "That could not be read.")
	return false
}
