// Package locale holds every text the bot says, in every language it offers,
// and a Printer that fills them in.
//
// Texts live in one TOML file a language, embedded into the program. Code names
// them by key, area.thing.state. Values are handed over as they are (a
// routine, a date, a wall-clock time, what somebody typed) and become words
// here. Messages are sent as HTML, so a text is [HTML]: what somebody typed is a
// string, and becomes HTML only by being escaped.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"calmcalf/routines"
)

//go:embed texts/*.toml
var texts embed.FS

// Catalog holds the texts of all languages.
type Catalog struct {
	bundle    *i18n.Bundle
	languages []language.Tag // the first is the one to fall back on
}

// Load reads the embedded texts. fallback is the BCP 47 tag of the language for
// people whose own is not offered; it is an error if there are no texts in it.
func Load(fallback string) (*Catalog, error) {
	tag, err := language.Parse(fallback)
	if err != nil {
		return nil, fmt.Errorf("locale: %q is not a language tag: %w", fallback, err)
	}
	c := &Catalog{bundle: i18n.NewBundle(tag)}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := fs.Glob(texts, "texts/*.toml")
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	for _, file := range files {
		if _, err := c.bundle.LoadMessageFileFS(texts, file); err != nil {
			return nil, fmt.Errorf("locale: %s: %w", path.Base(file), err)
		}
	}
	c.languages = c.bundle.LanguageTags()
	for _, offered := range Languages() {
		if offered == fallback {
			return c, nil
		}
	}
	return nil, fmt.Errorf("locale: %q is not offered; there is %s", fallback, strings.Join(Languages(), ", "))
}

// Languages lists the tags of the languages that are offered, sorted.
func Languages() []string {
	files, _ := fs.Glob(texts, "texts/*.toml")
	tags := make([]string, 0, len(files))
	for _, file := range files {
		tags = append(tags, strings.TrimSuffix(path.Base(file), ".toml"))
	}
	return tags
}

// Match returns the offered language closest to a tag as Telegram has it, or the
// fallback.
func (c *Catalog) Match(tag string) string {
	_, i := language.MatchStrings(language.NewMatcher(c.languages), tag)
	return c.languages[i].String()
}

// Printer returns what speaks the language of a BCP 47 tag.
func (c *Catalog) Printer(tag string) *Printer {
	return &Printer{language: tag, localizer: i18n.NewLocalizer(c.bundle, tag, c.languages[0].String())}
}

// Printer turns keys and values into words of one language.
type Printer struct {
	language  string
	localizer *i18n.Localizer

	halfDay, monthFirst bool
}

// HalfDay returns a Printer that writes 9:30 pm rather than 21:30, or the reverse.
func (p *Printer) HalfDay(on bool) *Printer {
	other := *p
	other.halfDay = on
	return &other
}

// MonthFirst returns a Printer that writes Nov 22 rather than 22 Nov, or the
// reverse.
func (p *Printer) MonthFirst(on bool) *Printer {
	other := *p
	other.monthFirst = on
	return &other
}

// Language is the BCP 47 tag of the language.
func (p *Printer) Language() string { return p.language }

// Text returns the text of a key, filled in. The value named Count decides on the
// plural form. For a key without a text it returns the key, which a test rules out.
func (p *Printer) Text(key string, args ...routines.Args) HTML {
	config := &i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args[0]))
		for name, value := range args[0] {
			data[name] = p.word(value)
		}
		config.TemplateData = data
		if count, ok := args[0]["Count"]; ok {
			config.PluralCount = count
		}
	}
	text, err := p.localizer.Localize(config)
	if err != nil {
		return Escape(key)
	}
	return HTML(strings.TrimSpace(text))
}

// Has reports whether the key has a text.
func (p *Printer) Has(key string) bool {
	_, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key})
	return err == nil
}

func (p *Printer) word(value any) any {
	switch v := value.(type) {
	case routines.Routine:
		return p.Text("routine." + v.String() + ".name")
	case routines.Clock:
		return p.Clock(v)
	case routines.Date:
		return p.Day(v)
	case routines.Month:
		return p.Month(v)
	case time.Weekday:
		return p.Text("weekday.long." + weekdayKeys[v])
	case routines.Rate:
		return p.PerWeek(v)
	case float64:
		return p.Decimal(v, -1)
	case int:
		if v < 0 {
			return p.Decimal(float64(v), 0)
		}
	case string:
		return Escape(v)
	}
	return value
}

var weekdayKeys = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Clock writes a wall-clock time.
func (p *Printer) Clock(c routines.Clock) HTML {
	if !p.halfDay {
		return Escape(c.String())
	}
	key := "clock.am"
	if c.Hour() >= 12 {
		key = "clock.pm"
	}
	hour := (c.Hour()+11)%12 + 1
	return p.Text(key, routines.Args{"Clock": fmt.Sprintf("%d:%02d", hour, c.Minute())})
}

// ClockAt writes the wall-clock time that an instant shows in a zone.
func (p *Printer) ClockAt(t time.Time, zone *time.Location) HTML {
	hour, minute, _ := t.In(zone).Clock()
	return p.Clock(routines.ClockOf(hour, minute))
}

// Weekday writes a weekday's short name.
func (p *Printer) Weekday(day time.Weekday) HTML {
	return p.Text("weekday.short." + weekdayKeys[day])
}

// WeekdayLetters writes a weekday in two letters.
func (p *Printer) WeekdayLetters(day time.Weekday) HTML {
	return p.Text("weekday.two." + weekdayKeys[day])
}

// Day writes a date with its weekday: Sun 22 Nov, or Sun Nov 22.
func (p *Printer) Day(d routines.Date) HTML {
	_, month, day := d.Civil()
	key := "date.day"
	if p.monthFirst {
		key = "date.month-first"
	}
	return p.Text(key, routines.Args{
		"Weekday": p.Weekday(d.Weekday()), "Day": day, "Month": p.Text(monthKey("short", month))})
}

// DayAndYear writes a date with its weekday and its year: Sun 22 Nov 2026.
func (p *Printer) DayAndYear(d routines.Date) HTML {
	year, _, _ := d.Civil()
	return p.Text("date.year", routines.Args{"Day": p.Day(d), "Year": year})
}

// Month writes a month with its year: November 2026.
func (p *Printer) Month(m routines.Month) HTML {
	year, month := m.Civil()
	return p.Text("date.month", routines.Args{"Month": p.Text(monthKey("long", month)), "Year": year})
}

func monthKey(form string, month time.Month) string {
	return "month." + form + "." + strings.ToLower(month.String()[:3])
}
