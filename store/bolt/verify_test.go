package bolt_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/store/bolt"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	path := saved(t)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	before := content(t, path)
	if err := bolt.Verify(t.Context(), path); err != nil {
		t.Error(err)
	}
	mode(t, path, 0o400)
	if !bytes.Equal(before, content(t, path)) {
		t.Error("the file was altered")
	}
}

// TestVerifyRefuses damages a copy in every way that opening it, its pages, its
// records or its order would show.
func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		damage func(t *testing.T, path string)
		want   string
	}{
		"empty":     {func(t *testing.T, path string) { write(t, path, nil) }, "the file is empty"},
		"garbage":   {func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("moon"), 9999)) }, "not a store of this program"},
		"cut short": {func(t *testing.T, path string) { write(t, path, content(t, path)[:5*os.Getpagesize()]) }, "was cut short"},
		"missing": {func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "there is no store"},
		"another program's": {func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			foreign(t, path, nil)
		}, "not a store of this program"},
		"a record": {func(t *testing.T, path string) { flip(t, path, "nights", nil) },
			"person 0: the record of the night 2026-11-22 is damaged"},
		"a person": {func(t *testing.T, path string) { flip(t, path, "people", nil) }, "person 0: the record of the person is damaged"},
		"an alarm lost": {func(t *testing.T, path string) {
			edit(t, path, func(tx *bbolt.Tx) error {
				c := tx.Bucket([]byte("alarms")).Cursor()
				c.First()
				return c.Delete()
			})
		}, "the alarm would not ring"},
		"a free list without end":         {func(t *testing.T, path string) { endless(t, path, 12, 0xFFFFFFF0) }, "(page"},
		"a free list that lists too much": {func(t *testing.T, path string) { endless(t, path, 10, 0x1000) }, "(page"},
		"a free list that is something else": {func(t *testing.T, path string) {
			lists(t, path, func(page []byte, _ uint64) { binary.NativeEndian.PutUint16(page[8:], 0x02) })
		}, "(page"},
		"a free list that lists what is past the end": {func(t *testing.T, path string) {
			lists(t, path, func(page []byte, pages uint64) {
				binary.NativeEndian.PutUint16(page[10:], 1)
				binary.NativeEndian.PutUint64(page[16:], pages)
			})
		}, "(page"},
		"a page that leads to itself": {func(t *testing.T, path string) { circle(t, path) }, "(page "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := saved(t)
			test.damage(t, path)
			err := bolt.Verify(t.Context(), path)
			if err == nil {
				t.Fatal("it was found sound")
			}
			line := err.Error()
			if !strings.HasPrefix(line, "bolt: "+path+": ") || !strings.Contains(line, test.want) || strings.Contains(line, "\n") ||
				strings.Count(line, path) != 1 {
				t.Errorf("the error is %q, want %q in it", line, test.want)
			}
		})
	}
}

// circle makes a branch lead to itself, which bbolt follows until the stack is
// full.
func circle(t *testing.T, path string) {
	t.Helper()
	data := content(t, path)
	size := os.Getpagesize()
	native := binary.NativeEndian
	for at := 2 * size; at < len(data); at += size {
		if native.Uint16(data[at+8:]) == 1 && native.Uint16(data[at+10:]) > 0 {
			native.PutUint64(data[at+16+8:], native.Uint64(data[at:]))
		}
	}
	write(t, path, data)
}

// lists changes all free lists of a file, given how many pages it has.
func lists(t *testing.T, path string, change func(page []byte, pages uint64)) {
	t.Helper()
	data := content(t, path)
	native := binary.NativeEndian
	size := os.Getpagesize()
	header := data
	if native.Uint64(data[size+16+48:]) > native.Uint64(data[16+48:]) {
		header = data[size:]
	}
	for page := data[2*size:]; len(page) >= size; page = page[size:] {
		if native.Uint16(page[8:]) == 0x10 {
			change(page[:size], native.Uint64(header[16+40:]))
		}
	}
	write(t, path, data)
}

// endless overwrites a number in the headers of all free lists.
func endless(t *testing.T, path string, at int, number uint32) {
	t.Helper()
	data := content(t, path)
	native := binary.NativeEndian
	for page := 2 * os.Getpagesize(); page < len(data); page += os.Getpagesize() {
		if header := data[page:]; native.Uint16(header[8:]) == 0x10 {
			if at == 10 {
				native.PutUint16(header[at:], uint16(number))
			} else {
				native.PutUint32(header[at:], number)
			}
		}
	}
	write(t, path, data)
}

// TestVerifySurvives overwrites pages at random: a header, an element, a whole
// page. Verify says something or finds the copy sound, and always returns.
func TestVerifySurvives(t *testing.T) {
	t.Parallel()
	sound := content(t, saved(t))
	random := rand.New(rand.NewPCG(3, 4))
	page := os.Getpagesize()
	found := 0
	const times = 300
	for range times {
		data := bytes.Clone(sound)
		at := random.IntN(len(data)/page) * page
		for range 1 + random.IntN(3) {
			start := at + random.IntN(64)
			for i := range []int{1, 2, 8, 64, page - 128}[random.IntN(5)] {
				data[start+i] = byte(random.Uint32())
			}
		}
		path := filepath.Join(t.TempDir(), "a.db")
		write(t, path, data)
		if err := bolt.Verify(t.Context(), path); err != nil {
			found++
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %v", err)
			}
		}
	}
	t.Logf("%d of %d were noticed", found, times)
	if found < times/3 {
		t.Error("little damage was noticed")
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	path := saved(t)
	file, release, err := bolt.Hold(path, 0)
	if err != nil || file != path {
		t.Fatal(file, err)
	}
	refused(t, path, bolt.Options{LockWait: time.Millisecond}, "another process holds the store")
	if _, _, err := bolt.Hold(path, time.Millisecond); err == nil || !strings.Contains(err.Error(), "another process holds the store") {
		t.Errorf("it was held twice: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	check(t, path)
	for name, data := range map[string][]byte{"empty.db": {}, "letter.db": []byte("Dear diary,\n"), "missing.db": nil} {
		path := filepath.Join(t.TempDir(), name)
		if data != nil {
			write(t, path, data)
		}
		_, release, err := bolt.Hold(path, 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := release(); err != nil {
			t.Error(err)
		}
		if data != nil && !bytes.Equal(content(t, path), data) {
			t.Errorf("%s was altered", name)
		}
	}
}
