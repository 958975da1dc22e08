package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"calmcalf/store/disk"
)

// While serve runs it holds the store, and other subcommands ask it through a
// Unix socket beside the store: one JSON object each way. Only the owner of the
// socket can connect.

// request is what a subcommand asks.
type request struct {
	Ask       string
	Folder    string `json:",omitempty"` // absolute; empty: the bot's own
	Recipient string `json:",omitempty"` // empty: the bot's own
}

const (
	askStatus = "status"
	askBackup = "backup"
)

// response is what serve says.
type response struct {
	Said  string `json:",omitempty"`
	Error string `json:",omitempty"`
	Wrong bool   `json:",omitempty"` // the error is a mistake in the settings
}

// errNoBot means that nobody answers at the socket.
var errNoBot = errors.New("no bot runs on this store")

const (
	mostRequest = 64 << 10        // bytes
	speakTime   = 5 * time.Second // for a request to come and an answer to go
	// mostPath is how long a socket's path may be: 104 bytes with the zero at
	// its end on BSD and macOS, 108 on Linux.
	mostPath = 103
)

// socketOf is the socket of a store: one, whatever links lead to the store.
func socketOf(store string) string {
	if real, err := filepath.EvalSymlinks(store); err == nil {
		store = real
	}
	return absolute(store) + ".sock"
}

// address is the shorter of two ways to name a socket.
func address(path string) (string, error) {
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, path); err == nil && len(relative) < len(path) {
			path = relative
		}
	}
	if len(path) > mostPath {
		return "", fmt.Errorf("the path of the socket %s has %d bytes, and a system allows %d: move the store to a shorter one", path, len(path), mostPath)
	}
	return path, nil
}

// listen opens the socket. The caller holds the store's lock, so a socket that
// is there was left by a crash. It comes into being in a folder that nobody
// else can enter: between its making and its mode anybody could connect.
func listen(path string) (*net.UnixListener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("%s is in the way: it is not a socket", path)
	}
	folder := filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	draft := filepath.Join(folder, "s")
	name, err := address(draft)
	if err != nil {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false) // it knows the first name only
	err = os.Chmod(draft, 0o600)
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// answer answers at the store's socket until ctx ends.
func (h *housekeeper) answer(ctx context.Context, listener *net.UnixListener) {
	var talking sync.WaitGroup
	defer talking.Wait()
	defer os.Remove(socketOf(h.backups.Store))
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	for {
		conn, err := listener.AcceptUnix()
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			h.log.Error("other subcommands cannot reach this bot any more", "err", err)
			_ = listener.Close()
			return
		}
		talking.Go(func() {
			defer conn.Close()
			h.talk(ctx, conn)
		})
	}
}

// talk answers one request. Whoever hangs up ends what they asked for.
func (h *housekeeper) talk(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	_ = conn.SetDeadline(time.Now().Add(speakTime)) // real time: it is about the disk and the other process
	var asked request
	if json.NewDecoder(io.LimitReader(conn, mostRequest)).Decode(&asked) != nil {
		return
	}
	_ = conn.SetDeadline(time.Time{})
	go func() {
		defer cancel()
		_, _ = conn.Read(make([]byte, 1)) // they say nothing more
	}()
	said, err := h.answers(ctx, asked)
	reply := response{Said: said}
	if err != nil {
		reply.Error, reply.Wrong = err.Error(), errors.Is(err, errSetting)
	}
	_ = conn.SetWriteDeadline(time.Now().Add(speakTime))
	_ = json.NewEncoder(conn).Encode(reply) // they may have gone
}

// remoteError is an error that serve gave.
type remoteError struct{ response }

func (e remoteError) Error() string { return e.response.Error }

// Is makes a mistake in the settings stay one.
func (e remoteError) Is(target error) bool { return target == errSetting && e.Wrong }

// call asks the bot that holds a store. The error is errNoBot when there is none.
func call(ctx context.Context, store string, asked request) (said string, err error) {
	name, err := address(socketOf(store))
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errNoBot, err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOTSOCK):
		return "", fmt.Errorf("%w (%w)", errNoBot, err)
	case err != nil:
		return "", disk.Explain("the bot that holds the store was not reached", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := json.NewEncoder(conn).Encode(asked); err != nil {
		return "", disk.Explain("the bot that holds the store was not asked", err)
	}
	var reply response
	if err := json.NewDecoder(conn).Decode(&reply); err != nil {
		return "", disk.Explain("the bot that holds the store did not answer", errors.Join(ctx.Err(), err))
	}
	if reply.Error != "" {
		return reply.Said, remoteError{reply}
	}
	return reply.Said, nil
}
