package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"calmcalf/bot/emulator/webchat/browsertest"
)

var update = flag.Bool("update", false, "take the picture of the README again")

// visitor is somebody who tries the bot in a browser.
type visitor struct{ *browsertest.Tab }

// tryHere runs the try-out in this process, until the end of the test.
func tryHere(t *testing.T, args ...string) (address string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var stdout, stderr output
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, append([]string{"try", "--listen=127.0.0.1:0"}, args...), &stdout, &stderr) }()
	t.Cleanup(func() {
		cancel()
		select {
		case status := <-ended:
			if status != 0 {
				t.Errorf("try ended with status %d: %s", status, stderr.String())
			}
		case <-time.After(patience):
			t.Errorf("try does not end in %v", patience)
		}
	})
	var found []string
	await(t, "the address of the page", func() bool {
		found = addressForm.FindStringSubmatch(stdout.String())
		return found != nil
	})
	return found[1]
}

// last is the latest button of the bot with a label, in JavaScript.
func last(label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.message .inline')].findLast((b) => b.textContent === %q && !b.ariaBusy)`, label)
}

// tap taps the latest button with a label.
func (v visitor) tap(label string) {
	v.Helper()
	v.ClickOn(last(label))
}

// answer taps, and waits for what is said then: in the message itself, or in one
// below it, which may come at once.
func (v visitor) answer(label, then string) {
	v.Helper()
	v.tap(label)
	v.Until(fmt.Sprintf(`[...document.querySelectorAll('.message .bubble')].slice(-2).some((b) => b.innerText.includes(%q))`, then))
}

// asks writes, and waits for what is said then.
func (v visitor) asks(text, then string) {
	v.Helper()
	v.Write(text)
	v.Sees(then)
}

// jump moves the clock with one of its buttons.
func (v visitor) jump(name string) {
	v.Helper()
	button := fmt.Sprintf(`[data-jump=%q]`, name)
	v.Until(fmt.Sprintf(`document.querySelector('%s').ariaDisabled === 'false'`, button))
	if !browsertest.Value[bool](v.Tab, fmt.Sprintf(`document.querySelector('%s').checkVisibility()`, button)) {
		v.Click("#fold")
	}
	v.Click(button)
	v.Until(`document.querySelector('#clock').ariaBusy === 'false'`)
}

const next = `(document.querySelector('#next strong')?.textContent ?? '')`

// until goes from event to event, up to one of a name.
func (v visitor) until(name string) {
	v.Helper()
	for range 20 {
		v.Until(next)
		ahead := browsertest.Value[string](v.Tab, next)
		v.jump("next")
		v.Until(fmt.Sprintf(`%s !== %q`, next, ahead))
		if strings.Contains(ahead, name) {
			return
		}
	}
	v.Fatalf("there is no %s ahead", name)
}

// arrive goes through the onboarding with the buttons.
func (v visitor) arrive() {
	v.Helper()
	v.Click("#empty button")
	v.Sees("May I keep a diary for you?")
	v.answer("Yes, keep my diary", "Where do you live?")
	v.agrees()
	v.answer("Yes, it is", "When is your night?")
	v.answer("That fits", "Does any of these apply to you?")
	v.answer("None of these", "Your plan")
}

// agrees waits until the time in the last message that tells one is what the page
// puts beneath it. A minute may have begun between the two, and with a new clock
// the morning question may be due.
func (v visitor) agrees() {
	v.Helper()
	v.Until(`(() => {
		const time = (m, part) => m.querySelector(part).textContent.match(/\d\d:\d\d/)?.[0].split(':');
		const last = [...document.querySelectorAll('.message')].findLast((m) => time(m, '.text'));
		const minutes = (part) => { const [h, m] = time(last, part); return 60 * h + 1 * m };
		return (minutes('.meta') - minutes('.text') + 1440) % 1440 <= 1;
	})()`)
}

// adds puts somebody with 60 days of diary on the page.
func (v visitor) adds(name string) {
	v.Helper()
	v.Click("#add")
	v.Do(chromedp.SendKeys(chromedp.CSS("#add-name"), name))
	v.Click(".starter:nth-child(2)")
	v.Click("#add-submit")
	v.Until(fmt.Sprintf(`!document.querySelector('#add-dialog').open && document.querySelector('#name').textContent === %q`, name))
}

// shows waits until the last message has its picture.
func (v visitor) shows() {
	v.Helper()
	v.Until(`document.querySelector('.message:last-child .photo img').naturalWidth > 500`)
}

// TestTryInBrowser does with the real try what people do, in a real browser.
func TestTryInBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	for _, c := range []struct {
		name string
		size browsertest.Size
		play func(visitor, string)
	}{
		{"a newcomer's first night", browsertest.Phone, playFirstNight},
		{"the smallest phone", browsertest.Small, playFirstNight},
		{"keys only", browsertest.Desktop, playKeys},
		{"a place", browsertest.Phone, playPlace},
		{"two people", browsertest.Desktop, playTwoPeople},
		{"blocked", browsertest.Phone, playBlocked},
		{"faults", browsertest.Desktop, playFaults},
		{"two tabs", browsertest.Desktop, playTwoTabs},
		{"taken along", browsertest.Phone, playTakenAlong},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := tryHere(t)
			v := visitor{browser.Open(t, address, c.size)}
			c.play(v, address)
			v.Accessible(c.name)
			v.Shoot(c.name)
		})
	}
}

// playFirstNight is onboarding, an evening, the morning after and the month.
func playFirstNight(v visitor, _ string) {
	v.arrive()
	v.Until(`document.querySelectorAll('.key').length === 3`)
	v.until("Legs up")
	v.Sees("How are your legs this evening?")
	v.answer("Done, legs fine", "Legs this evening: fine.")
	v.until("Calf stretch")
	v.Sees("hold 10 seconds")
	v.answer("Done", "Calf stretch: done.")
	// This night may be the last one of its month.
	month := browsertest.Value[string](v.Tab, `document.querySelector('#time').dateTime.slice(0, 7)`)
	v.jump("morning")
	v.Sees("Any leg cramps last night?")
	v.answer("2", "is one leg swollen")
	v.answer("No", "Worst pain, from 1 to 10?")
	v.answer("6", "Was your sleep disturbed?")
	v.answer("A little", "How long was the longest?")
	v.answer("That is all", "2 cramps · worst pain 6 of 10 · sleep disturbed: a little")
	v.asks("/summary "+month, "1 cramp night\n")
	v.shows()
	v.Sees("2 cramps: ")
	v.Sees("Calf stretch: 1 of ")
	v.Sees("Worst pain: 6 of 10")
}

// playKeys takes the first steps with nothing but a keyboard.
func playKeys(v visitor, _ string) {
	// tab goes on from control to control, up to the one with these words.
	tab := func(words string) {
		v.Helper()
		for range 30 {
			v.Do(chromedp.KeyEvent(kb.Tab))
			if browsertest.Value[string](v.Tab, `document.activeElement.textContent`) == words {
				return
			}
		}
		v.Fatalf("Tab does not come to %q", words)
	}
	v.Until(`document.querySelector('#empty button')`)
	tab("Start")
	v.Do(browsertest.Enter())
	v.Sees("May I keep a diary for you?")
	tab("Yes, keep my diary")
	v.Do(browsertest.Enter())
	v.Sees("Where do you live?")
	// The button is gone, and the focus stays with its message.
	v.Until(`document.activeElement.classList.contains('message')`)
	tab("Yes, it is")
	if outline := browsertest.Value[string](v.Tab, `getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		v.Errorf("the focus is %q, and not seen", outline)
	}
	v.Do(browsertest.Enter())
	v.Sees("When is your night?")
	tab("That fits")
	v.Do(browsertest.Enter())
	v.Sees("Does any of these apply to you?")
}

// playPlace moves to another zone with the place picker.
func playPlace(v visitor, _ string) {
	v.arrive()
	v.asks("/timezone", "Type your city, or share your location.")
	v.Click(".key[aria-haspopup]")
	v.Do(chromedp.SendKeys(chromedp.CSS("#places-search"), "toky"))
	v.Until(`document.querySelectorAll('#places li').length === 1`)
	v.Accessible("the place picker")
	v.Click("#places button")
	v.Sees("Tokyo, ")
	v.tap("Yes, it is")
	v.Until(`[...document.querySelectorAll('.message')].some((m) => m.textContent.includes('Your clock is Asia/Tokyo'))`)
	v.Until(`document.querySelector('#about').textContent === 'Asia/Tokyo'`)
	v.agrees()
	v.Until(`document.querySelectorAll('.key').length === 3`)
}

// playTwoPeople adds somebody with a diary beside somebody without.
func playTwoPeople(v visitor, _ string) {
	v.arrive()
	v.adds("Rosa")
	v.Until(`document.querySelectorAll('.message').length === 0`)
	v.Click("#empty button")
	v.Sees("Your diary is open.")
	v.asks("/summary", "Answered: ")
	v.shows()
	v.asks("/history", "Tap a day to see or correct it.")
	// The month before is whole.
	month := `[...document.querySelectorAll('.message:last-child .inline')].at(-1).textContent`
	before := browsertest.Value[string](v.Tab, month)
	v.answer(before, before)
	v.ClickOn(`[...document.querySelectorAll('.message:last-child .inline')].find((b) => b.textContent.startsWith('20 '))`)
	v.Until(`/the night from \w+ 20 /.test([...document.querySelectorAll('.message')].at(-1).textContent)`)
	v.Accessible("a day of the grid")

	texts := `[...document.querySelectorAll('.message .text')].map((m) => m.textContent).join()`
	v.Click("#tab-1001")
	v.Sees("Your plan")
	v.asks("/pause", "Paused from")
	if all := browsertest.Value[string](v.Tab, texts); strings.Contains(all, "Tap a day") {
		v.Error("Rosa's diary is in another chat")
	}
	v.Click("#tab-1002")
	v.Until(`document.querySelector('#name').textContent === 'Rosa' && document.querySelector('.message')`)
	if all := browsertest.Value[string](v.Tab, texts); strings.Contains(all, "Paused from") || !strings.Contains(all, "Tap a day") {
		v.Errorf("Rosa's chat is %q", all)
	}
	// Time goes by for both: one is asked, the other one has a break.
	v.jump("day")
	v.Until(`[...document.querySelectorAll('.message')].some((m) => m.textContent.includes('hold 10 seconds'))`)
	v.asks("/start", "Your diary is open.")
	if badge := browsertest.Value[string](v.Tab, `document.querySelector('#tab-1001 .badge').textContent`); badge != "" {
		v.Errorf("during a break %s messages came", badge)
	}
}

// playBlocked lets a day go by for somebody who has blocked the bot.
func playBlocked(v visitor, _ string) {
	const count = `document.querySelectorAll('.message').length`
	v.arrive()
	v.Click("#more")
	v.Click("#person-blocked")
	v.Until(`document.querySelector('#away-words').textContent.includes('blocked')`)
	held := browsertest.Value[int](v.Tab, count)
	v.jump("day")
	v.jump("day")
	v.Accessible("blocked")
	v.Click("#return")
	v.Until(`!document.querySelector('#composer').hidden`)
	v.asks("/start", "Your diary is open.")
	if now := browsertest.Value[int](v.Tab, count); now != held+2 {
		v.Errorf("%d messages reached somebody who had blocked the bot", now-held-2)
	}
	v.until("Calf stretch")
	v.Sees("hold 10 seconds")
	v.answer("Done", "Calf stretch: done.")
}

// playFaults answers while Telegram refuses and breaks down.
func playFaults(v visitor, _ string) {
	const count = `document.querySelectorAll('.message').length`
	v.arrive()
	v.until("Calf stretch")
	v.Sees("hold 10 seconds")
	v.Click("#behind")
	for _, fault := range []string{"flood", "gateway"} {
		v.Do(chromedp.SetValue(chromedp.CSS("#times-"+fault), "1"))
		v.Click(fmt.Sprintf(`[data-fault=%q]`, fault))
	}
	v.Until(`[...document.querySelectorAll('.fault-state')].filter((s) => s.textContent === 'on, met 0 of 1').length === 2`)
	before := browsertest.Value[int](v.Tab, count)
	v.answer("Done", "Calf stretch: done.")
	v.Until(`[...document.querySelectorAll('.fault-state')].every((s) => s.textContent === '')`)
	v.Until(`['429', '502'].every((s) => [...document.querySelectorAll('.status.bad')].some((b) => b.textContent === s))`)
	month := browsertest.Value[string](v.Tab, `document.querySelector('#time').dateTime.slice(0, 7)`)
	v.asks("/summary "+month, "Calf stretch: 1 of ")
	// A question and its answer have come, and nothing twice.
	if now := browsertest.Value[int](v.Tab, count); now != before+2 {
		v.Errorf("%d messages after %d and a question with its answer", now, before)
	}
}

// playTwoTabs shows the same in both, and goes on when one is closed.
func playTwoTabs(v visitor, address string) {
	v.arrive()
	other := visitor{v.Beside(address, browsertest.Phone)}
	other.Sees("Your plan")
	other.asks("/tonight", "Calf stretch")
	v.Sees("Calf stretch")
	v.asks("/bed", "")
	all := func(t visitor) string {
		t.Helper()
		return browsertest.Value[string](t.Tab, `[...document.querySelectorAll('.message .text')].map((m) => m.textContent).join()`)
	}
	v.Until(`document.querySelectorAll('#messages .bot').length > 3`)
	n := browsertest.Value[int](v.Tab, `document.querySelectorAll('.message').length`)
	other.Until(fmt.Sprintf(`document.querySelectorAll('.message').length === %d`, n))
	if one, two := all(v), all(other); one != two {
		v.Errorf("the tabs differ:\n%s\n%s", one, two)
	}
	other.Close()
	v.asks("/plan", "Your plan")
}

// playTakenAlong brings one person's diary to another, who then has the same
// month.
func playTakenAlong(v visitor, _ string) {
	v.arrive()
	v.adds("Rosa")
	v.Click("#empty button")
	v.Sees("Your diary is open.")
	// The month before is whole.
	v.asks("/history", "Tap a day")
	before := browsertest.Value[string](v.Tab, `[...document.querySelectorAll('.message:last-child .inline')].at(-1).textContent`)
	v.asks("/summary "+before, before)
	v.shows()
	const words = `document.querySelector('.message:last-child .text').innerText`
	want := browsertest.Value[string](v.Tab, words)
	v.answer("Page for a doctor", "A page to show a doctor or nurse")
	v.Until(`/^calmcalf-.*\.pdf$/.test(document.querySelector('.message:last-child .file').download)`)
	v.answer("My data", "What would you like to take along?")
	v.answer("Everything, JSON", "All of your diary.")
	v.Until(`/^calmcalf-.*\.json$/.test(document.querySelector('.message:last-child .file').download)`)
	file := filepath.Join(v.TempDir(), "diary.json")
	content := browsertest.Value[string](v.Tab, `(() => {
		const request = new XMLHttpRequest();
		request.open('GET', document.querySelector('.message:last-child .file').href, false);
		request.send();
		return request.responseText;
	})()`)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		v.Fatal(err)
	}

	v.Click("#tab-1001")
	v.Sees("Your plan")
	v.asks("/import", "Send me the file")
	v.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}, chromedp.NodeReady))
	v.Sees("One diary, one person: is it yours?")
	v.answer("Bring it in", "It is all in your diary now.")
	v.asks("/summary "+before, before)
	v.shows()
	if got := browsertest.Value[string](v.Tab, words); got != want {
		v.Errorf("the month is\n%s\nwant\n%s", got, want)
	}
}

// TestTryKilled kills the program under an open page, and starts it again.
func TestTryKilled(t *testing.T) {
	browser := browsertest.Start(t)
	folder := t.TempDir()
	p, address, port := startTry(t, folder, "--listen=127.0.0.1:0")
	v := visitor{browser.Open(t, address, browsertest.Phone)}
	v.arrive()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	v.Until(`document.querySelector('#lost').innerText === 'The server does not answer. Trying again.'`)
	v.Accessible("killed")
	v.Shoot("killed")
	v.Write("is anybody there")
	v.Until(`document.querySelector('.toast') && document.querySelector('#text').value === 'is anybody there'`)
	startTry(t, folder, "--listen=127.0.0.1:"+port)
	// Nothing was kept: it begins anew.
	v.Until(`document.querySelector('#lost').hidden && document.querySelectorAll('.message').length === 0`)
	v.arrive()
}

// TestLookAtTry shows the bot's main messages, for eyes, and holds each of them to
// the audit: on three sizes, in light and dark, without scrolling sideways.
func TestLookAtTry(t *testing.T) {
	v := visitor{browsertest.Start(t).Open(t, tryHere(t), browsertest.Desktop)}
	look := func(what string) {
		t.Helper()
		for _, scheme := range []string{"light", "dark"} {
			v.Do(browsertest.Scheme(scheme))
			v.Until(fmt.Sprintf(`document.documentElement.dataset.theme === %q`, scheme))
			for _, size := range []browsertest.Size{browsertest.Phone, browsertest.Small, browsertest.Desktop} {
				v.Resize(size)
				v.Until(fmt.Sprintf(`innerWidth === %d`, size.Width))
				v.Accessible(fmt.Sprintf("%s, %s, %s", what, size.Name, scheme))
				v.Shoot(fmt.Sprintf("%s %s %s", what, size.Name, scheme))
			}
		}
	}
	look("empty")
	v.Click("#empty button")
	v.Sees("May I keep a diary for you?")
	look("consent")
	v.answer("Yes, keep my diary", "Where do you live?")
	look("place")
	v.answer("Yes, it is", "When is your night?")
	look("hours")
	v.answer("That fits", "Does any of these apply to you?")
	look("gates")
	v.answer("None of these", "Your plan")
	look("plan")
	v.until("Legs up")
	v.Sees("How are your legs this evening?")
	look("legs up")
	v.tap("Done, legs fine")
	v.until("Calf stretch")
	v.Sees("hold 10 seconds")
	look("stretch")
	v.answer("Done", "Calf stretch: done.")
	v.jump("morning")
	v.Sees("Any leg cramps last night?")
	look("morning")
	v.answer("2", "Right now")
	v.answer("No", "Worst pain")
	look("pain")
	v.answer("6", "Was your sleep disturbed?")
	v.answer("That is all", "2 cramps")
	for _, command := range []struct{ text, then string }{
		{"/cramp", "Straighten the knee"},
		{"/tonight", "Calf stretch"},
		{"/settings", "Settings"},
		{"/plan", "Your plan"},
		{"/help", "What I can do"},
		{"/safety", "habit coach"},
		{"/privacy", "What is kept"},
		{"/timezone", "Type your city"},
		{"/bogus", "I do not know"},
	} {
		v.asks(command.text, command.then)
		look(command.text[1:])
	}
	v.adds("Rosa")
	v.asks("/summary", "Answered:")
	v.shows()
	look("summary")
	v.answer("Page for a doctor", "A page to show a doctor or nurse")
	look("export")
	v.asks("my chest hurts", "Call 112, 911 or 999 now.")
	look("emergency")
	v.tap("Mistake")
	v.asks("/history", "Tap a day")
	look("history")
}

// readmePicture is the file that the README begins with.
const readmePicture = "cmd/calmcalf/testdata/chat.png"

// TestPicture comes to the moment that the README begins with, in the evening
// before the stretch. With -update it takes the picture.
func TestPicture(t *testing.T) {
	size := browsertest.Size{Width: 1000, Height: 720, Scale: 2}
	v := visitor{browsertest.Start(t).Open(t, tryHere(t), size)}
	v.Do(browsertest.Scheme("light"))
	v.arrive()
	v.until("Legs up")
	v.answer("Done, legs fine", "Legs this evening: fine.")
	v.until("Calf stretch")
	v.Sees("hold 10 seconds")
	v.Until(`document.querySelector('#time').textContent === '22:10' && document.querySelector('#clock').dataset.sky === 'night'`)
	v.Accessible("the picture")
	// The pointer is nobody's business.
	v.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 10, 710))
	v.Until(`document.querySelector('[data-jump="next"]:hover') === null`)
	shot, err := v.Picture()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		var small bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, reduce(taken)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, readmePicture), small.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := png.DecodeConfig(strings.NewReader(readFile(t, readmePicture)))
	if want := taken.Bounds().Size(); err != nil || kept.Width != want.X || kept.Height != want.Y {
		t.Errorf("the README's picture is %d x %d (%v), and this one %v: take it again with -update", kept.Width, kept.Height, err, want)
	}
}

// reduce leaves a picture 256 colours, those it has most of that differ from each
// other. It looks the same and makes a smaller file.
func reduce(from image.Image) *image.Paletted {
	counts := map[color.RGBA]int{}
	bounds := from.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	var chosen color.Palette
	for _, c := range slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int { return counts[b] - counts[a] }) {
		near := func(o color.Color) bool {
			p := o.(color.RGBA)
			return max(c.R, p.R)-min(c.R, p.R) < 7 && max(c.G, p.G)-min(c.G, p.G) < 7 && max(c.B, p.B)-min(c.B, p.B) < 7
		}
		if len(chosen) < 16 || len(chosen) < 256 && !slices.ContainsFunc(chosen, near) {
			chosen = append(chosen, c)
		}
	}
	to := image.NewPaletted(bounds, chosen)
	draw.Draw(to, bounds, from, bounds.Min, draw.Src)
	return to
}
