package backup

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"calmcalf/store/storetest"
)

// TestBackupsOnFullDisk leaves no torso in the folder, and the older one.
func TestBackupsOnFullDisk(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	f, kept := newFolder(t)
	f.Path, f.Keep = storetest.Disk(t, 1<<20), 2
	made, err := f.Add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	filler := storetest.FillUp(t, f.Path)
	for name, recipient := range map[string]age.Recipient{"plain": nil, "encrypted": identity.Recipient()} {
		f.Recipient = recipient
		path, err := f.Add(t.Context(), kept, tonight.AddDate(0, 0, 1))
		if path != "" || err == nil || !strings.HasPrefix(err.Error(), "no backup was made: the disk is full; make room: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: made %q: %v", name, path, err)
		}
		if diff := cmp.Diff([]string{filepath.Base(made), "filler"}, list(t, f.Path)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		if diff := cmp.Diff([]string{"calmcalf.db"}, list(t, filepath.Dir(f.Store))); diff != "" {
			t.Errorf("%s, beside the store (-want +got)\n%s", name, diff)
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), kept, tonight.AddDate(0, 0, 2)); err != nil {
		t.Error(err)
	}
	if err := syscall.Mount("none", f.Path, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), kept, tonight.AddDate(0, 0, 3)); err == nil || !strings.Contains(err.Error(), "the file system is read-only") {
		t.Errorf("on a read-only disk: %v", err)
	}
}
