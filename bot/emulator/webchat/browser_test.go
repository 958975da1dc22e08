package webchat

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// findBrowser is where the browser is, or why there is none.
func findBrowser() (string, string) {
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

// newBrowser starts one for a test and all its tabs.
func newBrowser(tb testing.TB) context.Context {
	tb.Helper()
	path, missing := findBrowser()
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
	return ctx
}

// tab is one open page.
type tab struct {
	testing.TB
	ctx  context.Context
	mu   sync.Mutex
	errs []string // of the page's console; the test fails with them
}

const patient = 20 * time.Second

// newTab opens a page in a browser context of its own, or beside another tab.
func newTab(tb testing.TB, browser context.Context, url string, width, height int64, own bool) *tab {
	tb.Helper()
	var options []chromedp.ContextOption
	if own {
		options = append(options, chromedp.WithNewBrowserContext())
	}
	ctx, cancel := chromedp.NewContext(browser, options...)
	tb.Cleanup(cancel)
	t := &tab{TB: tb, ctx: ctx}
	err := chromedp.Listen(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			t.note(fmt.Sprintf("%+v", ev.ExceptionDetails.Exception))
		case *log.EventEntryAdded:
			// What the network says is the business of each test.
			if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
				t.note(ev.Entry.Text)
			}
		}
	})
	if err != nil {
		tb.Fatalf("open a tab: %v", err)
	}
	tb.Cleanup(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, e := range t.errs {
			tb.Errorf("the page: %s", e)
		}
	})
	var phone []chromedp.EmulateViewportOption
	if width < 600 {
		phone = append(phone, chromedp.EmulateMobile, chromedp.EmulatePortrait)
	}
	t.do(chromedp.EmulateViewport(width, height, phone...), chromedp.Navigate(url))
	t.until(`document.querySelectorAll('[role=tab]').length > 0`)
	return t
}

func (t *tab) note(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.errs = append(t.errs, text)
}

func (t *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.shoot("failed")
		t.Fatalf("in the browser: %v", err)
	}
}

// until waits for a condition in the page.
func (t *tab) until(condition string) {
	t.Helper()
	wait := fmt.Sprintf(`new Promise((done) => {
		const look = () => { let is = false; try { is = %s } catch {} ; is ? done(true) : setTimeout(look, 15) };
		look();
	})`, condition)
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](wait, chromedp.EvalAwaitPromise)); err != nil {
		t.shoot("failed")
		t.Fatalf("waited in vain for %s: %v", condition, err)
	}
}

// value evaluates an expression in the page.
func value[T any](t *tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("in the page: %v", err)
	}
	return out
}

func (t *tab) click(selector string) {
	t.Helper()
	t.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// write types into the message box and sends.
func (t *tab) write(text string) {
	t.Helper()
	t.do(chromedp.SendKeys(chromedp.CSS("#text"), text), enter())
}

// sees waits until the last message contains a text.
func (t *tab) sees(text string) {
	t.Helper()
	t.until(fmt.Sprintf(`[...document.querySelectorAll('.message')].at(-1).querySelector('.bubble').innerText.includes(%q)`, text))
}

// shoot keeps a picture of the page as it is.
func (t *tab) shoot(name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patient)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Logf("no screenshot: %v", err)
		return
	}
	name = filepath.Join(t.ArtifactDir(), strings.ReplaceAll(name, " ", "-")+".png")
	if err := os.WriteFile(name, shot, 0o600); err != nil {
		t.Logf("no screenshot: %v", err)
	}
}

// run evaluates a statement in the page.
func run(statement string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](statement)
}

// scheme makes the system light or dark.
func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	})
}

// enter presses the key as a keyboard does: the character follows only when the
// page has not taken the key for itself. (chromedp's own keys always send it.)
func enter() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{
			input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeChar, input.DispatchKeyEventTypeKeyUp,
		} {
			key := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
			if kind == input.DispatchKeyEventTypeChar {
				key.Text, key.UnmodifiedText = "\r", "\r"
			}
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		return nil
	})
}
