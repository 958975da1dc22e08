package proxy

import (
	"errors"
	"net"
	"syscall"
)

// backlog sets how many connections the kernel accepts on its own: listening once
// more on a listening socket does just that.
func backlog(l *net.TCPListener, n int) error {
	raw, err := l.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = syscall.Listen(int(fd), n) })
	return errors.Join(err, failed)
}
