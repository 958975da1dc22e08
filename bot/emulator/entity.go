package emulator

import (
	"cmp"
	"slices"
)

// Entity marks a part of a text. Offset and Length count UTF-16 code units, as
// everywhere in Telegram.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`              // of text_link
	User     *user  `json:"user,omitempty"`             // of text_mention
	Language string `json:"language,omitempty"`         // of pre
	EmojiID  string `json:"custom_emoji_id,omitempty"`  // of custom_emoji
	Unix     int64  `json:"unix_time,omitempty"`        // of date_time, in seconds
	Format   string `json:"date_time_format,omitempty"` // of date_time
}

func (e Entity) end() int { return e.Offset + e.Length }

// kind is what rules an entity follows where it meets others.
type kind uint8

const (
	whole    kind = iota // stays in one piece, or goes
	style                // is cut where it meets another, and grows together with its like
	quote                // holds others, but no second one
	verbatim             // holds nothing
)

// styles in the order in which they are nested, the outermost first.
var styles = []string{"bold", "italic", "underline", "strikethrough", "spoiler"}

func (e Entity) kind() kind {
	switch e.Type {
	case "bold", "italic", "underline", "strikethrough", "spoiler":
		return style
	case "blockquote", "expandable_blockquote":
		return quote
	case "pre", "code", "date_time":
		return verbatim
	}
	return whole
}

// rank orders entities of equal extent, the outermost first.
func (e Entity) rank() int {
	switch e.Type {
	case "blockquote", "expandable_blockquote":
		return 0
	case "pre":
		if e.Language != "" {
			return 10
		}
		return 11
	case "code":
		return 20
	case "date_time":
		return 30
	case "text_link", "text_mention":
		return 49
	case "custom_emoji":
		return 99
	}
	if i := slices.Index(styles, e.Type); i >= 0 {
		return 90 + i
	}
	return 50
}

// inOrder sorts entities by where they start, the outermost first.
func inOrder(entities []Entity) []Entity {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(a.Offset-b.Offset, b.Length-a.Length, a.rank()-b.rank())
	})
	return entities
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Size(r)
	}
	return n
}

func utf16Size(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// nested makes entities follow the rules of Telegram: they lie within each other or
// apart, verbatim ones hold nothing, quotes hold no quotes, and styles of one kind
// that touch are one.
func nested(entities []Entity) []Entity {
	entities = inOrder(entities)
	if valid(entities) {
		return entities
	}
	var fixed, quotes, loose []Entity
	for _, e := range entities {
		switch e.kind() {
		case style:
			loose = append(loose, e)
		case quote:
			quotes = append(quotes, e)
		default:
			fixed = append(fixed, e)
		}
	}
	quotes = apart(quotes)
	fixed = withinQuotes(apart(fixed), quotes)
	return together(loose, inOrder(append(fixed, quotes...)))
}

// valid reports whether entities in order follow the rules already.
func valid(entities []Entity) bool {
	lastEnd := map[string]int{}
	var open []Entity
	for _, e := range entities {
		for len(open) > 0 && e.Offset >= open[len(open)-1].end() {
			open = open[:len(open)-1]
		}
		if n := len(open); n > 0 && !mayLieIn(open, e) {
			return false
		}
		if e.kind() == style {
			if end, seen := lastEnd[e.Type]; seen && end >= e.Offset {
				return false
			}
			lastEnd[e.Type] = e.end()
		}
		open = append(open, e)
	}
	return true
}

func mayLieIn(open []Entity, e Entity) bool {
	parent := open[len(open)-1]
	holds := func(is func(Entity) bool) bool { return slices.ContainsFunc(open, is) }
	switch {
	case e.end() > parent.end(), parent.kind() == verbatim:
		return false
	case holds(func(o Entity) bool { return o.Type == e.Type || o.kind() == style }):
		return false
	case e.kind() == verbatim:
		return !holds(func(o Entity) bool { return o.kind() != quote })
	case e.kind() == whole, e.kind() == quote:
		if holds(func(o Entity) bool { return o.kind() == whole }) {
			return false
		}
	}
	return e.kind() != quote || !holds(func(o Entity) bool { return o.kind() == quote })
}

// apart keeps of entities in order those that do not begin within an earlier one.
func apart(entities []Entity) []Entity {
	end := 0
	return slices.DeleteFunc(entities, func(e Entity) bool {
		if e.Offset < end {
			return true
		}
		end = e.end()
		return false
	})
}

// withinQuotes drops what lies across the border of a quote. Both are in order and
// apart.
func withinQuotes(entities, quotes []Entity) []Entity {
	return slices.DeleteFunc(entities, func(e Entity) bool {
		for _, q := range quotes {
			if q.end() > e.Offset {
				return q.end() < e.end() || e.Offset < q.Offset && q.Offset < e.end()
			}
		}
		return false
	})
}

// together puts styles, in order, among other entities, in order and nested: a style
// is cut at every border that it crosses, and vanishes in what is verbatim.
func together(loose, fixed []Entity) []Entity {
	if len(loose) == 0 {
		return fixed
	}
	var out []Entity
	var from, to [5]int // of the style that is open, 0 in to for none
	flush := func(limit int) {
		for i, name := range styles {
			switch {
			case to[i] == 0 || from[i] >= limit:
			case to[i] <= limit:
				out = append(out, Entity{Type: name, Offset: from[i], Length: to[i] - from[i]})
				from[i], to[i] = 0, 0
			default:
				out = append(out, Entity{Type: name, Offset: from[i], Length: limit - from[i]})
				from[i] = limit
			}
		}
	}
	next := 0
	upTo := func(limit int) {
		for ; next < len(loose) && loose[next].Offset < limit; next++ {
			e := loose[next]
			i := slices.Index(styles, e.Type)
			if to[i] != 0 && e.Offset <= to[i] {
				to[i] = max(to[i], e.end())
				continue
			}
			flush(e.Offset)
			from[i], to[i] = e.Offset, e.end()
		}
		flush(limit)
	}
	var open []Entity
	closing := func(offset int) {
		for len(open) > 0 && offset >= open[len(open)-1].end() {
			last := open[len(open)-1]
			before := len(out)
			upTo(last.end())
			if last.kind() == verbatim {
				out = out[:before]
			}
			open = open[:len(open)-1]
		}
		upTo(offset)
	}
	for _, e := range fixed {
		closing(e.Offset)
		open = append(open, e)
	}
	closing(1 << 30)
	return inOrder(append(slices.Clone(fixed), inOrder(out)...))
}

// withFound adds what was found in a text, in order and apart, to its entities: it
// stays out of all but styles and quotes, and styles are cut at it.
func withFound(entities, found []Entity) []Entity {
	if len(found) == 0 {
		return entities
	}
	var fixed, quotes, loose []Entity
	for _, e := range entities {
		switch e.kind() {
		case style:
			loose = append(loose, e)
		case quote:
			quotes = append(quotes, e)
		default:
			fixed = append(fixed, e)
		}
	}
	for _, e := range withinQuotes(found, quotes) {
		if !slices.ContainsFunc(fixed, func(o Entity) bool { return e.Offset < o.end() && o.Offset < e.end() }) {
			quotes = append(quotes, e)
		}
	}
	return together(loose, inOrder(append(fixed, quotes...)))
}
