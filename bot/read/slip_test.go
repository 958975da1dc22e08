package read

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSlipped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		most int
		want bool
	}{
		{"berlin", "berlin", 0, true},
		{"berlin", "barlin", 0, false},
		{"berlin", "berlin", 1, true},
		{"barlin", "berlin", 1, true},
		{"berln", "berlin", 1, true},
		{"berlinn", "berlin", 1, true},
		{"berlni", "berlin", 1, true},
		{"ebrlin", "berlin", 1, true},
		{"barlni", "berlin", 1, false},
		{"barlni", "berlin", 2, true},
		{"brelni", "berlin", 2, true},
		{"berl", "berlin", 1, false},
		{"berl", "berlin", 2, true},
		{"", "ab", 2, true},
		{"abcdef", "fedcba", 2, false},
		{"ca", "abc", 2, false}, // swapped, and then something between: a letter would slip twice
	}
	for _, tt := range tests {
		for _, swap := range []bool{false, true} {
			a, b := tt.a, tt.b
			if swap {
				a, b = b, a
			}
			if got := Slipped([]rune(a), []rune(b), tt.most); got != tt.want {
				t.Errorf("Slipped(%q, %q, %d) = %v", a, b, tt.most, got)
			}
		}
	}
}

// TestSlippedCounts holds Slipped against the textbook's matrix.
func TestSlippedCounts(t *testing.T) {
	t.Parallel()
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcd")), 0, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		slips := alignment(a, b)
		for most := range 3 {
			if got := Slipped(a, b, most); got != (slips <= most) {
				t.Fatalf("Slipped(%q, %q, %d) = %v, and there are %d", string(a), string(b), most, got, slips)
			}
		}
	})
}

// alignment is the optimal string alignment distance.
func alignment(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
