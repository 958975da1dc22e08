package read

import "testing"

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "",
		"New  York!":            "new  york!",
		"São Paulo":             "sao paulo",
		"o'clock, o’clock":      "oclock, oclock",
		"can´t can`t can＇t":     "cant cant cant",
		"20′":                   "20",
		"Łódź Weißenfels ẞ":     "lodz weissenfels ss",
		"Ærø Œuvre Þór Đà Nẵng": "aero oeuvre thor da nang",
		"ＴＯＫＹＯ x²":              "tokyo x2",
		"İI ı":                  "ii i",
		"ΝΊΚΟΣ Νίκος":           "νικοσ νικοσ",
		"Москва":                "москва",
		"٢١:٣٠ २२":              "21:30 22",
		"9️⃣":                   "9",
		"Ber\u200dlin\u202e":    "berlin",
		"كازان مُحَمَّد أب مـصر": "کازان محمد اب مصر",
		"שָׁלוֹם":  "שלום",
		"½":        "1⁄2",
		"\xff\x00": "\uFFFD\x00",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}
