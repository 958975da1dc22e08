package picture

import (
	"bytes"
	"image/color"
	"testing"
	"time"
)

var (
	black = color.RGBA{A: 255}
	white = color.RGBA{255, 255, 255, 255}
	made  = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
)

// sample draws every shape, and texts that are hard.
func sample(c *Canvas) *Canvas {
	ink := color.RGBA{0x20, 0x40, 0x80, 255}
	c.Rect(20, 20, 60, 40, 8, ink)
	c.Frame(100, 20, 60, 40, 8, 3, ink)
	c.Frame(100.5, 26, 59, 5, 0, 1, ink)
	c.Circle(200, 40, 20, ink)
	c.Ring(260, 40, 20, 4, ink)
	c.Circle(0, 330, 30, ink)
	c.Circle(420, -10, 30, ink)
	c.Rect(1000, 1000, 10, 10, 0, ink)
	c.Rect(500, 20, 0, 10, 0, ink)
	plain := Style{Size: 14, Ink: black}
	for i, text := range []string{
		"Calf stretch 24 of 28 · è ñ ß Ωμέγα Щука",
		"שלום (עולם) 123 abc",
		"מרחבא: مرحبا بكم لا إله 12.5%",
		"e\u0301, ☺, 🙏🏽🙏 👨‍👩‍👧 日本語 \x00\x01",
	} {
		y := 100 + 24*float64(i)
		c.Text(20, y, text, plain)
		c.Text(420, y, text, Style{Size: 8, Bold: true, Align: Right, Ink: ink})
	}
	c.Text(220, 200, "the middle", Style{Size: 14, Align: Centre, Ink: black})
	for i, line := range plain.Wrap("בלילה הייתה התכווצות קשה (ברגל ימין) three times הכול עבר.\n\nDonaudampfschifffahrtsgesellschaft, ja", 180) {
		c.Text(40, 230+18*float64(i), line, plain)
	}
	c.Text(40, 340, plain.Fit("A long line that has no room", 120), plain)
	return c
}

func TestShapesAndTexts(t *testing.T) {
	t.Parallel()
	file, err := sample(Image(440, 360, 2, white)).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "sample", file)
}

// scripts draws notes in what people write.
func scripts(c *Canvas) *Canvas {
	for i, text := range []string{
		"שָׁלוֹם, התכווצות (ברגל ימין) ב-22:30",
		"تشنج في الساق (calf, 12.5 min) ليلا ١٢ مرات، 50%",
		"مُحَمَّدٌ أَكَلَ الخُبْزَ، لا إله إلا الله",
		"گرفتگی پا، شب ۳ بار؛ می\u200cخوابم",
		"ڕۆژێکی خۆش",
		"took ٢ حبوب at 22:30, אב 12 of 14 (אבג) 5%",
		"Việt e\u0323\u0301, ď, Z\u0351\u0352\u0353\u0354\u0310algo",
		"गर्दन में दर्द, ok 👍🏽 today ❤️",
	} {
		align, x := Left, 20.0
		if RightToLeft(text) {
			align, x = Right, 420
		}
		c.Text(x, 40+32*float64(i), text, Style{Size: 16, Align: align, Ink: black})
	}
	return c
}

func TestScripts(t *testing.T) {
	t.Parallel()
	file, err := scripts(Image(440, 290, 2, white)).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "scripts", file)
}

func TestEqualDrawingsAreEqualFiles(t *testing.T) {
	t.Parallel()
	for name, sheet := range map[string]func() *Canvas{
		"image": func() *Canvas { return Image(440, 360, 1, white) },
		"page":  func() *Canvas { return Page(440, 360, About{Title: "Ä שלום", Language: "en", Made: made}) },
	} {
		a, errA := scripts(sample(sheet())).Bytes()
		b, errB := scripts(sample(sheet())).Bytes()
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: %v, %v, %d and %d bytes", name, errA, errB, len(a), len(b))
		}
	}
}
