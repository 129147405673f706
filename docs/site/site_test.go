package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tintype/testdata/browser"
)

// The playground of the site transforms in the reader's browser.
func TestSitePlayground(t *testing.T) {
	const what = "that the documentation site's playground transforms in the browser"
	if _, err := os.Stat("../../shim/node/tintype.wasm"); err != nil {
		t.Skip("not checked: " + what + "; shim/node/tintype.wasm is not there (make wasm)")
	}
	t.Chdir("../..")
	out := t.TempDir()
	if err := write(out, ""); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(out, "public"))))
	defer server.Close()
	ctx := browser.Start(t, what)
	err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/playground/index.html#u=%2Fportrait.jpg%3Fw%3D333%26auto%3Dformat&b=1"))
	if err != nil {
		t.Fatal(err)
	}
	const shown = `document.querySelector('#after').naturalWidth === 333 && document.querySelector('#facts').textContent.includes('WEBP')`
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](shown)); err != nil {
		facts, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 800)`))
		t.Fatalf("%v; the page says %q", err, facts)
	}
}

// Links between documents become links between pages; a link to a file that is no
// page becomes text, or leads to the repository.
func TestRelink(t *testing.T) {
	for in, want := range map[string]string{
		"[a](docs/url-api.md#w)":              "[a](./url-api.md#w)",
		"[a](https://example.com/x)":          "[a](https://example.com/x)",
		"[a](#below)":                         "[a](#below)",
		"[code](transform/do.go)":             "code",
		"![w](docs/img/w.webp)":               "![w](./img/w.webp)",
		"[![w](docs/img/w.webp)](docs/x.txt)": "![w](docs/img/w.webp)",
	} {
		if got := string(relink([]byte(in), "README.md", "")); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if got := string(relink([]byte("[code](transform/do.go)"), "README.md", "https://example.com/tree/")); got != "[code](https://example.com/tree/transform/do.go)" {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(string(relink([]byte("[s](tintype.schema.json)"), "docs/config.md", "")), `href="tintype.schema.json"`) {
		t.Error("the schema is not linked")
	}
}
