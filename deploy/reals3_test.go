package deploy

import (
	"errors"
	"net"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tintype/deploy/awstest"
)

// startS3 starts a real S3 server with one bucket of originals.
func startS3(t *testing.T) *url.URL {
	t.Helper()
	program := os.Getenv("TINTYPE_S3GW")
	if program == "" {
		t.Skip("not checked: uploads to a real S3 server; TINTYPE_S3GW names none (make test builds and names one)")
	}
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "originals", "holiday"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "originals", "holiday", "cat.jpg"), []byte("jpeg"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	server := exec.Command(program, "--quiet", "--port", address, "--access", awstest.Account, "--secret", "example", "--region", "us-east-1", "posix", root)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return &url.URL{Scheme: "http", Host: address}
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the S3 server does not listen")
	return nil
}

// Buckets, uploads, records and their removal work with a real S3 server, which
// verifies every signature. It knows no principals that are services, so policies
// stay with the stand-in.
func TestRealS3(t *testing.T) {
	address := startS3(t)
	w := newWorld(t)
	w.key = awstest.Account // the server takes the access key for the owner's account
	w.cloud.AddBucket("originals", "us-east-1", nil)
	// The signature covers the host that was asked, so that has to stay.
	w.cloud.S3 = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = address.Scheme, address.Host, r.In.Host
	}}
	o := Options{Bucket: "originals", Package: packaged(t, `{}`, "1"), Yes: true}
	wantText(t, w.must(o, (*Deployer).Deploy), "/holiday/cat.jpg?w=720", "in the type and size asked for")
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatalf("got %v, want ErrReplicas\n%s", err, w.out.String())
	}
	w.cloud.ExpireReplicas()
	wantText(t, w.must(o, (*Deployer).Undeploy), "removed")
	wantText(t, w.must(o, (*Deployer).Undeploy), "Nothing to remove")
}
