package webchat

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	const text = "/api/people/1001/text"
	for _, c := range []struct {
		name, method, path string
		host               string
		header             map[string]string
		want               int
	}{
		{"the page", "GET", "/", "127.0.0.1:8081", nil, 200},
		{"by name", "GET", "/", "localhost:8081", nil, 200},
		{"by name without a port", "GET", "/", "localhost", nil, 200},
		{"IPv6", "GET", "/", "[::1]:8081", nil, 200},
		{"a link from elsewhere", "GET", "/", "localhost:8081", map[string]string{"Sec-Fetch-Site": "cross-site"}, 200},
		{"another name", "GET", "/", "evil.example:8081", nil, 403},
		{"a name that begins like ours", "GET", "/", "localhost.evil.example", nil, 403},
		{"an address of the network", "GET", "/", "192.168.1.4:8081", nil, 403},
		{"no name", "GET", "/", "", nil, 403},
		{"reading from another page", "GET", "/api/calls", "localhost:8081", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"reading from another port", "GET", "/api/events", "localhost:8081", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"writing", "POST", text, "localhost:8081", map[string]string{"Origin": "http://localhost:8081"}, 204},
		{"writing without an origin", "POST", text, "localhost:8081", nil, 403},
		{"writing from another page", "POST", text, "localhost:8081", map[string]string{"Origin": "https://evil.example"}, 403},
		{"writing from a sandbox", "POST", text, "localhost:8081", map[string]string{"Origin": "null"}, 403},
		{"writing from another port", "POST", text, "localhost:8081", map[string]string{"Origin": "http://localhost:9"}, 403},
		{"writing from another site", "POST", text, "localhost:8081", map[string]string{"Origin": "http://localhost:8081", "Sec-Fetch-Site": "cross-site"}, 403},
		{"a form", "POST", text, "localhost:8081", map[string]string{"Origin": "http://localhost:8081", "Content-Type": "text/plain"}, 415},
		{"switching a fault off from elsewhere", "DELETE", "/api/faults/flood", "localhost:8081", map[string]string{"Origin": "https://evil.example"}, 403},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(`{"text":"hello"}`))
		r.Host = c.host
		r.Header.Set("Content-Type", "application/json")
		for k, v := range c.header {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		s.site.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d: %s", c.name, w.Code, c.want, w.Body)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/page.js": "text/javascript; charset=utf-8", "/style.css": "text/css; charset=utf-8",
		"/icon.svg": "image/svg+xml", "/api/calls": "application/json", "/nothing": "text/plain; charset=utf-8",
	} {
		resp, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		h := resp.Header
		if h.Get("Content-Type") != kind {
			t.Errorf("%s is %s, want %s", path, h.Get("Content-Type"), kind)
		}
		csp := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; style-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Access-Control-Allow-Origin": "", "Set-Cookie": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		// The page is what it is without asking anybody else, and fits its policy.
		for _, foreign := range []string{"https://", "//cdn", " style=", " onclick=", "<script>", "innerHTML", "eval("} {
			if path != "/nothing" && strings.Contains(string(body), foreign) {
				t.Errorf("%s contains %q", path, foreign)
			}
		}
	}
}

func TestAssetsAreNotSentTwice(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	first, err := http.Get(s.url + "/page.js")
	if err != nil {
		t.Fatal(err)
	}
	first.Body.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/page.js", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", first.Header.Get("ETag"))
	second, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	second.Body.Close()
	if second.StatusCode != http.StatusNotModified {
		t.Errorf("the second time: %d", second.StatusCode)
	}
}

// maxPage is the size of everything that a first visit loads, in bytes.
const maxPage = 100_000

func TestPageIsSmall(t *testing.T) {
	t.Parallel()
	total := 0
	for _, body := range assets() {
		total += len(body)
	}
	t.Logf("%d bytes in %d files", total, len(assets()))
	if total > maxPage {
		t.Errorf("the page has %d bytes, at most %d are wanted", total, maxPage)
	}
}
