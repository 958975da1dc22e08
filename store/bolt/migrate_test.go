package bolt_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.etcd.io/bbolt"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

func layoutOf(t testing.TB, path string) (version int) {
	t.Helper()
	return int(binary.BigEndian.Uint32([]byte(dump(t, path)["meta/layout"])))
}

// earlier lists the layouts that there were.
func earlier(t testing.TB) (versions []int) {
	t.Helper()
	path := saved(t)
	for version := 1; version < layoutOf(t, path); version++ {
		versions = append(versions, version)
	}
	return versions
}

// layoutFile is a store of an earlier layout, with the Books of diaries in it.
func layoutFile(t testing.TB, version int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	if err := os.WriteFile(path, content(t, fmt.Sprintf("testdata/layout-%d.db", version)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func beside(t testing.TB, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// copied is a copy of a store, of whatever layout it is.
func copied(t testing.TB, path string) []byte {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{AsItIs: true})
	if err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	if _, err := s.Backup(t.Context(), &to); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

// keepsDiaries checks that the diaries are in a store.
func keepsDiaries(t testing.TB, s *bolt.Store) {
	t.Helper()
	for id := routines.PersonID(1); id <= diarists; id++ {
		var want store.Book
		want.Person.ID = id
		if err := diary(id)(&want); err != nil {
			t.Fatal(err)
		}
		if err := s.View(t.Context(), id, func(got *store.Book) error {
			if diff := cmp.Diff(want.Person, got.Person, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("person %d (-want +got)\n%s", id, diff)
			}
			if !want.Alarm.Equal(got.Alarm) || !got.Early.IsZero() || !cmp.Equal(want.Applied, got.Applied, cmpopts.EquateEmpty()) {
				t.Errorf("person %d: alarm %v, early %v, updates %v", id, got.Alarm, got.Early, got.Applied)
			}
			if diff := cmp.Diff(want.Nights(0, tonight), got.Nights(0, tonight), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the nights of person %d (-want +got)\n%s", id, diff)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	for key, want := range keptSettings {
		if got, err := s.Setting(t.Context(), key); err != nil || string(got) != want {
			t.Errorf("the setting %s holds %q, %v", key, got, err)
		}
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestMigrations opens a store of every layout that there was.
func TestMigrations(t *testing.T) {
	t.Parallel()
	for _, version := range earlier(t) {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			path := layoutFile(t, version)
			before := dump(t, path)
			s := open(t, path)
			if from, kept := s.Migrated(); from != version || kept != path+fmt.Sprintf(".layout-%d", version) {
				t.Errorf("migrated from %d, kept in %s", from, kept)
			}
			keepsDiaries(t, s)

			// What was leased stays leased, and the rest rings.
			rang := map[routines.PersonID]time.Time{}
			leases, err := s.Lease(t.Context(), heldFrom, heldFrom, heldUntil, 1000)
			if err != nil {
				t.Fatal(err)
			}
			again, err := s.Lease(t.Context(), heldUntil, heldUntil.Add(time.Hour), heldUntil.Add(time.Minute), 1000)
			if err != nil {
				t.Fatal(err)
			}
			attempts := map[int]int{}
			for _, lease := range again {
				attempts[lease.Attempt]++
				rang[lease.Person] = lease.Alarm
			}
			due := 0
			for id := routines.PersonID(1); id <= diarists; id++ {
				var book store.Book
				if err := diary(id)(&book); err != nil {
					t.Fatal(err)
				}
				if book.Alarm.IsZero() || book.Alarm.After(heldUntil) {
					continue
				}
				due++
				if !rang[id].Equal(book.Alarm) {
					t.Errorf("the alarm of %d rang at %v, want %v", id, rang[id], book.Alarm)
				}
			}
			if len(again) != due || len(leases) != due-heldAlarms || attempts[2] != due {
				t.Errorf("%d and %d of %d alarms rang, by attempt: %v", len(leases), len(again), due, attempts)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}

			after := dump(t, path)
			for key, value := range before {
				switch bucket, _, _ := strings.Cut(key, "/"); bucket {
				case "people", "nights", "settings":
					if after[key] != value {
						t.Errorf("%q became %q, from %q", key, after[key], value)
					}
				}
			}
			kept := path + fmt.Sprintf(".layout-%d", version)
			mode(t, kept, 0o600)
			if diff := cmp.Diff(before, dump(t, kept)); diff != "" {
				t.Errorf("the copy of before differs (-want +got)\n%s", diff)
			}
			if err := bolt.Verify(t.Context(), kept); err != nil {
				t.Error(err)
			}
			// Once is enough.
			s = open(t, path)
			defer s.Close()
			if from, kept := s.Migrated(); from != 0 || kept != "" {
				t.Errorf("migrated again, from %d, kept in %s", from, kept)
			}
		})
	}
}

// TestRecordsStayTheSame copies every Book of a file that an earlier program of
// the present layout wrote, and compares what now lies in the file with what lay
// there: equal values have equal records, whichever program wrote them.
func TestRecordsStayTheSame(t *testing.T) {
	t.Parallel()
	path, copyPath := layoutFile(t, 2), filepath.Join(t.TempDir(), "copy.db")
	before := dump(t, path)
	s, to := open(t, path), open(t, copyPath)
	keepsDiaries(t, s)
	people := 0
	for key := range before {
		person, found := strings.CutPrefix(key, "people/")
		if !found {
			continue
		}
		people++
		id := routines.PersonID(binary.BigEndian.Uint64([]byte(person)))
		rewrite := func(book *store.Book) error {
			return to.Update(t.Context(), id, func(copied *store.Book) error {
				copied.Person, copied.Alarm, copied.Early, copied.Applied = book.Person, book.Alarm, book.Early, book.Applied
				for _, night := range book.Nights(0, tonight) {
					copied.Add(*night)
				}
				return nil
			})
		}
		if err := s.View(t.Context(), id, rewrite); err != nil {
			t.Error(err)
		}
	}
	if want := diarists + lastExpectant - firstExpectant + 1; people != want {
		t.Errorf("the file holds %d people, want %d", people, want)
	}
	for key, value := range keptSettings {
		if err := to.SwapSetting(t.Context(), key, nil, []byte(value)); err != nil {
			t.Error(err)
		}
	}
	if _, err := to.Lease(t.Context(), evening, evening, heldUntil, heldAlarms); err != nil {
		t.Error(err)
	}
	for _, s := range []*bolt.Store{s, to} {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(before, dump(t, path)); diff != "" {
		t.Errorf("reading the file changed it (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(before, dump(t, copyPath)); diff != "" {
		t.Errorf("written again it differs (-want +got)\n%s", diff)
	}
}

// TestExpectationsAreKept holds what only a file of layout 2 has.
func TestExpectationsAreKept(t *testing.T) {
	t.Parallel()
	s := open(t, layoutFile(t, 2))
	defer s.Close()
	for id := routines.PersonID(firstExpectant); id <= lastExpectant; id++ {
		var want store.Book
		want.Person.ID = id
		if err := expectation(id)(&want); err != nil {
			t.Fatal(err)
		}
		if err := s.View(t.Context(), id, func(got *store.Book) error {
			if diff := cmp.Diff(want.Person, got.Person, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("person %d (-want +got)\n%s", id, diff)
			}
			if !want.Alarm.Equal(got.Alarm) || !want.Early.Equal(got.Early) || !cmp.Equal(want.Applied, got.Applied) {
				t.Errorf("person %d: alarm %v, early %v, updates %v", id, got.Alarm, got.Early, got.Applied)
			}
			if diff := cmp.Diff(want.Nights(0, tonight), got.Nights(0, tonight), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the nights of person %d (-want +got)\n%s", id, diff)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}

// TestMigratedIsOfTheNewLayout lets an alarm that was migrated be moved, reached
// early and taken away.
func TestMigratedIsOfTheNewLayout(t *testing.T) {
	t.Parallel()
	s := open(t, layoutFile(t, 1))
	defer s.Close()
	for _, to := range []time.Time{evening, evening.Add(time.Hour), {}} {
		if err := s.Update(t.Context(), 2, func(b *store.Book) error {
			b.Alarm, b.Early = to, evening.Add(-time.Hour)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for id := routines.PersonID(1); id <= diarists; id++ {
		if err := s.Forget(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if next, err := s.NextAlarm(t.Context()); err != nil || !next.IsZero() {
		t.Errorf("with nobody there the next alarm is %v, %v", next, err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOlderLayoutAsItIs looks at an older store in the ways that leave it alone.
func TestOlderLayoutAsItIs(t *testing.T) {
	t.Parallel()
	for _, version := range earlier(t) {
		path := layoutFile(t, version)
		before := content(t, path)
		if err := bolt.Verify(t.Context(), path); err != nil {
			t.Error(err)
		}
		s, err := bolt.Open(path, bolt.Options{MustExist: true, AsItIs: true})
		if err != nil {
			t.Fatal(err)
		}
		var copy bytes.Buffer
		if _, err := s.Backup(t.Context(), &copy); err != nil {
			t.Error(err)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
		usage(t, s)
		for _, err := range []error{
			s.Update(t.Context(), 1, func(*store.Book) error { return nil }),
			s.View(t.Context(), 1, func(*store.Book) error { return nil }),
			s.Forget(t.Context(), 1),
		} {
			if err == nil || !strings.Contains(err.Error(), "left as it is") {
				t.Errorf("a Book was opened: %v", err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, content(t, path)) || len(beside(t, path)) > 0 {
			t.Errorf("it was altered; beside it lies %v", beside(t, path))
		}
		// The copy is a store of the older layout, and comes up to date in its turn.
		write(t, path, copy.Bytes())
		s = open(t, path)
		keepsDiaries(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestVerifyOlderRefuses finds what is wrong in an older layout, too.
func TestVerifyOlderRefuses(t *testing.T) {
	t.Parallel()
	path := layoutFile(t, 1)
	edit(t, path, func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte("alarms")).Cursor()
		c.First()
		return c.Delete()
	})
	if err := bolt.Verify(t.Context(), path); err == nil || !strings.Contains(err.Error(), "the alarm would not ring") {
		t.Errorf("got %v", err)
	}
}

// TestKeptCopies finds something beside the store: what a start left that was
// cut off, and copies of before.
func TestKeptCopies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		there map[string]string // "same" stands for the store itself, copied
		want  []string
		kept  string
	}{
		"nothing":              {nil, []string{"calmcalf.db.layout-1"}, ".layout-1"},
		"half a copy":          {map[string]string{".calmcalf.db.layout": "half"}, []string{"calmcalf.db.layout-1"}, ".layout-1"},
		"the copy already":     {map[string]string{"calmcalf.db.layout-1": "same"}, []string{"calmcalf.db.layout-1"}, ".layout-1"},
		"another one":          {map[string]string{"calmcalf.db.layout-1": "other"}, []string{"calmcalf.db.layout-1", "calmcalf.db.layout-1-2"}, ".layout-1-2"},
		"another and the copy": {map[string]string{"calmcalf.db.layout-1": "other", "calmcalf.db.layout-1-2": "same"}, []string{"calmcalf.db.layout-1", "calmcalf.db.layout-1-2"}, ".layout-1-2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := layoutFile(t, 1)
			folder := filepath.Dir(path)
			for name, data := range test.there {
				if data == "same" {
					data = string(copied(t, path))
				}
				write(t, filepath.Join(folder, name), []byte(data))
			}
			s := open(t, path)
			defer s.Close()
			keepsDiaries(t, s)
			if diff := cmp.Diff(test.want, beside(t, path)); diff != "" {
				t.Errorf("beside it (-want +got)\n%s", diff)
			}
			if _, kept := s.Migrated(); kept != path+test.kept {
				t.Errorf("kept in %s", kept)
			}
			if name == "another one" && string(content(t, filepath.Join(folder, "calmcalf.db.layout-1"))) != "other" {
				t.Error("a copy of something else was overwritten")
			}
			if err := bolt.Verify(t.Context(), path+test.kept); err != nil {
				t.Error(err)
			}
			if err := s.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
			alone(t, path)
		})
	}
}

// TestCopiesGo removes the copies that are old enough, and nothing else.
func TestCopiesGo(t *testing.T) {
	t.Parallel()
	path := layoutFile(t, 1)
	others := []string{"calmcalf.db.layout-", "calmcalf.db.layout-one", "other.db.layout-1"}
	for _, name := range others {
		write(t, filepath.Join(filepath.Dir(path), name), []byte("not ours"))
	}
	write(t, path+".layout-1-2", []byte("another"))
	if err := os.Chtimes(path+".layout-1-2", evening, evening.AddDate(100, 0, 0)); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	defer s.Close()
	if err := os.Chtimes(path+".layout-1", evening, evening); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		before time.Time
		want   []string
	}{
		{evening, append([]string{"calmcalf.db.layout-", "calmcalf.db.layout-1", "calmcalf.db.layout-1-2"}, others[1:]...)},
		{evening.Add(time.Second), append([]string{"calmcalf.db.layout-", "calmcalf.db.layout-1-2"}, others[1:]...)},
		{evening.AddDate(101, 0, 0), others},
		{evening.AddDate(101, 0, 0), others},
	} {
		if err := s.DropCopies(step.before); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(step.want, beside(t, path)); diff != "" {
			t.Errorf("before %v (-want +got)\n%s", step.before, diff)
		}
	}
}

// TestDamagedRecordMigrates brings a store up to date in which something of one
// person is damaged: it concerns nobody else.
func TestDamagedRecordMigrates(t *testing.T) {
	t.Parallel()
	path := layoutFile(t, 1)
	flip(t, path, "nights", nil)
	s := open(t, path)
	defer s.Close()
	if from, _ := s.Migrated(); from != 1 {
		t.Errorf("migrated from %d", from)
	}
	if err := s.Check(t.Context()); err == nil || strings.Contains(err.Error(), "alarm") {
		t.Errorf("got %v", err)
	}
}

// TestDamagedPagesDoNotMigrate leaves the file as it is.
func TestDamagedPagesDoNotMigrate(t *testing.T) {
	t.Parallel()
	path := layoutFile(t, 1)
	circle(t, path)
	data := content(t, path)
	refused(t, path, bolt.Options{}, "is damaged")
	if !bytes.Equal(data, content(t, path)) || len(beside(t, path)) > 0 {
		t.Errorf("the file was altered, or something left: %v", beside(t, path))
	}
}

// migratingStore names the file to the process that is to be killed.
const migratingStore = "BOLT_TEST_MIGRATING_STORE"

// migrating is that process: again and again it puts the older store in place
// and opens it.
func migrating(path string) {
	older, err := os.ReadFile("testdata/layout-1.db")
	for n := 0; err == nil; n++ {
		err = errors.Join(os.WriteFile(path+".next", older, 0o600), os.Rename(path+".next", path))
		if err == nil && n%2 == 0 {
			err = os.Remove(path + ".layout-1")
			if errors.Is(err, os.ErrNotExist) {
				err = nil
			}
		}
		if err != nil {
			break
		}
		var s *bolt.Store
		if s, err = bolt.Open(path, bolt.Options{}); err == nil {
			fmt.Println("opened")
			err = s.Close()
		}
	}
	fmt.Println("error", err)
}

// TestKilledWhileMigrating kills a process at any moment while it brings a store
// up to date. The next start finds all of it.
func TestKilledWhileMigrating(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	found := map[int]int{} // how often a layout was found
	for range 4 * *rounds {
		last := 1 + rand.IntN(30)
		run := exec.Command(self)
		run.Env = append(os.Environ(), migratingStore+"="+path)
		out, err := run.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for count := 1; lines.Scan(); count++ {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatal(lines.Text())
			}
			if count == last {
				if err := run.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		var killed *exec.ExitError
		if err := run.Wait(); !errors.As(err, &killed) {
			t.Fatalf("the process was not killed: %v", err)
		}
		found[layoutOf(t, path)]++
		s := open(t, path)
		keepsDiaries(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, name := range beside(t, path) {
			if name == "calmcalf.db.next" {
				continue
			}
			// Whoever was killed may have written pages that do not count: then
			// the copies differ in them, and both stay.
			if !strings.HasPrefix(name, "calmcalf.db.layout-1") {
				t.Errorf("%s was left", name)
				continue
			}
			kept := filepath.Join(filepath.Dir(path), name)
			if layoutOf(t, kept) != 1 {
				t.Errorf("%s is not of before", name)
			}
			if err := bolt.Verify(t.Context(), kept); err != nil {
				t.Error(err)
			}
		}
	}
	t.Logf("layouts found after a kill: %v", found)
}
