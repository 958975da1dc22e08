package webchat

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"time"

	"calmcalf/bot/emulator"
)

// pictures and sounds are what a browser may show in the page. Everything else is
// only ever saved, whatever it says it is: a document of the bot must not become
// a page of this origin.
var (
	pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}
	sounds   = []string{"audio/mpeg", "audio/ogg", "audio/wav", "audio/wave", "audio/x-wav", "audio/mp4"}
)

func (s *site) file(w http.ResponseWriter, r *http.Request) {
	found, ok := s.files.Load(r.PathValue("file"))
	if !ok {
		refuse(w, http.StatusNotFound, "There is no such file.")
		return
	}
	f := found.(*emulator.Media)
	kind, disposition := "application/octet-stream", "attachment"
	switch {
	case f.Kind == "photo" && slices.Contains(pictures, http.DetectContentType(f.Bytes)):
		kind, disposition = http.DetectContentType(f.Bytes), "inline"
	case f.Kind == "audio" && slices.Contains(sounds, f.MIME), f.Kind == "voice" && slices.Contains(sounds, f.MIME):
		kind, disposition = f.MIME, "inline"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if f.Name != "" {
		disposition = mime.FormatMediaType(disposition, map[string]string{"filename": f.Name})
	}
	h.Set("Content-Disposition", disposition)
	h.Set("Cache-Control", "private, max-age=31536000, immutable") // the address is a hash of the bytes
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Bytes))
}
