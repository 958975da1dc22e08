package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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

// child is that process: it changes Books for ever and prints each change that
// was stored. It tells whether this process is one.
func child() bool {
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

// TestKilled kills a process while it writes. All that it said was stored is
// there, whole.
func TestKilled(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "calmcalf.db")
	for round := range 3 {
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
			var id routines.PersonID
			var n int
			if _, err := fmt.Sscanf(lines.Text(), "stored %d %d", &id, &n); err != nil {
				if strings.HasPrefix(lines.Text(), "error") {
					t.Fatal(lines.Text())
				}
				continue // a line that the kill cut short
			}
			stored[id] = n
			if count == 300+100*round {
				if err := run.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
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
