package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// bbolt follows the pages of a damaged file wherever they lead: past its end,
// where reading ends the program, or in a circle, until memory ends. Its own
// Check can loop for ever on such a file, too (etcd-io/bbolt#877). A file from
// elsewhere is therefore walked first with ordinary reads, which take nothing for
// granted; bbolt then meets only pages that it can read.
//
// The offsets are those of the structs page, branchPageElement, leafPageElement
// and inBucket in bbolt, and of its free list.
const (
	pageHeader   = 16
	elementBytes = 16
	bucketBytes  = 16
	idBytes      = 8
	branchFlag   = 0x01
	leafFlag     = 0x02
	freelistFlag = 0x10
	bucketFlag   = 0x01
	manyFree     = 0xFFFF // the true count stands where the first id would
)

// walk is the state of a walk through a file.
type walk struct {
	ctx  context.Context
	file io.ReaderAt
	h    header
	met  []bool // by page
}

func walkFile(ctx context.Context, path string) error {
	if err := inspect(path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	h, err := readSound(file)
	if err != nil {
		return err
	}
	w := &walk{ctx: ctx, file: file, h: h, met: make([]bool, h.pages)}
	if err := w.page(h.root); err != nil {
		return err
	}
	return w.freelist()
}

// page looks at a page and all below it. No page is met twice, so even a tree as
// deep as it has pages fits on the stack.
func (w *walk) page(id uint64) error {
	data, err := w.read(id)
	if err != nil {
		return err
	}
	return w.elements(id, data)
}

// read gives a page with its overflow pages.
func (w *walk) read(id uint64) ([]byte, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if id < 2 || id >= w.h.pages {
		return nil, w.damaged(id)
	}
	data := make([]byte, w.h.pageSize)
	at := int64(id) * int64(w.h.pageSize)
	if _, err := w.file.ReadAt(data, at); err != nil {
		return nil, err
	}
	native := binary.NativeEndian
	overflow := uint64(native.Uint32(data[12:]))
	if native.Uint64(data) != id || overflow >= w.h.pages-id {
		return nil, w.damaged(id)
	}
	for i := range overflow + 1 {
		if w.met[id+i] {
			return nil, w.damaged(id)
		}
		w.met[id+i] = true
	}
	if overflow == 0 {
		return data, nil
	}
	data = make([]byte, (overflow+1)*uint64(w.h.pageSize))
	_, err := w.file.ReadAt(data, at)
	return data, err
}

// freelist looks at the list of free pages.
func (w *walk) freelist() error {
	data, err := w.read(w.h.freelist)
	if err != nil {
		return err
	}
	native := binary.NativeEndian
	count, ids := uint64(native.Uint16(data[10:])), data[pageHeader:]
	if count == manyFree {
		count, ids = native.Uint64(ids), ids[idBytes:]
	}
	if native.Uint16(data[8:]) != freelistFlag || count > uint64(len(ids)/idBytes) {
		return w.damaged(w.h.freelist)
	}
	for i := range count {
		id := native.Uint64(ids[i*idBytes:])
		if id < 2 || id >= w.h.pages || w.met[id] {
			return w.damaged(w.h.freelist)
		}
		w.met[id] = true
	}
	return nil
}

// elements looks at what a page holds. A page inside another has the id of that.
func (w *walk) elements(id uint64, data []byte) error {
	if len(data) < pageHeader {
		return w.damaged(id)
	}
	native := binary.NativeEndian
	flags, count := native.Uint16(data[8:]), int(native.Uint16(data[10:]))
	if flags != branchFlag && flags != leafFlag || pageHeader+count*elementBytes > len(data) ||
		flags == branchFlag && count == 0 {
		return w.damaged(id)
	}
	for i := range count {
		at := uint64(pageHeader + i*elementBytes)
		element := data[at:]
		if flags == branchFlag {
			if !within(data, at, native.Uint32(element), native.Uint32(element[4:]), 0) {
				return w.damaged(id)
			}
			if err := w.page(native.Uint64(element[8:])); err != nil {
				return err
			}
			continue
		}
		offset, key, value := native.Uint32(element[4:]), native.Uint32(element[8:]), native.Uint32(element[12:])
		if !within(data, at, offset, key, value) {
			return w.damaged(id)
		}
		if native.Uint32(element)&bucketFlag == 0 {
			continue
		}
		start := at + uint64(offset) + uint64(key)
		if err := w.bucket(id, data[start:start+uint64(value)]); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) bucket(id uint64, value []byte) error {
	if len(value) < bucketBytes {
		return w.damaged(id)
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.page(root)
	}
	return w.elements(id, value[bucketBytes:])
}

// within reports whether a key and its value lie in the page.
func within(data []byte, at uint64, offset, key, value uint32) bool {
	return at+uint64(offset)+uint64(key)+uint64(value) <= uint64(len(data))
}

func (w *walk) damaged(id uint64) error { return fmt.Errorf("%w (page %d)", errDamaged, id) }
