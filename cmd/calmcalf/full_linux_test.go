package main

import (
	"os"
	"strings"
	"testing"

	"calmcalf/store/storetest"
)

// TestServeOnFullDisk fills the disk under a running bot. It says so in its log,
// loses nothing, and stores again when there is room.
func TestServeOnFullDisk(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	g.folder = storetest.Disk(t, 4<<20)
	p, ana := g.member()
	filler := storetest.FillUp(t, g.folder)
	full := func() bool {
		return strings.Contains(p.stderr.String(), "the disk is full; make room")
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
