package edge

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"tintype/shim"
	"tintype/shim/build"
	"tintype/testdata"
	"tintype/testdata/browser"
)

// startPlayground starts the local edge over the samples and returns its address.
func startPlayground(t *testing.T) string {
	t.Helper()
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	host, err := shim.Load(t.Context(), module, shim.Options{CacheDir: build.CacheDir(), Stdout: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	s, err := New(host, Folder{testdata.Samples()}, []byte("{}"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

// A visitor is a person at a browser. Each method fails the test when what it waits
// for does not come.
type visitor struct {
	t   *testing.T
	ctx context.Context
}

func (v visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
}

func (v visitor) sees(what, condition string) {
	v.t.Helper()
	if _, err := chromedp.Run(v.ctx, chromedp.Poll[bool](condition)); err != nil {
		facts, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](`document.querySelector('#url')?.value + ' | ' + document.body.innerText.slice(0, 1500)`))
		v.t.Fatalf("%s: %v; the page says %q", what, err, facts)
	}
}

// enter replaces the text of a field by keys.
func (v visitor) enter(field, text string) {
	v.t.Helper()
	v.do("click "+field, chromedp.Click(field))
	if _, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](`document.querySelector(`+quoted(field)+`).select() === undefined`)); err != nil {
		v.t.Fatal(err)
	}
	v.do("type "+text, chromedp.KeyEvent(text))
}

// pick chooses of a select by typing the beginning of an option's text.
func (v visitor) pick(field, text string) {
	v.t.Helper()
	// Keys of less than a second ago count as the beginning of this word.
	v.do("pick "+text, chromedp.Sleep(1100*time.Millisecond), chromedp.Focus(field), chromedp.KeyEvent(text))
}

func (v visitor) colors(scheme string) {
	v.t.Helper()
	v.do("prefer "+scheme, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

const (
	urlIs     = `document.querySelector('#url').value === `
	widthIs   = `document.querySelector('#after').naturalWidth === `
	factsHave = `document.querySelector('#facts').textContent.includes(`
	cards     = `document.querySelectorAll('#cards .card').length`
)

// A person's first minutes with the playground, with real clicks and keys.
func TestPlayground(t *testing.T) {
	ctx := browser.Start(t, "that the playground's controls do what they say")
	v := visitor{t, ctx}
	v.do("open", chromedp.EmulateViewport(1400, 1000), chromedp.Navigate(startPlayground(t)+"/"))

	v.sees("a first image", widthIs+`720 && `+factsHave+`'AVIF')`)
	v.sees("each format beside the others", cards+` === 4`)
	v.sees("bytes and time of each", `[...document.querySelectorAll('.card p')].every(p => /KB/.test(p.textContent) && /ms/.test(p.textContent))`)

	v.sees("how near each comes to the lossless image", `document.querySelectorAll('.card .score:not(:empty)').length === 3`)

	v.enter("#url", "/landscape.jpg?w=321&fm=webp")
	v.sees("the image follows the address", widthIs+`321`)
	v.sees("so do the controls", `document.querySelector('#p-w').value === '321' && document.querySelector('#p-fm').value === 'webp'`)

	v.enter("#p-w", "250")
	v.sees("the address follows a control", urlIs+`'/landscape.jpg?w=250&fm=webp' && `+widthIs+`250`)
	v.enter("#find", "output format")
	v.sees("the search finds it", `document.querySelector('#p-fm').checkVisibility() && !document.querySelector('#p-w').checkVisibility()`)
	v.pick("#p-fm", "png8")
	v.sees("a format is chosen", urlIs+`'/landscape.jpg?w=250&fm=png8' && `+factsHave+`'PNG')`)
	v.sees("the state is in the page's address", `decodeURIComponent(location.hash).includes('/landscape.jpg?w=250&fm=png8')`)

	v.do("move the divider by keys", chromedp.Focus("#cut"), chromedp.KeyEvent("\u0303"))
	v.sees("the divider moves", `document.querySelector('#pair').style.getPropertyValue('--cut') !== '50%'`)

	v.enter("#url", "/landscape.jpg?w=300&auto=format")
	v.sees("the browser's choice", factsHave+`'AVIF')`)
	v.pick("#accept", "neither")
	v.sees("an older browser gets a JPEG", factsHave+`'JPEG')`)
	v.pick("#accept", "anything")
	v.sees("a warning about */*", `document.querySelector('#warnings').textContent.includes('*/*')`)

	v.enter("#url", "/landscape.jpg?widht=300&lossless=1&fm=jpg")
	v.sees("what is ignored", `/widht is ignored.*width/.test(document.querySelector('#warnings').textContent) && /lossless is ignored: it needs WebP output/.test(document.querySelector('#warnings').textContent)`)
	v.enter("#url", "/landscape.jpg?w=abc")
	v.sees("an error in words", factsHave+`'w: got')`)

	v.enter("#url", "/portrait.jpg?palette=json")
	v.sees("a palette drawn", `document.querySelectorAll('.swatches div').length >= 6`)
	v.enter("#url", "/portrait.jpg?palette=css&colors=3")
	v.sees("a palette of CSS drawn", `document.querySelectorAll('.swatches div').length >= 3`)
	v.enter("#url", "/portrait.jpg?fm=json")
	v.sees("facts as a table", `document.querySelectorAll('#drawn td').length > 3`)
	v.enter("#url", "/portrait.jpg?fm=blurhash")
	v.sees("a placeholder painted", `document.querySelector('#drawn canvas') !== null`)

	v.enter("#url", "/landscape.jpg?w=400")
	v.pick("#device", "phone")
	v.sees("a phone loads the dense candidate", `document.querySelector('#after').naturalWidth === 1200`)
	v.enter("#token", "FOO123bar")
	v.enter("#url", "/users/1.png?w=400&h=300")
	v.pick("#kind", "signed")
	v.sees("imgix's published signature", `document.querySelector('#text').textContent.endsWith('/users/1.png?w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1')`)
	for kind, want := range map[string]string{"curl": "curl -o", "Node": "load()", "Go": "tintype.Transform(", "<pic": "image/avif", "<img": "sizes="} {
		v.pick("#kind", kind)
		v.sees("code for "+kind, `document.querySelector('#text').textContent.includes(`+quoted(want)+`) || document.querySelector('#text').textContent.includes('5x')`)
	}
}

// On a phone the page begins with the image and not with a list of controls, and nothing
// is wider than the screen; with auto=format the formats beside it are what the browser
// would get.
func TestPlaygroundPhone(t *testing.T) {
	v := visitor{t, browser.Start(t, "that the playground fits a phone")}
	v.do("open", chromedp.EmulateViewport(390, 844), chromedp.Navigate(startPlayground(t)+"/#u=%2Flandscape.jpg%3Fw%3D300%26q%3D40%26auto%3Dformat"))
	v.sees("the image", widthIs+`300 && `+factsHave+`'AVIF')`)
	v.sees("closed groups that say what is set", `[...document.querySelectorAll('#groups details')].every(d => !d.open) && /Size 1 set/.test(document.querySelector('#groups').textContent)`)
	v.sees("nothing beside the screen", `document.documentElement.scrollWidth <= innerWidth`)
	v.sees("the AVIF of the result", cards+` === 4 && document.querySelector('[data-format=avif] p').textContent.includes(document.querySelector('#facts').textContent.match(/[\d.]+ KB/)[0])`)
}

// A file of one's own is transformed and stays on this machine.
func TestPlaygroundOwnFile(t *testing.T) {
	ctx := browser.Start(t, "that the playground takes a file")
	v := visitor{t, ctx}
	file := filepath.Join(t.TempDir(), "my cat.jpg")
	data, err := os.ReadFile("../../../testdata/samples/portrait.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	v.do("open", chromedp.Navigate(startPlayground(t)+"/"))
	v.sees("a first image", widthIs+`720`)
	v.do("choose a file", chromedp.SetUploadFiles("#file", []string{file}))
	v.sees("it is shown", `/^\/_tintype\/yours\/[0-9a-f]{8}-my-cat\.jpg\?/.test(document.querySelector('#url').value) && `+widthIs+`720`)
}

// axe finds nothing that keeps people out: light, dark and on a phone.
func TestPlaygroundAccessible(t *testing.T) {
	axe, err := os.ReadFile("../../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("not checked: that the playground is accessible; axe-core is not installed (npm ci)")
	}
	ctx := browser.Start(t, "that the playground is accessible")
	v := visitor{t, ctx}
	v.do("open", chromedp.Navigate(startPlayground(t)+"/"))
	for _, look := range []struct {
		scheme string
		width  int64
		height int64
	}{{"light", 1400, 1000}, {"dark", 1400, 1000}, {"light", 390, 844}, {"dark", 3840, 2160}} {
		v.colors(look.scheme)
		v.do("resize", chromedp.EmulateViewport(look.width, look.height))
		for _, url := range []string{"/landscape.jpg?w=300&fm=webp&crop=top", "/portrait.jpg?palette=json", "/landscape.jpg?w=abc"} {
			v.enter("#url", url)
			v.sees("a result", `document.querySelector('#stage').getAttribute('aria-busy') === null`)
			violations, err := chromedp.Run(ctx, chromedp.Evaluate[string](string(axe)+`
				;axe.run().then(r => r.passes.length < 10 ? 'axe did not run' : JSON.stringify(r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 160))])))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if violations != "[]" {
				t.Errorf("%s, %d px, %s: %s", look.scheme, look.width, url, violations)
			}
		}
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth`))
		if err != nil || wide {
			t.Errorf("%d px: the page scrolls sideways (%v)", look.width, err)
		}
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return strings.NewReplacer("\u003c", `\x3c`).Replace(string(b))
}
