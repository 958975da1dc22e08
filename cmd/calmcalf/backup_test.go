package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/backup"
	"calmcalf/store/bolt"
)

// TestBackupWhileServing asks a running bot for backups and for its state.
func TestBackupWhileServing(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	own, other := t.TempDir(), t.TempDir()
	p, _ := g.member("CALMCALF_BACKUP_DIR="+own, "CALMCALF_BACKUP_KEEP=2")
	await(t, "a backup at the start", func() bool { return strings.Contains(p.stderr.String(), "backup made") })
	private(t, g.file()+".sock")
	env := []string{"CALMCALF_STORE=bolt:" + g.file(), "CALMCALF_ALLOW_TEMPORARY=true",
		"CALMCALF_TOKEN=" + testToken, "CALMCALF_API_URL=" + g.url}

	for range 3 { // into its own folder, which rotates
		status, stdout, stderr := ask(t, env, "backup")
		made, found := strings.CutPrefix(strings.TrimSpace(stdout), "the backup is ")
		if status != 0 || stderr != "" || !found || filepath.Dir(made) != own {
			t.Fatalf("status %d: %s%s", status, stdout, stderr)
		}
		hasPerson(t, made, 1001)
		private(t, made)
	}
	if names := list(t, own); len(names) != 2 {
		t.Errorf("its own folder has %v", names)
	}

	for range 3 { // into another, from which nothing is removed
		if status, _, stderr := ask(t, env, "backup", "--to", other); status != 0 {
			t.Fatal(stderr)
		}
	}
	if names := list(t, other); len(names) != 3 {
		t.Errorf("another folder has %v", names)
	}

	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := ask(t, append(env, "CALMCALF_BACKUP_RECIPIENT="+identity.Recipient().String()), "backup", "--to", other)
	if status != 0 || !strings.HasSuffix(stdout, ".db.age\n") {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
	status, _, stderr = ask(t, env, "backup", "--to", filepath.Join(other, "missing"))
	if status != 1 || !strings.HasSuffix(stderr, "create it, or mount its disk\n") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d: %s", status, stderr)
	}

	status, stdout, _ = ask(t, env, "check")
	if status != 0 || !strings.Contains(stdout, "store     fine, in "+g.file()+", and the bot runs: ") {
		t.Errorf("status %d: %s", status, stdout)
	}
	status, _, stderr = ask(t, env, "restore", "--force", filepath.Join(own, list(t, own)[0]))
	if status != 1 || !strings.Contains(stderr, "another process holds the store") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("restored under a running bot: status %d: %s", status, stderr)
	}
	p.stop()
	if _, err := os.Lstat(g.file() + ".sock"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is left: %v", err)
	}

	// And without the bot, which has the folder in its environment only.
	status, _, stderr = ask(t, env, "backup")
	if status != 2 || !strings.Contains(stderr, "CALMCALF_BACKUP_DIR is empty") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if status, _, stderr := ask(t, append(env, "CALMCALF_BACKUP_DIR="+own), "backup"); status != 0 {
		t.Error(stderr)
	}
	if status, stdout, _ := ask(t, append(env, "CALMCALF_BACKUP_DIR="+own), "check"); status != 0 || !strings.Contains(stdout, "backups   the newest in "+own+" is of 20") {
		t.Error(stdout)
	}
}

// hasPerson holds that a backup is sound and has somebody's plan.
func hasPerson(t *testing.T, path string, id routines.PersonID) {
	t.Helper()
	if err := bolt.Verify(t.Context(), path); err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db") // opening it may write to it
	put(t, copied, string(data))
	kept, err := bolt.Open(copied, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if err := kept.View(t.Context(), id, func(b *store.Book) error {
		if b.Person.Joined.IsZero() {
			t.Errorf("person %d is not in %s", id, filepath.Base(path))
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// TestStartAfterCrash kills a bot: the next one starts, socket and all, with
// nothing to be done before.
func TestStartAfterCrash(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p, ana := g.member()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.end()
	private(t, g.file()+".sock")
	env := []string{"CALMCALF_STORE=bolt:" + g.file(), "CALMCALF_ALLOW_TEMPORARY=true"}
	if status, _, stderr := ask(t, env, "backup", "--to", t.TempDir()); status != 0 { // nobody answers there
		t.Error(stderr)
	}
	p = g.serve()
	ana.Write("/bedtime 23:15")
	ana.hears("23:15")
	if status, _, stderr := ask(t, env, "backup", "--to", t.TempDir()); status != 0 {
		t.Error(stderr)
	}
	p.stop()
}

// TestSocketInTheWay lets the bot run without its socket, and says why.
func TestSocketInTheWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(g *telegram)
		want    string
	}{
		"a file of somebody": {func(g *telegram) { put(t, g.file()+".sock", "theirs") }, "is in the way"},
		"a long path": {func(g *telegram) {
			g.folder = filepath.Join(g.folder, strings.Repeat("deep/", 20))
			if err := os.MkdirAll(g.folder, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "a system allows 103"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newTelegram(t)
			test.prepare(g)
			p, ana := g.member()
			if !strings.Contains(p.stderr.String(), test.want) {
				t.Errorf("the log says nothing of %q", test.want)
			}
			ana.Write("/bedtime 23:15")
			ana.hears("23:15")
			status, _, stderr := ask(t, []string{"CALMCALF_STORE=bolt:" + g.file(), "CALMCALF_ALLOW_TEMPORARY=true"}, "backup", "--to", t.TempDir())
			if status != 1 || !strings.Contains(stderr, "another process holds the store") || strings.Count(stderr, "\n") != 1 {
				t.Errorf("status %d: %s", status, stderr)
			}
			p.stop()
		})
	}
}

// TestSocketHearsNonsense writes to the socket what no subcommand does. The bot
// goes on.
func TestSocketHearsNonsense(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p, ana := g.member()
	for _, nonsense := range []string{"", "\n", "GET / HTTP/1.1\r\n\r\n", `{"Ask":"dance"}`, `{"Ask":7}`, strings.Repeat("[", 100_000)} {
		conn, err := net.Dial("unix", g.file()+".sock")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(nonsense)) // it may have hung up by then
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	said, err := call(t.Context(), g.file(), request{Ask: askStatus})
	if err != nil || !strings.Contains(said, "MiB") {
		t.Errorf("%q, %v", said, err)
	}
	if _, err := call(t.Context(), g.file(), request{Ask: "dance"}); err == nil || !strings.Contains(err.Error(), "another version") {
		t.Errorf("got %v", err)
	}
	ana.Write("/bedtime 23:15")
	ana.hears("23:15")
	p.stop()
}

// TestKilledBackup kills calmcalf while it makes backups. Every file with the
// name of a backup is one, and the next backup removes what was begun.
func TestKilledBackup(t *testing.T) {
	t.Parallel()
	folder, kept := newBackups(t)
	if err := kept.Update(t.Context(), 7, func(b *store.Book) error {
		for date := range routines.Date(5000) {
			b.Add(routines.Night{Date: routines.DateOf(2026, 11, 22) + date, Opened: tonight})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"CALMCALF_STORE=bolt:" + folder.Store, "CALMCALF_ALLOW_TEMPORARY=true", "CALMCALF_BACKUP_DIR=" + folder.Path}
	cut := 0
	for round := range 12 {
		more := env
		if round%2 == 1 {
			more = append(more, "CALMCALF_BACKUP_RECIPIENT="+identity.Recipient().String())
		}
		p := begin(t, more, "backup")
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(400))*time.Millisecond)
		select {
		case <-ctx.Done():
		case <-p.ended:
		}
		cancel()
		_ = p.cmd.Process.Signal(syscall.SIGKILL) // it may have ended
		if p.end() != 0 {
			cut++
		}
		for _, name := range list(t, folder.Path) {
			path := filepath.Join(folder.Path, name)
			switch {
			case strings.HasPrefix(name, "."): // a draft
			case strings.HasSuffix(name, ".age"):
				r := backup.Restoring{File: path, Identity: filepath.Join(t.TempDir(), "identity"),
					Store: filepath.Join(t.TempDir(), "calmcalf.db"), Verify: bolt.Verify}
				put(t, r.Identity, identity.String()+"\n")
				if _, err := backup.Restore(t.Context(), r, tonight); err != nil {
					t.Error(err)
				}
			default:
				if err := bolt.Verify(t.Context(), path); err != nil {
					t.Error(err)
				}
			}
		}
	}
	t.Logf("%d of 12 were killed before their end", cut)
	if status, _, stderr := ask(t, env, "backup"); status != 0 {
		t.Fatal(stderr)
	}
	for _, place := range []string{folder.Path, filepath.Dir(folder.Store)} {
		for _, name := range list(t, place) {
			if strings.HasPrefix(name, ".") {
				t.Errorf("%s is left", name)
			}
		}
	}
	if err := bolt.Verify(t.Context(), folder.Store); err != nil {
		t.Error(err)
	}
}

// TestBackupStops ends a backup that a bot makes when whoever asked hangs up.
func TestBackupStops(t *testing.T) {
	t.Parallel()
	folder, kept := newBackups(t)
	keeper := newHousekeeper(kept, folder, time.Now, nil)
	keeper.making <- struct{}{} // another one is being made
	ours, theirs := net.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		keeper.talk(t.Context(), theirs)
	}()
	if _, err := fmt.Fprintln(ours, `{"Ask":"backup"}`); err != nil {
		t.Fatal(err)
	}
	if err := ours.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
	if diff := cmp.Diff([]string(nil), list(t, folder.Path)); diff != "" {
		t.Error(diff)
	}
}
