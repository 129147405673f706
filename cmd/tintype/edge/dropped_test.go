package edge

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

// A page of another site can leave nothing here, and the playground's own can.
func TestDroppedFrom(t *testing.T) {
	_, s := serve(t, "{}", passing)
	for site, want := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 200} {
		r, err := http.NewRequest("POST", s.URL+"/_tintype/originals?name=a.jpg", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", site)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: got %d, want %d", site, answer.StatusCode, want)
		}
	}
}

// Only the last files are kept, names come without what a path could be made of,
// and the originals are still there.
func TestDropped(t *testing.T) {
	d := &dropped{Originals: Folder{fstest.MapFS{"cat.jpg": {Data: []byte("cat")}}}}
	var keys []string
	for i := range keptDropped + 2 {
		key, err := d.add("../a b/ü?"+fmt.Sprint(i)+".png", strings.NewReader(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if !strings.HasSuffix(keys[0], "0.png") || strings.ContainsAny(keys[0][len("_tintype/yours/"):], "/?% ") {
		t.Errorf("got the key %q", keys[0])
	}
	if d.has(keys[1]) || !d.has(keys[2]) || len(d.files) != keptDropped {
		t.Errorf("got %d files, want the last %d", len(d.files), keptDropped)
	}
	for key, want := range map[string]string{keys[3]: "3", "cat.jpg": "cat"} {
		o, err := d.Get(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(o.Body); string(body) != want {
			t.Errorf("%s: got %q, want %q", key, body, want)
		}
	}
}
