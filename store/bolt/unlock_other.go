//go:build !unix || solaris || aix

package bolt

import "os"

// unlock is left to closing the file: these systems have locks that end then.
func unlock(*os.File) {}
