package picture

import (
	"image/color"
	"time"
)

// Preferences are how the person likes pictures.
type Preferences struct {
	Dark     bool
	FirstDay time.Weekday // weeks begin on it
}

// palette is the inks of a preferences. What means something differs in lightness and
// not in hue alone, so that every eye and a grey printer tell it apart.
type palette struct {
	ground, track color.RGBA // the sheet, and the bed of a bar
	ink, quiet    color.RGBA // words, and lesser words
	cramp, count  color.RGBA // the mark of a cramp night, and the number on it
	free          color.RGBA // the mark of a night without
	bar, line     color.RGBA // counts as lengths, and what they are held against
}

func (p Preferences) palette() palette {
	if p.Dark {
		return palette{
			ground: color.RGBA{0x14, 0x1b, 0x22, 255}, track: color.RGBA{0x26, 0x30, 0x39, 255},
			ink: color.RGBA{0xee, 0xf1, 0xf3, 255}, quiet: color.RGBA{0xa3, 0xb0, 0xba, 255},
			cramp: color.RGBA{0xf0, 0xc4, 0x6c, 255}, count: color.RGBA{0x14, 0x1b, 0x22, 255},
			free: color.RGBA{0x86, 0xb8, 0xc9, 255},
			bar:  color.RGBA{0x6f, 0xa6, 0xba, 255}, line: color.RGBA{0xff, 0xff, 0xff, 255},
		}
	}
	return palette{
		ground: color.RGBA{0xfb, 0xfa, 0xf7, 255}, track: color.RGBA{0xe6, 0xe7, 0xe6, 255},
		ink: color.RGBA{0x1c, 0x25, 0x2c, 255}, quiet: color.RGBA{0x57, 0x62, 0x6b, 255},
		cramp: color.RGBA{0x1f, 0x45, 0x66, 255}, count: color.RGBA{0xff, 0xff, 0xff, 255},
		free: color.RGBA{0x3f, 0x85, 0x88, 255},
		bar:  color.RGBA{0x5b, 0x93, 0xa8, 255}, line: color.RGBA{0x1c, 0x25, 0x2c, 255},
	}
}
