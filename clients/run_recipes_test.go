package clients

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/evanw/esbuild/pkg/api"

	"tintype/imagehttp"
	"tintype/shim/build"
)

// A driver runs the blocks of one heading of docs/recipes.md, each written to a file as it
// stands, and prints the addresses of images that come of it, as JSON.
type driver struct {
	heading string
	files   []string // of the blocks, in order; those that the document names are checked
	folder  string   // whose packages are used; "" for the repository's
	bundle  bool     // as the frameworks' users do
	export  string   // after the first block, for what it does not export itself
	script  string
	want    []string // addresses that have to be among those
	token   string   // they are signed with
}

var drivers = []driver{
	{
		heading: "A placeholder while the image loads", files: []string{"placeholder.mjs"}, export: "export { placeholder }",
		script: `
			const far = fetch
			globalThis.fetch = (address) => { asked = String(address); return far(asked.replace('https://images.example.com', process.env.AT)) }
			let asked
			const { placeholder } = await import('./placeholder.mjs')
			if (!/^data:image\/webp;base64,UklGR/.test(placeholder) || placeholder.length > 600) throw new Error('got ' + placeholder)
			console.log(JSON.stringify([asked]))`,
		want: []string{"/cat.jpg?w=24&blur=20&fm=webp&q=30"},
	},
	{
		heading: "js-core", files: []string{"core.mjs"}, export: "export { url, srcset }", token: "FOO123bar",
		script: `
			const { url, srcset } = await import('./core.mjs')
			console.log(JSON.stringify([url, ...srcset.split(',\n').map((s) => s.split(' ')[0])]))`,
		want: []string{"&w=400&auto=format&s="},
	},
	{
		heading: "React: react-imgix", files: []string{"cat.jsx"}, bundle: true,
		script: `
			import { createElement } from 'react'
			import { renderToStaticMarkup } from 'react-dom/server'
			import { Cat } from './cat.jsx'
			console.log(JSON.stringify(addresses(renderToStaticMarkup(createElement(Cat)))))`,
		want: []string{"/cat.jpg?auto=format&fit=crop&ar=16%3A9&ixlib=", "&w=380"},
	},
	{
		heading: "unpic", files: []string{"unpic.mjs"}, export: "export { url }",
		script: `console.log(JSON.stringify([String((await import('./unpic.mjs')).url)]))`,
		want:   []string{"/cat.jpg?w=800&h=600&fit=min&auto=format"},
	},
	{
		heading: "Next.js", files: []string{"next.config.js", "tintype-loader.js"}, folder: "frameworks", bundle: true,
		script: `
			import { createElement } from 'react'
			import { renderToStaticMarkup } from 'react-dom/server'
			import Image from 'next/image'
			const image = createElement(Image.default ?? Image, { src: '/cat.jpg', width: 400, height: 300, quality: 60, alt: '' })
			const fill = createElement(Image.default ?? Image, { src: 'https://images.example.com/cat.jpg', fill: true, sizes: '50vw', alt: '' })
			console.log(JSON.stringify(addresses(renderToStaticMarkup(createElement('p', {}, image, fill)))))`,
		want: []string{"/cat.jpg?auto=format&fit=max&w=828&q=60", "/cat.jpg?auto=format&fit=max&w=384", "/cat.jpg?auto=format&fit=max&w=3840"},
	},
	{
		heading: "Nuxt Image", files: []string{"nuxt.config.mjs"},
		script: `
			globalThis.defineNuxtConfig = (config) => config // which Nuxt imports by itself
			const { modules: [module], image } = (await import('./nuxt.config.mjs')).default
			if (module !== '@nuxt/image') throw new Error('another module: ' + module)
			const provider = (await import(process.env.ROOT + '/node_modules/@nuxt/image/dist/runtime/providers/' + image.provider + '.js')).default()
			const of = (modifiers) => provider.getImage('/cat.jpg', { modifiers, ...image[image.provider] }).url
			console.log(JSON.stringify([of({ width: 300, height: 200, fit: 'cover' }), of({ width: 64, format: 'webp', quality: 50 })]))`,
		want: []string{"/cat.jpg?w=300&h=200&fit=crop", "/cat.jpg?w=64&fm=webp&q=50"},
	},
	{
		heading: "Astro", files: []string{"src/tintype.mjs", "astro.config.mjs"}, folder: "frameworks",
		script: `
			import { existsSync } from 'node:fs'
			const { image } = (await import('./astro.config.mjs')).default
			if (!existsSync(image.service.entrypoint)) throw new Error('no such file: ' + image.service.entrypoint)
			const service = (await import(image.service.entrypoint)).default
			const config = { endpoint: {}, service: { ...image.service, config: {} }, domains: ['images.example.com'], remotePatterns: [], responsiveStyles: false }
			const all = []
			for (const asked of [{ src: 'https://images.example.com/cat.jpg', width: 400, height: 300, widths: [200, 400], quality: 40 }, { src: { src: '/cat.jpg', width: 900, height: 600, format: 'jpg' }, width: 90, format: 'webp' }]) {
				const options = await service.validateOptions(asked, config)
				all.push(await service.getURL(options, config))
				for (const { transform } of await service.getSrcSet(options, config)) all.push(await service.getURL(transform, config))
			}
			console.log(JSON.stringify(all))`,
		want: []string{"/cat.jpg?w=400&h=300&q=40&auto=format", "/cat.jpg?w=200&h=150&q=40&auto=format", "/cat.jpg?w=90&fm=webp"},
	},
	{
		heading: "Signed URLs in a program", files: []string{"sign.mjs"}, token: "secret",
		script: `
			const { sign } = await import('./sign.mjs')
			console.log(JSON.stringify(['/cat.jpg?w=30', '/cat.jpg'].map((path) => 'https://images.example.com' + sign('secret', path))))`,
		want: []string{"/cat.jpg?w=30&s=", "/cat.jpg?s="},
	},
}

// addresses reads those of images off HTML, for drivers.
const addresses = `

	function addresses(html) {
		const texts = [...html.matchAll(/(?:src|srcset)="([^"]*)"/gi)].map(([, text]) => text.replaceAll('&amp;', '&'))
		return texts.flatMap((text) => text.split(/, |,\n/).map((one) => one.trim().split(' ')[0])).filter((address) => /^https/.test(address))
	}
`

// Each recipe runs as it stands in the document, with the packages that it is for, and what
// it asks for is an image of that size. A recipe that no driver runs is an error.
func TestRecipes(t *testing.T) {
	text, err := os.ReadFile("../docs/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]block{}
	for _, b := range parseBlocks("docs/recipes.md", string(text)) {
		if b.language == "js" || b.language == "jsx" {
			by[b.heading] = append(by[b.heading], b)
		}
	}
	photo, err := os.ReadFile("../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(&imagehttp.Handler{Open: imagehttp.FS(fstest.MapFS{"cat.jpg": {Data: photo}})})
	defer server.Close()
	for _, d := range drivers {
		blocks := by[d.heading]
		delete(by, d.heading)
		t.Run(d.heading, func(t *testing.T) { d.run(t, blocks, server.URL) })
	}
	for heading := range by {
		t.Errorf("docs/recipes.md: %s: no driver runs its code", heading)
	}
}

func (d *driver) run(t *testing.T, blocks []block, at string) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	packages := filepath.Join(root, "node_modules/unpic")
	if d.folder != "" {
		packages = filepath.Join(root, "clients", d.folder, "node_modules/astro")
	}
	if _, err := os.Stat(packages); err != nil {
		t.Skipf("not checked: that the recipe %q runs; its packages are not installed (make test-clients does that)", d.heading)
	}
	if len(blocks) != len(d.files) {
		t.Fatalf("docs/recipes.md: %s: got %d blocks of code, want %d", d.heading, len(blocks), len(d.files))
	}
	dir, err := os.MkdirTemp(filepath.Join(root, "clients", d.folder), "run-") // where the packages are found
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for i, b := range blocks {
		if name := b.name; name != "" && name != d.files[i] {
			t.Errorf("%s: got the file %s, want %s", d.heading, name, d.files[i])
		}
		code := b.text
		if i == 0 {
			code += "\n" + d.export + "\n"
		}
		name := filepath.Join(dir, d.files[i])
		os.MkdirAll(filepath.Dir(name), 0o777)
		if err := os.WriteFile(name, []byte(code), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	entry := filepath.Join(dir, "driver.mjs")
	if err := os.WriteFile(entry, []byte(d.script+addresses), 0o666); err != nil {
		t.Fatal(err)
	}
	if d.bundle {
		entry = d.bundled(t, dir, entry)
	}
	var all []string
	if err := json.Unmarshal(node(t, dir, entry, "AT="+at, "ROOT="+root, "TINTYPE_TOKEN="+d.token), &all); err != nil {
		t.Fatal(err)
	}
	d.judge(t, all, at)
}

// node runs a script.
func node(t *testing.T, dir, script string, environment ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), environment...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return out
}

// bundled is what a bundler makes of the driver. Next.js replaces its own loader by the one
// that its configuration names, and so does this.
func (d *driver) bundled(t *testing.T, dir, entry string) string {
	o := api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Write: true, Outfile: filepath.Join(dir, "bundle.cjs"), Format: api.FormatCommonJS, Platform: api.PlatformNode,
		JSX: api.JSXAutomatic, LogLevel: api.LogLevelSilent, Define: map[string]string{"process.env.NODE_ENV": `"production"`},
	}
	if d.folder != "" {
		config := filepath.Join(dir, "config.cjs")
		os.WriteFile(config, []byte(`require('next/dist/server/config').default('phase-production-build', __dirname, { silent: true }).then((c) => console.log(JSON.stringify(c.images)))`), 0o666)
		images := node(t, dir, config)
		var of struct{ Loader, LoaderFile string }
		if err := json.Unmarshal(images, &of); err != nil || of.Loader != "custom" {
			t.Fatalf("Next.js reads next.config.js as %s (%v)", images, err)
		}
		o.Define["process.env.__NEXT_IMAGE_OPTS"] = string(images)
		o.Plugins = []api.Plugin{{Name: "loader", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: `shared/lib/image-loader$|^\./image-loader$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: of.LoaderFile}, nil
			})
		}}}
	}
	result := api.Build(o)
	if len(result.Errors) > 0 {
		t.Fatalf("%v", result.Errors)
	}
	return o.Outfile
}

// judge looks at the addresses: the expected ones are there, the handler takes them and
// their signatures, and the small ones are images of the width that they name.
func (d *driver) judge(t *testing.T, all []string, at string) {
	for _, want := range d.want {
		found := false
		for _, address := range all {
			found = found || strings.Contains(address, want)
		}
		if !found {
			t.Errorf("got %s, want one with %s", strings.Join(all, "\n"), want)
		}
	}
	fetched := 0
	for _, address := range all {
		if answer := ask(t, made{Client: d.heading, URL: address, Token: d.token}); strings.Contains(answer, `"status":"4`) {
			t.Errorf("%s: %s", address, answer)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Error(err)
			continue
		}
		width, _ := strconv.Atoi(u.Query().Get("w"))
		if width == 0 || width > 1000 || fetched == 3 {
			continue
		}
		fetched++
		response, err := http.Get(at + u.RequestURI())
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != 200 || !strings.HasPrefix(response.Header.Get("Content-Type"), "image/") {
			t.Errorf("%s: got %d %s", address, response.StatusCode, response.Header.Get("Content-Type"))
		}
	}
	if fetched == 0 {
		t.Error("no image was fetched")
	}
}

// The programs of the other documents run with the package as npm has it.
func TestDocumentedJavaScript(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("not checked: that the JavaScript in the documents runs; Node is not installed")
	}
	dir := t.TempDir()
	library(t, filepath.Join(dir, "node_modules", "tintype"))
	sharp, _ := filepath.Abs("../bench/node_modules")
	_, err := os.Stat(filepath.Join(sharp, "sharp/dist/index.mjs"))
	photo, _ := filepath.Abs("../testdata/samples/landscape.jpg")
	prelude := fmt.Sprintf(`
import { readFileSync } from 'node:fs'
const bytes = readFileSync(%q), upload = bytes, signal = AbortSignal.timeout(60_000)
const request = new Request('http://localhost/', { method: 'POST', body: bytes })
`, photo)
	ran := 0
	for _, b := range blocksOf(t, "js") {
		if b.file == "docs/recipes.md" {
			continue // see TestRecipes
		}
		for i, program := range regexp.MustCompile(`(?m)^// `).Split(b.text, -1) {
			if strings.TrimSpace(program) == "" {
				continue
			}
			head := prelude
			if strings.HasPrefix(program, "sharp\n") {
				if err != nil {
					t.Logf("not checked: that %s runs; sharp is not installed (make bench/node_modules does that; CI has it)", &b)
					continue
				}
				head += fmt.Sprintf("import sharp from %q\n", "file://"+filepath.Join(sharp, "sharp/dist/index.mjs"))
			}
			if strings.Contains(program, "createPool") && !strings.Contains(program, "import {") {
				head += "import { createPool } from 'tintype'\n"
			}
			if i > 0 {
				program = "// " + program
			}
			name := filepath.Join(dir, "program"+strconv.Itoa(ran)+".mjs")
			width := "info?.width"
			if !strings.Contains(program, "info") {
				width = "body.length > 1000 && width"
			}
			text := head + program + "\nconsole.log(JSON.stringify({ width: " + width + " }))\nprocess.exit()\n"
			if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			var made struct{ Width int }
			if err := json.Unmarshal(node(t, dir, name), &made); err != nil || made.Width < 100 {
				t.Errorf("%s: got %+v, %v", &b, made, err)
			}
			ran++
		}
	}
	if ran < 4 {
		t.Errorf("got %d programs, want those of the readme, of the package's and of docs/sharp.md", ran)
	}
}

// library puts the npm package's files into a folder.
func library(t *testing.T, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"*.mjs", "*.cjs", "package.json"} {
		names, _ := filepath.Glob("../shim/node/" + pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err == nil {
				err = os.WriteFile(filepath.Join(to, filepath.Base(name)), text, 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "tintype.wasm"), module, 0o666); err != nil {
		t.Fatal(err)
	}
}
