package locale

import (
	"testing"

	"calmcalf/routines"
)

// What people type is escaped once on its way into a text, and texts are not
// escaped on their way into others.
func TestTextEscapesStringsAlone(t *testing.T) {
	t.Parallel()
	texts, err := Load("en")
	if err != nil {
		t.Fatal(err)
	}
	say := texts.Printer("en")
	const typed = `<b>5 & 6</b>`
	typedList := say.List([]HTML{Escape(typed), "salt"})
	for _, tt := range []struct {
		got  HTML
		want HTML
	}{
		{say.Text("list.and", routines.Args{"First": typed, "Last": "salt"}), "&lt;b&gt;5 &amp; 6&lt;/b&gt; and salt"},
		{typedList, "&lt;b&gt;5 &amp; 6&lt;/b&gt; and salt"},
		{say.Text("list.and", routines.Args{"First": typedList, "Last": HTML("x").Bold()}), "&lt;b&gt;5 &amp; 6&lt;/b&gt; and salt and <b>x</b>"},
		{Join([]HTML{"a", "b", "c"}, ", "), "a, b, c"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if got, want := typedList.Plain(), typed+" and salt"; got != want {
		t.Errorf("plain it is %q, want %q", got, want)
	}
}
