package disk_test

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"calmcalf/store/disk"
	"calmcalf/store/storetest"
)

// TestFullDisk leaves the file from before, and no draft.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder := storetest.Disk(t, 1<<20)
	path := filepath.Join(folder, "diary")
	if err := disk.WriteFile(path, []byte("of before")); err != nil {
		t.Fatal(err)
	}
	filler := storetest.FillUp(t, folder)
	err := disk.WriteFile(path, []byte(strings.Repeat("diary ", 1000)))
	if !errors.Is(err, syscall.ENOSPC) || disk.Hint(err) != "the disk is full; make room" {
		t.Error(err)
	}
	found := files(t, folder)
	delete(found, filepath.Base(filler))
	if len(found) != 1 || found["diary"] != "of before" {
		t.Errorf("there are %v", found)
	}
}

// TestReadOnlyDisk is told from a missing permission.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder := storetest.Disk(t, 1<<20)
	path := filepath.Join(folder, "diary")
	if err := disk.WriteFile(path, []byte("of before")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if err := disk.WriteFile(path, nil); !strings.HasPrefix(disk.Hint(err), "the file system is read-only") {
		t.Error(err)
	}
	holds(t, folder, map[string]string{"diary": "of before"})
}

// TestLinkAcrossDisks has no links, so a copy is made.
func TestLinkAcrossDisks(t *testing.T) {
	t.Parallel()
	from, folder := filepath.Join(storetest.Disk(t, 1<<20), "diary"), t.TempDir()
	put(t, from, "diary")
	if err := disk.LinkOrCopy(from, filepath.Join(folder, "diary")); err != nil {
		t.Error(err)
	}
	if err := disk.LinkOrCopy(from, filepath.Join(folder, "diary")); !strings.Contains(err.Error(), "exists") {
		t.Error(err)
	}
	holds(t, folder, map[string]string{"diary": "diary"})
	holds(t, filepath.Dir(from), map[string]string{"diary": "diary"})
}
