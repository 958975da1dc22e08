package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/store/bolt"
)

// TestOlderStore has a store that an older version wrote: what only looks leaves
// it alone, the next start brings it up to date and says so once, and a backup
// from before can be restored.
func TestOlderStore(t *testing.T) {
	t.Parallel()
	older, err := os.ReadFile("../../store/bolt/testdata/layout-1.db")
	if err != nil {
		t.Fatal(err)
	}
	g := newTelegram(t)
	folder := filepath.Dir(g.file())
	put(t, g.file(), string(older))
	env := []string{"CALMCALF_STORE=bolt:" + g.file(), "CALMCALF_ALLOW_TEMPORARY=true",
		"CALMCALF_TOKEN=" + testToken, "CALMCALF_API_URL=" + g.url}

	backups := t.TempDir()
	if status, stdout, stderr := ask(t, env, "check"); status != 0 || !strings.Contains(stdout, "store     fine, in "+g.file()+"\n") {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
	if status, _, stderr := ask(t, env, "backup", "--to", backups); status != 0 {
		t.Errorf("status %d: %s", status, stderr)
	}
	if now, err := os.ReadFile(g.file()); err != nil || !bytes.Equal(now, older) {
		t.Errorf("it was altered, %v", err)
	}

	const said = "store brought up to date"
	p := g.serve()
	p.stop()
	if n := strings.Count(p.stderr.String(), said); n != 1 {
		t.Errorf("said %d times:\n%s", n, p.stderr.String())
	}
	kept := g.file() + ".layout-1"
	private(t, kept)
	upToDate(t, g.file())
	p = g.serve()
	p.stop()
	if strings.Contains(p.stderr.String(), said) {
		t.Error("brought up to date again")
	}

	backup := filepath.Join(backups, list(t, backups)[0])
	if status, _, stderr := ask(t, env, "restore", "--force", backup); status != 0 {
		t.Fatal(stderr)
	}
	p = g.serve()
	p.stop()
	if !strings.Contains(p.stderr.String(), said) {
		t.Error("what was restored was not brought up to date")
	}
	upToDate(t, g.file())
	// What was kept each time is a store, too.
	for _, name := range list(t, folder) {
		if strings.Contains(name, ".layout-") {
			if err := bolt.Verify(t.Context(), filepath.Join(folder, name)); err != nil {
				t.Error(err)
			}
		}
	}
}

// upToDate holds that a store is sound and needs no more to be done.
func upToDate(t *testing.T, path string) {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if from, _ := s.Migrated(); from != 0 {
		t.Errorf("it was still of layout %d", from)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOlderCopyGoes keeps the copy for two weeks.
func TestOlderCopyGoes(t *testing.T) {
	t.Parallel()
	folder, kept := newBackups(t)
	copied := folder.Store + ".layout-1"
	put(t, copied, "the store of before")
	now := tonight
	if err := os.Chtimes(copied, now, now); err != nil {
		t.Fatal(err)
	}
	keeper := newHousekeeper(kept, folder, time.Now, nil)
	for _, step := range []struct {
		days int
		want []string
	}{{0, []string{"calmcalf.db", "calmcalf.db.layout-1"}}, {14, []string{"calmcalf.db", "calmcalf.db.layout-1"}}, {15, []string{"calmcalf.db"}}} {
		keeper.now = func() time.Time { return now.AddDate(0, 0, step.days) }
		if err := keeper.dropCopies(t.Context()); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(step.want, list(t, filepath.Dir(folder.Store))); diff != "" {
			t.Errorf("after %d days (-want +got)\n%s", step.days, diff)
		}
	}
}
