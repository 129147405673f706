package edge

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tintype/testdata"
	"tintype/testdata/browser"
)

// crossOrigin is what a page of another origin tries: an image that it may draw and
// read, facts that it fetches, a request that needs OPTIONS first.
const crossOrigin = `(async () => {
	const edge = %EDGE%
	const image = (path) => new Promise((resolve) => {
		const img = new Image()
		img.crossOrigin = 'anonymous'
		img.onerror = () => resolve('refused')
		img.onload = () => {
			const canvas = document.createElement('canvas')
			canvas.width = canvas.height = 1
			const context = canvas.getContext('2d')
			context.drawImage(img, 0, 0)
			try { resolve(img.naturalWidth + ' ' + context.getImageData(0, 0, 1, 1).data[3]) } catch (e) { resolve('tainted') }
		}
		img.src = edge + path
	})
	const text = (path, init) => fetch(edge + path, init).then((r) => r.text().then((t) => r.status + ' ' + t.slice(0, 1)), () => 'refused')
	return [
		'image: ' + await image('/landscape.jpg?w=60'),
		'negotiated: ' + await image('/landscape.jpg?w=61&auto=format'),
		'original: ' + await image('/landscape.jpg'),
		'json: ' + await text('/landscape.jpg?fm=json'),
		'palette: ' + await text('/landscape.jpg?palette=json&w=50'),
		'blurhash: ' + (await text('/landscape.jpg?fm=blurhash')).split(' ')[0],
		'refusal: ' + (await text('/landscape.jpg?w=x')).split(' ')[0],
		'missing: ' + (await text('/none.jpg?w=5')).split(' ')[0],
		'header: ' + await text('/landscape.jpg?fm=json', { headers: { 'X-Requested-With': 'fetch' } }),
	]
})()`

// Pages of other origins read what the configuration lets them, in a real browser and
// across two ports.
func TestCORS(t *testing.T) {
	ctx := browser.Start(t, "that pages of other origins can read images")
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>a page of another origin</title>")
	}))
	t.Cleanup(page.Close)
	all := []string{"image: 60 255", "negotiated: 61 255", "original: 1600 255", "json: 200 {", "palette: 200 {", "blurhash: 200", "refusal: 400", "missing: 404", "header: 200 {"}
	none := make([]string, len(all))
	for i, line := range all {
		what, _, _ := strings.Cut(line, ":")
		none[i] = what + ": refused"
	}
	for _, c := range []struct {
		name, config string
		want         []string
	}{
		{"the default", `{}`, all},
		{"a list with the page in it", `{"cors":["https://www.example.com","` + page.URL + `"]}`, all},
		{"the page alone", `{"cors":["` + page.URL + `"]}`, all},
		{"others", `{"cors":["https://www.example.com","https://example.com"]}`, none},
		{"off", `{"cors":"off"}`, none},
	} {
		e := startReal(t, c.config, testdata.Samples())
		if _, err := chromedp.Run(ctx, chromedp.Navigate(page.URL)); err != nil {
			t.Fatal(err)
		}
		script := strings.Replace(crossOrigin, "%EDGE%", `"`+e.url+`"`, 1)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q, %v\nwant %q", c.name, got, err, c.want)
		}
		t.Logf("%s: %q", c.name, got)
	}
}

// What the function itself answers says who may read it: the policy of the
// distribution need not.
func TestCORSOfTheFunction(t *testing.T) {
	for config, want := range map[string]string{`{}`: "*", `{"cors":"off"}`: "", `{"cors":["https://a.example"]}`: "https://a.example", `{"cors":["https://a.example","https://b.example"]}`: ""} {
		e := startReal(t, config, testdata.Samples())
		r, _ := get(t, "GET", e.url+"/landscape.jpg?w=20")
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: got %q, want %q", config, got, want)
		}
	}
}
