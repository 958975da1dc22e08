package store

import (
	"slices"
	"strings"
	"testing"
)

// TestApplied reads the ids of updates as they are kept and as they once were.
func TestApplied(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		payload, want string
		applied       []int64
	}{
		"none":                 {"\xa0", "", nil},
		"packed":               {"\xa1\x11\x43\x0a\x02\x01", "", []int64{5, 6, 5}},
		"listed, as before":    {"\xa1\x0a\x83\x05\x01\x20", "", []int64{5, 6, 5}},
		"packed, cut short":    {"\xa1\x11\x42\x0a\x80", "does not have the shape", nil},
		"packed, far too wide": {"\xa1\x11\x4b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "does not have the shape", nil},
	} {
		book := &Book{id: 42, head: Seal(personPlace(42), []byte(test.payload))}
		err := decodeHead(book)
		switch {
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		case test.want == "" && (err != nil || !slices.Equal(book.Applied, test.applied)):
			t.Errorf("%s: %v, %v", name, book.Applied, err)
		}
	}
}

func TestAppliedIsAWindow(t *testing.T) {
	t.Parallel()
	var b Book
	const more = 36
	for id := range int64(MostApplied + more) {
		b.Apply(1000 - id)
	}
	if len(b.Applied) != MostApplied || b.Seen(1000-more+1) || !b.Seen(1000-more) || !b.Seen(1000-MostApplied-more+1) {
		t.Errorf("applied are %v", b.Applied)
	}
}

// TestAppliedAgain has as many updates of one person delivered again as a poll
// fetches, and as a Book remembers: none of them is taken for a new one.
func TestAppliedAgain(t *testing.T) {
	t.Parallel()
	const mostOfAPoll = 100
	for _, count := range []int64{65, mostOfAPoll, MostApplied} {
		s := filled(t, 1)
		deliver := func() (applied int) {
			for update := range count {
				if _, err := s.update(func(b *Book) {
					if b.Seen(812_345_678 + 3*update) {
						return
					}
					b.Apply(812_345_678 + 3*update)
					b.Tonight().AskedIn++
					applied++
				}); err != nil {
					t.Fatal(err)
				}
			}
			return applied
		}
		if n := deliver(); n != int(count) {
			t.Errorf("%d of %d were applied", n, count)
		}
		if n := deliver(); n != 0 {
			t.Errorf("%d of %d were applied twice", n, count)
		}
	}
}
