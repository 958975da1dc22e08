package webchat

import (
	"fmt"
	"testing"
	"time"

	"calmcalf/bot/emulator/webchat/browsertest"
)

// BenchmarkPage is how fast messages come into sight in a browser: b.N messages
// are sent as fast as the emulator takes them, and the clock stops when the last
// is drawn.
func BenchmarkPage(b *testing.B) {
	browser := browsertest.Start(b)
	s := newStage(b, newcomer())
	s.server.Person(newcomer()).Write("/start")
	tab := browser.Open(b, s.url, browsertest.Desktop)
	tab.Until(`document.querySelector('.message')`)
	bot := bot{s.server}
	b.ResetTimer()
	start := time.Now()
	for n := range b.N {
		_, err := bot.call(b.Context(), "sendMessage", map[string]any{
			"chat_id": ana, "text": fmt.Sprintf("<b>Calf stretch</b> number %d", n), "parse_mode": "HTML",
			"reply_markup": inline([]string{"Done", "Not today"}),
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	tab.Until(fmt.Sprintf(`document.querySelector('.message:last-child .text')?.textContent.endsWith('number %d')`, b.N-1))
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "messages/s")
}
