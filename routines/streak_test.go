package routines

import "testing"

func TestFreeStreaks(t *testing.T) {
	for _, tt := range []struct {
		diary            string
		current, longest FreeStreak
	}{
		{"", FreeStreak{}, FreeStreak{}},
		{"...", FreeStreak{3, 3, 0}, FreeStreak{3, 3, 0}},
		{"..x.?.pp..", FreeStreak{4, 5, 1}, FreeStreak{4, 5, 1}},
		{"....x..", FreeStreak{2, 2, 0}, FreeStreak{4, 4, 0}},
		{".??.", FreeStreak{2, 4, 2}, FreeStreak{2, 4, 2}},
		{"..???", FreeStreak{}, FreeStreak{2, 2, 0}},
		{"..???.", FreeStreak{1, 1, 0}, FreeStreak{2, 2, 0}},
		{"..?p?p?.", FreeStreak{1, 1, 0}, FreeStreak{2, 2, 0}},
		{"..----.", FreeStreak{3, 7, 4}, FreeStreak{3, 7, 4}},
		{"??...", FreeStreak{3, 3, 0}, FreeStreak{3, 3, 0}},
		{"...~", FreeStreak{3, 3, 0}, FreeStreak{3, 3, 0}},
		{"...?~", FreeStreak{3, 4, 1}, FreeStreak{3, 3, 0}},
		{"pppp", FreeStreak{}, FreeStreak{}},
		{".........??", FreeStreak{9, 11, 2}, FreeStreak{9, 9, 0}},
		{"x", FreeStreak{}, FreeStreak{}},
		{".??x?.", FreeStreak{1, 1, 0}, FreeStreak{1, 1, 0}},
	} {
		current, longest := FreeStreaks([]Outcome(tt.diary))
		if current != tt.current || longest != tt.longest {
			t.Errorf("%q: current %+v, longest %+v; want %+v, %+v", tt.diary, current, longest, tt.current, tt.longest)
		}
	}
}

func TestKeptStreaks(t *testing.T) {
	for _, tt := range []struct {
		diary            string
		current, longest KeptStreak
	}{
		{"", KeptStreak{}, KeptStreak{}},
		{"+++", KeptStreak{3, 0}, KeptStreak{3, 0}},
		{"++o++", KeptStreak{4, 1}, KeptStreak{4, 1}},
		{"++o", KeptStreak{2, 1}, KeptStreak{2, 0}},
		{"++oo", KeptStreak{}, KeptStreak{2, 0}},
		{"++oo+", KeptStreak{1, 0}, KeptStreak{2, 0}},
		{"+o++++++o+", KeptStreak{8, 2}, KeptStreak{8, 2}},
		{"+o+++++o+", KeptStreak{6, 1}, KeptStreak{6, 1}},
		{"+o  ++++++  o+", KeptStreak{8, 2}, KeptStreak{8, 2}},
		{"o+", KeptStreak{1, 0}, KeptStreak{1, 0}},
		{"    ", KeptStreak{}, KeptStreak{}},
		{"++++o+o", KeptStreak{1, 1}, KeptStreak{5, 1}},
		{"++ooo+o+", KeptStreak{2, 1}, KeptStreak{2, 0}},
	} {
		current, longest := KeptStreaks([]Keeping(tt.diary))
		if current != tt.current || longest != tt.longest {
			t.Errorf("%q: current %+v, longest %+v; want %+v, %+v", tt.diary, current, longest, tt.current, tt.longest)
		}
	}
}
