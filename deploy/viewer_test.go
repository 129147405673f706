package deploy

import (
	"crypto/md5"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"tintype/handler"
	"tintype/transform/params"
)

// newRuntime returns a JavaScript engine with the function loaded.
func newRuntime(t *testing.T, c *handler.Config, source []byte) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	vm.Set("require", func(string) map[string]any {
		return map[string]any{"createHash": func(string) map[string]any {
			var text string
			h := map[string]any{}
			h["update"] = func(s string) map[string]any { text += s; return h }
			h["digest"] = func(string) string {
				sum := md5.Sum([]byte(text))
				return hex.EncodeToString(sum[:])
			}
			return h
		}}
	})
	if _, err := vm.RunString(string(source)); err != nil {
		t.Fatal(err)
	}
	return vm
}

// canonicalScript makes the function's inside callable: raw query in, canonical
// query out, or null for a bad one.
func canonicalScript(t *testing.T) string {
	t.Helper()
	defines, err := viewerDefines(handler.DefaultConfig(), viewerColors())
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for name, value := range defines {
		source += "const " + name + " = " + value + "\n"
	}
	source += viewerSource
	return source + "\nfunction canonical(raw) { const p = parse(raw); return p ? serialize(p) : null }\n"
}

// The function's canonical query is params' own, on random queries that are
// mostly valid.
func TestViewerCanonicalIsParams(t *testing.T) {
	vm := newRuntime(t, handler.DefaultConfig(), []byte(canonicalScript(t)))
	canonical, ok := goja.AssertFunction(vm.Get("canonical"))
	if !ok {
		t.Fatal("no function canonical")
	}
	random := rand.New(rand.NewPCG(1, 2))
	bad := 0
	for range 10000 {
		raw := randomQuery(random)
		out, err := canonical(goja.Undefined(), vm.ToValue(raw))
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		p, err := params.Parse(raw)
		switch {
		case err != nil && !goja.IsNull(out):
			t.Errorf("%q: got %v, want a refusal: %v", raw, out, err)
		case err == nil && out.String() != p.String():
			t.Errorf("%q:\n got %v\nwant %s", raw, out, p.String())
		}
		if err != nil {
			bad++
		}
	}
	if bad < 500 || bad > 6000 {
		t.Errorf("%d of 10000 queries are bad: too few or too many to mean something", bad)
	}
}

// randomQuery takes names from the table, with aliases and base64, and values
// that suit them as a rule.
func randomQuery(r *rand.Rand) string {
	table := params.Table()
	var pairs []string
	for range r.IntN(6) {
		s := table[r.IntN(len(table))]
		names := append([]string{s.Name}, s.Also...)
		name, value := names[r.IntN(len(names))], randomValue(r, s)
		switch r.IntN(12) {
		case 0:
			name += "64"
			value = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(encode64(value)), "=")
		case 1:
			name = []string{"utm_source", "ixlib", "x", "s", "constructor", "__proto__", ""}[r.IntN(7)]
		case 2:
			value = strings.ReplaceAll(value, " ", "+")
		}
		pairs = append(pairs, name+"="+percent(r, value))
	}
	return strings.Join(pairs, "&")
}

func encode64(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	out, acc, bits := "", 0, 0
	for i := range len(s) {
		acc, bits = acc<<8|int(s[i]), bits+8
		for ; bits >= 6; bits -= 6 {
			out += string(alphabet[acc>>(bits-6)&63])
		}
	}
	if bits > 0 {
		out += string(alphabet[acc<<(6-bits)&63])
	}
	return out
}

// percent encodes what has to be, and sometimes what has not.
func percent(r *rand.Rand, s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("&#%+", c) >= 0 || r.IntN(15) == 0 {
			b.WriteString("%" + hex.EncodeToString([]byte{c}))
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

var (
	numbers = []string{"0", "1", "2", "07", "12", "0.5", ".5", "1.", "1.50", "-1", "-0", "-0.0000001", "99", "100", "101", "400", "8192", "8193",
		"0.3333333333", "1e3", "", "+1", "5.0000", "255", "1000000000000", "0.0000001", "359.9", "230.18", "-0.5", "8192.9", "99.999999999", "abc", "1700000000"}
	colors = []string{"fff", "F00", "8fff", "12345678", "ff123456", "#abc", "gold", "RebeccaPurple", "red", "redd", "", "12345", "transparent", "tan"}
	texts  = []string{"logo.png", "a b", "größe.png", "\x00", "\xff", "é", "a,b", "a/b:c", "snow☃man", "tab\t", "x\u200by", "", "card-1", "na_me"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func randomValue(r *rand.Rand, s params.Spec) string {
	n := func() string { return pick(r, numbers) }
	words := append(append([]string{}, s.Values...), "none")
	for _, same := range s.Same {
		words = append(words, same[0])
	}
	words = append(words, "/a/shape.png", "b.png")
	switch s.Kind {
	case params.KindSwitch:
		return pick(r, []string{"1", "0", "true", "false", "yes"})
	case params.KindWord:
		return pick(r, words)
	case params.KindWords, params.KindCrop:
		list := []string{}
		for range r.IntN(4) {
			list = append(list, pick(r, words[:max(1, len(words)-1)]))
		}
		return strings.Join(list, pick(r, []string{",", ", ", ",,"})) + pick(r, []string{"", "", "", ","})
	case params.KindColor, params.KindPaint:
		return pick(r, append(texts[:3:3], colors...))
	case params.KindColors:
		return pick(r, colors) + "," + pick(r, colors)
	case params.KindRatio:
		return n() + ":" + n()
	case params.KindRegion:
		return pick(r, []string{"left", "center", "right", n()}) + "," + pick(r, []string{"top", "middle", "bottom", n()}) +
			"," + pick(r, []string{"full", n()}) + "," + pick(r, []string{"full", n()})
	case params.KindBorder:
		return n() + "," + pick(r, colors)
	case params.KindRadii:
		return pick(r, []string{n(), n() + "," + n(), n() + "," + n() + "," + n() + "," + n(), "5,5,5,5"})
	case params.KindText, params.KindName:
		return pick(r, texts)
	case params.KindFrames:
		return pick(r, []string{n(), "1-3", "-4", "2-", "3-1", "4-4", "-", "0-", "0-0", "-0", "0-2"})
	}
	return n()
}

// viewerCases go through the whole function, in every engine.
var viewerCases = []struct{ name, query, accept, want string }{
	{"order, unknown, alias", "utm_source=x&width=400&fm=png", "", "fm=png&w=400"},
	{"accept", "w=400&auto=format", "image/avif,image/webp,*/*", "fm=webp&w=400"},
	{"accept refuses", "w=400&auto=format", "image/webp;q=0,*/*", "w=400"},
	{"fallback format", "w=400&auto=format,compress&fm=jpg", "image/png", "auto=compress&fm=jpg&w=400"},
	{"bad value goes on", "w=abc&auto=format", "image/webp", "w=abc&auto=format"},
	{"preset", "preset=card", "image/webp", "fit=crop&fm=webp&h=200&w=300"},
	{"preset, own wins", "preset=card&w=100", "", "fit=crop&h=200&w=100"},
	{"colour names", "w=50&bg=gold", "", "bg=ffd700&w=50"},
	{"nothing", "", "image/webp", ""},
	{"only unknown", "utm_source=x", "", ""},
}

func viewerConfig() *handler.Config {
	c := handler.DefaultConfig()
	c.Presets = map[string]string{"card": "w=300&h=200&fit=crop&auto=format"}
	return c
}

func TestViewerRequest(t *testing.T) {
	js, err := ViewerRequest(viewerConfig())
	if err != nil {
		t.Fatal(err)
	}
	vm := newRuntime(t, viewerConfig(), js)
	run, _ := goja.AssertFunction(vm.Get("handler"))
	for _, c := range viewerCases {
		event := map[string]any{"request": map[string]any{
			"uri": "/cat.jpg", "rawQuery": c.query, "querystring": "", "headers": map[string]any{"accept": map[string]any{"value": c.accept}},
		}}
		out, err := run(goja.Undefined(), vm.ToValue(event))
		if err != nil {
			t.Fatal(err)
		}
		if got := out.ToObject(vm).Get("querystring").String(); got != c.want {
			t.Errorf("%s: %s: got %s, want %s", c.name, c.query, got, c.want)
		}
	}
}

// The same cases and the published signatures in Node and in njs, the nearest
// relative of CloudFront's own engine.
func TestViewerInOtherEngines(t *testing.T) {
	c := viewerConfig()
	js, err := ViewerRequest(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"node", "njs"} {
		t.Run(engine, func(t *testing.T) {
			program, err := exec.LookPath(engine)
			if err != nil {
				t.Skip("not checked: the viewer-request function in " + engine + ", which is not installed (make test has Node, and .ci/run installs njs)")
			}
			var script strings.Builder
			script.Write(js)
			for _, c := range viewerCases {
				script.WriteString("console.log(handler({request:{uri:'/cat.jpg',rawQuery:" + quote(c.query) + ",querystring:'',headers:{accept:{value:" + quote(c.accept) + "}}}}).querystring);\n")
			}
			file := filepath.Join(t.TempDir(), "viewer.cjs")
			if err := os.WriteFile(file, []byte(script.String()), 0o666); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(program, file).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			lines := strings.Split(string(out), "\n")
			for i, c := range viewerCases {
				if lines[i] != c.want {
					t.Errorf("%s: %s: got %s, want %s", c.name, c.query, lines[i], c.want)
				}
			}
		})
	}
}

func quote(s string) string { return "'" + s + "'" }

// A signed URL is verified over its raw bytes and signed again in its canonical
// form, which the handler's own signature agrees with.
func TestViewerSignatures(t *testing.T) {
	c := handler.DefaultConfig()
	c.Signing = handler.Signing{Tokens: []string{"new", "FOO123bar"}, Required: true}
	js, err := ViewerRequest(c)
	if err != nil {
		t.Fatal(err)
	}
	vm := newRuntime(t, c, js)
	run, _ := goja.AssertFunction(vm.Get("handler"))
	for _, test := range []struct{ uri, query, want string }{
		{"/users/1.png", "w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1", "h=300&w=400&s=" + handler.SignURL("new", "/users/1.png", "h=300&w=400")},
		{"/users/1.png", "s=6797c24146142d5b40bde3141fd3600c", "s=" + handler.SignURL("new", "/users/1.png", "")},
		{"/http%3A%2F%2Favatars.com%2Fjohn-smith.png", "w=400&h=300&s=61ea1cc7add87653bb0695fe25f2b534",
			"h=300&w=400&s=" + handler.SignURL("new", "/http%3A%2F%2Favatars.com%2Fjohn-smith.png", "h=300&w=400")},
		{"/users/1.png", "h=300&w=400&s=c7b86f666a832434dd38577e38cf86d1", ""},
		{"/users/1.png", "w=400", ""},
	} {
		out, err := run(goja.Undefined(), vm.ToValue(map[string]any{"request": map[string]any{
			"uri": test.uri, "rawQuery": test.query, "headers": map[string]any{},
		}}))
		if err != nil {
			t.Fatal(err)
		}
		answer := out.ToObject(vm)
		if test.want == "" {
			if answer.Get("statusCode") == nil || answer.Get("statusCode").ToInteger() != 403 {
				t.Errorf("%s?%s: want 403", test.uri, test.query)
			}
			continue
		}
		if got := answer.Get("querystring").String(); got != test.want {
			t.Errorf("%s?%s: got %s, want %s", test.uri, test.query, got, test.want)
		}
	}
}

// A configuration with many presets fits without the named colours, and one
// that cannot fit is refused in words.
func TestViewerSize(t *testing.T) {
	c := viewerConfig()
	for i, names := range []bool{true, false} {
		js, err := ViewerRequest(c)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d presets: %d bytes of %d", len(c.Presets), len(js), maxViewer)
		vm := newRuntime(t, c, js)
		run, _ := goja.AssertFunction(vm.Get("handler"))
		out, err := run(goja.Undefined(), vm.ToValue(map[string]any{"request": map[string]any{
			"uri": "/a", "rawQuery": "w=5&bg=gold", "headers": map[string]any{},
		}}))
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{true: "bg=ffd700&w=5", false: "w=5&bg=gold"}[names]
		if got := out.ToObject(vm).Get("querystring").String(); got != want {
			t.Errorf("%d: got %s, want %s", i, got, want)
		}
		for k := range 20 {
			c.Presets["preset-"+string(rune('a'+k))] = "w=640&h=360&fit=crop&crop=entropy&auto=format,compress"
		}
	}
	for k := range 60 {
		c.Presets["more-"+string(rune('A'+k))] = "w=640&h=360&fit=crop&crop=entropy&auto=format,compress"
	}
	if _, err := ViewerRequest(c); err == nil || !strings.Contains(err.Error(), "presets") {
		t.Errorf("got %v, want a refusal that names presets", err)
	}
}
