package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// childStore names the file to the process that is to be killed.
const childStore = "BOLT_TEST_CHILD_STORE"

// child is that process, or the other one of this kind: it changes Books for ever and prints each change that
// was stored. It reports whether this process is one.
func child() bool {
	if path := os.Getenv(migratingStore); path != "" {
		migrating(path)
		return true
	}
	path := os.Getenv(childStore)
	if path == "" {
		return false
	}
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		fmt.Println("error", err)
		return true
	}
	var g errgroup.Group
	// Whatever the moment, the file is being replaced or copied.
	g.Go(func() error {
		for {
			if err := s.Forget(context.Background(), 8); err != nil {
				return err
			}
			if err := s.Compact(context.Background()); err != nil {
				return err
			}
			fmt.Println("compacted")
		}
	})
	g.Go(func() error {
		for {
			if _, err := s.Backup(context.Background(), io.Discard); err != nil {
				return err
			}
		}
	})
	for id := range routines.PersonID(8) {
		g.Go(func() error {
			for n := 1; ; n++ {
				if err := s.Update(context.Background(), id, func(b *store.Book) error {
					b.Alarm = evening
					b.Add(routines.Night{Date: tonight + routines.Date(n), AskedIn: n, Opened: evening})
					b.Person.Asking = strconv.Itoa(n)
					return nil
				}); err != nil {
					return err
				}
				fmt.Println("stored", id, n)
			}
		})
	}
	fmt.Println("error", g.Wait())
	return true
}

var rounds = flag.Int("rounds", 5, "how often the process that writes is killed")

// TestKilled kills a process at any moment while it writes, copies and compacts.
// The next start needs nothing to be done: all that was said to be stored is
// there, whole, and nothing else lies beside it. More rounds:
//
//	go test ./store/bolt -run Killed -rounds 200
func TestKilled(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	compactions := 0
	for range *rounds {
		last := rand.IntN(600)
		run := exec.Command(self)
		run.Env = append(os.Environ(), childStore+"="+path)
		out, err := run.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		stored := map[routines.PersonID]int{}
		lines := bufio.NewScanner(out)
		for count := 0; lines.Scan(); count++ {
			if count == last {
				if err := run.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			if lines.Text() == "compacted" {
				compactions++
				continue
			}
			var id routines.PersonID
			var n int
			if _, err := fmt.Sscanf(lines.Text(), "stored %d %d", &id, &n); err != nil {
				if strings.HasPrefix(lines.Text(), "error") {
					t.Fatal(lines.Text())
				}
				continue // a line that the kill cut short
			}
			stored[id] = n
		}
		var killed *exec.ExitError
		if err := run.Wait(); !errors.As(err, &killed) {
			t.Fatalf("the process was not killed: %v", err)
		}
		s := open(t, path)
		for id, n := range stored {
			if err := s.View(t.Context(), id, func(b *store.Book) error {
				last, err := strconv.Atoi(b.Person.Asking)
				if err != nil {
					return err
				}
				if last < n {
					t.Errorf("person %d: change %d was said to be stored, %d is", id, n, last)
				}
				if nights := b.Nights(tonight, tonight+100_000); len(nights) < last || b.Night(tonight+routines.Date(last)) == nil {
					t.Errorf("person %d: change %d is only half there", id, last)
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		alone(t, path)
	}
	t.Logf("%d rounds, %d compactions", *rounds, compactions)
	if compactions == 0 {
		t.Error("nothing was compacted meanwhile")
	}
}

// TestKilledWhileBeginning leaves what a crash in the middle of making a file
// leaves: nothing under the store's own name.
func TestKilledWhileBeginning(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "calmcalf.db")
	write(t, filepath.Join(folder, ".calmcalf.db.new-123"), []byte("half"))
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	check(t, path)
}
