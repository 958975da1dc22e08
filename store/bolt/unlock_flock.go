//go:build unix && !solaris && !aix

package bolt

import (
	"os"
	"syscall"
)

// unlock gives up bbolt's lock on a file that it could not open to the end.
// Closing the file is not enough: what is still mapped of it keeps the lock.
func unlock(file *os.File) { _ = syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }
