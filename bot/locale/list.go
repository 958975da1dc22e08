package locale

import (
	"time"

	"calmcalf/routines"
)

// List joins words: a, b and c.
func (p *Printer) List(words []HTML) HTML {
	last := len(words) - 1
	if last < 1 {
		return p.Commas(words)
	}
	return p.Text("list.and", routines.Args{"First": p.Commas(words[:last]), "Last": words[last]})
}

// Commas joins what belongs together and is no sentence: a, b, c.
func (p *Printer) Commas(words []HTML) HTML { return p.join("list.comma", words) }

// Dots joins what stands side by side in a line: a · b · c.
func (p *Printer) Dots(words []HTML) HTML { return p.join("list.dot", words) }

// Sentences joins whole sentences to a paragraph.
func (p *Printer) Sentences(sentences []HTML) HTML { return p.join("list.sentence", sentences) }

// WeekdayClock writes a time of one day of the week: Fri 23:30.
func (p *Printer) WeekdayClock(day time.Weekday, c routines.Clock) HTML {
	return p.Text("clock.weekday", routines.Args{"Weekday": p.Weekday(day), "Clock": c})
}

// ClockOn writes a time and the days of the week it is for: 21:50 Sun Mon. None
// are all.
func (p *Printer) ClockOn(c routines.Clock, days []time.Weekday) HTML {
	if len(days) == 0 {
		return p.Clock(c)
	}
	names := make([]HTML, len(days))
	for i, day := range days {
		names[i] = p.Weekday(day)
	}
	return p.Text("clock.weekdays", routines.Args{"Weekdays": p.join("list.weekday", names), "Clock": c})
}

// join puts words together two at a time, since a text has no white space at its
// ends and so cannot be a separator.
func (p *Printer) join(key string, words []HTML) (all HTML) {
	for i, word := range words {
		if i == 0 {
			all = word
			continue
		}
		all = p.Text(key, routines.Args{"First": all, "Next": word})
	}
	return all
}
