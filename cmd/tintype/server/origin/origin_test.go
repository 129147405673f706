package origin

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tintype/handler"
)

// What is not the public internet's is refused, however it is written.
func TestPublic(t *testing.T) {
	for _, address := range strings.Fields(`127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3 255.255.255.255
		224.0.0.1 198.18.0.1 192.0.2.1 203.0.113.9 ::1 :: fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
		64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 fec0::1 fe80::1%eth0`) {
		if isPublic(netip.MustParseAddr(address)) {
			t.Errorf("%s passes for public", address)
		}
	}
	for _, address := range strings.Fields(`1.1.1.1 93.184.216.34 2606:2800:220:1:248:1893:25c8:1946 ::ffff:8.8.8.8`) {
		if !isPublic(netip.MustParseAddr(address)) {
			t.Errorf("%s does not pass for public", address)
		}
	}
}

// A name that stands for a private address is refused where the connection is made,
// and so is a redirect to one, to a host that is not allowed, and one too many.
func TestWeb(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/slow":
			w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		case r.URL.Path == "/away":
			http.Redirect(w, r, "http://example.invalid/x", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/hop"):
			n := len(r.URL.Path) - len("/hop")
			if n == 0 {
				w.Write([]byte("there"))
				return
			}
			http.Redirect(w, r, "/hop"+strings.Repeat("p", n-1), http.StatusFound)
		default:
			io.WriteString(w, r.RequestURI)
		}
	}))
	defer server.Close()
	name := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	if _, err := NewWeb(WebOptions{}).Fetch(t.Context(), handler.Fetch{URL: name + "/x"}); !errors.Is(err, ErrPrivate) {
		t.Errorf("got %v, want a refusal", err)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	web := NewWeb(WebOptions{Private: true, Timeout: 200 * time.Millisecond, Allow: func(_, h string) bool { return h == host }})
	get := func(path string) string {
		r, err := web.Fetch(t.Context(), handler.Fetch{URL: server.URL + path})
		if err != nil {
			return err.Error()
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
	for _, row := range []struct{ path, want string }{
		{"/a/../b%7E%2f?x=1", "/a/../b%7E%2f?x=1"},
		{"/hop", "there"}, {"/hopppp"[:7], "there"}, {"/hoppppp", "redirects: got more than 3"},
		{"/away", "want an allowed host"}, {"/slow", "sent no bytes"},
	} {
		if got := get(row.path); !strings.Contains(got, row.want) {
			t.Errorf("%s: got %q, want %q", row.path, got, row.want)
		}
	}
}

// A folder gives its files, with conditions and ranges, and nothing beside them.
func TestFolder(t *testing.T) {
	root := t.TempDir()
	inside := filepath.Join(root, "in")
	for name, text := range map[string]string{"secret": "s", "in/cat.jpg": "0123456789", "in/a b+c.png": "x", "in/.env": "hidden", "in/d/x.gif": "y"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../secret", filepath.Join(inside, "link")); err != nil {
		t.Fatal(err)
	}
	folder, err := OpenFolder(inside)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string, headers ...string) (int, string, handler.Headers) {
		ask := handler.Fetch{URL: path}
		for i := 0; i < len(headers); i += 2 {
			ask.Headers = append(ask.Headers, handler.Header{Name: headers[i], Value: headers[i+1]})
		}
		r, err := folder.Fetch(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		return r.Status, string(b), r.Headers
	}
	_, _, headers := get("/cat.jpg")
	etag := headers.Get("etag")
	for _, row := range []struct {
		path    string
		headers []string
		status  int
		body    string
	}{
		{"/cat.jpg", nil, 200, "0123456789"},
		{"/a%20b+c.png", nil, 200, "x"},
		{"/d/x.gif", nil, 200, "y"},
		{"/link", nil, 404, ""}, {"/../secret", nil, 404, ""}, {"/%2e%2e/secret", nil, 404, ""}, {"/.env", nil, 404, ""}, {"/d", nil, 404, ""}, {"/d/", nil, 404, ""},
		{"/none.jpg", nil, 404, ""}, {"/cat.jpg%00", nil, 404, ""}, {"/", nil, 404, ""}, {"//secret", nil, 404, ""},
		{"/cat.jpg", []string{"if-none-match", etag}, 304, ""},
		{"/cat.jpg", []string{"if-none-match", `"other"`}, 200, "0123456789"},
		{"/cat.jpg", []string{"if-modified-since", headers.Get("last-modified")}, 304, ""},
		{"/cat.jpg", []string{"range", "bytes=2-4"}, 206, "234"},
		{"/cat.jpg", []string{"range", "bytes=7-"}, 206, "789"},
		{"/cat.jpg", []string{"range", "bytes=-2"}, 206, "89"},
		{"/cat.jpg", []string{"range", "bytes=0-99"}, 206, "0123456789"},
		{"/cat.jpg", []string{"range", "bytes=10-"}, 416, ""},
		{"/cat.jpg", []string{"range", "bytes=4-2"}, 200, "0123456789"},
		{"/cat.jpg", []string{"range", "bytes=0-1,3-4"}, 200, "0123456789"},
		{"/cat.jpg", []string{"range", "bytes=0-1", "if-range", `"other"`}, 200, "0123456789"},
	} {
		if status, body, _ := get(row.path, row.headers...); status != row.status || body != row.body {
			t.Errorf("%s %v: got %d %q, want %d %q", row.path, row.headers, status, body, row.status, row.body)
		}
	}
}
