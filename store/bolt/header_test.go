package bolt

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"testing"
)

// headerBytes is a header as bbolt writes it.
func headerBytes(h header) []byte {
	b := make([]byte, metaBytes)
	native := binary.NativeEndian
	native.PutUint32(b[0:], boltMagic)
	native.PutUint32(b[4:], boltVersion)
	native.PutUint32(b[8:], h.pageSize)
	native.PutUint64(b[16:], h.root)
	native.PutUint64(b[32:], h.freelist)
	native.PutUint64(b[40:], h.pages)
	native.PutUint64(b[48:], h.written)
	sum := fnv.New64a()
	sum.Write(b[:56])
	native.PutUint64(b[56:], sum.Sum64())
	return b
}

func TestLaterHeaderCounts(t *testing.T) {
	t.Parallel()
	for _, size := range []uint32{1 << 12, 1 << 14, 1 << 16} {
		early := header{pageSize: size, root: 3, freelist: 2, pages: 4, written: 6}
		late := header{pageSize: size, root: 7, freelist: 6, pages: 9, written: 7}
		for name, test := range map[string]struct {
			first, second []byte
			want          header
			ok            bool
		}{
			"first":         {headerBytes(late), headerBytes(early), late, true},
			"second":        {headerBytes(early), headerBytes(late), late, true},
			"first damaged": {make([]byte, metaBytes), headerBytes(early), early, true},
			"first alone":   {headerBytes(early), make([]byte, metaBytes), early, true},
			"none":          {make([]byte, metaBytes), make([]byte, metaBytes), header{}, false},
		} {
			file := make([]byte, 2*size)
			copy(file[metaAt:], test.first)
			copy(file[size+metaAt:], test.second)
			got, err := readHeader(bytes.NewReader(file))
			if got != test.want || (err == nil) != test.ok {
				t.Errorf("%s, pages of %d bytes: %+v, %v", name, size, got, err)
			}
		}
	}
}

// A header whose sum is right may still come from a damaged machine: what its
// pages could not be is not believed.
func TestImpossiblePages(t *testing.T) {
	t.Parallel()
	for size, ok := range map[uint32]bool{0: false, leastPage / 2: false, leastPage: true, 3 * leastPage: false, greatestPage: true, 2 * greatestPage: false} {
		file := make([]byte, metaAt+metaBytes)
		copy(file[metaAt:], headerBytes(header{pageSize: size, root: 3, freelist: 2, pages: 4, written: 6}))
		if _, err := readHeader(bytes.NewReader(file)); (err == nil) != ok {
			t.Errorf("pages of %d bytes: %v", size, err)
		}
	}
}
