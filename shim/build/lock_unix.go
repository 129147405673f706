//go:build unix

package build

import (
	"os"
	"syscall"
)

// lock waits until no other process has the file locked, and locks it.
func lock(name string) (unlock func()) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return func() {}
	}
	// A file system without locks costs a second build and nothing else.
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
	return func() { f.Close() }
}
