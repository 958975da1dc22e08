package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif" // what a photo may be
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"path"
	"strings"
	"time"
)

const (
	kindPhoto    = "photo"
	kindDocument = "document"
	kindAudio    = "audio"
	kindVoice    = "voice"
	kindSticker  = "sticker"
)

const (
	maxUpload   = 50 << 20
	maxPhoto    = 10 << 20
	maxDownload = 20 << 20
)

// file is what was uploaded once and can be sent again by its ID. Equal uploads
// are one file.
type file struct {
	id, unique    string
	kind          string
	name, mime    string
	path          string
	width, height int
	data          []byte
}

// media is a file as one message shows it.
type media struct {
	*file
	duration         time.Duration
	title, performer string
	emoji            string
}

func (m *media) view() *Media {
	return &Media{
		Kind: m.kind, FileID: m.id, Name: m.name, MIME: m.mime, Width: m.width, Height: m.height,
		Duration: m.duration, Title: m.title, Performer: m.performer, Emoji: m.emoji, Bytes: m.data,
	}
}

func (m *media) wire() wireFile {
	w := wireFile{FileID: m.id, FileUniqueID: m.unique, FileSize: len(m.data)}
	seconds, no := int(m.duration/time.Second), false
	switch m.kind {
	case kindPhoto:
		w.Width, w.Height = &m.width, &m.height
	case kindDocument:
		w.FileName, w.MIMEType = m.name, m.mime
	case kindAudio:
		w.FileName, w.MIMEType, w.Duration = m.name, m.mime, &seconds
		w.Title, w.Performer = m.title, m.performer
	case kindVoice:
		w.MIMEType, w.Duration = m.mime, &seconds
	case kindSticker:
		w.Type, w.Width, w.Height = "regular", &m.width, &m.height
		w.IsAnimated, w.IsVideo, w.Emoji = &no, &no, &m.emoji
	}
	return w
}

// store keeps an upload of the bot, when it is what its kind has to be.
func (s *Server) store(kind string, up upload) (*file, error) {
	if len(up.data) == 0 {
		return nil, badRequest("file must be non-empty")
	}
	if len(up.data) > maxUpload {
		return nil, refuse(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	}
	up.name = fileName(up.name)
	f := s.keep(kind, up)
	if kind == kindPhoto {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// keep stores a file, or finds the equal one that is stored already.
func (s *Server) keep(kind string, up upload) *file {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s", kind, up.name, up.mime, up.data))
	id := "f" + base64.RawURLEncoding.EncodeToString(sum[:24])
	if f, ok := s.files[id]; ok {
		return f
	}
	f := &file{id: id, unique: id[:12], kind: kind, name: path.Base(up.name), mime: up.mime, data: up.data}
	if up.name == "" {
		f.name = ""
	}
	if f.mime == "" || f.mime == "application/octet-stream" {
		f.mime, _, _ = strings.Cut(http.DetectContentType(up.data), ";")
	}
	if c, _, err := image.DecodeConfig(bytes.NewReader(up.data)); err == nil && kind == kindPhoto {
		f.width, f.height = c.Width, c.Height
	}
	f.path = fmt.Sprintf("%ss/file_%d%s", kind, len(s.files), path.Ext(f.name))
	s.files[f.id], s.paths[f.path] = f, f
	return f
}

// check refuses what cannot be a photo.
func (f *file) check() error {
	if len(f.data) > maxPhoto {
		return badRequest("file of size %d bytes is too big for a photo; the maximum size is %d bytes", len(f.data), maxPhoto)
	}
	if f.width == 0 || f.height == 0 {
		return badRequest("IMAGE_PROCESS_FAILED")
	}
	if f.width+f.height > 10000 || max(f.width, f.height) > 20*min(f.width, f.height) {
		return badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

// input finds the file that a parameter names: an upload in its place, an upload
// elsewhere in the request ("attach://name"), or a file ID.
func (s *Server) input(q *request, kind, field, value string) (*media, error) {
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		field = name
	}
	if up, ok := q.files[field]; ok {
		f, err := s.store(kind, up)
		return &media{file: f}, err
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		return nil, notEmulated("sending a file by URL")
	}
	f := s.files[value]
	if f == nil {
		return nil, badRequest("wrong file identifier/HTTP URL specified")
	}
	if f.kind != kind {
		title := func(k string) string { return strings.ToUpper(k[:1]) + k[1:] }
		return nil, badRequest("can't use file of type %s as %s", title(f.kind), title(kind))
	}
	return &media{file: f}, nil
}

func (s *Server) getFile(q *request) (any, error) {
	f := s.files[q.text("file_id")]
	switch {
	case f == nil:
		return nil, badRequest("wrong file_id or the file is temporarily unavailable")
	case len(f.data) > maxDownload:
		return nil, badRequest("file is too big")
	}
	return wireFile{FileID: f.id, FileUniqueID: f.unique, FileSize: len(f.data), FilePath: f.path}, nil
}

// download answers /file/bot<token>/<path>.
func (s *Server) download(name string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.paths[name]
	if f == nil {
		return refused(refuse(http.StatusNotFound, "Not Found"))
	}
	return answer{http.StatusOK, map[string]string{"Content-Type": "application/octet-stream"}, f.data}
}
