// Package browsertest opens the web chat in a real browser, and does in it what
// people do: look, tap, write, and wait for an answer.
//
// Everything waits for a condition in the page, with a deadline, and every
// helper ends the test when it is not met: a test reads like what somebody does.
// What the page writes to its console as an error fails the test of its tab.
//
// The browser is the one that CALMCALF_BROWSER names, or chromium or
// google-chrome on the PATH. Where there is none the test is skipped, and fails
// when CALMCALF_REQUIRE_BROWSER is 1. With -short it is skipped.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Patience is how long a condition may take to come true. It is long, because a
// busy machine is slow.
const Patience = 20 * time.Second

// find is where the browser is, or why there is none.
func find() (path, missing string) {
	if named := os.Getenv("CALMCALF_BROWSER"); named != "" {
		return named, ""
	}
	for _, name := range []string{"chromium", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, ""
		}
	}
	return "", "no browser: neither CALMCALF_BROWSER nor chromium or google-chrome on the PATH"
}

// Browser is one that runs for a test and all its tabs.
type Browser struct{ ctx context.Context }

// Start starts a browser that ends with the test, or skips the test. It reaches
// this machine only.
func Start(tb testing.TB) *Browser {
	tb.Helper()
	path, missing := find()
	if missing != "" {
		if os.Getenv("CALMCALF_REQUIRE_BROWSER") == "1" {
			tb.Fatal(missing)
		}
		tb.Skip(missing)
	}
	if testing.Short() {
		tb.Skip("short: a browser takes a while")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(tb.TempDir(), "profile")),
		chromedp.NoSandbox, // of our own page only
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	tb.Cleanup(cancel)
	ctx, end := chromedp.NewContext(allocated)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatalf("start the browser: %v", err)
	}
	tb.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			tb.Logf("end the browser: %v", err)
		}
		end()
	})
	return &Browser{ctx}
}
