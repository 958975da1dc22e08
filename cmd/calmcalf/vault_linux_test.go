package main

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
	v, kept := newVault(t)
	v.folder, v.keep = storetest.Disk(t, 1<<20), 2
	made, err := v.add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	filler := storetest.FillUp(t, v.folder)
	for name, recipient := range map[string]age.Recipient{"plain": nil, "encrypted": identity.Recipient()} {
		v.recipient = recipient
		path, err := v.add(t.Context(), kept, tonight.AddDate(0, 0, 1))
		if path != "" || err == nil || !strings.HasPrefix(err.Error(), "no backup was made: the disk is full, make room: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: made %q: %v", name, path, err)
		}
		if diff := cmp.Diff([]string{filepath.Base(made), "filler"}, list(t, v.folder)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		if diff := cmp.Diff([]string{"calmcalf.db"}, list(t, filepath.Dir(v.store))); diff != "" {
			t.Errorf("%s, beside the store (-want +got)\n%s", name, diff)
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := v.add(t.Context(), kept, tonight.AddDate(0, 0, 2)); err != nil {
		t.Error(err)
	}
	if err := syscall.Mount("none", v.folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := v.add(t.Context(), kept, tonight.AddDate(0, 0, 3)); err == nil || !strings.Contains(err.Error(), "the file system is read-only") {
		t.Errorf("on a read-only disk: %v", err)
	}
}

// TestServeOnFullDisk fills the disk under a running bot. It says so in its log,
// loses nothing, and stores again when there is room.
func TestServeOnFullDisk(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	g.folder = storetest.Disk(t, 4<<20)
	p, ana := g.member()
	filler := storetest.FillUp(t, g.folder)
	full := func() bool {
		return strings.Contains(p.stderr.String(), "the disk is full and nothing was stored; make room")
	}
	for !full() { // free pages take some changes more
		heard := len(ana.heard())
		ana.Write("/invite")
		await(t, "an answer or a full disk", func() bool { return full() || len(ana.heard()) > heard })
	}
	ana.Write("/bedtime 23:15")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	ana.hears("23:15")
	p.stop()
	p = g.serve()
	ana.Write("/plan")
	ana.hears("Bed 23:15")
	p.stop()
}
