//go:build !windows

package disk

import (
	"path/filepath"

	"github.com/google/renameio/v2"
)

type pending = renameio.PendingFile

// newPending names the folder, since renameio prefers the one for temporary
// files where it can, which others read.
func newPending(path string) (*pending, error) {
	return renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(0o600))
}
