package bot

import "calmcalf/routines"

// emergency says whom to call and nothing else, at once. Whoever has a diary is
// asked the next mornings whether somebody has looked; until the next evening
// no prompt rings.
func emergency(t *turn) error {
	t.person().Asking = ""
	m := message{text: t.text("emergency.text")}
	if t.person().Member() {
		t.person().Call(t.tonight(), t.now)
		t.replanned()
		m.rows = [][]button{{t.careButton("mistake", "")}}
	}
	t.send(m)
	return nil
}

// words reads what people type in a language.
func words(string) *routines.Words { return routines.English }
