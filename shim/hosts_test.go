package shim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tintype/transform/params"
)

// images are transformed by every host: each decoder and encoder, and what
// cannot be transformed.
var pictures = []struct{ file, query string }{
	{"samples/landscape.jpg", "w=300"},
	{"samples/landscape.jpg", "w=120&h=120&fit=crop&fm=png"},
	{"samples/landscape.jpg", "w=200&fm=webp"},
	{"samples/portrait.jpg", "h=200&q=40"},
	{"samples/city.jpg", "w=250&fit=crop&ar=1:1&crop=left"},
	{"samples/glass.png", "w=100"},
	{"samples/glass.png", "w=100&fm=jpg&bg=f00"},
	{"samples/planet.gif", "w=64"},
	{"jpeg/quality-2.jpg", "auto=compress"},
	{"png/palette8.png", "w=40&fm=webp"},
	{"samples/landscape.jpg", "w=300&bytes=5000&mark=/logo%22%3C.png&blend=a.png"},
	{"samples/landscape.jpg", "w=abc"},
	{"samples/landscape.jpg", "w=99999"},
	{"samples/landscape.jpg", "fit=banana"},
	{"MANIFEST.md", "w=100"},
}

// An image is the same file whoever makes it: native Go, wazero, Node.
func TestHostsMakeTheSamePictures(t *testing.T) {
	engines := append([]engine{nativeEngine(t)}, hosts(t, "{}")...)
	broken, err := filepath.Glob("../testdata/broken/*")
	if err != nil || len(broken) == 0 {
		t.Fatalf("testdata/broken: %v", err)
	}
	rows := pictures
	for _, file := range broken {
		rows = append(rows, struct{ file, query string }{"broken/" + filepath.Base(file), "w=100"})
	}
	for _, row := range rows {
		var first outcome
		for i, e := range engines {
			got := e.transform(filepath.Join("../testdata", row.file), row.query)
			if i == 0 {
				first = got
				continue
			}
			if a, b := text(t, first), text(t, got); a != b {
				t.Errorf("%s %s:\n%s: %s\n%s: %s", row.file, row.query, engines[0].name, a, e.name, b)
			}
		}
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// origin serves the samples as every bucket and every custom origin of the fixtures.
func origin(t *testing.T) *url.URL {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		data, err := os.ReadFile(filepath.Join("../testdata/samples", name))
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, "<Error><Code>NoSuchKey</Code></Error>")
			return
		}
		w.Write(data)
	}))
	return address(t, s)
}

// missing is an origin that has nothing.
func missing(t *testing.T) *url.URL {
	t.Helper()
	return address(t, httptest.NewServer(http.NotFoundHandler()))
}

func address(t *testing.T, s *httptest.Server) *url.URL {
	t.Helper()
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// fixtures are the events of testdata, custom origins pointing at ours.
func fixtures(t *testing.T, origin *url.URL) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/events: %v", err)
	}
	events := make(map[string][]byte)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for from, to := range map[string]string{
			`"domainName": "origin.example.com"`: `"domainName": "` + origin.Hostname() + `"`,
			`"port": 443`:                        `"port": ` + origin.Port(),
			`"protocol": "https"`:                `"protocol": "http"`,
		} {
			data = bytes.ReplaceAll(data, []byte(from), []byte(to))
		}
		events[filepath.Base(file)] = data
	}
	return events
}

// An event has the same answer whoever runs the guest, transformed or not.
func TestHostsGiveTheSameAnswers(t *testing.T) {
	u := origin(t)
	engines := hosts(t, `{"s3":{"endpoint":"`+u.String()+`"},"serverTiming":false}`)
	bodies := 0
	for name, event := range fixtures(t, u) {
		var first string
		for i, e := range engines {
			out, err := e.handle(event)
			if err != nil {
				t.Fatalf("%s: %s: %v", name, e.name, err)
			}
			var answer map[string]any
			if err := json.Unmarshal(out, &answer); err != nil {
				t.Fatalf("%s: %s: %v in %.100s", name, e.name, err, out)
			}
			if i == 0 {
				first = text(t, answer)
				if answer["bodyEncoding"] == "base64" {
					bodies++
				}
			} else if got := text(t, answer); got != first {
				t.Errorf("%s:\n%s: %.1000s\n%s: %.1000s", name, engines[0].name, first, e.name, got)
			}
		}
	}
	if bodies < 5 {
		t.Errorf("%d events were answered with a picture, want more", bodies)
	}
}

// A mark is fetched beside the source, and every host makes the same image of
// the two; without the mark there is another image, and a warning.
func TestHostsFetchTheMark(t *testing.T) {
	u := origin(t)
	engines := hosts(t, `{"s3":{"endpoint":"`+u.String()+`"},"serverTiming":false}`)
	event := fixtures(t, u)["origin-response-200.json"]
	var pictures []string
	for _, query := range []string{"w=400", "w=400&mark=glass.png&mark-w=0.3", "w=400&mark=glass.png&blend=planet.gif", "w=400&mark=no-such.png"} {
		asked := bytes.ReplaceAll(event, []byte(`"querystring": "w=400"`), []byte(`"querystring": "`+query+`"`))
		var first map[string]any
		for i, e := range engines {
			out, err := e.handle(asked)
			if err != nil {
				t.Fatalf("%s: %s: %v", query, e.name, err)
			}
			var answer map[string]any
			if err := json.Unmarshal(out, &answer); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = answer
			} else if text(t, answer) != text(t, first) {
				t.Errorf("%s: %s and %s differ", query, engines[0].name, e.name)
			}
		}
		body, _ := first["body"].(string)
		pictures = append(pictures, body)
	}
	if pictures[0] == "" || pictures[0] == pictures[1] || pictures[1] == pictures[2] || pictures[0] != pictures[3] {
		t.Errorf("pictures of %d, %d, %d and %d bytes: want a mark on the second and third alone",
			len(pictures[0]), len(pictures[1]), len(pictures[2]), len(pictures[3]))
	}
}

// The events that a host answers without its guest are those that the guest
// answers with what came: the exception that the protocol states. The wazero
// host always asks, the Node host does not; here both look at all fixtures
// under configurations that make a difference.
func TestShortCutAgreesWithTheGuest(t *testing.T) {
	u := missing(t)
	for _, config := range []string{
		`{}`,
		`{"signing":{"tokens":["t"],"required":true}}`,
		`{"presets":{"a":"w=100"},"onlyPresets":true}`,
		`{"fallback":"landscape.jpg"}`,
		`{"\u0073igning":{"tokens":["t"],"required":true}}`,
		`{"signing":`,
	} {
		full := `{"s3":{"endpoint":"` + u.String() + `"},"serverTiming":false,` + strings.TrimPrefix(config, "{")
		engines := hosts(t, full)
		for name, event := range fixtures(t, u) {
			for _, change := range []struct{ from, to string }{
				{`"querystring": "w=400"`, `"querystring": ""`},
				{`"querystring": "w=400"`, `"querystring": "utm_source=mail&x&=w&wide=1&W=300&w6=1"`},
				{`"querystring": "w=400"`, `"querystring": "utm_source=mail&w=300"`},
				{`"querystring": "w=400"`, `"querystring": "utm_source=mail&%77=300"`},
				{`"querystring": "w=400"`, `"querystring": "w64=MzAw"`},
				{`"querystring": "w=400"`, `"querystring": "a&dl=cat.jpg"`},
				{`"querystring": "w=400"`, `"querystring": "expires=1"`},
				{`"querystring": "w=400"`, `"querystring": "versionId=3&debug=1&s=0123456789abcdef0123456789abcdef"`},
				{`"status": "200"`, `"status": "304"`},
				{`"customHeaders": {}`, `"customHeaders": {"x-tintype-config":[{"key":"X-Tintype-Config","value":"{\"signing\":{\"tokens\":[\"t\"],\"required\":true}}"}]}`},
			} {
				event := bytes.ReplaceAll(event, []byte(change.from), []byte(change.to))
				first, err := engines[0].handle(event)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range engines[1:] {
					out, err := e.handle(event)
					if err != nil {
						t.Fatal(err)
					}
					if !sameJSON(t, first, out) {
						t.Errorf("%s under %s with %s:\n%s: %.300s\n%s: %.300s", name, config, change.to, engines[0].name, first, e.name, out)
					}
				}
			}
		}
	}
}

// A parameter whose name the Node host has not been told would be passed over.
func TestNodeHostKnowsEveryParameter(t *testing.T) {
	text, err := os.ReadFile("node/names.mjs")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "`")
	list, _, _ = strings.Cut(list, "`")
	known := strings.Fields(list)
	for _, s := range params.Table() {
		for _, name := range append([]string{s.Name}, s.Also...) {
			if !slices.Contains(known, name) {
				t.Errorf("%s: not in node/names.mjs, go run ./docs/gen", name)
			}
		}
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return text(t, x) == text(t, y)
}
