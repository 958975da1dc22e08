package webchat

import (
	"bytes"
	"errors"
	"image"
	_ "image/gif" // what can be sent as a photo
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"
)

const (
	maxText   = 4096     // code points, as in Telegram
	maxUpload = 20 << 20 // bytes; what a bot may download
)

func (s *site) text(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text  string
		Reply int
	}
	if !decode(w, r, &in) {
		return
	}
	switch {
	case strings.TrimSpace(in.Text) == "":
		refuse(w, http.StatusUnprocessableEntity, "There is nothing to send.")
		return
	case utf8.RuneCountInString(in.Text) > maxText:
		refuse(w, http.StatusUnprocessableEntity, "A message has at most 4096 characters.")
		return
	}
	if in.Reply > 0 {
		m.Reply(in.Reply, in.Text)
	} else {
		m.Write(in.Text)
	}
	w.WriteHeader(http.StatusNoContent)
}

// press sends what a phone would: the data of the button, whether or not the
// message still has it by now.
func (s *site) press(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int
		Data    string
	}
	if !decode(w, r, &in) {
		return
	}
	if err := m.PressData(in.Message, in.Data); err != nil {
		refuse(w, http.StatusConflict, "The button could not be pressed.")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) place(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct{ Latitude, Longitude float64 }
	if !decode(w, r, &in) {
		return
	}
	if math.Abs(in.Latitude) > 90 || math.Abs(in.Longitude) > 180 {
		refuse(w, http.StatusUnprocessableEntity, "There is no such place.")
		return
	}
	m.Location(in.Latitude, in.Longitude)
	w.WriteHeader(http.StatusNoContent)
}

// upload sends the body: pictures as a photo, everything else as a document.
func (s *site) upload(m *member, w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, "A file has at most 20 MB.")
		return
	case err != nil:
		refuse(w, http.StatusBadRequest, "The file did not arrive.")
		return
	case len(data) == 0:
		refuse(w, http.StatusUnprocessableEntity, "The file is empty.")
		return
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		m.Photo(data, "")
	} else {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		m.Document(fileName(r.URL.Query().Get("name")), kind, data)
	}
	w.WriteHeader(http.StatusNoContent)
}

// fileName is the last element of a name from outside.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		return "file"
	}
	return name
}
