package viewer

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/handler/cloudfront/wire"
	"tintype/transform/params"
)

// viewerCases go through the whole function, in every engine.
var viewerCases = []struct{ name, query, accept, want string }{
	{"order, unknown, alias", "utm_source=x&width=400&fm=png", "", "fm=png&w=400"},
	{"accept", "w=400&auto=format", "image/avif,image/webp,*/*", "auto=format&fm=avif&w=400"},
	{"accept with a weight", "w=400&auto=format", "image/png, image/webp;q=0.8, */*", "auto=format&fm=webp&w=400"},
	{"accept refuses", "w=400&auto=format", "image/webp;q=0,*/*", "auto=format&w=400"},
	{"accept of another type", "w=400&auto=format", "image/webpx,*/*", "auto=format&w=400"},
	{"fallback format", "w=400&auto=format,compress&fm=jpg", "image/png", "auto=format%2Ccompress&fm=jpg&w=400"},
	{"nothing but auto, nothing accepted", "auto=format", "*/*", ""},
	{"nothing but auto", "auto=format", "image/webp", "auto=format&fm=webp"},
	{"bad value goes on", "w=abc&auto=format", "image/webp", "auto=format&fm=webp&w=abc"},
	{"preset", "preset=card", "image/webp", "auto=format&fit=crop&fm=webp&h=200&w=300"},
	{"preset, own wins", "preset=card&w=100", "", "auto=format&fit=crop&h=200&w=100"},
	{"preset, auto merges", "preset=card&auto=compress", "", "auto=format%2Ccompress&fit=crop&h=200&w=300"},
	{"preset that is not there", "preset=constructor", "", "preset=constructor"},
	{"nothing", "", "image/webp", ""},
	{"only unknown", "utm_source=x", "", ""},
	{"what S3 would obey", "response-content-type=text/html&w=40&response-cache-control=no-store&x=\u00e9", "", "w=40"},
	{"that under a bad value", "w=%ff&response-content-type=text/html", "", "w=%7F"},
	{"escaped as in AWS's signatures", "mark=a!(b)*'c,d:e/f~g", "", "mark=a%21%28b%29%2A%27c%2Cd%3Ae%2Ff~g"},
	{"a percent sign alone", "dl=100%25.png&mark=5%.png", "", "dl=100%25.png&mark=5%25.png"},
	{"text that is not UTF-8", "mark=%e9.png", "", "mark=%7F"},
	{"text in base64 that is not UTF-8", "mark64=6S5wbmc", "", "mark=%7F"},
	{"a version of the object", "versionId=3%2F4&w=5&versionId64=eA", "", "versionId=3%2F4&w=5"},
}

func viewerConfig() *handler.Config {
	c := cloudfront.DefaultConfig()
	c.Presets = map[string]string{"card": "w=300&h=200&fit=crop&auto=format", "tile": "w=300&h=300&fit=crop&auto=format"}
	return c
}

// viewer is a viewer-request function that runs.
type viewer struct {
	t   *testing.T
	vm  *goja.Runtime
	run goja.Callable
}

func newViewer(t *testing.T, c *handler.Config) viewer {
	t.Helper()
	js, err := Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	vm, run, err := Load(js)
	if err != nil {
		t.Fatal(err)
	}
	return viewer{t, vm, run}
}

// ask returns the path and the query that go on, or the status of a refusal.
func (v viewer) ask(uri, query string, headers map[string]string) (path, canonical string, status int64) {
	v.t.Helper()
	values := map[string]any{}
	for name, value := range headers {
		values[name] = map[string]any{"value": value}
	}
	request := map[string]any{"method": "GET", "uri": uri, "querystring": "", "headers": values}
	came, err := json.Marshal(request)
	if err != nil {
		v.t.Fatal(err)
	}
	request["rawQueryString"] = func() string { return query }
	out, err := v.run(goja.Undefined(), v.vm.ToValue(map[string]any{"request": request}))
	if err != nil {
		v.t.Fatalf("%s: %v", query, err)
	}
	answer := out.ToObject(v.vm)
	if text, err := answer.MarshalJSON(); err != nil {
		v.t.Fatal(err)
	} else if err := wire.ValidateFunction(text, came); err != nil {
		v.t.Errorf("%s: %v", query, err)
	}
	if code := answer.Get("statusCode"); code != nil {
		return "", "", code.ToInteger()
	}
	return answer.Get("uri").String(), answer.Get("querystring").String(), 0
}

// query is ask for those who want the query alone, or "403".
func (v viewer) query(query, accept string) string {
	v.t.Helper()
	_, canonical, status := v.ask("/cat.jpg", query, map[string]string{"accept": accept})
	if status != 0 {
		return strconv.FormatInt(status, 10)
	}
	return canonical
}

func TestViewerRequest(t *testing.T) {
	v := newViewer(t, viewerConfig())
	for _, c := range viewerCases {
		if got := v.query(c.query, c.accept); got != c.want {
			t.Errorf("%s: %s: got %s, want %s", c.name, c.query, got, c.want)
		}
	}
}

// Client hints stand in for what the query does not say. ch stays, for the answer to
// say that it depends on them.
func TestViewerHints(t *testing.T) {
	v := newViewer(t, viewerConfig())
	for _, c := range []struct {
		query   string
		headers map[string]string
		want    string
	}{
		{"ch=width,dpr", map[string]string{"sec-ch-width": "700", "sec-ch-dpr": "1.5"}, "ch=width%2Cdpr&dpr=1.5&w=467"},
		{"ch=width&w=40", map[string]string{"width": "700"}, "ch=width&w=40"},
		{"ch=width&w=0", map[string]string{"width": "700"}, "ch=width&w=700"},
		{"ch=width,dpr&h=9", map[string]string{"width": "x", "dpr": "0x3"}, "ch=width%2Cdpr&dpr=3&h=9"},
		{"ch=width,dpr&h=9", map[string]string{"width": "9000", "dpr": "6"}, "ch=width%2Cdpr&h=9"},
		{"ch=save-data&h=9", map[string]string{"save-data": "ON"}, "auto=compress&ch=save-data&h=9&q=auto%3Aeco"},
		{"ch=save-data&h=9&q=60", map[string]string{"save-data": "on"}, "auto=compress&ch=save-data&h=9&q=60"},
		{"ch=save-data&h=9&auto=compress", map[string]string{"ect": "3G"}, "auto=compress&ch=save-data&h=9&q=auto%3Aeco"},
		{"ch=save-data&h=9&auto=compress", map[string]string{"ect": "4g", "save-data": "off"}, "auto=compress&ch=save-data&h=9"},
		{"ch=zzz&h=9", map[string]string{"width": "700"}, "ch=zzz&h=9"},
	} {
		if _, got, _ := v.ask("/cat.jpg", c.query, c.headers); got != c.want {
			t.Errorf("%s %v: got %s, want %s", c.query, c.headers, got, c.want)
		}
	}
	c := viewerConfig()
	c.SnapWidths = []int{320, 640}
	v = newViewer(t, c)
	for query, want := range map[string]string{"w=400&h=300": "h=480&w=640", "w=9000": "w=640", "w=0.5": "w=0.5", "preset=card": "auto=format&fit=crop&h=213&w=320"} {
		if got := v.query(query, ""); got != want {
			t.Errorf("snapWidths, %s: got %s, want %s", query, got, want)
		}
	}
}

// OPTIONS asks whether a page of another origin may ask.
func TestViewerPreflight(t *testing.T) {
	for _, c := range []struct {
		cors         []string
		origin, want string
	}{
		{[]string{"*"}, "https://a.example", "*"},
		{[]string{"https://a.example", "https://b.example"}, "https://b.example", "https://b.example"},
		{[]string{"https://a.example", "https://b.example"}, "https://evil.example", "https://a.example"},
		{[]string{"https://a.example", "https://b.example"}, "", "https://a.example"},
		{nil, "https://a.example", ""},
	} {
		config := viewerConfig()
		config.CORS = c.cors
		v := newViewer(t, config)
		headers := map[string]any{}
		if c.origin != "" {
			headers["origin"] = map[string]any{"value": c.origin}
		}
		out, err := v.run(goja.Undefined(), v.vm.ToValue(map[string]any{"request": map[string]any{
			"method": "OPTIONS", "uri": "/a", "querystring": "", "headers": headers, "rawQueryString": func() string { return "w=5" },
		}}))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if answer := out.ToObject(v.vm); answer.Get("statusCode") != nil {
			got = answer.Get("headers").ToObject(v.vm).Get("access-control-allow-origin").ToObject(v.vm).Get("value").String()
		}
		if got != c.want {
			t.Errorf("%v, from %s: got %q, want %q", c.cors, c.origin, got, c.want)
		}
	}
}

// What takes too long is refused in words, and not shortened in silence.
func TestViewerBounds(t *testing.T) {
	v := newViewer(t, viewerConfig())
	names := []string{}
	for _, s := range params.Table() {
		names = append(names, s.Name+"=1")
	}
	for _, c := range []struct {
		name, query string
		refused     bool
	}{
		{"4096 bytes", "w=5&x=" + strings.Repeat("x", 4090), false},
		{"more bytes", "w=5&x=" + strings.Repeat("x", 4091), true},
		{"26 pairs", strings.Repeat("x=1&", 25) + "w=5", false},
		{"more pairs", strings.Repeat("x=1&", 26) + "w=5", true},
		{"24 times one parameter", strings.TrimSuffix(strings.Repeat("w=5&", 24), "&"), false},
		{"more of one parameter", strings.TrimSuffix(strings.Repeat("w=5&", 25), "&"), true},
		{"24 parameters", strings.Join(names[:24], "&"), false},
		{"more parameters", strings.Join(names[:25], "&"), true},
		{"16 escaped parameters", strings.ReplaceAll(strings.Join(names[:16], "&"), "=1", "=%31"), false},
		{"more escaped parameters", strings.ReplaceAll(strings.Join(names[:17], "&"), "=1", "=%31"), true},
		{"12 parameters in base64", strings.ReplaceAll(strings.Join(names[:12], "&"), "=1", "64=MQ"), false},
		{"more in base64", strings.ReplaceAll(strings.Join(names[:13], "&"), "=1", "64=MQ"), true},
		{"64 spaces", "w=5&mark=" + strings.Repeat("+", 64), false},
		{"more spaces", "w=5&mark=" + strings.Repeat("+", 66), true},
		{"64 brackets", "w=5&mark=" + strings.Repeat("(", 64), false},
		{"more brackets", "w=5&mark=" + strings.Repeat("(", 66), true},
	} {
		if _, got, status := v.ask("/cat.jpg", c.query, nil); (status == 414) != c.refused || !c.refused && got == "" {
			t.Errorf("%s: got %q, status %d, want a refusal: %v", c.name, got, status, c.refused)
		}
	}
}

// Where presets are all that is allowed, the keys of an image are the presets times
// the formats, whatever a viewer adds, and however the path is written.
func TestViewerOnlyPresets(t *testing.T) {
	c := viewerConfig()
	c.OnlyPresets = true
	c.Presets["hints"] = "ch=width&auto=format"
	v := newViewer(t, c)
	for _, test := range []struct{ query, accept, want string }{
		{"preset=card", "image/webp", "fm=webp&preset=card"},
		{"preset=card", "", "preset=card"},
		{"preset=card&fm=webp", "", "fm=webp&preset=card"},
		{"preset=card&fm=gif", "", "403"},
		{"fm=webp", "", "403"},
		{"preset=card&w=300", "", "403"},
		{"preset=card&auto=format", "", "403"},
		{"preset=none", "", "403"},
		{"preset=hints", "", "preset=hints"},
		{"preset=card&dl=a1", "", "preset=card"},
		{"preset=card&expires=4102444801&versionId=a&debug=0&ch=width", "", "preset=card"},
		{"dl=a1", "", ""},
		{"x=1", "", ""},
	} {
		if got := v.query(test.query, test.accept); got != test.want {
			t.Errorf("%s: got %s, want %s", test.query, got, test.want)
		}
	}
	for _, path := range []string{"/public/c%61t%2ejpg", "/%70ublic/cat.jpg", "/public%2Fcat.jpg"} {
		if got, _, _ := v.ask(path, "preset=card", nil); got != "/public/cat.jpg" {
			t.Errorf("%s: got %s, want /public/cat.jpg", path, got)
		}
	}
	for path, want := range map[string]string{"/a+b%2Bc%20d.jpg": "/a+b%2Bc%20d.jpg", "/gr%c3%b6%C3%9f(1).jpg": "/gr%C3%B6%C3%9F(1).jpg", "/latin%e9.jpg": "/latin%e9.jpg"} {
		if got, _, _ := v.ask(path, "preset=card", nil); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	c.Signing = handler.Signing{Tokens: []string{"t"}}
	v = newViewer(t, c)
	raw := "preset=card&dl=a.jpg&expires=4102444801"
	if _, got, _ := v.ask("/c%61t.jpg", raw+"&s="+handler.SignURL("t", "/c%61t.jpg", raw), nil); got != "dl=a.jpg&expires=4102444801&preset=card&s="+handler.SignURL("t", "/cat.jpg", "dl=a.jpg&expires=4102444801&preset=card") {
		t.Errorf("signed: got %s", got)
	}
}

// The same cases and the published signatures in Node and in njs, the nearest
// relative of CloudFront's own engine.
func TestViewerInOtherEngines(t *testing.T) {
	c := viewerConfig()
	js, err := Compile(c)
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
				script.WriteString("console.log(handler({request:{uri:'/cat.jpg',rawQueryString:()=>" + quote(c.query) + ",querystring:'',headers:{accept:{value:" + quote(c.accept) + "}}}}).querystring);\n")
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

func quote(s string) string { return strconv.QuoteToASCII(s) }

// A signed URL is verified over its raw bytes and signed again in its canonical
// form, by the token that verified it: the origin-response function that runs while
// tokens change may know but the older one.
func TestViewerSignatures(t *testing.T) {
	c := cloudfront.DefaultConfig()
	c.Signing = handler.Signing{Tokens: []string{"new", "FOO123bar"}, Required: true}
	v := newViewer(t, c)
	for _, test := range []struct{ uri, query, want string }{
		{"/users/1.png", "w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1", "h=300&w=400&s=" + handler.SignURL("FOO123bar", "/users/1.png", "h=300&w=400")},
		{"/users/1.png", "s=6797c24146142d5b40bde3141fd3600c", "s=" + handler.SignURL("FOO123bar", "/users/1.png", "")},
		{"/http%3A%2F%2Favatars.com%2Fjohn-smith.png", "w=400&h=300&s=61ea1cc7add87653bb0695fe25f2b534",
			"h=300&w=400&s=" + handler.SignURL("FOO123bar", "/http%3A%2F%2Favatars.com%2Fjohn-smith.png", "h=300&w=400")},
		{"/users/1.png", "w=4&s=" + handler.SignURL("new", "/users/1.png", "w=4"), "w=4&s=" + handler.SignURL("new", "/users/1.png", "w=4")},
		{"/users/1.png", "h=300&w=400&s=c7b86f666a832434dd38577e38cf86d1", ""},
		{"/users/1.png", "w=400", ""},
		{"/users/1.png", "", ""},
	} {
		_, got, status := v.ask(test.uri, test.query, nil)
		if got != test.want || (status == 403) != (test.want == "") {
			t.Errorf("%s?%s: got %s, status %d, want %s", test.uri, test.query, got, status, test.want)
		}
	}
}

// The default configuration with the named colors, and thirty presets with two tokens,
// leave 1,500 bytes for the next parameters. Names of colors go on as they are where they
// have no room. What cannot fit is refused in words.
func TestViewerSize(t *testing.T) {
	const most = MaxBytes - 1500
	js, err := Compile(cloudfront.DefaultConfig())
	if err != nil || len(js) > most {
		t.Errorf("no presets: got %d bytes, %v, want at most %d", len(js), err, most)
	}
	t.Logf("no presets: %d bytes of %d", len(js), MaxBytes)
	if !strings.Contains(string(js), "papayawhip") {
		t.Error("without presets: got no named colors, want room for them")
	}
	c := cloudfront.DefaultConfig()
	c.Signing.Tokens = []string{"0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"}
	c.Presets = map[string]string{}
	for k := range 30 {
		c.Presets["preset-"+strconv.Itoa(k)] = "w=" + strconv.Itoa(100+20*k) + "&h=" + strconv.Itoa(80+30*k) + "&fit=crop&crop=entropy&auto=format,compress&q=" + strconv.Itoa(50+k)
	}
	if js, err = Compile(c); err != nil || len(js) > most {
		t.Errorf("30 presets and two tokens: got %d bytes, %v, want at most %d", len(js), err, most)
	}
	t.Logf("30 presets, two tokens: %d bytes of %d", len(js), MaxBytes)
	if got := newViewer(t, c).query("w=5&bg=Gold", ""); got != "bg=ffd700&w=5" && got != "bg=gold&w=5" {
		t.Errorf("a color's name: got %s", got)
	}
	for k := range 200 {
		c.Presets["more-"+strconv.Itoa(k)] = "w=640&h=360&fit=crop&crop=entropy&auto=format,compress"
	}
	if _, err := Compile(c); err == nil || !strings.Contains(err.Error(), "presets") {
		t.Errorf("got %v, want a refusal that names presets", err)
	}
}
