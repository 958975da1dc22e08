//go:build !linux

package proxy

import "net"

func backlog(*net.TCPListener, int) error { return errNotDropped }
