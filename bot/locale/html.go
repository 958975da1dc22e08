package locale

import (
	"html"
	"strings"
)

// HTML is text with Telegram's few tags, safe to send as it is. To put a string
// from anywhere else into it takes Escape, so that forgetting it, or doing it
// twice, does not compile.
type HTML string

// Escape makes HTML of plain text.
func Escape(text string) HTML { return HTML(html.EscapeString(text)) }

// Plain returns the text for places that know no HTML, such as buttons and
// pictures. Tags stay: texts for such places have none.
func (h HTML) Plain() string { return html.UnescapeString(string(h)) }

// Bold sets the text in bold.
func (h HTML) Bold() HTML { return "<b>" + h + "</b>" }

// Italic sets the text in italics.
func (h HTML) Italic() HTML { return "<i>" + h + "</i>" }

// Join strings texts together.
func Join(texts []HTML, separator HTML) HTML {
	var b strings.Builder
	for i, text := range texts {
		if i > 0 {
			b.WriteString(string(separator))
		}
		b.WriteString(string(text))
	}
	return HTML(b.String())
}
