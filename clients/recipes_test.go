package clients

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"tintype"
	"tintype/cmd/tintype/edge"
	"tintype/shim"
	"tintype/shim/build"
	"tintype/testdata"
	"tintype/testdata/browser"
)

// Every query in the documents means something: no name is unknown, no value bad.
func TestDocumentedQueries(t *testing.T) {
	seen := 0
	for _, name := range []string{"../README.md", "../docs/recipes.md", "../docs/migrating.md", "../docs/operations.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\?([a-z][a-z0-9-]*=[^\s"'`+"`"+`<>)|]+)`).FindAllStringSubmatch(string(text), -1) {
			query := strings.ReplaceAll(m[1], "&amp;", "&")
			if strings.ContainsAny(query, "$…") || strings.Contains(query, "X,Y,W,H") {
				continue
			}
			seen++
			o := tintype.Options{Query: query, Strict: true, Images: func(string) io.Reader { return nil }}
			if _, err := tintype.Transform(t.Context(), strings.NewReader(""), o); err == nil || errors.Is(err, tintype.ErrParameter) { // there is no image in it
				t.Errorf("%s: ?%s: %v", name, query, err)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d queries were looked at", seen)
	}
}

// entry is the script of a page that shows one image by each library.
const entry = `
import ImgixClient from '@imgix/js-core'
import { transformUrl } from 'unpic'
import loader from './tintype-loader.js'

const src = location.origin + '/landscape.jpg'
const here = (text) => text.replaceAll('https://images.example.com', location.origin)
const client = new ImgixClient({ domain: 'images.example.com' })
const show = (id, attributes) => document.body.append(Object.assign(document.createElement('img'), { id, alt: '', ...attributes }))
show('js-core', { src: here(client.buildURL('/landscape.jpg', { w: 210, auto: 'format' })) })
show('js-core-srcset', { sizes: '300px', srcset: here(client.buildSrcSet('/landscape.jpg', { auto: 'format' })) })
show('unpic', { src: transformUrl({ url: src, width: 220, height: 110, provider: 'imgix' }).toString() })
show('next', { src: loader({ src, width: 230, quality: 60 }) })
`

// A static page with js-core, unpic and the documented loader for next/image shows
// what it should, in a browser.
func TestStaticPage(t *testing.T) {
	const what = "that a page with js-core, unpic and a next/image loader shows its images"
	if _, err := os.Stat("../node_modules/@imgix/js-core"); err != nil {
		t.Skip("not checked: " + what + "; the libraries are not installed (make test-clients does that)")
	}
	server := httptest.NewServer(page(t))
	defer server.Close()

	ctx := browser.Start(t, what)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/page.html")); err != nil {
		t.Fatal(err)
	}
	const sizes = `[...document.images].map(i => i.id + ' ' + i.naturalWidth + 'x' + i.naturalHeight).join()`
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.images.length === 4 && [...document.images].every(i => i.complete)`)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](sizes))
	if want := "js-core 210x140,js-core-srcset 300x200,unpic 220x110,next 230x153"; err != nil || got != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}

// page serves the bundled script before the local edge.
func page(t *testing.T) http.Handler {
	t.Helper()
	recipes, err := os.ReadFile("../docs/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, loader, found := strings.Cut(string(recipes), "`tintype-loader.js`:\n\n```js\n")
	loader, _, ended := strings.Cut(loader, "```")
	if !found || !ended {
		t.Fatal("docs/recipes.md has no tintype-loader.js")
	}
	bundled := api.Build(api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: entry, ResolveDir: filepath.Join(must(filepath.Abs("..")))},
		Bundle: true, Format: api.FormatESModule, Platform: api.PlatformBrowser, Write: false,
		Plugins: []api.Plugin{{Name: "loader", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: `tintype-loader\.js$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: "tintype-loader.js", Namespace: "recipe"}, nil
			})
			b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "recipe"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
				return api.OnLoadResult{Contents: &loader}, nil
			})
		}}},
	})
	if len(bundled.Errors) > 0 {
		t.Fatal(bundled.Errors)
	}
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	host, err := shim.Load(t.Context(), module, shim.Options{CacheDir: build.CacheDir(), Stdout: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	e, err := edge.New(host, edge.Folder{FS: testdata.Samples()}, []byte("{}"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	mux := http.NewServeMux()
	mux.Handle("/", e)
	mux.HandleFunc("/page.html", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `<!doctype html><html lang="en"><title>page</title><body><script type="module" src="/page.js"></script>`)
	})
	mux.HandleFunc("/page.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(bundled.OutputFiles[0].Contents)
	})
	return mux
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}
