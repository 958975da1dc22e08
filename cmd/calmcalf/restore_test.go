package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// restoring is a backup of 20 people, and a place for a store.
type restoring struct {
	t              *testing.T
	backup, folder string
}

func newRestoring(t *testing.T) restoring {
	t.Helper()
	folder, kept := newBackups(t)
	path, err := folder.Add(t.Context(), kept, tonight)
	if err != nil {
		t.Fatal(err)
	}
	return restoring{t, path, t.TempDir()}
}

func (r restoring) store() string { return filepath.Join(r.folder, "calmcalf.db") }

func (r restoring) run(args ...string) (status int, stdout, stderr string) {
	r.t.Helper()
	return ask(r.t, []string{"CALMCALF_STORE=bolt:" + r.store(), "CALMCALF_ALLOW_TEMPORARY=true"}, append([]string{"restore"}, args...)...)
}

// has holds that a store has so many people.
func (r restoring) has(path string, people routines.PersonID) {
	r.t.Helper()
	private(r.t, path)
	kept, err := bolt.Open(path, bolt.Options{MustExist: true})
	if err != nil {
		r.t.Error(err)
		return
	}
	defer kept.Close()
	for id := range people + 1 {
		if err := kept.View(r.t.Context(), id, func(b *store.Book) error {
			if there := b.Tonight() != nil; there != (id < people) {
				r.t.Errorf("person %d is there: %v", id, there)
			}
			return nil
		}); err != nil {
			r.t.Error(err)
		}
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	r := newRestoring(t)
	status, stdout, stderr := r.run(r.backup)
	if status != 0 || stdout != "restored "+r.store()+"\n" || stderr != "" {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
	r.has(r.store(), 20)

	// There is a store now. It is never overwritten, and kept under --force.
	kept, err := bolt.Open(r.store(), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, kept, 30)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	status, _, stderr = r.run(r.backup)
	if status != 1 || !strings.Contains(stderr, "there is a store already") || !strings.Contains(stderr, "--force") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d: %s", status, stderr)
	}
	r.has(r.store(), 30)
	for round := range 2 {
		status, stdout, _ = r.run("--force", r.backup)
		found := regexp.MustCompile(`(?m)^the store of before is (.*\.db\.replaced-\d{8}T\d{6}Z)$`).FindStringSubmatch(stdout)
		if status != 0 || found == nil {
			t.Fatalf("status %d: %s", status, stdout)
		}
		r.has(r.store(), 20)
		r.has(found[1], []routines.PersonID{30, 20}[round])
	}
	if names := list(t, r.folder); len(names) != 3 {
		t.Errorf("there are %v", names)
	}
}

// TestRestoreEncrypted opens binary and armored files.
func TestRestoreEncrypted(t *testing.T) {
	t.Parallel()
	r := newRestoring(t)
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	inside := func(name string) string { return filepath.Join(outside, name) }
	put(t, inside("mine"), "# a comment\n"+mine.String()+"\n")
	put(t, inside("other"), other.String()+"\n")
	put(t, inside("broken"), "AGE-SECRET-KEY-1TEST\n")
	plain, err := os.ReadFile(r.backup)
	if err != nil {
		t.Fatal(err)
	}
	var binary, armored strings.Builder
	sealed, err := age.Encrypt(&binary, mine.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	wrapped := armor.NewWriter(&armored)
	text, err := age.Encrypt(wrapped, mine.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []interface{ Write([]byte) (int, error) }{sealed, text} {
		if _, err := to.Write(plain); err != nil {
			t.Fatal(err)
		}
	}
	for _, to := range []interface{ Close() error }{sealed, text, wrapped} {
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
	}
	put(t, inside("binary"), binary.String())
	put(t, inside("armored"), armored.String())
	put(t, inside("short"), binary.String()[:binary.Len()/2])
	altered := []byte(binary.String())
	altered[len(altered)/2] ^= 1
	put(t, inside("altered"), string(altered))

	for _, test := range []struct{ identity, file, want string }{
		{"", "binary", "is encrypted: name the file with your age identity, with --identity"},
		{"other", "binary", "was encrypted to another recipient"},
		{"broken", "binary", "holds no age identity"},
		{"missing", "binary", "no such file"},
		{"mine", "short", "cannot be decrypted to its end"},
		{"mine", "altered", "cannot be decrypted to its end"},
	} {
		args := []string{inside(test.file)}
		if test.identity != "" {
			args = append(args, "--identity", inside(test.identity))
		}
		status, _, stderr := r.run(args...)
		if status != 1 || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "TEST") {
			t.Errorf("%+v: status %d: %s", test, status, stderr)
		}
		if names := list(t, r.folder); len(names) != 0 {
			t.Errorf("%+v left %v", test, names)
		}
	}
	for _, file := range []string{"binary", "armored"} {
		if status, _, stderr := r.run(inside(file), "--force", "--identity", inside("mine")); status != 0 {
			t.Errorf("%s: %s", file, stderr)
		}
		r.has(r.store(), 20)
	}
}

// TestRestoreRefuses has backups that are none, over a store that is there and
// one that is not. Nothing is altered.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	r := newRestoring(t)
	sound, err := os.ReadFile(r.backup)
	if err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	flipped := slices.Clone(sound)
	flipped[strings.LastIndex(string(sound), "en")] ^= 1
	for name, test := range map[string]struct{ content, want string }{
		"empty.db":   {"", "the file is empty"},
		"letter.db":  {"Dear diary,\n", "not a store of this program"},
		"short.db":   {string(sound[:len(sound)/2]), "was cut short"},
		"flipped.db": {string(flipped), "is damaged"},
	} {
		put(t, filepath.Join(outside, name), test.content)
		for _, there := range []bool{false, true} {
			place := restoring{t, r.backup, t.TempDir()}
			want := []string(nil)
			if there {
				want = []string{"calmcalf.db"}
				put(t, place.store(), "whatever it is")
			}
			status, stdout, stderr := place.run("--force", filepath.Join(outside, name))
			if status != 1 || stdout != "" || !strings.HasPrefix(stderr, "calmcalf: nothing was restored: ") || !strings.Contains(stderr, name) ||
				!strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("%s, over a store: %v: status %d: %s%s", name, there, status, stdout, stderr)
			}
			if got := list(t, place.folder); !slices.Equal(got, want) {
				t.Errorf("%s, over a store: %v: left %v", name, there, got)
			}
		}
	}
	for _, file := range []string{filepath.Join(outside, "missing.db"), outside} {
		if status, _, stderr := r.run(file); status != 1 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: status %d: %s", file, status, stderr)
		}
	}
	if status, _, _ := r.run(); status != 2 {
		t.Errorf("no file: status %d", status)
	}
}

// TestRestoreOverDamage replaces stores that nobody can open, and keeps them.
func TestRestoreOverDamage(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"empty": "", "garbage": strings.Repeat("moon", 9999)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRestoring(t)
			put(t, r.store(), content)
			if status, _, stderr := r.run(r.backup); status != 1 || !strings.Contains(stderr, "--force") {
				t.Errorf("status %d: %s", status, stderr)
			}
			status, stdout, stderr := r.run("--force", r.backup)
			_, aside, _ := strings.Cut(strings.TrimSpace(stdout), "the store of before is ")
			if status != 0 || aside == "" {
				t.Fatalf("status %d: %s%s", status, stdout, stderr)
			}
			r.has(r.store(), 20)
			if old, err := os.ReadFile(aside); err != nil || string(old) != content {
				t.Errorf("the old one became %d bytes, %v", len(old), err)
			}
		})
	}
}

// TestRestoreThroughLink replaces what the link leads to.
func TestRestoreThroughLink(t *testing.T) {
	t.Parallel()
	r := newRestoring(t)
	target := filepath.Join(t.TempDir(), "real.db")
	if err := filled(t, target).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, r.store()); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := r.run("--force", r.backup); status != 0 {
		t.Fatal(stderr)
	}
	if info, err := os.Lstat(r.store()); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if names := list(t, filepath.Dir(target)); len(names) != 2 {
		t.Errorf("beside the target lie %v", names)
	}
	r.has(target, 20)
}

// TestRestoreKilled kills calmcalf while it restores: there is a whole store at
// every moment, the old one or the new one.
func TestRestoreKilled(t *testing.T) {
	t.Parallel()
	r := newRestoring(t)
	kept := filled(t, r.store())
	fill(t, kept, 30)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		before, _ := filepath.Glob(filepath.Join(r.folder, ".calmcalf.db*"))
		p := begin(t, []string{"CALMCALF_STORE=bolt:" + r.store(), "CALMCALF_ALLOW_TEMPORARY=true"}, "restore", "--force", r.backup)
		await(t, "the draft, or the end", func() bool {
			select {
			case <-p.ended:
				return true
			default:
			}
			drafts, _ := filepath.Glob(filepath.Join(r.folder, ".calmcalf.db*"))
			return slices.ContainsFunc(drafts, func(draft string) bool { return !slices.Contains(before, draft) })
		})
		_ = p.cmd.Process.Kill() // it may have ended
		p.end()
		if err := bolt.Verify(t.Context(), r.store()); err != nil {
			t.Error(err)
		}
	}
	if status, _, stderr := r.run("--force", r.backup); status != 0 {
		t.Error(stderr)
	}
	r.has(r.store(), 20)
	for _, name := range list(t, r.folder) {
		if strings.HasPrefix(name, ".") {
			t.Errorf("%s is left", name)
		}
	}
}

// TestRestoreOwner gives a store that root restores to whom the folder belongs.
func TestRestoreOwner(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	r := newRestoring(t)
	if err := os.Chown(r.folder, 4242, 4343); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{r.backup}, {"--force", r.backup}} {
		if status, _, stderr := r.run(args...); status != 0 {
			t.Fatal(stderr)
		}
		info, err := os.Stat(r.store())
		if err != nil {
			t.Fatal(err)
		}
		if owner := fmt.Sprintf("%+v", info.Sys()); !strings.Contains(owner, "Uid:4242 Gid:4343") {
			t.Errorf("it belongs to %s", owner)
		}
	}
}
