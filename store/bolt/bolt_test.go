package bolt_test

import (
	"context"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"calmcalf/store"
	"calmcalf/store/bolt"
	"calmcalf/store/storetest"
)

func TestMain(m *testing.M) {
	if child() {
		return
	}
	goleak.VerifyTestMain(m)
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB, place string) store.Store {
		path := filepath.Join(place, "calmcalf.db")
		s := open(t, path)
		t.Cleanup(func() { check(t, path) }) // after the suite has closed it
		return s
	})
}

func open(t testing.TB, path string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// check checks that a closed store is sound.
func check(t testing.TB, path string) {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// The test's own context has ended when its cleanup runs.
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
}
