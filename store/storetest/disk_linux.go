package storetest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Disk mounts a file system in memory with room for so many bytes. That takes a
// right that few have: who has it, has to pass the test.
func Disk(t testing.TB, size int) string {
	t.Helper()
	if !mayMount() {
		t.Skip("mounting a small disk takes the capability CAP_SYS_ADMIN, which root mostly has")
	}
	folder := t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func mayMount() bool {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return false
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		var set uint64
		const sysAdmin = 21
		if _, err := fmt.Sscanf(lines.Text(), "CapEff: %x", &set); err == nil {
			return set>>sysAdmin&1 == 1
		}
	}
	return false
}

// FillUp takes what room there is left; the file it gives can be removed.
func FillUp(t testing.TB, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "filler")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return path
}
