package imagehttp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"tintype"
	"tintype/imagehttp"
	"tintype/testdata"
)

func get(h http.Handler, url string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func ExampleHandler() {
	h := &imagehttp.Handler{Open: imagehttp.FS(testdata.Samples())}
	for _, accept := range []string{"image/avif,image/webp,*/*", "image/webp,*/*", "image/avif;q=0,*/*"} {
		r := get(h, "/landscape.jpg?w=200&auto=format", "Accept", accept)
		fmt.Println(r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Vary"))
	}
	// Output:
	// 200 image/avif Accept
	// 200 image/webp Accept
	// 200 image/jpeg Accept
}

// Each kind of request has its status, and a validator spares the body.
func TestStatus(t *testing.T) {
	files := fstest.MapFS{"text.jpg": {Data: []byte("no image")}}
	samples := &imagehttp.Handler{Open: imagehttp.FS(testdata.Samples()), Limits: &tintype.Limits{SourcePixels: 10_000_000}}
	for _, c := range []struct {
		h           http.Handler
		url         string
		status      int
		contentType string
	}{
		{samples, "/landscape.jpg?w=100", 200, "image/jpeg"},
		{samples, "/landscape.jpg", 200, "image/jpeg"},
		{samples, "/landscape.jpg?utm_source=x", 200, "image/jpeg"},
		{samples, "/landscape.jpg?w=abc", 400, "text/plain; charset=utf-8"},
		{samples, "/none.jpg?w=100", 404, "text/plain; charset=utf-8"},
		{samples, "/../../go.mod", 404, "text/plain; charset=utf-8"},
		{samples, "/", 404, "text/plain; charset=utf-8"},
		{&imagehttp.Handler{Open: imagehttp.FS(files)}, "/text.jpg?w=100", 422, "text/plain; charset=utf-8"},
		{&imagehttp.Handler{Open: imagehttp.FS(testdata.Samples()), Limits: &tintype.Limits{SourcePixels: 1}}, "/landscape.jpg?w=100", 422, "text/plain; charset=utf-8"},
	} {
		r := get(c.h, c.url)
		if r.StatusCode != c.status || r.Header.Get("Content-Type") != c.contentType {
			t.Errorf("%s: got %d %s, want %d %s", c.url, r.StatusCode, r.Header.Get("Content-Type"), c.status, c.contentType)
		}
	}
	first := get(samples, "/landscape.jpg?w=100")
	again := get(samples, "/landscape.jpg?w=100", "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != 304 || !strings.HasPrefix(first.Header.Get("ETag"), `"`) {
		t.Errorf("got %d for an image that has not changed, want 304", again.StatusCode)
	}
}

// auto=format sends AVIF where it is worth its time and can hold the image, what the
// owner lists otherwise, and says that the answer depends on Accept.
func TestNegotiation(t *testing.T) {
	const all = "image/avif,image/webp,image/apng,*/*;q=0.8"
	for _, c := range []struct {
		formats []tintype.Format
		most    int64
		url     string
		want    string
		explain string
	}{
		{nil, 0, "/landscape.jpg?w=90&auto=format", "image/avif", "transformed"},
		{nil, 1000, "/landscape.jpg?w=90&auto=format", "image/webp", "transformed"},
		{nil, 0, "/planet.gif?w=30&auto=format", "image/webp", "transformed"},
		{[]tintype.Format{tintype.WebP}, 0, "/landscape.jpg?w=90&auto=format", "image/webp", "transformed"},
		{nil, 0, "/landscape.jpg?w=90&fm=png&q=3", "image/png", `transformed;ignored="q"`},
	} {
		h := &imagehttp.Handler{Open: imagehttp.FS(testdata.Samples()), Formats: c.formats, Limits: &tintype.Limits{AVIFPixels: c.most}}
		r := get(h, c.url, "Accept", all)
		if got := r.Header.Get("Content-Type"); got != c.want || r.StatusCode != 200 {
			t.Errorf("%s: got %d %s, want %s", c.url, r.StatusCode, got, c.want)
		}
		if varies := r.Header.Get("Vary") == "Accept"; varies != strings.Contains(c.url, "auto=format") {
			t.Errorf("%s: got Vary %q", c.url, r.Header.Get("Vary"))
		}
		if got := r.Header.Get("X-Tintype"); got != c.explain {
			t.Errorf("%s: got %q, want %q", c.url, got, c.explain)
		}
	}
}

// What somebody with credentials gets is not for a shared cache, unless the program says
// so: Open may have chosen the original by them.
func TestCredentials(t *testing.T) {
	own := &imagehttp.Handler{Open: imagehttp.FS(testdata.Samples()), CacheControl: "public, max-age=5"}
	plain := &imagehttp.Handler{Open: imagehttp.FS(testdata.Samples())}
	for _, url := range []string{"/landscape.jpg?w=20", "/landscape.jpg"} {
		for _, c := range []struct {
			h      http.Handler
			header string
			want   string
		}{
			{plain, "X-Nothing", "public, max-age=86400"}, {plain, "Authorization", "private, max-age=86400"}, {plain, "Cookie", "private, max-age=86400"},
			{own, "Authorization", "public, max-age=5"},
		} {
			if got := get(c.h, url, c.header, "Basic eDp5").Header.Get("Cache-Control"); got != c.want {
				t.Errorf("%s with %s: got %q, want %q", url, c.header, got, c.want)
			}
		}
	}
}
