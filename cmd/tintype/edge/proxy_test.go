package edge

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tintype/testdata"
)

// proxy is a plain shared cache between a viewer and CloudFront, as RFC 9111 has it:
// several answers for one URL, each for the request headers that its Vary names.
type proxy struct {
	behind string
	stored map[string][]variant
}

type variant struct {
	asked, header http.Header
	body          []byte
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, v := range p.stored[r.URL.RequestURI()] {
		if v.fits(r.Header) {
			v.send(w, r, "proxy")
			return
		}
	}
	asked, err := http.NewRequestWithContext(r.Context(), r.Method, p.behind+r.URL.RequestURI(), nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	asked.Header = r.Header.Clone()
	asked.Header.Del("If-None-Match") // it fills its cache
	answer, err := http.DefaultClient.Do(asked)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	v := variant{r.Header.Clone(), answer.Header.Clone(), body}
	if answer.StatusCode == http.StatusOK {
		p.stored[r.URL.RequestURI()] = append(p.stored[r.URL.RequestURI()], v)
	}
	v.send(w, r, "behind")
}

// fits compares what the answer varies by, RFC 9111 section 4.1.
func (v variant) fits(asked http.Header) bool {
	for name := range strings.SplitSeq(v.header.Get("Vary"), ",") {
		if name = strings.TrimSpace(name); name == "*" || asked.Get(name) != v.asked.Get(name) {
			return false
		}
	}
	return true
}

func (v variant) send(w http.ResponseWriter, r *http.Request, from string) {
	for name, values := range v.header {
		w.Header()[name] = values
	}
	w.Header().Set("From", from)
	if tag := r.Header.Get("If-None-Match"); tag != "" && tag == v.header.Get("Etag") {
		w.Header().Del("Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	io.Copy(w, bytes.NewReader(v.body))
}

// Two clients behind one shared cache, one without AVIF and WebP, each get what they can read
// from one URL, again from the cache, and no 304 for what the other has.
func TestTwoClientsBehindAProxy(t *testing.T) {
	e := startReal(t, "{}", testdata.Samples())
	between := httptest.NewServer(&proxy{e.url, map[string][]variant{}})
	t.Cleanup(between.Close)
	const url, new, old = "/landscape.jpg?w=60&auto=format", "image/avif,image/webp,*/*;q=0.8", "image/png,*/*;q=0.5"
	tags := map[string]string{}
	for _, step := range []struct {
		who, accept, tagOf string
		want               string
	}{
		{"new", new, "", "200 image/avif behind"},
		{"old", old, "", "200 image/jpeg behind"},
		{"new", new, "", "200 image/avif proxy"},
		{"old", old, "", "200 image/jpeg proxy"},
		{"new", new, "new", "304  proxy"},
		{"new", new, "old", "200 image/avif proxy"},
		{"old", old, "new", "200 image/jpeg proxy"},
		{"old", old, "old", "304  proxy"},
	} {
		header := []string{"Accept", step.accept}
		if step.tagOf != "" {
			header = append(header, "If-None-Match", tags[step.tagOf])
		}
		r, body := get(t, "GET", between.URL+url, header...)
		got := r.Status[:3] + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("From")
		if got != step.want || r.Header.Get("Vary") != "Accept" {
			t.Errorf("%s client, ETag of %q: got %s, Vary %s, want %s", step.who, step.tagOf, got, r.Header.Get("Vary"), step.want)
		}
		is := http.DetectContentType([]byte(body))
		if len(body) > 12 && body[4:12] == "ftypavif" { // which net/http does not know
			is = "image/avif"
		}
		if r.StatusCode == http.StatusOK && is != r.Header.Get("Content-Type") {
			t.Errorf("%s client: the body is %s", step.who, is)
		}
		tags[step.who] = r.Header.Get("Etag")
		t.Logf("%s client, If-None-Match of %-4s GET %s: %s, %s", step.who, step.tagOf, url, got, r.Header.Get("Etag"))
	}
	if tags["new"] == tags["old"] || tags["new"] == "" {
		t.Errorf("ETags: got %v, want two", tags)
	}
}
