package read

import (
	"slices"
	"strings"
)

// Switch is what may be typed in place of a habit's times.
type Switch uint8

// The switches; the zero value is none.
const (
	On    Switch = iota + 1 // with the times it had
	Off                     // not at all
	Usual                   // with the times that it has by itself
)

// Switch reads on, off or usual; ok is false for anything else.
func (w *Words) Switch(text string) (s Switch, ok bool) {
	switch found := w.whole(text, onWord, offWord, usualWord); found {
	case onWord:
		return On, true
	case offWord:
		return Off, true
	case usualWord:
		return Usual, true
	}
	return 0, false
}

// CheckIn reports whether a name is that of the morning question.
func (w *Words) CheckIn(name string) bool { return slices.Contains(w.checkIns, dashed(name)) }

// NightBefore reports whether a text means the night before the last: yesterday,
// as it is said in the morning.
func (w *Words) NightBefore(text string) bool { return w.whole(text, nightBeforeWord) != noSense }

// Until splits "Tokyo until 2026-12-10" into what is before the word and what is
// behind it, which may be nothing. Without the word, or with nothing before it,
// ok is false and before is the text.
func (w *Words) Until(text string) (before, behind string, ok bool) {
	fields := strings.Fields(text)
	for i := range fields {
		for n := min(w.longest, len(fields)-i); n > 0 && i > 0; n-- {
			if w.whole(strings.Join(fields[i:i+n], " "), untilWord) != noSense {
				return strings.Join(fields[:i], " "), strings.Join(fields[i+n:], " "), true
			}
		}
	}
	return text, "", false
}

// whole returns the sense that all of a text has, if it is one of those wanted.
func (w *Words) whole(text string, want ...sense) sense {
	s := w.scan(text)
	found, _ := s.take(want...)
	if !s.end() {
		return noSense
	}
	return found
}
