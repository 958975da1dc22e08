package picture

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the pictures in testdata")

// tolerance is how far a channel of a pixel may be off, of 255: arithmetic that
// is fused on one machine and not on another moves an edge by a hair.
const tolerance = 3

// golden holds a picture against the one in testdata. One that differs is kept
// among the artifacts.
func golden(t *testing.T, name string, file []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; -update draws it", err)
	}
	if off := differing(decode(t, file), decode(t, want)); off != 0 {
		kept := filepath.Join(t.ArtifactDir(), name+".png")
		if err := os.WriteFile(kept, file, 0o644); err != nil {
			t.Error(err)
		}
		t.Errorf("%s differs in %d pixels, -1 meaning in size: see %s with -artifacts, and -update", path, off, kept)
	}
}

func decode(t *testing.T, file []byte) *image.RGBA {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	pixels := image.NewRGBA(decoded.Bounds())
	draw.Draw(pixels, pixels.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return pixels
}

// differing counts the pixels that are not alike.
func differing(a, b *image.RGBA) (pixels int) {
	if a.Bounds() != b.Bounds() {
		return -1
	}
	for i := 0; i < len(a.Pix); i += 4 {
		for k := i; k < i+4; k++ {
			if d := int(a.Pix[k]) - int(b.Pix[k]); d > tolerance || d < -tolerance {
				pixels++
				break
			}
		}
	}
	return pixels
}

func TestDifferenceIsSeen(t *testing.T) {
	t.Parallel()
	draw := func(x float64) *image.RGBA {
		c := Image(40, 40, 1, white)
		c.Circle(x, 20, 10, black)
		file, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return decode(t, file)
	}
	if n := differing(draw(20), draw(20)); n != 0 {
		t.Errorf("the same differs in %d pixels", n)
	}
	if n := differing(draw(20), draw(20.1)); n == 0 {
		t.Error("a tenth of a pixel is not seen")
	}
	if n := differing(draw(20), image.NewRGBA(image.Rect(0, 0, 40, 41))); n != -1 {
		t.Errorf("another size differs in %d pixels", n)
	}
}
