package talk

import (
	"maps"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// nightText says something of a Night: the last one, this one, or another by its two
// dates. Each is a whole sentence of its own, since in many languages "on", "in"
// and "for" change with what follows. The key ends with the dot before the kind.
func (t *Turn) nightText(key string, date routines.Date, more ...routines.Args) locale.HTML {
	kind, args := "dated", routines.Args{"From": date, "To": date + 1}
	switch {
	case t.isLast(date):
		kind = "last"
	case date == t.tonight().Date:
		kind = "this"
	}
	for _, m := range more {
		maps.Copy(args, m)
	}
	return t.Text(key+kind, args)
}
