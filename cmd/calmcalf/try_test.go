package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
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

// TestTryBegins shows the clock of the page when it is opened: in the evening,
// whatever time it is.
func TestTryBegins(t *testing.T) {
	t.Parallel()
	for zone, args := range map[string][]string{
		"Europe/Berlin":    nil,
		"Pacific/Auckland": {"--timezone=Pacific/Auckland"},
		"America/New_York": {"--timezone=America/New_York"},
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			local, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			_, address, _ := startTry(t, t.TempDir(), append(args, "--listen=127.0.0.1:0")...)
			stream, err := http.Get(address + "/api/events")
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Body.Close()
			now := regexp.MustCompile(`"now":([0-9]+)`)
			for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
				if found := now.FindStringSubmatch(lines.Text()); found != nil {
					ms, err := strconv.ParseInt(found[1], 10, 64)
					if err != nil {
						t.Fatal(err)
					}
					clock := time.UnixMilli(ms).In(local)
					if first := beginning(clock, local); clock.Before(first) || clock.After(first.Add(patience)) {
						t.Errorf("the page begins at %v", clock)
					}
					return
				}
			}
			t.Error("the page has no clock")
		})
	}
}

func TestBeginning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ zone, now, want string }{
		{"Europe/Berlin", "2026-11-22T09:30:00Z", "2026-11-22T20:45:00+01:00"},
		{"Europe/Berlin", "2026-11-22T22:59:59Z", "2026-11-22T20:45:00+01:00"}, // it is later there
		{"Europe/Berlin", "2026-11-22T23:00:00Z", "2026-11-23T20:45:00+01:00"}, // and here a new date
		{"Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T20:45:00+01:00"}, // before summer time ends
		{"Asia/Tokyo", "2026-12-31T16:00:00Z", "2027-01-01T20:45:00+09:00"},
		{"America/St_Johns", "2027-01-01T02:00:00Z", "2026-12-31T20:45:00-03:30"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := beginning(now, zone).Format(time.RFC3339); got != test.want {
			t.Errorf("%s, %s: %s, want %s", test.zone, test.now, got, test.want)
		}
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
