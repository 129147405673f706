package shim_test

import (
	"encoding/base64"
	"encoding/json"
	"image/jpeg"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tintype/handler/edge"
)

// gateway starts a real S3 server (github.com/versity/versitygw, whose path is
// in TINTYPE_S3GW) on a folder with the samples as its bucket, and returns its
// address.
func gateway(t *testing.T, secret string) string {
	t.Helper()
	program := os.Getenv("TINTYPE_S3GW")
	if program == "" {
		t.Skip("TINTYPE_S3GW is not set: requests are not checked against a real S3 server here; make test does")
	}
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "originals"), os.DirFS("../testdata/samples")); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	cmd := exec.Command(program, "--quiet", "--port", addr, "--access", "id", "--secret", secret, "--region", "eu-west-3", "posix", root)
	cmd.Stderr = testLog{t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return "http://" + addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the S3 server does not listen")
	return ""
}

// s3Event is an origin-response for a key of the bucket.
func s3Event(key, query string) []byte {
	return edge.OriginResponse(
		edge.Request{Method: "GET", URI: "/" + key, QueryString: query, Origin: &edge.Origin{S3: &edge.S3Origin{
			AuthMethod: "none", DomainName: "originals.s3.eu-west-3.amazonaws.com", CustomHeaders: edge.Headers{},
		}}},
		edge.Response{Status: "200", StatusDescription: "OK", Headers: edge.NewHeaders(http.Header{"Content-Type": {"image/jpeg"}})},
	).JSON()
}

// What the guest signs is what a real S3 server accepts.
func TestS3Signatures(t *testing.T) {
	endpoint := gateway(t, "secret")
	for _, e := range hosts(t, `{"s3":{"endpoint":"`+endpoint+`"}}`) {
		event := s3Event("landscape.jpg", "w=320")
		out, err := e.handle(event)
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		if err := edge.Validate(out, event); err != nil {
			t.Errorf("%s: %v", e.name, err)
		}
		var a edge.Response
		if err := json.Unmarshal(out, &a); err != nil {
			t.Fatal(err)
		}
		if a.Body == nil {
			t.Errorf("%s: the original came back: %s", e.name, out)
			continue
		}
		m, err := jpeg.Decode(base64.NewDecoder(base64.StdEncoding, strings.NewReader(*a.Body)))
		if err != nil || m.Bounds().Dx() != 320 {
			t.Errorf("%s: got %v, %v, want a JPEG 320 wide", e.name, m.Bounds(), err)
		}
	}
}

// With credentials that S3 refuses the original is served: the body stays unset.
func TestS3RefusesWrongCredentials(t *testing.T) {
	endpoint := gateway(t, "another secret")
	for _, e := range hosts(t, `{"s3":{"endpoint":"`+endpoint+`"}}`) {
		out, err := e.handle(s3Event("landscape.jpg", "w=320"))
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		var a edge.Response
		if err := json.Unmarshal(out, &a); err != nil {
			t.Fatal(err)
		}
		if a.Body != nil || a.Status != "200" {
			t.Errorf("%s: got %.200s, want the origin's answer", e.name, out)
		}
	}
}
