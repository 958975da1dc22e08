package webchat

import (
	"fmt"
	"testing"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/bot/emulator/webchat/browsertest"
)

// TestLook writes pictures of the page with a conversation as it could be, for
// eyes: sizes, light and dark. It holds the page to what eyes should not have to
// check: no sideways scrolling, enough contrast, a name for every control.
func TestLook(t *testing.T) {
	browser := browsertest.Start(t)
	for _, size := range []browsertest.Size{browsertest.Phone, browsertest.Small, browsertest.Desktop} {
		for _, name := range []string{"light", "dark"} {
			t.Run(size.Name+"-"+name, func(t *testing.T) {
				s := newStage(t, newcomer(), emulator.Profile{ID: bruno, FirstName: "Bruno", LanguageCode: "pt-br"})
				s.evening()
				tab := browser.Open(t, s.url, size)
				tab.Do(browsertest.Scheme(name))
				tab.Until(fmt.Sprintf(`document.documentElement.dataset.theme === %q`, name))
				tab.Sees("A wall and both feet")
				check := func(what string) {
					tab.Accessible(what)
					tab.Shoot(size.Name + " " + name + " " + what)
				}
				tab.Until(`document.getElementById('latest').hidden`)
				check("chat")
				tab.Do(browsertest.Run(`document.getElementById("log").scrollTop = 0`))
				tab.Until(`!document.getElementById('latest').hidden`)
				check("morning")
				if size.Name != "desktop" {
					tab.Click("#fold")
					check("clock")
					tab.Click("#fold")
				}
				tab.Click("#menu")
				check("menu")
				tab.Click("#menu")
				tab.Click("#add")
				check("add")
				tab.Click("#add-dialog [data-close]")
				wide := size.Name == "desktop"
				about := map[bool]string{true: "#person", false: "#more"}[wide]
				tab.Click(about)
				check("person")
				tab.Click("#person-dialog [data-close]")
				tab.Click(".key[aria-haspopup]")
				check("places")
				tab.Click("#places-dialog [data-close]")
				if wide {
					tab.Click("#behind")
				} else {
					tab.Click(about)
					tab.Click("#person-behind")
				}
				tab.Until(`document.querySelectorAll('#calls details').length > 3`)
				tab.Click("#calls details summary")
				tab.Until(`document.querySelector('#calls pre')`)
				check("drawer")
			})
		}
	}
}

// evening is a day of Ana's: the check-in of the morning, the plan, a picture, a
// prompt of the evening. Bruno has not started yet.
func (s *stage) evening() {
	s.Helper()
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		s.Fatal(err)
	}
	s.world.zones[ana] = lisbon
	at := func(hour, minute int) { s.world.set(time.Date(2026, 11, 23, hour, minute, 0, 0, time.UTC)) }
	b := scripted{bot{s.server}, func(err error) { s.Errorf("the bot: %v", err) }}
	_, err = b.call(s.Context(), "setMyCommands", map[string]any{"commands": []map[string]string{
		{"command": "cramp", "description": "What to try, at once"},
		{"command": "tonight", "description": "This evening"},
		{"command": "checkin", "description": "The morning questions"},
		{"command": "summary", "description": "Your month"},
		{"command": "plan", "description": "See and change the plan"},
		{"command": "pause", "description": "Holiday"},
		{"command": "safety", "description": "When to get help"},
	}})
	if err != nil {
		s.Fatal(err)
	}
	person := s.server.Person(emulator.Profile{ID: ana})
	at(7, 0)
	person.Write("/start")
	s.says(ana, "Hello. I keep you company through the evening.", map[string]any{"reply_markup": mainKeyboard})
	at(7, 15)
	s.says(ana, "Hello. Any leg cramps last night?", map[string]any{
		"reply_markup": inline([]string{"No cramps"}, []string{"1", "2", "3", "4", "5+"}, []string{"Leg problem"}),
	})
	at(10, 30)
	pumps := s.says(ana, "Ankle pumps and a glass of water: 20 up and down, sitting is fine.", map[string]any{
		"disable_notification": true, "reply_markup": inline([]string{"Done", "Not today"}),
	})
	at(10, 41)
	if _, err := b.call(s.Context(), "editMessageText", map[string]any{
		"chat_id": ana, "message_id": pumps, "parse_mode": "HTML", "reply_markup": inline([]string{"Undo"}),
		"text": "<b>Ankle pumps and water</b>: done at 10:41.",
	}); err != nil {
		s.Fatal(err)
	}
	at(18, 2)
	person.Write("Can I see the plan?")
	s.says(ana, "Your plan for tonight, Monday 23 November:\n\n<b>21:00</b>  Leg elevation\n<b>22:10</b>  Calf stretch\n<b>22:30</b>  Bedtime\n\n"+
		"Times follow bedtime. Change one: <code>/set stretch 21:50</code>, or see /plan.\n<blockquote>Some people find that stretching before bed helps. It may help you, too.</blockquote>", nil)
	b.send(s.Context(), "sendPhoto", ana, "photo", "november.png", picture(640, 300), "November: 17 of 22 nights answered, 3 with cramps.")
	at(22, 10)
	s.says(ana, "<b>Calf stretch</b>, 3 minutes. A wall and both feet flat are enough.\nWhile it is fresh: lean until you feel it, not until it hurts.",
		map[string]any{"reply_markup": inline([]string{"Done", "Start"}, []string{"In 20 min", "Not today"})})
	at(22, 12)
	s.world.stops = []Stop{
		{"bedtime", time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC), "Bedtime"},
		{"morning", time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC), "Check-in"},
	}
	friend := s.server.Person(emulator.Profile{ID: bruno})
	friend.Write("/start")
	s.says(bruno, "Olá. Que língua prefere?", nil)
}
