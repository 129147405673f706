package shim_test

import (
	"encoding/base64"
	"encoding/json"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tintype/handler/cloudfront/wire"
	"tintype/testdata/s3server"
)

// gateway starts a real S3 server with the samples as its bucket.
func gateway(t *testing.T, secret string) (endpoint string) {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "originals"), os.DirFS("../testdata/samples")); err != nil {
		t.Fatal(err)
	}
	return s3server.Start(t, root, "id", secret)
}

// s3Event is an origin-response for a key of the bucket.
func s3Event(key, query string) []byte {
	return wire.OriginResponse(
		wire.Request{Method: "GET", URI: "/" + key, QueryString: query, Origin: &wire.Origin{S3: &wire.S3Origin{
			AuthMethod: "none", DomainName: "originals.s3.eu-west-3.amazonaws.com", CustomHeaders: wire.Headers{},
		}}},
		wire.Response{Status: "200", StatusDescription: "OK", Headers: wire.NewHeaders(http.Header{"Content-Type": {"image/jpeg"}})},
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
		if err := wire.Validate(out, event); err != nil {
			t.Errorf("%s: %v", e.name, err)
		}
		var a wire.Response
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
		var a wire.Response
		if err := json.Unmarshal(out, &a); err != nil {
			t.Fatal(err)
		}
		if a.Body != nil || a.Status != "200" {
			t.Errorf("%s: got %.200s, want the origin's answer", e.name, out)
		}
	}
}
