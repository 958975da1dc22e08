package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Size is that of a window, in CSS pixels.
type Size struct {
	Name          string
	Width, Height int64
	Scale         float64 // pixels of a screenshot to a CSS pixel; 0 means 1
}

// What the page is made for: the phone of most people, the smallest one that is
// still about, and a window on a desk. A width under 600 is a phone.
var (
	Phone   = Size{Name: "phone", Width: 390, Height: 844}
	Small   = Size{Name: "small", Width: 320, Height: 640}
	Desktop = Size{Name: "desktop", Width: 1280, Height: 800}
)

// Tab is one open page.
type Tab struct {
	testing.TB
	ctx  context.Context
	mu   sync.Mutex
	errs []string // of the page's console
}

// Open opens the web chat in a tab with a storage of its own, as another person
// at another machine would.
func (b *Browser) Open(tb testing.TB, url string, size Size) *Tab {
	tb.Helper()
	return open(tb, b.ctx, url, size, chromedp.WithNewBrowserContext())
}

// Beside opens another tab of the same person.
func (t *Tab) Beside(url string, size Size) *Tab {
	t.Helper()
	return open(t.TB, t.ctx, url, size)
}

func open(tb testing.TB, parent context.Context, url string, size Size, options ...chromedp.ContextOption) *Tab {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	tb.Cleanup(cancel)
	t := &Tab{TB: tb, ctx: ctx}
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
	t.Resize(size)
	t.Do(chromedp.Navigate(url))
	t.Until(`document.querySelectorAll('[role=tab]').length > 0`)
	return t
}

func (t *Tab) note(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.errs = append(t.errs, text)
}

// Resize gives the window another size.
func (t *Tab) Resize(size Size) {
	t.Helper()
	var more []chromedp.EmulateViewportOption
	if size.Width < 600 {
		more = append(more, chromedp.EmulateMobile, chromedp.EmulatePortrait)
	}
	if size.Scale > 0 {
		more = append(more, chromedp.EmulateScale(size.Scale))
	}
	t.Do(chromedp.EmulateViewport(size.Width, size.Height, more...))
}

// Close closes the tab as its cross does.
func (t *Tab) Close() {
	t.Helper()
	if err := chromedp.Cancel(t.ctx); err != nil {
		t.Fatalf("close the tab: %v", err)
	}
}

// Do runs actions.
func (t *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Shoot("failed")
		t.Fatalf("in the browser: %v", err)
	}
}

// Until waits for a condition in the page, which may await something. One that
// throws is not met yet.
func (t *Tab) Until(condition string) {
	t.Helper()
	wait := fmt.Sprintf(`new Promise((done) => {
		const look = async () => { let is = false; try { is = %s } catch {} ; is ? done(true) : setTimeout(look, 15) };
		look();
	})`, condition)
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](wait, chromedp.EvalAwaitPromise)); err != nil {
		t.Shoot("failed")
		t.Fatalf("waited in vain for %s: %v", condition, err)
	}
}

// Value evaluates an expression in the page.
func Value[T any](t *Tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("in the page: %v", err)
	}
	return out
}

// Click clicks what a CSS selector finds first, as ClickOn does.
func (t *Tab) Click(selector string) {
	t.Helper()
	t.ClickOn(fmt.Sprintf(`document.querySelector(%q)`, selector))
}

// ClickOn clicks an element, given in JavaScript, once it is in sight, holds still
// and lies under nothing. People do not aim at what moves either, and a click
// that misses is not seen by anybody.
func (t *Tab) ClickOn(element string) {
	t.Helper()
	t.Until(fmt.Sprintf(`await (async () => {
		const frame = () => new Promise((done) => requestAnimationFrame(done));
		const node = %s;
		node.scrollIntoViewIfNeeded();
		const place = () => { const r = node.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2] };
		await frame();
		const before = place();
		await frame();
		const now = place();
		return node.isConnected && String(before) === String(now) && node.contains(document.elementFromPoint(...now));
	})()`, element))
	t.Do(chromedp.Click(chromedp.JSPath(element), chromedp.NodeVisible))
}

// Write types into the message box and sends.
func (t *Tab) Write(text string) {
	t.Helper()
	t.Do(chromedp.SendKeys(chromedp.CSS("#text"), text), Enter())
}

// Sees waits until the last message contains a text.
func (t *Tab) Sees(text string) {
	t.Helper()
	t.Until(fmt.Sprintf(`[...document.querySelectorAll('.message')].at(-1).querySelector('.bubble').innerText.includes(%q)`, text))
}

// Picture is the page as it is, as a PNG.
func (t *Tab) Picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// Shoot keeps a picture of the page in the test's artifacts, for eyes. That it
// cannot is no failure.
func (t *Tab) Shoot(name string) {
	t.Helper()
	shot, err := t.Picture()
	if err != nil {
		t.Logf("no screenshot: %v", err)
		return
	}
	name = filepath.Join(t.ArtifactDir(), strings.ReplaceAll(name, " ", "-")+".png")
	if err := os.WriteFile(name, shot, 0o600); err != nil {
		t.Logf("no screenshot: %v", err)
	}
}
