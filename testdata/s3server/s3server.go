// Package s3server starts a real S3 server for tests: versitygw on a folder,
// https://github.com/versity/versitygw.
package s3server

import (
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Region is the server's.
const Region = "eu-west-3"

// Start serves root, whose folders are the buckets, to who signs with the two
// keys, and returns the server's address. Where TINTYPE_S3GW does not name the
// program the test is skipped.
func Start(t testing.TB, root, access, secret string) (endpoint string) {
	t.Helper()
	program := os.Getenv("TINTYPE_S3GW")
	if program == "" {
		t.Skip("TINTYPE_S3GW is not set: nothing is asked of a real S3 server here; make test does")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	server := exec.Command(program, "--quiet", "--port", address, "--access", access, "--secret", secret, "--region", Region, "posix", root)
	server.Stderr = t.Output()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for range 400 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the S3 server does not listen")
	return ""
}
