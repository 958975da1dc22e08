package main

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var addressForm = regexp.MustCompile(`(?m)^Calmcalf is at (http://127\.0\.0\.1:([0-9]+))$`)

// startTry starts the try-out and waits until it tells its address. folder is where
// it puts what it needs.
func startTry(t *testing.T, folder string, args ...string) (p *program, address, port string) {
	t.Helper()
	p = begin(t, []string{"TMPDIR=" + folder}, append([]string{"try"}, args...)...)
	var found []string
	await(t, "the address of the page", func() bool {
		found = addressForm.FindStringSubmatch(p.stdout.String())
		return found != nil
	})
	return p, found[1], found[2]
}

func fetch(t *testing.T, address string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestTry(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p, address, port := startTry(t, folder, "--listen=127.0.0.1:0")
	if status, body := fetch(t, address+"/"); status != http.StatusOK || !strings.Contains(strings.ToLower(body), "<!doctype html>") {
		t.Errorf("the page: %d, %.100q", status, body)
	}
	// The page is not the Bot API: nobody can be the bot from outside.
	for _, path := range []string{"/bot" + tryToken + "/getMe", "/file/bot" + tryToken + "/x"} {
		if status, _ := fetch(t, address+path); status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, status)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("in the temporary folder lie %v (%v), want one folder", entries, err)
	}

	// A second one finds another port.
	other := t.TempDir()
	second, elsewhere, another := startTry(t, other, "--listen=127.0.0.1:"+port)
	if another == port {
		t.Errorf("both are at port %s", port)
	}
	for _, page := range []string{address, elsewhere} {
		if status, _ := fetch(t, page+"/"); status != http.StatusOK {
			t.Errorf("%s answers %d", page, status)
		}
	}
	second.stop()
	p.stop()
	for _, f := range []string{folder, other} {
		if entries, err := os.ReadDir(f); err != nil || len(entries) > 0 {
			t.Errorf("left behind: %v (%v)", entries, err)
		}
	}
	if p.stderr.String() != "" {
		t.Errorf("it complained: %s", p.stderr.String())
	}
}

// TestTryRefuses keeps the page on this machine, and tells mistakes as serve does.
func TestTryRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ flag, want string }{
		{"--listen=0.0.0.0:0", `--listen is "0.0.0.0:0"`},
		{"--listen=:8765", "127.0.0.1:8765"},
		{"--listen=192.0.2.1:0", "an address of this machine"},
		{"--listen=8765", "127.0.0.1:8765"},
		{"--timezone=Middle-earth/Shire", `CALMCALF_TIMEZONE holds "Middle-earth/Shire"`},
	} {
		folder := t.TempDir()
		status, stdout, stderr := ask(t, []string{"TMPDIR=" + folder}, "try", test.flag)
		if status != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q", test.flag, status, stdout, stderr)
		}
		if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
			t.Errorf("%s: left behind: %v (%v)", test.flag, entries, err)
		}
	}
}
