package webchat

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"time"
)

//go:embed page
var embedded embed.FS

// assets are the files of the page by the path they are served at.
func assets() map[string][]byte {
	out := map[string][]byte{}
	err := fs.WalkDir(embedded, "page", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := embedded.ReadFile(name)
		served := "/" + path.Base(name)
		if served == "/index.html" {
			served = "/{$}"
		}
		out[served] = body
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("webchat: embedded page: %v", err))
	}
	return out
}

// types does not leave the kinds of our own few files to the machine's table.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func serveAssets(mux *http.ServeMux) {
	for served, body := range assets() {
		kind := types[path.Ext(served)]
		if kind == "" {
			kind = "text/html; charset=utf-8"
		}
		sum := sha256.Sum256(body)
		tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		mux.HandleFunc("GET "+served, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("ETag", tag)
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		})
	}
}
