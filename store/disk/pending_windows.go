package disk

import (
	"os"
	"path/filepath"
)

// pending is what renameio does not offer on Windows, because a rename is not
// known to be whole there after a power cut.
type pending struct {
	*os.File
	path string
}

func newPending(path string) (*pending, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path))
	if err != nil {
		return nil, err
	}
	return &pending{file, path}, nil
}

// CloseAtomicallyReplace is called as renameio calls it.
func (p *pending) CloseAtomicallyReplace() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if err := p.Close(); err != nil {
		return err
	}
	return os.Rename(p.Name(), p.path)
}

// Cleanup is called as renameio calls it.
func (p *pending) Cleanup() error {
	_ = p.Close() // it may be closed
	return os.Remove(p.Name())
}
