package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

var tonight = time.Date(2026, 11, 22, 21, 40, 0, 0, time.UTC)

// fill gives a store some people, with a Night each.
func fill(t testing.TB, kept *bolt.Store, people routines.PersonID) {
	t.Helper()
	for id := range people {
		if err := kept.Update(t.Context(), id, func(b *store.Book) error {
			b.Person.Language, b.Alarm = "en", tonight
			b.Add(routines.Night{Date: routines.DateOf(2026, 11, 22), Opened: tonight})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// filled opens a new store with some people in it.
func filled(t testing.TB, path string) *bolt.Store {
	t.Helper()
	kept, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() }) // mostly closed before
	fill(t, kept, 20)
	return kept
}

// newBackups has a store with people and an empty folder for its backups.
func newBackups(t *testing.T) (backup.Folder, *bolt.Store) {
	t.Helper()
	f := backup.Folder{Store: filepath.Join(t.TempDir(), "calmcalf.db"), Path: t.TempDir(), Keep: 14, Verify: bolt.Verify}
	return f, filled(t, f.Store)
}

func list(t testing.TB, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func put(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func private(t testing.TB, path string) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("%s has mode %v", filepath.Base(path), info.Mode())
	}
}
