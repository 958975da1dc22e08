package backup

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"filippo.io/age"

	"calmcalf/store/bolt"
)

// TestRestoreAnswers names what the caller has to ask for, and leaves what is
// there.
func TestRestoreAnswers(t *testing.T) {
	t.Parallel()
	f, kept := newFolder(t)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	f.Recipient = identity.Recipient()
	made, err := f.Add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	r := Restoring{File: made, Store: filepath.Join(folder, "calmcalf.db"), Verify: bolt.Verify}
	if _, err := Restore(t.Context(), r, tonight); !errors.Is(err, ErrEncrypted) {
		t.Error(err)
	}
	put(t, r.Store, "theirs")
	if _, err := Restore(t.Context(), r, tonight); !errors.Is(err, ErrStoreThere) {
		t.Error(err)
	}
	if names := list(t, folder); !slices.Equal(names, []string{"calmcalf.db"}) {
		t.Errorf("there are %v", names)
	}
	if content, err := os.ReadFile(r.Store); err != nil || string(content) != "theirs" {
		t.Errorf("it holds %q, %v", content, err)
	}
}

// TestSetAside leaves the store where it is: whatever comes next may fail.
func TestSetAside(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "calmcalf.db")
	put(t, store, "diaries")
	var met []string
	for range 2 {
		aside, err := setAside(store, tonight)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{store, aside} {
			if content, err := os.ReadFile(path); err != nil || string(content) != "diaries" {
				t.Errorf("%s has %q, %v", path, content, err)
			}
		}
		met = append(met, filepath.Base(aside))
	}
	if want := []string{"calmcalf.db.replaced-20261122T214000Z", "calmcalf.db.replaced-20261122T214001Z"}; !slices.Equal(met, want) {
		t.Errorf("got %v, want %v", met, want)
	}
}
