package cloudfront

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tintype/handler"
	"tintype/handler/cloudfront/wire"
	"tintype/testdata/s3server"
)

// Whatever characters a key has, a real S3 server takes the signature and finds
// the object, and with If-Match only while it is the one that CloudFront saw.
func TestRealS3(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	keys := map[string]string{ // URI to key
		"/plain.jpg":                        "plain.jpg",
		"/dir/in%20dir.jpg":                 "dir/in dir.jpg",
		"/a+b.jpg":                          "a+b.jpg",
		"/c%2Bd.jpg":                        "c+d.jpg",
		"/e%2Ff.jpg":                        "e/f.jpg",
		"/K%C3%A4tzchen%E2%82%AC.jpg":       "Kätzchen€.jpg",
		"/dot%2Ejpg":                        "dot.jpg",
		"/!$&'()*,;=:@~-_.jpg":              "!$&'()*,;=:@~-_.jpg",
		"/%22%3C%3E%5B%5D%5E%60%7B%7C%7D.j": "\"<>[]^`{|}.j",
		"/100%25.jpg":                       "100%.jpg",
		"/%F0%9F%90%88.jpg":                 "🐈.jpg",
	}
	for _, key := range keys {
		file := filepath.Join(root, "originals", key)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("bytes of "+key), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	endpoint := s3server.Start(t, root, "id", "secret")
	h := New([]byte(`{"s3": {"endpoint": "` + endpoint + `"}}`))
	env := handler.Environment{
		Clock:       func() int64 { return time.Now().UnixMicro() },
		Credentials: handler.Credentials{AccessKeyID: "id", SecretAccessKey: []byte("secret")},
	}
	for uri, key := range keys {
		headers := wire.Headers{}
		for _, want := range []int{200, 200, 412} {
			request := wire.Request{Method: "GET", URI: uri, QueryString: "w=10", Origin: &wire.Origin{S3: &wire.S3Origin{
				DomainName: "originals.s3.eu-west-3.amazonaws.com",
			}}}
			event := wire.OriginResponse(request, wire.Response{Status: "200", Headers: headers}).JSON()
			status, etag, body := get(t, nextFetch(h.Begin(event, env)))
			if status != want || want == 200 && body != "bytes of "+key {
				t.Errorf("%s: got %d %.200s, want %d", uri, status, body, want)
			}
			// Next the object's own ETag, then another.
			if headers["etag"] != nil {
				etag = `"00000000000000000000000000000000"`
			}
			headers = wire.Headers{"etag": {{Key: "ETag", Value: etag}}}
		}
	}
}

// get does a fetch as the hosts do: the path goes out as it stands.
func get(t *testing.T, f handler.Fetch) (status int, etag, body string) {
	t.Helper()
	request, err := http.NewRequest("GET", f.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(f.URL, "//")
	request.URL.Opaque = rest[strings.IndexByte(rest, '/'):]
	for _, h := range f.Headers {
		request.Header.Set(h.Name, h.Value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("ETag"), string(b)
}
