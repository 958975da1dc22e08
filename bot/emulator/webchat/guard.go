package webchat

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy is what the page itself may do: load from here, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; " +
	"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// guard lets only the page itself in, and fences it.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		h.Set("Cache-Control", "no-store")
		switch {
		case !loopback(r.Host):
			refuse(w, http.StatusForbidden, "This page answers on this computer only, as localhost or 127.0.0.1.")
		case foreign(r):
			refuse(w, http.StatusForbidden, "This page does not answer other pages.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// loopback reports whether a Host header can only mean this machine. A name that
// somebody else's DNS resolves to 127.0.0.1 does not.
func loopback(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// foreign reports whether another origin asks. A link from elsewhere to the page is
// fine; whatever changes something has to come from the page and to say so.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		own := "http://" + r.Host
		return !strings.EqualFold(r.Header.Get("Origin"), own) || site != "" && site != "same-origin"
	}
	return r.URL.Path != "/" && site != "" && site != "same-origin" && site != "none"
}
