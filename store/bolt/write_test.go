package bolt_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"

	"calmcalf/store"
)

// impatient is cancelled after it was asked once: while the change waits for
// others to share its transaction with.
type impatient struct {
	context.Context
	asked atomic.Bool
}

func (c *impatient) Err() error {
	if c.asked.Swap(true) {
		return context.Canceled
	}
	return nil
}

func TestCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "calmcalf.db"))
	defer s.Close()
	err := s.Update(&impatient{Context: t.Context()}, 42, func(*store.Book) error {
		t.Error("a closure ran")
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
