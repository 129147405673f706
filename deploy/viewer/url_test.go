package viewer

import (
	"testing"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/handler/lambdaurl"
)

// For the function URL the canonical query is in the path, and comes out of it as it was;
// a signature covers what it covered.
func TestViewerInPath(t *testing.T) {
	c := viewerConfig()
	c.Signing = handler.Signing{Tokens: []string{"t"}}
	js, err := CompileURL(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(js) > MaxBytes {
		t.Errorf("got %d bytes, want at most %d", len(js), MaxBytes)
	}
	vm, run, err := Load(js)
	if err != nil {
		t.Fatal(err)
	}
	v := viewer{t, vm, run}
	plain := newViewer(t, c)
	webp := map[string]string{"accept": "image/webp"}
	for _, query := range []string{"w=5", "width=400&auto=format", "preset=card", "", "utm=1", "w=5&mark=%2Fa%2Fb.png", "w=5&s=" + handler.SignURL("t", "/cat.jpg", "w=5")} {
		path, rest, _ := v.ask("/cat.jpg", query, webp)
		_, canonical, _ := plain.ask("/cat.jpg", query, webp)
		original, got, stored := lambdaurl.Split(path, rest)
		if original != "/cat.jpg" || got != canonical || stored != (canonical != "") {
			t.Errorf("%s: got %s?%s, want the query %s in the path", query, path, rest, canonical)
		}
	}
	if _, _, status := v.ask("/cat.jpg", "w=5&s=00000000000000000000000000000000", nil); status != 403 {
		t.Errorf("a wrong signature: got %d", status)
	}
}

// The edge's own function is not longer for it.
func TestViewerOfTheEdge(t *testing.T) {
	js, err := Compile(cloudfront.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if i := len(js); i == 0 || containsInPath(js) {
		t.Error("the edge's function puts the query into the path")
	}
}

func containsInPath(js []byte) bool {
	for i := range len(js) - 2 {
		if string(js[i:i+3]) == `"/~` {
			return true
		}
	}
	return false
}
