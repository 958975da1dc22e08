package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// bbolt maps the file into memory and believes what its first two pages say. If
// they promise more pages than the file has, it reads past the end, which ends
// the program rather than giving an error; and on a damaged file its Check can
// loop for ever (etcd-io/bbolt#877). So these pages are looked at first, with
// ordinary reads that alter nothing, and the others by walkFile.
//
// The offsets are those of the structs page and meta in bbolt, whose layout has
// not changed since 2014.
const (
	metaAt       = 16 // after the page's own header
	metaBytes    = 64
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	leastPages   = 4 // two metas, a free list, a root
	leastPage    = 1 << 10
	greatestPage = 1 << 24
	noFreelist   = ^uint64(0)
)

// header is one of the two pages that say where everything is. The later valid
// one counts.
type header struct {
	pageSize uint32
	root     uint64 // page of the root
	freelist uint64 // page of the free list
	pages    uint64 // pages in use
	written  uint64 // number of the transaction that wrote it
}

// inspect gives the reason why a file is not a whole bbolt database, by what its
// first pages say.
func inspect(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("this is a folder: name a file in it")
	case !info.Mode().IsRegular():
		return errors.New("this is not a regular file: name another")
	case info.Size() == 0:
		return errors.New("the file is empty, so it is no store: restore a backup, or remove it to begin anew")
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = readSound(file)
	return err
}

// readSound gives the header of a whole database.
func readSound(file *os.File) (header, error) {
	h, err := readHeader(file)
	if err != nil {
		return h, err
	}
	// The size is asked for only now: another process may be making it grow.
	info, err := file.Stat()
	if err != nil {
		return h, err
	}
	if h.freelist == noFreelist {
		return h, errForeign // ours always stores it, and bbolt would now write it
	}
	if most := uint64(info.Size()) / uint64(h.pageSize); h.pages > most {
		return h, fmt.Errorf("the file was cut short: it has %d of %d pages; restore a backup", most, h.pages)
	}
	if h.pages < leastPages || h.root >= h.pages || h.freelist >= h.pages {
		return h, errDamaged
	}
	return h, nil
}

// readHeader finds the two headers, the second of which lies where the size of
// a page says, and gives the one that counts.
func readHeader(file io.ReaderAt) (header, error) {
	first, firstOK := readHeaderAt(file, 0)
	second, secondOK := header{}, false
	if firstOK {
		second, secondOK = readHeaderAt(file, int64(first.pageSize))
	}
	for size := int64(leastPage); size <= greatestPage && !firstOK && !secondOK; size *= 2 {
		second, secondOK = readHeaderAt(file, size)
		secondOK = secondOK && int64(second.pageSize) == size
	}
	switch {
	case !firstOK && !secondOK:
		return header{}, errForeign
	case !firstOK || secondOK && second.written > first.written:
		return second, nil
	}
	return first, nil
}

func readHeaderAt(file io.ReaderAt, at int64) (h header, ok bool) {
	var b [metaBytes]byte
	if _, err := file.ReadAt(b[:], at+metaAt); err != nil {
		return h, false
	}
	native := binary.NativeEndian
	sum := fnv.New64a()
	sum.Write(b[:56])
	if native.Uint32(b[0:]) != boltMagic || native.Uint32(b[4:]) != boltVersion || native.Uint64(b[56:]) != sum.Sum64() {
		return h, false
	}
	h = header{
		pageSize: native.Uint32(b[8:]),
		root:     native.Uint64(b[16:]),
		freelist: native.Uint64(b[32:]),
		pages:    native.Uint64(b[40:]),
		written:  native.Uint64(b[48:]),
	}
	return h, h.pageSize >= leastPage && h.pageSize <= greatestPage && h.pageSize&(h.pageSize-1) == 0
}
