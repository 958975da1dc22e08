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
	"calmcalf/bot/emulator/webchat/browsertest"
)

// TestPage clicks through the page with a scripted bot on the other side.
func TestPage(t *testing.T) {
	browser := browsertest.Start(t)
	for _, c := range []struct {
		name   string
		size   browsertest.Size
		people []emulator.Profile
		play   func(*stage, *browsertest.Tab)
	}{
		{"text", browsertest.Phone, nil, playText},
		{"formatting", browsertest.Phone, nil, playFormatting},
		{"buttons", browsertest.Phone, nil, playButtons},
		{"keyboard of the bot", browsertest.Phone, nil, playKeyboard},
		{"files", browsertest.Desktop, nil, playFiles},
		{"commands", browsertest.Phone, nil, playCommands},
		{"people", browsertest.Desktop, []emulator.Profile{{ID: bruno, FirstName: "Bruno", LanguageCode: "pt-br"}}, playPeople},
		{"away", browsertest.Phone, nil, playAway},
		{"marks", browsertest.Size{Width: 390, Height: 500}, nil, playMarks},
		{"long message", browsertest.Phone, nil, playLong},
		{"clock", browsertest.Desktop, nil, playClock},
		{"clock of a phone", browsertest.Small, nil, playClockOfAPhone},
		{"what lies ahead", browsertest.Desktop, nil, playAhead},
		{"what lies ahead of a phone", browsertest.Small, nil, playAhead},
		{"drawer", browsertest.Desktop, nil, playDrawer},
		{"colours", browsertest.Desktop, nil, playColours},
		{"keys only", browsertest.Desktop, nil, playKeysOnly},
		{"markup in names", browsertest.Small, []emulator.Profile{{ID: bruno, FirstName: `<img src=x onerror="document.title='hacked'">`}}, playMarkup},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, append([]emulator.Profile{newcomer()}, c.people...)...)
			s.live()
			tab := browser.Open(t, s.url, c.size)
			c.play(s, tab)
			tab.Accessible(c.name)
			tab.Shoot(c.name)
		})
	}
}

func playText(s *stage, t *browsertest.Tab) {
	t.Until(`document.querySelector('#empty button')`)
	t.Click("#empty button")
	t.Sees("I keep you company")
	t.Write("one line: Enter sends")
	t.Sees("You said: one line: Enter sends")
	t.Until(`document.querySelector('#text').value === ''`)
	t.Do(chromedp.SendKeys(chromedp.CSS("#text"), "first"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(kb.ModifierShift)))
	t.Do(chromedp.SendKeys(chromedp.CSS("#text"), "second"))
	t.Click("#send")
	t.Sees("You said: first\nsecond")
	if got := browsertest.Value[string](t, `document.querySelector('#text').value`); got != "" {
		t.Errorf("the message box still says %q", got)
	}
	if focus := browsertest.Value[string](t, `document.querySelector('.message time').textContent`); focus != "18:30" {
		t.Errorf("the first message is of %s", focus)
	}
}

func playFormatting(s *stage, t *browsertest.Tab) {
	p := s.server.Person(newcomer())
	p.Write("hello")
	s.says(ana, `<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x &lt; y</code> <a href="https://example.org/a">there</a> <tg-spoiler>secret</tg-spoiler>`+
		"\n<pre><code class=\"language-go\">if a {\n}</code></pre><blockquote>said</blockquote>🌙 <b>moon</b> https://example.org/b. /plan "+
		`<a href="https://t.me/calmcalf_bot?start=code7">join</a>`, nil)
	t.Until(`document.querySelector('.text pre')`)
	for selector, want := range map[string]string{
		".text strong":                "bold ", // Telegram cuts it where the other begins
		".text strong em":             "both",
		".text u":                     "under",
		".text s":                     "gone",
		".text > code":                "x < y",
		".text a[href$='/a']":         "there",
		".text a[href$='/b']":         "https://example.org/b",
		".text pre":                   "if a {\n}",
		".text blockquote":            "said",
		".text strong:nth-of-type(2)": "both",
		".text strong:nth-of-type(3)": "moon",
		".bot .command":               "/plan",
	} {
		if got := browsertest.Value[string](t, fmt.Sprintf(`document.querySelector(%q)?.textContent ?? "nothing"`, selector)); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if got := browsertest.Value[string](t, `document.querySelector(".text a").rel`); got != "noopener noreferrer" {
		t.Errorf("the link is %q", got)
	}
	s.says(ana, "<pre>o o 2</pre>\no: no cramps", nil)
	t.Sees("o: no cramps")
	if got := browsertest.Value[string](t, `document.querySelector('.message:last-child .text').textContent`); got != "o o 2o: no cramps" {
		t.Errorf("after the block there is an empty line: %q", got)
	}
	t.Click(".spoiler-cover")
	t.Until(`document.querySelector('.spoiler.shown') && !document.querySelector('.spoiler-text[aria-hidden]')`)
	// A link to the bot itself does what it does on a phone.
	t.Click(".bot .command:last-of-type")
	t.Until(`[...document.querySelectorAll('.own')].at(-1).textContent.includes('/start code7')`)
}

func playButtons(s *stage, t *browsertest.Tab) {
	t.Write("/tonight")
	t.Sees("Time for the calf stretch")
	t.Click(`[data-data="Done"]`)
	t.Sees("Calf stretch: Done")
	t.Until(`document.querySelector('.message:last-child .edited').innerText === 'edited'`)
	t.Until(`document.querySelector('.toast')?.textContent === 'Kept: Done'`)
	t.Until(`document.querySelectorAll('.inline').length === 1`)
	t.Write("/tonight")
	t.Until(`document.querySelector('[data-data="Alert"]')`)
	t.Click(`[data-data="Alert"]`)
	t.Until(`document.querySelector('#alert-dialog').open && document.querySelector('#alert-text').textContent === 'Kept: Alert'`)
	t.Click("#alert-dialog [data-close]")
	t.Until(`!document.querySelector('#alert-dialog').open`)
}

func playKeyboard(s *stage, t *browsertest.Tab) {
	t.Write("/start")
	t.Until(`document.querySelectorAll('.key').length === 4`)
	t.Click(".key")
	t.Sees("You said: Cramp now")
	t.Click("#keys")
	t.Until(`document.querySelector('#keyboard').hidden`)
	t.Click("#keys")
	t.Click(".key[aria-haspopup]")
	t.Do(chromedp.SendKeys(chromedp.CSS("#places-search"), "sao"))
	t.Until(`document.querySelectorAll('#places li').length === 1`)
	t.Click("#places button")
	t.Sees("You are at -23.55, -46.63.")
	t.Until(`document.querySelector('.own .place strong').textContent === 'Near São Paulo'`)
}

func playFiles(s *stage, t *browsertest.Tab) {
	t.Write("/picture")
	t.Until(`document.querySelector('.photo img')?.naturalWidth === 320`)
	t.Click(".photo")
	t.Until(`document.querySelector('#photo-dialog').open && document.querySelector('#photo-large').naturalWidth === 320`)
	t.Accessible("a photo")
	t.Do(chromedp.KeyEvent(kb.Escape))
	t.Until(`!document.querySelector('#photo-dialog').open && document.activeElement.classList.contains('photo')`)

	t.Write("/export")
	t.Until(`document.querySelector('.file')?.download === 'diary.csv'`)
	t.Until(`document.querySelector('.file').textContent.includes('26 bytes')`)
	fetched := `(window.body ??= fetch(document.querySelector('.file').href).then((r) => r.text()).then((text) => (window.text = text))) && window.text === 'night,cramps\n2026-11-22,0\n'`
	t.Until(fetched)

	name := filepath.Join(t.TempDir(), "diary.json")
	if err := os.WriteFile(name, []byte(`{"nights":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{name}, chromedp.NodeReady))
	t.Sees("I have read diary.json.")
	leg := filepath.Join(t.TempDir(), "leg.png")
	if err := os.WriteFile(leg, picture(60, 40), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{leg}, chromedp.NodeReady))
	t.Sees("A picture.")
	t.Until(`document.querySelector('.own .photo img').alt === 'Photo from Ana'`)
}

func playCommands(s *stage, t *browsertest.Tab) {
	t.Until(`document.querySelector('#menu')`)
	t.Click("#menu")
	t.Until(`document.querySelectorAll('#commands [role=option]').length === 4`)
	t.Do(chromedp.KeyEvent(kb.ArrowDown))
	t.Until(`document.querySelector('[aria-selected=true][role=option]').dataset.command === 'tonight'`)
	t.Do(browsertest.Enter())
	t.Sees("Time for the calf stretch")
	// A slash completes what begins like it.
	t.Do(chromedp.SendKeys(chromedp.CSS("#text"), "/ex"))
	t.Until(`document.querySelectorAll('#commands [role=option]').length === 1`)
	t.Do(chromedp.KeyEvent(kb.Tab))
	t.Until(`document.querySelector('#text').value === '/export ' && document.querySelector('#commands').hidden`)
	t.Do(browsertest.Enter())
	t.Until(`document.querySelector('.file')`)
	t.Do(chromedp.SendKeys(chromedp.CSS("#text"), "/"), chromedp.KeyEvent(kb.Escape))
	t.Until(`document.querySelector('#commands').hidden`)
}

func playPeople(s *stage, t *browsertest.Tab) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	s.world.mu.Lock()
	s.world.zones[bruno] = tokyo
	s.world.mu.Unlock()
	t.Write("I am Ana")
	t.Sees("You said: I am Ana")
	friend := s.server.Person(emulator.Profile{ID: bruno})
	friend.Write("I am Bruno")
	t.Until(`document.querySelector('#tab-1002').getAttribute('aria-label') === 'Bruno, 1 unread message'`)
	t.Until(`document.title === '(1) Calmcalf'`)
	t.Click("#tab-1002")
	t.Sees("You said: I am Bruno")
	t.Until(`document.querySelector('#tab-1002').getAttribute('aria-label') === 'Bruno' && document.title === 'Calmcalf'`)
	t.Until(`document.querySelector('#about').textContent === 'Asia/Tokyo' && document.querySelector('#time').textContent === '03:30'`)
	t.Until(`document.querySelector('.message time').textContent === '03:30'`)
	// Arrow keys go from one to the next.
	t.Do(chromedp.Focus(chromedp.CSS("#tab-1002")), chromedp.KeyEvent(kb.ArrowDown))
	t.Until(`document.activeElement.id === 'tab-1001' && document.querySelector('#name').textContent === 'Ana'`)

	t.Click("#add")
	t.Do(chromedp.SendKeys(chromedp.CSS("#add-name"), "Eva"), chromedp.SetValue(chromedp.CSS("#add-language"), "de"))
	t.Click(".starter:nth-child(2)")
	t.Click("#add-submit")
	t.Until(`!document.querySelector('#add-dialog').open && document.querySelector('#name').textContent === 'Eva'`)
	if got := s.world.started[1003]; got != "sixty" {
		t.Errorf("Eva begins with %q", got)
	}
	// A second tab shows the same.
	other := t.Beside(s.url, browsertest.Phone)
	other.Until(`document.querySelectorAll('[role=tab]').length === 3`)
	other.Click("#tab-1001")
	other.Sees("You said: I am Ana")
	other.Write("from the second tab")
	t.Click("#tab-1001")
	t.Sees("You said: from the second tab")
}

func playAway(s *stage, t *browsertest.Tab) {
	t.Write("hello")
	t.Sees("You said: hello")
	t.Click("#more")
	t.Click("#person-online")
	t.Until(`document.querySelector('#composer').hidden && document.querySelector('#away-words').textContent.includes('offline')`)
	id := s.says(ana, "Are you there?", nil)
	t.Accessible("offline")
	t.Click("#return")
	t.Sees("Are you there?")
	t.Until(fmt.Sprintf(`document.querySelector('#fresh')?.nextElementSibling.dataset.message === '%d'`, id))
	t.Click("#more")
	t.Click("#person-blocked")
	t.Until(`document.querySelector('#away-words').textContent.includes('blocked') && document.querySelector('#composer').hidden`)
	t.Click("#return")
	t.Until(`!document.querySelector('#composer').hidden`)
	if s.server.Person(newcomer()).Blocked() {
		t.Error("the bot is still blocked")
	}
}

func playMarks(s *stage, t *browsertest.Tab) {
	p := s.server.Person(newcomer())
	for n := range 12 {
		p.Write(fmt.Sprintf("message %d", n))
	}
	t.Until(`document.querySelectorAll('.message.bot').length === 12 && document.querySelector('#latest').hidden`)
	t.Until(`document.querySelector('#tab-1001 .badge').textContent === ''`)
	t.Do(browsertest.Run(`document.getElementById("log").scrollTop = 0`))
	t.Until(`!document.querySelector('#latest').hidden`)
	s.says(ana, "A quiet one", map[string]any{"disable_notification": true})
	t.Until(`document.querySelector('#latest-words').textContent === '1 new message'`)
	t.Until(`document.querySelector('#tab-1001 .badge').textContent === '1'`)
	t.Until(`document.querySelector('.message:last-child .silent').innerText === 'silent'`)
	t.Click("#latest")
	t.Until(`document.querySelector('#tab-1001 .badge').textContent === '' && document.querySelector('#fresh')`)
	if _, err := (bot{s.server}).call(t.Context(), "sendChatAction", map[string]any{"chat_id": ana, "action": "typing"}); err != nil {
		t.Fatal(err)
	}
	t.Until(`document.querySelector('#typing').innerText.includes('Calmcalf is typing')`)
	last := s.says(ana, "Here", nil)
	t.Until(`document.querySelector('#typing').hidden`)
	t.Sees("Here")
	if _, err := (bot{s.server}).call(t.Context(), "deleteMessage", map[string]any{"chat_id": ana, "message_id": last}); err != nil {
		t.Fatal(err)
	}
	t.Sees("A quiet one")
	// The next day begins with its name.
	s.world.set(evening.Add(24 * time.Hour))
	s.says(ana, "Tomorrow", nil)
	t.Sees("Tomorrow")
	if got := browsertest.Value[[]string](t, `[...document.querySelectorAll('.day')].map((d) => d.innerText)`); len(got) != 2 || got[1] != "Tuesday 24 November" {
		t.Errorf("the days are %q", got)
	}
}

// A message that does not fit is read from its beginning, and the one after it
// comes into sight all the same.
func playLong(s *stage, t *browsertest.Tab) {
	t.Write("hello")
	t.Sees("You said: hello")
	text := "Straighten the knee.\n" + strings.Repeat("\nHold, and breathe out.", 40)
	long := s.says(ana, text, map[string]any{"reply_markup": inline([]string{"It eased"})})
	const begin = `(() => { const at = document.querySelector('.message:last-child').getBoundingClientRect().top - document.querySelector('#log').getBoundingClientRect().top; return at >= 0 && at < 40 })()`
	const end = `(() => { const log = document.querySelector('#log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2 })()`
	t.Sees("Straighten the knee.")
	t.Until(begin)
	t.Until(`!document.querySelector('#latest').hidden && document.querySelector('#latest').innerText.trim() === 'To the latest message'`)
	t.Until(`document.querySelector('#tab-1001 .badge').textContent === ''`) // it is being read
	t.Accessible("a long message")
	t.Shoot("a long message")
	// What changes in it leaves it where it is, before and after it was scrolled.
	edit := func(text string) {
		if _, err := (bot{s.server}).call(t.Context(), "editMessageText", map[string]any{"chat_id": ana, "message_id": long, "text": text}); err != nil {
			t.Fatal(err)
		}
		t.Sees(text[len(text)-10:])
	}
	edit(text + "\nOnce more.")
	t.Until(begin)
	t.Click("#latest")
	t.Until(end + ` && document.querySelector('#latest').hidden`)
	s.world.set(evening.Add(time.Minute))
	edit(text + "\nAnd a last time.")
	t.Until(end + ` && document.querySelector('.message:last-child .edited').innerText === 'edited 18:31'`)
	s.says(ana, "Good. Rest now.", nil)
	t.Sees("Good. Rest now.")
	t.Until(end)
	s.says(ana, text, nil)
	t.Until(begin)
	s.says(ana, "Good night.", nil)
	t.Sees("Good night.")
	t.Until(end)
}

func playClock(s *stage, t *browsertest.Tab) {
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
	t.Until(`document.querySelector('#time').textContent === '18:30' && document.querySelector('#date').textContent === 'Monday 23 November'`)
	t.Until(`document.querySelector('#next').innerText.replace(/\s+/g, ' ') === '21:40 Calf stretch in 3 h 10 min'`)
	t.Click(`[data-jump="next"]`)
	t.Until(`document.querySelector('#next').innerText.startsWith('Living through the time until 21:40')`)
	t.Until(`[...document.querySelectorAll('.jump')].every((b) => b.getAttribute('aria-disabled') === 'true')`)
	t.Click(`[data-jump="day"]`) // waits, and does nothing
	t.Accessible("moving")
	t.Shoot("clock moving")
	close(gate)
	t.Sees("Calf stretch.")
	t.Until(`document.querySelector('#time').textContent === '21:40' && document.querySelector('#spoken').textContent === 'It is 21:40.'`)
	t.Until(`document.querySelector('#next').innerText.startsWith('22:30 Bedtime') && document.querySelector('#clock').dataset.sky === 'night'`)
	t.Click(`[data-jump="morning"]`)
	t.Sees("Check-in.")
	t.Until(`document.querySelector('#time').textContent === '07:30' && document.querySelector('[data-jump="bedtime"]').getAttribute('aria-disabled') === 'true'`)
	t.Click(`[data-jump="hour"]`)
	t.Until(`document.querySelector('#time').textContent === '08:30'`)
	t.Click(`[data-jump="day"]`)
	t.Until(`document.querySelector('#date').textContent === 'Wednesday 25 November'`)
}

// playAhead has more and less to say about what comes next: the buttons below
// stay where they are, so that a finger on its way to one meets it.
func playAhead(s *stage, t *browsertest.Tab) {
	const button = `[data-jump="bedtime"]`
	if !browsertest.Value[bool](t, fmt.Sprintf(`document.querySelector('%s').checkVisibility()`, button)) {
		t.Click("#fold")
	}
	top := fmt.Sprintf(`Math.round(document.querySelector('%s').getBoundingClientRect().top)`, button)
	var want int
	for i, stops := range [][]Stop{
		nil,
		{{"next", evening.Add(time.Minute), "Bedtime"}},
		{{"next", evening.Add(16 * time.Hour), "Glass of water and Ankle pumps"}},
		{{"next", evening.Add(64*time.Hour + 35*time.Minute), "Morning question and Ankle pumps"}},
	} {
		s.world.mu.Lock()
		s.world.stops = stops
		s.world.mu.Unlock()
		said := "Nothing ahead yet"
		if len(stops) > 0 {
			said = stops[0].Words
		}
		t.Until(fmt.Sprintf(`document.querySelector('#next').textContent.includes(%q)`, said))
		if got := browsertest.Value[int](t, top); i == 0 {
			want = got
		} else if got != want {
			t.Errorf("with %q the buttons begin at %d, and with nothing at %d", said, got, want)
		}
	}
	// A jump says less, and the buttons wait.
	gate := make(chan struct{})
	s.world.mu.Lock()
	s.world.gate = gate
	s.world.mu.Unlock()
	t.Click(`[data-jump="hour"]`)
	t.Until(`document.querySelector('#next progress')`)
	if browsertest.Value[bool](t, fmt.Sprintf(`document.querySelector('%s').checkVisibility()`, button)) {
		if got := browsertest.Value[int](t, top); got != want {
			t.Errorf("during a jump the buttons begin at %d, and before it at %d", got, want)
		}
	}
	close(gate)
	t.Until(`!document.querySelector('#next progress')`)
}

// On a phone the buttons fold away again, and the focus stays in sight.
func playClockOfAPhone(s *stage, t *browsertest.Tab) {
	t.Until(`!document.querySelector('[data-jump="hour"]').checkVisibility()`)
	t.Click("#fold")
	t.Click(`[data-jump="hour"]`)
	t.Until(`document.querySelector('#time').textContent === '19:30'`)
	t.Until(`document.activeElement.id === 'fold' && document.querySelector('#fold').getAttribute('aria-expanded') === 'false'`)
	t.Until(`!document.querySelector('[data-jump="hour"]').checkVisibility()`)
	// So does the drawer, which leaves nothing to wander about beneath it.
	t.Click("#more")
	t.Click("#person-behind")
	t.Until(`document.querySelector('#main').inert && document.activeElement.id === 'drawer-title'`)
	t.Click("#drawer-close")
	t.Until(`!document.querySelector('#main').inert && document.activeElement.id === 'more'`)
}

func playDrawer(s *stage, t *browsertest.Tab) {
	t.Click("#behind")
	t.Until(`document.querySelector('#calls .hint, #calls details')`)
	t.Write("hello")
	t.Sees("You said: hello")
	t.Until(`[...document.querySelectorAll('.call-method')].some((m) => m.textContent === 'sendMessage')`)
	t.Do(chromedp.SetValue(chromedp.CSS("#method"), "sendMessage"), browsertest.Run(`document.querySelector("#method").dispatchEvent(new Event("change"))`))
	t.Until(`[...document.querySelectorAll('.call-method')].every((m) => m.textContent === 'sendMessage')`)
	t.Click("#calls summary")
	t.Until(`document.querySelector('#calls pre').textContent.includes('"chat_id": "1001"')`)
	t.Click(`[data-fault="blocked"]`)
	t.Until(`document.querySelector('.fault-state:not(:empty)').textContent === 'on, met 0 of 3'`)
	if _, err := (bot{s.server}).call(t.Context(), "sendMessage", map[string]any{"chat_id": ana, "text": "x"}); err == nil {
		t.Error("the fault lets a message through")
	}
	t.Until(`document.querySelector('.fault-state:not(:empty)').textContent === 'on, met 1 of 3'`)
	t.Until(`document.querySelector('.status.bad').textContent === '403'`)
	t.Accessible("a fault")
	t.Click(`[data-fault="blocked"]`)
	t.Until(`!document.querySelector('.fault-state:not(:empty)')`)
	t.Do(chromedp.Focus(chromedp.CSS("#method")), chromedp.KeyEvent(kb.Escape))
	t.Until(`document.querySelector('#drawer').hidden && document.activeElement.id === 'behind'`)
}

func playColours(s *stage, t *browsertest.Tab) {
	paper := `getComputedStyle(document.body).backgroundColor`
	t.Do(browsertest.Scheme("dark"))
	t.Until(paper + ` === 'rgb(22, 20, 18)'`)
	t.Click("#theme") // light
	t.Until(paper + ` === 'rgb(244, 237, 225)'`)
	t.Do(chromedp.Reload())
	t.Until(`document.querySelector('[role=tab]') && ` + paper + ` === 'rgb(244, 237, 225)'`)
	t.Click("#theme") // dark
	t.Do(browsertest.Scheme("light"))
	t.Until(paper + ` === 'rgb(22, 20, 18)'`)
	t.Click("#theme") // like the system
	t.Until(paper + ` === 'rgb(244, 237, 225)'`)
}

// playKeysOnly uses nothing but a keyboard.
func playKeysOnly(s *stage, t *browsertest.Tab) {
	t.Until(`document.querySelector('#empty button')`)
	t.Do(chromedp.KeyEvent(kb.Tab))
	t.Until(`document.activeElement.classList.contains('skip') && document.activeElement.getBoundingClientRect().top >= 0`)
	t.Do(browsertest.Enter())
	t.Until(`document.activeElement.id === 'text'`)
	t.Do(chromedp.KeyEvent("/tonight"), browsertest.Enter())
	t.Sees("Time for the calf stretch")
	back := chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift))
	reached := func(data string) bool {
		for range 12 {
			t.Do(back)
			if browsertest.Value[string](t, `document.activeElement.dataset.data ?? ""`) == data {
				return true
			}
		}
		return false
	}
	if !reached("In 20 min") {
		t.Fatal("the button cannot be reached with Tab")
	}
	if got := browsertest.Value[string](t, `getComputedStyle(document.activeElement).outlineStyle`); got != "solid" {
		t.Errorf("the focus is %q, and not seen", got)
	}
	t.Do(browsertest.Enter())
	t.Sees("Calf stretch: In 20 min")
	// The button is gone: the focus stays with its message, and the change is told.
	t.Until(`document.activeElement.classList.contains('message')`)
	t.Until(`document.querySelector('#spoken').textContent === 'Changed: Calf stretch: In 20 min'`)
	t.Do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
	t.Sees("Calf stretch: Undo")
	t.Until(`document.activeElement.dataset.data === 'Undo'`)
}

func playMarkup(s *stage, t *browsertest.Tab) {
	const evil = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`
	p := s.server.Person(newcomer())
	p.Write(evil)
	p.Document(`<b>"evil"</b>.html`, "text/html", []byte(evil))
	s.says(ana, "&lt;script&gt;alert(1)&lt;/script&gt;", map[string]any{
		"reply_markup": map[string]any{"inline_keyboard": [][]map[string]any{{{"text": evil, "callback_data": evil[:40]}}}},
	})
	s.says(ana, "key", map[string]any{"reply_markup": map[string]any{"keyboard": [][]string{{evil}}, "input_field_placeholder": evil[:40]}})
	t.Until(`document.querySelectorAll('.key').length === 1`)
	t.Until(fmt.Sprintf(`document.querySelector('.inline').textContent === %q`, evil))
	t.Until(fmt.Sprintf(`document.querySelector('.own .text').textContent === %q`, evil))
	t.Click("#tab-1002")
	t.Until(`document.querySelector('#name').textContent.startsWith('<img src=x')`)
	if n := browsertest.Value[int](t, `document.querySelectorAll('img[src="x"], main script').length`); n != 0 {
		t.Errorf("%d elements were made of text", n)
	}
	if title := browsertest.Value[string](t, `document.title`); strings.Contains(title, "hacked") {
		t.Errorf("the title is %q", title)
	}
	t.Click("#tab-1001")
}

// TestReconnect kills the server and starts it again at the same address.
func TestReconnect(t *testing.T) {
	browser := browsertest.Start(t)
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
	tab := browser.Open(t, "http://"+address, browsertest.Phone)
	s.server.Person(newcomer()).Write("before")
	tab.Until(`document.querySelectorAll('.message').length === 1`)

	web.CloseClientConnections()
	web.Config.Close()
	tab.Until(`!document.querySelector('#lost').hidden`)
	tab.Accessible("lost")
	tab.Shoot("lost")
	tab.Write("into the void")
	tab.Until(`document.querySelector('.toast') && document.querySelector('#text').value === 'into the void'`)
	s.says(ana, "while you were away", nil)
	web = serve(address)
	t.Cleanup(func() {
		s.close()
		web.Close()
	})
	tab.Until(`document.querySelector('#lost').hidden`)
	tab.Sees("while you were away")
	if n := browsertest.Value[int](tab, `document.querySelectorAll('.message').length`); n != 2 {
		t.Errorf("%d messages are shown, want 2", n)
	}
}

// A tab that is closed leaves nothing behind in the server.
func TestClosedTab(t *testing.T) {
	browser := browsertest.Start(t)
	s := newStage(t, newcomer())
	gone := make(chan struct{}, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.site.ServeHTTP(w, r)
		if r.URL.Path == "/api/events" {
			gone <- struct{}{}
		}
	}))
	t.Cleanup(web.Close)
	tab := browser.Open(t, web.URL, browsertest.Phone)
	tab.Close()
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
	browser := browsertest.Start(t)
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("hello")
	tab := browser.Open(t, s.url, browsertest.Phone)
	tab.Until(`document.querySelector('.message')`)
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
		tab.Do(chromedp.Reload())
		tab.Until(`document.querySelector('.message')`)
		tab.Do(browsertest.Run(spoil + `; undefined`))
		if got := strings.Join(tab.Audit(), "\n"); !strings.Contains(got, want) {
			t.Errorf("after %s: %q, want %q", spoil, got, want)
		}
	}
}
