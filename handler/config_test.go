package handler

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// testHost is a host with limits.
var testHost = &Host{ResponseBytes: 780288, MaxResponseBytes: 1040384, MaySet: func(name string) bool { return name != "via" }}

// A configuration is read key by key; the rest stays at its default.
func TestParseConfig(t *testing.T) {
	t.Parallel()
	c, unknown, err := ParseConfig([]byte(`{
		"s3": {"region": "eu-west-1", "bucket": "b", "endpoint": "https://s3.example:9000/"},
		"formats": ["avif", "webp"], "quality": {"webp": 60},
		"limits": {"sourceBytes": 1000, "sourcePixels": 2000, "outputSide": 300, "outputPixels": 4000, "enlarge": 4500, "milliseconds": 900, "frames": 5000,
			"memory": 67108864, "responseBytes": 700000},
		"signing": {"tokens": ["one", "two"], "required": true},
		"presets": {"card": "w=320&fit=crop", "hero": {"w": 1600, "q": 60, "txt": "a&b", "invert": true}},
		"onlyPresets": true, "snapWidths": [800, 400, 800, 1600], "cacheControl": "max-age=5", "fallback": "x.jpg",
		"marks": ["logos/"], "cors": ["https://a.example", "https://b.example:8443"], "csp": "sandbox", "revalidate": true, "tagHeader": "Edge-Tag", "serverTiming": false, "avif": {"maxPixels": 3000}, "explain": false, "log": "metrics", "color": 1, "limits2": {}}`), testHost)
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		host:    testHost,
		S3:      S3Config{Region: "eu-west-1", Bucket: "b", Endpoint: "https://s3.example:9000"},
		Formats: []string{"avif", "webp"}, Quality: map[string]int{"webp": 60},
		Limits:      Limits{1000, 2000, 300, 4000, 4500, 3000, 900, 5000, 67108864, 700000},
		Signing:     Signing{Tokens: []string{"one", "two"}, Required: true},
		Presets:     map[string]string{"card": "w=320&fit=crop", "hero": "w=1600&q=60&txt=a%26b&invert=true"},
		OnlyPresets: true, SnapWidths: []int{400, 800, 800, 1600}, CacheControl: "max-age=5", Fallback: "x.jpg",
		CORS: []string{"https://a.example", "https://b.example:8443"}, Marks: []string{"logos/"}, CSP: "sandbox", TagHeader: "Edge-Tag", Revalidate: true, Log: LogMetrics,
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	if !slices.Equal(unknown, []string{"color", "limits2"}) {
		t.Errorf("unknown: got %v", unknown)
	}
}

// No text and no keys are the default, and reading one configuration leaves the
// default alone.
func TestDefaultConfig(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " \n", "{}"} {
		c, unknown, err := ParseConfig([]byte(text), testHost)
		if err != nil || unknown != nil || !reflect.DeepEqual(c, DefaultConfig(testHost)) {
			t.Errorf("%q: got %+v, %v, %v", text, c, unknown, err)
		}
	}
	base := DefaultConfig(testHost)
	if _, _, err := base.override([]byte(`{"quality": {"jpg": 1}, "formats": []}`)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(base, DefaultConfig(testHost)) {
		t.Errorf("an override changed what it overrides: %+v", base)
	}
}

// The package's own configuration has nothing in it that is unknown.
func TestShippedConfig(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../deploy/tintype.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, unknown, err := ParseConfig(text, testHost); err != nil || len(unknown) != 0 {
		t.Errorf("got %v, unknown %v", err, unknown)
	}
}

// A bad value is named with its key, and a token is never shown.
func TestConfigErrors(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, want string }{
		{`[]`, `configuration: want a JSON object`},
		{`{"a":`, `configuration: want a JSON object`},
		{`{"quality": {"jpg": 101}}`, `quality.jpg: got 101, want 1 to 100`},
		{`{"quality": {"jpg": "80"}}`, `quality.jpg: got "80", want 1 to 100`},
		{`{"quality": 80}`, `quality: got 80, want an object`},
		{`{"formats": "webp"}`, `formats: want a list of strings`},
		{`{"formats": ["web"]}`, `formats: got ["web"], want names of output formats`},
		{`{"limits": {"outputSide": 0}}`, `limits.outputSide: got 0, want 1 to 65535`},
		{`{"limits": {"responseBytes": 1040385}}`, `limits.responseBytes: got 1040385, want 1 to 1040384`},
		{`{"tagHeader": "a b"}`, `tagHeader: got "a b", want the name of a header that a function may set`},
		{`{"tagHeader": "Via"}`, `tagHeader: got "Via", want the name of a header that a function may set`},
		{`{"s3": {"bucket": "a/b"}}`, `s3.bucket: got "a/b", want letters, digits, dots and hyphens`},
		{`{"s3": {"endpoint": "s3.example"}}`, `s3.endpoint: got "s3.example", want https://host or http://host:port`},
		{`{"s3": {"endpoint": "https://a@b"}}`, `s3.endpoint: got "https://a@b", want https://host or http://host:port`},
		{`{"signing": {"tokens": "FOO123bar"}}`, `signing.tokens: want a list of strings`},
		{`{"signing": {"tokens": [""]}}`, `signing.tokens: want tokens that are not empty`},
		{`{"signing": {"required": 1}}`, `signing.required: got 1, want true or false`},
		{`{"presets": {"card": "w=abc"}}`, `presets.card: want a preset that is valid: w: got "abc", want an integer 1 to 8192 or a fraction between 0 and 1`},
		{`{"presets": {"card": 5}}`, `presets.card: got 5, want a query string or an object of parameters`},
		{`{"presets": {"card": {"w": [1]}}}`, `presets.card.w: got [1], want a string, a number or a boolean`},
		{`{"snapWidths": [0]}`, `snapWidths: got 0, want 1 to 65535`},
		{`{"cacheControl": "a\nb"}`, `cacheControl: got "a\nb", want printable ASCII`},
		{`{"fallback": 404}`, `fallback: got 404, want a string`},
		{`{"serverTiming": null}`, `serverTiming: got null, want true or false`},
		{`{"log": "` + strings.Repeat("x", 50) + `"}`, `log: got more than 40 characters, want "off", "error", "info" or "metrics"`},
	} {
		_, _, err := ParseConfig([]byte(row.text), testHost)
		if err == nil || err.Error() != row.want {
			t.Errorf("%s:\n got %v\nwant %s", row.text, err, row.want)
		}
	}
}
