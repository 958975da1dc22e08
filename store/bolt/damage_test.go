package bolt_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// flip changes one bit of the last byte of a value, which is found by the key
// it has in a bucket.
func flip(t testing.TB, path, bucket string, key []byte) {
	t.Helper()
	edit(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		if key == nil {
			key, _ = b.Cursor().First()
		}
		value := bytes.Clone(b.Get(key))
		value[len(value)-1] ^= 1
		return b.Put(key, value)
	})
}

func TestDamagedRecords(t *testing.T) {
	t.Parallel()
	path := saved(t)
	flip(t, path, "nights", nil) // the first of person 0
	flip(t, path, "people", []byte{0, 0, 0, 0, 0, 0, 0, 1})
	// What the record would have named is found all the same, and all of it goes.
	edit(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("alarms"))
		cursor := b.Cursor()
		for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
			if bytes.HasSuffix(key, []byte{0, 0, 0, 0, 0, 0, 0, 1}) {
				stray := bytes.Clone(key)
				stray[0] ^= 1
				return b.Put(stray, nil)
			}
		}
		t.Error("person 1 has no alarm")
		return nil
	})
	s := open(t, path)
	defer s.Close()
	never := func(b *store.Book) error {
		b.Nights(tonight, tonight)
		b.Person.Asking = "changed"
		return nil
	}
	for id, want := range map[routines.PersonID]string{
		0: "store: person 0: the record of the night 2026-11-22 is damaged",
		1: "store: person 1: the record of the person is damaged",
	} {
		for name, err := range map[string]error{"Update": s.Update(t.Context(), id, never), "View": s.View(t.Context(), id, never)} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s gives %v, want %q", name, err, want)
			}
		}
		if err := s.Check(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check says %v, want %q", err, want)
		}
	}
	// Others are served as ever, alarms ring, and what is damaged can be
	// forgotten.
	if err := s.Update(t.Context(), 2, never); err != nil {
		t.Error(err)
	}
	leases, err := s.Lease(t.Context(), evening, evening, evening.Add(time.Minute), 100)
	if err != nil || len(leases) != 50 {
		t.Errorf("%d alarms ring, %v", len(leases), err)
	}
	for id := range routines.PersonID(2) {
		if err := s.Forget(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestDamagedLeaseRingsAnew(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	held, err := s.Lease(t.Context(), evening, evening, evening.Add(time.Hour), 1)
	if err != nil || len(held) != 1 {
		t.Fatal(held, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	flip(t, path, "leases", nil)
	s = open(t, path)
	defer s.Close()
	if err := s.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "the lease of the alarm is damaged") {
		t.Errorf("Check says %v", err)
	}
	if err := s.Settle(t.Context(), held[0], func(*store.Book) error { return nil }); err == nil {
		t.Error("a damaged lease was settled")
	}
	again, err := s.Lease(t.Context(), evening, evening, evening.Add(time.Hour), 1)
	if err != nil || len(again) != 1 || again[0].Person != held[0].Person {
		t.Errorf("leased %v, %v", again, err)
	}
}

func TestDamagedSetting(t *testing.T) {
	t.Parallel()
	path := saved(t)
	s := open(t, path)
	if err := s.SwapSetting(t.Context(), "key", nil, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	flip(t, path, "settings", nil)
	s = open(t, path)
	defer s.Close()
	_, readErr := s.Setting(t.Context(), "key")
	for name, err := range map[string]error{
		"Setting": readErr, "Check": s.Check(t.Context()),
		"SwapSetting": s.SwapSetting(t.Context(), "key", []byte("secret"), nil),
	} {
		if err == nil || !strings.Contains(err.Error(), `the setting "key" is damaged`) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

// TestCheckFindsStrays puts entries into the file that belong to nobody, and
// takes away such as do.
func TestCheckFindsStrays(t *testing.T) {
	t.Parallel()
	nobody := []byte{9, 9, 9, 9, 9, 9, 9, 9}
	for name, test := range map[string]struct {
		change func(*bbolt.Tx) error
		want   string
	}{
		"a night": {func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("nights")).Put(append(nobody, 1, 2, 3, 4), nil)
		}, "1 nights belong to nobody"},
		"an alarm": {func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("alarms")).Put(append(nobody, nobody...), nil)
		}, "1 alarms belong to nobody"},
		"an alarm lost": {func(tx *bbolt.Tx) error {
			c := tx.Bucket([]byte("alarms")).Cursor()
			c.First()
			return c.Delete()
		}, "the alarm would not ring"},
		"a lease": {func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("leases")).Put(nobody, nil)
		}, "belongs to nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := saved(t)
			edit(t, path, test.change)
			s := open(t, path)
			defer s.Close()
			if err := s.Check(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Check says %v, want %q", err, test.want)
			}
		})
	}
}

// TestDamagedPages overwrites pages at random. Whatever that does, it ends in
// an error or is not noticed, and never ends the program.
func TestDamagedPages(t *testing.T) {
	t.Parallel()
	sound := content(t, saved(t))
	random := rand.New(rand.NewPCG(1, 2))
	page := os.Getpagesize()
	found := 0
	const times = 60
	for range times {
		data := bytes.Clone(sound)
		at := (2 + random.IntN(len(data)/page-2)) * page
		for i := range 64 {
			data[at+i] = byte(random.Uint32())
		}
		path := filepath.Join(t.TempDir(), "a.db")
		write(t, path, data)
		s, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			found++
			continue
		}
		for id := range routines.PersonID(50) {
			if err := s.View(t.Context(), id, func(b *store.Book) error {
				b.Nights(tonight, tonight+100)
				return nil
			}); err != nil {
				found++
				break
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d of %d were noticed", found, times)
	if found == 0 {
		t.Error("no damage was noticed")
	}
}

// TestDamageMetInCommit has the free list name a page that is in use, which bbolt
// notices only when it commits, by a panic. Everybody in the batch gets an error,
// and nothing is stored.
func TestDamageMetInCommit(t *testing.T) {
	t.Parallel()
	path := saved(t)
	var root uint64
	edit(t, path, func(tx *bbolt.Tx) error {
		root = uint64(tx.Bucket([]byte("nights")).Root())
		return nil
	})
	data := content(t, path)
	native, page := binary.NativeEndian, uint64(os.Getpagesize())
	used := native.Uint64(data[root*page+24:]) // the first page below the root, which holds the Nights of person 0
	for at := range uint64(len(data)) / page {
		if list := data[at*page:]; native.Uint16(list[8:]) == freelistFlag {
			native.PutUint16(list[10:], 1)
			native.PutUint64(list[16:], used)
		}
	}
	write(t, path, data)

	s := open(t, path)
	var g sync.WaitGroup
	for id := range routines.PersonID(5) {
		g.Go(func() {
			if err := s.Update(t.Context(), id, func(b *store.Book) error {
				b.Tonight().AskedIn = 7
				return nil
			}); err == nil || !strings.Contains(err.Error(), "the file is damaged") {
				t.Errorf("got %v", err)
			}
		})
	}
	g.Wait()
	if err := s.View(t.Context(), 0, func(b *store.Book) error {
		if b.Tonight().AskedIn != 0 {
			t.Error("a change was stored")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

const freelistFlag = 0x10 // of a page, as bbolt has it
