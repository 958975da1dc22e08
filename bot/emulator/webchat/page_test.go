package webchat

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"calmcalf/bot/emulator"
)

// TestPage clicks through the page with a scripted bot on the other side.
func TestPage(t *testing.T) {
	browser := newBrowser(t)
	for _, c := range []struct {
		name          string
		width, height int64
		people        []emulator.Profile
		play          func(*stage, *tab)
	}{
		{"text", 390, 844, nil, playText},
		{"formatting", 390, 844, nil, playFormatting},
		{"buttons", 390, 844, nil, playButtons},
		{"keyboard of the bot", 390, 844, nil, playKeyboard},
		{"files", 1280, 800, nil, playFiles},
		{"commands", 390, 844, nil, playCommands},
		{"people", 1280, 800, []emulator.Profile{{ID: bruno, FirstName: "Bruno", LanguageCode: "pt-br"}}, playPeople},
		{"away", 390, 844, nil, playAway},
		{"marks", 390, 500, nil, playMarks},
		{"clock", 1280, 800, nil, playClock},
		{"clock of a phone", 320, 640, nil, playClockOfAPhone},
		{"drawer", 1280, 800, nil, playDrawer},
		{"colours", 1280, 800, nil, playColours},
		{"keys only", 1280, 800, nil, playKeysOnly},
		{"markup in names", 320, 640, []emulator.Profile{{ID: bruno, FirstName: `<img src=x onerror="document.title='hacked'">`}}, playMarkup},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, append([]emulator.Profile{newcomer()}, c.people...)...)
			s.live()
			tab := newTab(t, browser, s.url, c.width, c.height, true)
			c.play(s, tab)
			tab.accessible(c.name)
			tab.shoot(c.name)
		})
	}
}

func playText(s *stage, t *tab) {
	t.until(`document.querySelector('#empty button')`)
	t.click("#empty button")
	t.sees("I keep you company")
	t.write("one line: Enter sends")
	t.sees("You said: one line: Enter sends")
	t.until(`document.querySelector('#text').value === ''`)
	t.do(chromedp.SendKeys(chromedp.CSS("#text"), "first"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(kb.ModifierShift)))
	t.do(chromedp.SendKeys(chromedp.CSS("#text"), "second"))
	t.click("#send")
	t.sees("You said: first\nsecond")
	if got := value[string](t, `document.querySelector('#text').value`); got != "" {
		t.Errorf("the message box still says %q", got)
	}
	if focus := value[string](t, `document.querySelector('.message time').textContent`); focus != "18:30" {
		t.Errorf("the first message is of %s", focus)
	}
}

func playFormatting(s *stage, t *tab) {
	p := s.server.Person(newcomer())
	p.Write("hello")
	s.says(ana, `<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x &lt; y</code> <a href="https://example.org/a">there</a> <tg-spoiler>secret</tg-spoiler>`+
		"\n<pre><code class=\"language-go\">if a {\n}</code></pre><blockquote>said</blockquote>🌙 <b>moon</b> https://example.org/b. /plan "+
		`<a href="https://t.me/calmcalf_bot?start=code7">join</a>`, nil)
	t.until(`document.querySelector('.text pre')`)
	for selector, want := range map[string]string{
		".text strong":                "bold both",
		".text strong em":             "both",
		".text u":                     "under",
		".text s":                     "gone",
		".text > code":                "x < y",
		".text a[href$='/a']":         "there",
		".text a[href$='/b']":         "https://example.org/b",
		".text pre":                   "if a {\n}",
		".text blockquote":            "said",
		".text strong:nth-of-type(2)": "moon",
		".bot .command":               "/plan",
	} {
		if got := value[string](t, fmt.Sprintf(`document.querySelector(%q)?.textContent ?? "nothing"`, selector)); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if got := value[string](t, `document.querySelector(".text a").rel`); got != "noopener noreferrer" {
		t.Errorf("the link is %q", got)
	}
	t.click(".spoiler-cover")
	t.until(`document.querySelector('.spoiler.shown') && !document.querySelector('.spoiler-text[aria-hidden]')`)
	// A link to the bot itself does what it does on a phone.
	t.click(".bot .command:last-of-type")
	t.until(`[...document.querySelectorAll('.own')].at(-1).textContent.includes('/start code7')`)
}

func playButtons(s *stage, t *tab) {
	t.write("/tonight")
	t.sees("Time for the calf stretch")
	t.click(`[data-data="Done"]`)
	t.sees("Calf stretch: Done")
	t.sees("edited 18:30")
	t.until(`document.querySelector('.toast')?.textContent === 'Kept: Done'`)
	t.until(`document.querySelectorAll('.inline').length === 1`)
	t.write("/tonight")
	t.until(`document.querySelector('[data-data="Alert"]')`)
	t.click(`[data-data="Alert"]`)
	t.until(`document.querySelector('#alert-dialog').open && document.querySelector('#alert-text').textContent === 'Kept: Alert'`)
	t.click("#alert-dialog [data-close]")
	t.until(`!document.querySelector('#alert-dialog').open`)
}

func playKeyboard(s *stage, t *tab) {
	t.write("/start")
	t.until(`document.querySelectorAll('.key').length === 4`)
	t.click(".key")
	t.sees("You said: Cramp now")
	t.click("#keys")
	t.until(`document.querySelector('#keyboard').hidden`)
	t.click("#keys")
	t.click(".key[aria-haspopup]")
	t.do(chromedp.SendKeys(chromedp.CSS("#places-search"), "sao"))
	t.until(`document.querySelectorAll('#places li').length === 1`)
	t.click("#places button")
	t.sees("You are at -23.55, -46.63.")
	t.until(`document.querySelector('.own .place strong').textContent === 'Near São Paulo'`)
}

func playFiles(s *stage, t *tab) {
	t.write("/picture")
	t.until(`document.querySelector('.photo img')?.naturalWidth === 320`)
	t.click(".photo")
	t.until(`document.querySelector('#photo-dialog').open && document.querySelector('#photo-large').naturalWidth === 320`)
	t.accessible("a photo")
	t.do(chromedp.KeyEvent(kb.Escape))
	t.until(`!document.querySelector('#photo-dialog').open && document.activeElement.classList.contains('photo')`)

	t.write("/export")
	t.until(`document.querySelector('.file')?.download === 'diary.csv'`)
	t.until(`document.querySelector('.file').textContent.includes('26 bytes')`)
	fetched := `(window.body ??= fetch(document.querySelector('.file').href).then((r) => r.text()).then((text) => (window.text = text))) && window.text === 'night,cramps\n2026-11-22,0\n'`
	t.until(fetched)

	name := filepath.Join(t.TempDir(), "diary.json")
	if err := os.WriteFile(name, []byte(`{"nights":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{name}, chromedp.NodeReady))
	t.sees("I have read diary.json.")
	leg := filepath.Join(t.TempDir(), "leg.png")
	if err := os.WriteFile(leg, picture(60, 40), 0o600); err != nil {
		t.Fatal(err)
	}
	t.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{leg}, chromedp.NodeReady))
	t.sees("A picture.")
	t.until(`document.querySelector('.own .photo img').alt === 'Photo from Ana'`)
}

func playCommands(s *stage, t *tab) {
	t.until(`document.querySelector('#menu')`)
	t.click("#menu")
	t.until(`document.querySelectorAll('#commands [role=option]').length === 4`)
	t.do(chromedp.KeyEvent(kb.ArrowDown))
	t.until(`document.querySelector('[aria-selected=true][role=option]').dataset.command === 'tonight'`)
	t.do(enter())
	t.sees("Time for the calf stretch")
	// A slash completes what begins like it.
	t.do(chromedp.SendKeys(chromedp.CSS("#text"), "/ex"))
	t.until(`document.querySelectorAll('#commands [role=option]').length === 1`)
	t.do(chromedp.KeyEvent(kb.Tab))
	t.until(`document.querySelector('#text').value === '/export ' && document.querySelector('#commands').hidden`)
	t.do(enter())
	t.until(`document.querySelector('.file')`)
	t.do(chromedp.SendKeys(chromedp.CSS("#text"), "/"), chromedp.KeyEvent(kb.Escape))
	t.until(`document.querySelector('#commands').hidden`)
}

func playPeople(s *stage, t *tab) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	s.world.mu.Lock()
	s.world.zones[bruno] = tokyo
	s.world.mu.Unlock()
	t.write("I am Ana")
	t.sees("You said: I am Ana")
	friend := s.server.Person(emulator.Profile{ID: bruno})
	friend.Write("I am Bruno")
	t.until(`document.querySelector('#tab-1002').getAttribute('aria-label') === 'Bruno, 1 unread message'`)
	t.until(`document.title === '(1) Calmcalf'`)
	t.click("#tab-1002")
	t.sees("You said: I am Bruno")
	t.until(`document.querySelector('#tab-1002').getAttribute('aria-label') === 'Bruno' && document.title === 'Calmcalf'`)
	t.until(`document.querySelector('#about').textContent === 'Asia/Tokyo' && document.querySelector('#time').textContent === '03:30'`)
	t.until(`document.querySelector('.message time').textContent === '03:30'`)
	// Arrow keys go from one to the next.
	t.do(chromedp.Focus(chromedp.CSS("#tab-1002")), chromedp.KeyEvent(kb.ArrowDown))
	t.until(`document.activeElement.id === 'tab-1001' && document.querySelector('#name').textContent === 'Ana'`)

	t.click("#add")
	t.do(chromedp.SendKeys(chromedp.CSS("#add-name"), "Eva"), chromedp.SetValue(chromedp.CSS("#add-language"), "de"))
	t.click(".starter:nth-child(2)")
	t.click("#add-submit")
	t.until(`!document.querySelector('#add-dialog').open && document.querySelector('#name').textContent === 'Eva'`)
	if got := s.world.started[1003]; got != "sixty" {
		t.Errorf("Eva begins with %q", got)
	}
	// A second tab shows the same.
	other := newTab(t, t.ctx, s.url, 390, 844, false)
	other.until(`document.querySelectorAll('[role=tab]').length === 3`)
	other.click("#tab-1001")
	other.sees("You said: I am Ana")
	other.write("from the second tab")
	t.click("#tab-1001")
	t.sees("You said: from the second tab")
}

func playAway(s *stage, t *tab) {
	t.write("hello")
	t.sees("You said: hello")
	t.click("#more")
	t.click("#person-online")
	t.until(`document.querySelector('#composer').hidden && document.querySelector('#away-words').textContent.includes('offline')`)
	id := s.says(ana, "Are you there?", nil)
	t.accessible("offline")
	t.click("#return")
	t.sees("Are you there?")
	t.until(fmt.Sprintf(`document.querySelector('#fresh')?.nextElementSibling.dataset.message === '%d'`, id))
	t.click("#more")
	t.click("#person-blocked")
	t.until(`document.querySelector('#away-words').textContent.includes('blocked') && document.querySelector('#composer').hidden`)
	t.click("#return")
	t.until(`!document.querySelector('#composer').hidden`)
	if s.server.Person(newcomer()).Blocked() {
		t.Error("the bot is still blocked")
	}
}

func playMarks(s *stage, t *tab) {
	p := s.server.Person(newcomer())
	for n := range 12 {
		p.Write(fmt.Sprintf("message %d", n))
	}
	t.until(`document.querySelectorAll('.message.bot').length === 12 && document.querySelector('#latest').hidden`)
	t.until(`document.querySelector('#tab-1001 .badge').textContent === ''`)
	t.do(run(`document.getElementById("log").scrollTop = 0`))
	t.until(`!document.querySelector('#latest').hidden`)
	s.says(ana, "A quiet one", map[string]any{"disable_notification": true})
	t.until(`document.querySelector('#latest-words').textContent === '1 new message'`)
	t.until(`document.querySelector('#tab-1001 .badge').textContent === '1'`)
	t.until(`document.querySelector('.message:last-child .silent').innerText === 'silent'`)
	t.click("#latest")
	t.until(`document.querySelector('#tab-1001 .badge').textContent === '' && document.querySelector('#fresh')`)
	if _, err := (bot{s.server}).call(t.Context(), "sendChatAction", map[string]any{"chat_id": ana, "action": "typing"}); err != nil {
		t.Fatal(err)
	}
	t.until(`document.querySelector('#typing').innerText.includes('Calmcalf is typing')`)
	last := s.says(ana, "Here", nil)
	t.until(`document.querySelector('#typing').hidden`)
	t.sees("Here")
	if _, err := (bot{s.server}).call(t.Context(), "deleteMessage", map[string]any{"chat_id": ana, "message_id": last}); err != nil {
		t.Fatal(err)
	}
	t.sees("A quiet one")
	// The next day begins with its name.
	s.world.set(evening.Add(24 * time.Hour))
	s.says(ana, "Tomorrow", nil)
	t.sees("Tomorrow")
	if got := value[[]string](t, `[...document.querySelectorAll('.day')].map((d) => d.innerText)`); len(got) != 2 || got[1] != "Tuesday 24 November" {
		t.Errorf("the days are %q", got)
	}
}

func playClock(s *stage, t *tab) {
	gate := make(chan struct{})
	s.world.mu.Lock()
	s.world.gate = gate
	s.world.stops = []Stop{
		{"next", evening.Add(3*time.Hour + 10*time.Minute), "Calf stretch"},
		{"bedtime", evening.Add(4 * time.Hour), "Bedtime"},
		{"morning", evening.Add(13 * time.Hour), "Check-in"},
	}
	s.world.rings = func(st Stop) { s.says(ana, st.Words+".", nil) }
	s.world.mu.Unlock()
	s.server.Person(newcomer()).Write("hello")
	t.until(`document.querySelector('#time').textContent === '18:30' && document.querySelector('#date').textContent === 'Monday 23 November'`)
	t.until(`document.querySelector('#next').innerText.replace(/\s+/g, ' ') === '21:40 Calf stretch in 3 h 10 min'`)
	t.click(`[data-jump="next"]`)
	t.until(`document.querySelector('#next').innerText.startsWith('Living through the time until 21:40')`)
	t.until(`[...document.querySelectorAll('.jump')].every((b) => b.getAttribute('aria-disabled') === 'true')`)
	t.click(`[data-jump="day"]`) // waits, and does nothing
	t.accessible("moving")
	t.shoot("clock moving")
	close(gate)
	t.sees("Calf stretch.")
	t.until(`document.querySelector('#time').textContent === '21:40' && document.querySelector('#spoken').textContent === 'It is 21:40.'`)
	t.until(`document.querySelector('#next').innerText.startsWith('22:30 Bedtime') && document.querySelector('#clock').dataset.sky === 'night'`)
	t.click(`[data-jump="morning"]`)
	t.sees("Check-in.")
	t.until(`document.querySelector('#time').textContent === '07:30' && document.querySelector('[data-jump="bedtime"]').getAttribute('aria-disabled') === 'true'`)
	t.click(`[data-jump="hour"]`)
	t.until(`document.querySelector('#time').textContent === '08:30'`)
	t.click(`[data-jump="day"]`)
	t.until(`document.querySelector('#date').textContent === 'Wednesday 25 November'`)
}

// On a phone the buttons fold away again, and the focus stays in sight.
func playClockOfAPhone(s *stage, t *tab) {
	t.until(`!document.querySelector('[data-jump="hour"]').checkVisibility()`)
	t.click("#fold")
	t.click(`[data-jump="hour"]`)
	t.until(`document.querySelector('#time').textContent === '19:30'`)
	t.until(`document.activeElement.id === 'fold' && document.querySelector('#fold').getAttribute('aria-expanded') === 'false'`)
	t.until(`!document.querySelector('[data-jump="hour"]').checkVisibility()`)
	// So does the drawer, which leaves nothing to wander about beneath it.
	t.click("#more")
	t.click("#person-behind")
	t.until(`document.querySelector('#main').inert && document.activeElement.id === 'drawer-title'`)
	t.click("#drawer-close")
	t.until(`!document.querySelector('#main').inert && document.activeElement.id === 'more'`)
}

func playDrawer(s *stage, t *tab) {
	t.click("#behind")
	t.until(`document.querySelector('#calls .hint, #calls details')`)
	t.write("hello")
	t.sees("You said: hello")
	t.until(`[...document.querySelectorAll('.call-method')].some((m) => m.textContent === 'sendMessage')`)
	t.do(chromedp.SetValue(chromedp.CSS("#method"), "sendMessage"), run(`document.querySelector("#method").dispatchEvent(new Event("change"))`))
	t.until(`[...document.querySelectorAll('.call-method')].every((m) => m.textContent === 'sendMessage')`)
	t.click("#calls summary")
	t.until(`document.querySelector('#calls pre').textContent.includes('"chat_id": "1001"')`)
	t.click(`[data-fault="blocked"]`)
	t.until(`document.querySelector('.fault-state:not(:empty)').textContent === 'on, met 0 of 3'`)
	if _, err := (bot{s.server}).call(t.Context(), "sendMessage", map[string]any{"chat_id": ana, "text": "x"}); err == nil {
		t.Error("the fault lets a message through")
	}
	t.until(`document.querySelector('.fault-state:not(:empty)').textContent === 'on, met 1 of 3'`)
	t.until(`document.querySelector('.status.bad').textContent === '403'`)
	t.accessible("a fault")
	t.click(`[data-fault="blocked"]`)
	t.until(`!document.querySelector('.fault-state:not(:empty)')`)
	t.do(chromedp.Focus(chromedp.CSS("#method")), chromedp.KeyEvent(kb.Escape))
	t.until(`document.querySelector('#drawer').hidden && document.activeElement.id === 'behind'`)
}

func playColours(s *stage, t *tab) {
	paper := `getComputedStyle(document.body).backgroundColor`
	t.do(scheme("dark"))
	t.until(paper + ` === 'rgb(22, 20, 18)'`)
	t.click("#theme") // light
	t.until(paper + ` === 'rgb(244, 237, 225)'`)
	t.do(chromedp.Reload())
	t.until(`document.querySelector('[role=tab]') && ` + paper + ` === 'rgb(244, 237, 225)'`)
	t.click("#theme") // dark
	t.do(scheme("light"))
	t.until(paper + ` === 'rgb(22, 20, 18)'`)
	t.click("#theme") // like the system
	t.until(paper + ` === 'rgb(244, 237, 225)'`)
}

// playKeysOnly uses nothing but a keyboard.
func playKeysOnly(s *stage, t *tab) {
	t.until(`document.querySelector('#empty button')`)
	t.do(chromedp.KeyEvent(kb.Tab))
	t.until(`document.activeElement.classList.contains('skip') && document.activeElement.getBoundingClientRect().top >= 0`)
	t.do(enter())
	t.until(`document.activeElement.id === 'text'`)
	t.do(chromedp.KeyEvent("/tonight"), enter())
	t.sees("Time for the calf stretch")
	back := chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift))
	reached := func(data string) bool {
		for range 12 {
			t.do(back)
			if value[string](t, `document.activeElement.dataset.data ?? ""`) == data {
				return true
			}
		}
		return false
	}
	if !reached("In 20 min") {
		t.Fatal("the button cannot be reached with Tab")
	}
	if got := value[string](t, `getComputedStyle(document.activeElement).outlineStyle`); got != "solid" {
		t.Errorf("the focus is %q, and not seen", got)
	}
	t.do(enter())
	t.sees("Calf stretch: In 20 min")
	// The button is gone: the focus stays with its message, and the change is told.
	t.until(`document.activeElement.classList.contains('message')`)
	t.until(`document.querySelector('#spoken').textContent === 'Changed: Calf stretch: In 20 min'`)
	t.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
	t.sees("Calf stretch: Undo")
	t.until(`document.activeElement.dataset.data === 'Undo'`)
}

func playMarkup(s *stage, t *tab) {
	const evil = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`
	p := s.server.Person(newcomer())
	p.Write(evil)
	p.Document(`<b>"evil"</b>.html`, "text/html", []byte(evil))
	s.says(ana, "&lt;script&gt;alert(1)&lt;/script&gt;", map[string]any{
		"reply_markup": map[string]any{"inline_keyboard": [][]map[string]any{{{"text": evil, "callback_data": evil[:40]}}}},
	})
	s.says(ana, "key", map[string]any{"reply_markup": map[string]any{"keyboard": [][]string{{evil}}, "input_field_placeholder": evil[:40]}})
	t.until(`document.querySelectorAll('.key').length === 1`)
	t.until(fmt.Sprintf(`document.querySelector('.inline').textContent === %q`, evil))
	t.until(fmt.Sprintf(`document.querySelector('.own .text').textContent === %q`, evil))
	t.click("#tab-1002")
	t.until(`document.querySelector('#name').textContent.startsWith('<img src=x')`)
	if n := value[int](t, `document.querySelectorAll('img[src="x"], main script').length`); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	if title := value[string](t, `document.title`); strings.Contains(title, "hacked") {
		t.Errorf("the title is %q", title)
	}
	t.click("#tab-1001")
}

// TestReconnect kills the server and starts it again at the same address.
func TestReconnect(t *testing.T) {
	browser := newBrowser(t)
	s := newStage(t, newcomer())
	serve := func(address string) *httptest.Server {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		web := &httptest.Server{Listener: l, Config: &http.Server{Handler: s.site, ReadHeaderTimeout: time.Minute}}
		web.Start()
		return web
	}
	web := serve("127.0.0.1:0")
	address := web.Listener.Addr().String()
	tab := newTab(t, browser, "http://"+address, 390, 844, true)
	s.server.Person(newcomer()).Write("before")
	tab.until(`document.querySelectorAll('.message').length === 1`)

	web.CloseClientConnections()
	web.Config.Close()
	tab.until(`!document.querySelector('#lost').hidden`)
	tab.accessible("lost")
	tab.shoot("lost")
	tab.write("into the void")
	tab.until(`document.querySelector('.toast') && document.querySelector('#text').value === 'into the void'`)
	s.says(ana, "while you were away", nil)
	web = serve(address)
	t.Cleanup(func() {
		s.close()
		web.Close()
	})
	tab.until(`document.querySelector('#lost').hidden`)
	tab.sees("while you were away")
	if n := value[int](tab, `document.querySelectorAll('.message').length`); n != 2 {
		t.Errorf("%d messages are shown, want 2", n)
	}
}

// A tab that is closed leaves nothing behind in the server.
func TestClosedTab(t *testing.T) {
	browser := newBrowser(t)
	s := newStage(t, newcomer())
	gone := make(chan struct{}, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.site.ServeHTTP(w, r)
		if r.URL.Path == "/api/events" {
			gone <- struct{}{}
		}
	}))
	t.Cleanup(web.Close)
	tab := newTab(t, browser, web.URL, 390, 844, true)
	if err := chromedp.Cancel(tab.ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	select {
	case <-gone:
	case <-ctx.Done():
		t.Error("the stream goes on without its tab")
	}
}

// The audit sees what it is meant to see.
func TestAudit(t *testing.T) {
	browser := newBrowser(t)
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("hello")
	tab := newTab(t, browser, s.url, 390, 844, true)
	tab.until(`document.querySelector('.message')`)
	for spoil, want := range map[string]string{
		`document.querySelector('#attach').removeAttribute('aria-label')`:                   "no name: button#attach",
		`document.querySelector('.text').style.color = '#999'`:                              "contrast 2.",
		`document.querySelector('.message').id = 'log'`:                                     "duplicate id log",
		`document.querySelector('#menu').style.cssText = 'min-width: 0; width: 20px'`:       "small target 20 x",
		`document.querySelector('.text').append(document.createElement('img'))`:             "no alt",
		`document.querySelector('.composer').style.minWidth = '600px'`:                      "scrolls sideways",
		`document.querySelector('.meta').style.fontSize = '9px'`:                            "small text",
		`document.querySelector('[role=log]').removeAttribute('role')`:                      "missing [role=log]",
		`document.querySelector('#composer').setAttribute('aria-labelledby', 'nobody')`:     "leads nowhere",
		`document.querySelector('.text').style.cssText = 'color: rgb(42 37 32 / 0.4)'`:      "contrast 2.",
		`document.querySelector('.bubble').style.cssText = 'background: rgb(0 0 0 / 0.75)'`: "contrast 1.",
	} {
		tab.do(chromedp.Reload())
		tab.until(`document.querySelector('.message')`)
		tab.do(run(spoil + `; undefined`))
		if got := strings.Join(value[[]string](tab, audit), "\n"); !strings.Contains(got, want) {
			t.Errorf("after %s: %q, want %q", spoil, got, want)
		}
	}
}
