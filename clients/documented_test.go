package clients

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tintype/transform"
	"tintype/transform/params"
)

// documented is imgix's own description of its parameters, the npm package
// imgix-url-params.
type documented struct {
	Parameters map[string]struct {
		Expects  []json.RawMessage `json:"expects"`
		Default  any               `json:"default"`
		Aliases  []string          `json:"aliases"`
		NoBase64 bool              `json:"disallow_base64"`
	} `json:"parameters"`
	Colors []string `json:"colorKeywordValues"`
}

// expectation is one form that a value may have.
type expectation struct {
	Type      string   `json:"type"`
	Words     []any    `json:"possible_values"`
	Strict    bounds   `json:"strict_range"`
	Suggested bounds   `json:"suggested_range"`
	Min       *float64 `json:"min"`
	Max       *float64 `json:"max"`
	Default   any      `json:"default"`
	Length    int      `json:"length"`
}

type bounds struct{ Min, Max *float64 }

func readDocumented(t *testing.T) (d documented) {
	t.Helper()
	data, err := os.ReadFile("../node_modules/imgix-url-params/dist/parameters.json")
	if err != nil {
		t.Skip("not checked: that every value that imgix documents is answered; imgix-url-params is not installed (make test-clients does that)")
	}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// text writes a JSON value as a query has it.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// values returns what a form allows: its words, its bounds, its default, and for
// an integer what is a fraction inside each bound, which imgix cuts off.
func (d *documented) values(t *testing.T, raw json.RawMessage) (all []string) {
	var e expectation
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	for _, w := range e.Words {
		all = append(all, text(w))
	}
	if e.Type == "list" && len(all) > 1 {
		all = append(all, strings.Join(all, ","), all[1]+","+all[0])
	}
	if e.Type == "integer" {
		for _, r := range []bounds{e.Strict, e.Suggested} {
			if r.Min != nil {
				all = append(all, text(*r.Min+0.25))
			}
			if r.Max != nil {
				all = append(all, text(*r.Max-0.75))
			}
		}
	}
	for _, b := range []*float64{e.Strict.Min, e.Strict.Max, e.Suggested.Min, e.Suggested.Max, e.Min, e.Max} {
		switch {
		case b == nil:
		case e.Type == "ratio":
			all = append(all, text(*b)+":1")
		default:
			all = append(all, text(*b))
		}
	}
	if e.Default != nil {
		all = append(all, text(e.Default))
	}
	switch e.Type {
	case "integer":
		if len(e.Words) == 0 {
			all = append(all, "7")
		}
	case "number":
		all = append(all, "1.5")
	case "unit_scalar":
		all = append(all, "0.5")
	case "ratio":
		all = append(all, "16:9", "1.91:1")
	case "boolean":
		all = append(all, "true", "false", "1", "0")
	case "hex_color":
		all = append(all, "fff", "8fff", "4a6b8c", "804a6b8c")
	case "color_keyword":
		all = append(all, d.Colors...)
	case "url":
		all = append(all, "https://assets.imgix.net/~text?txt=a", "https://example.com/a.png")
	case "path":
		all = append(all, "/logo.png", "a/b c.png")
	case "string":
		if len(e.Words) == 0 {
			all = append(all, "Image-1")
		}
	case "timestamp":
		all = append(all, "4102444800")
	case "interval":
		all = append(all, "1-2", "1-", "-2")
	case "list":
		all = append(all, d.list(t, raw, e.Length)...)
	}
	return all
}

// list returns lists of n parts, each of which has forms of its own: every value of
// every part once.
func (d *documented) list(t *testing.T, raw json.RawMessage, n int) (all []string) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	parts, longest := make([][]string, n), 0
	for i := range parts {
		var forms []json.RawMessage
		if err := json.Unmarshal(fields[strconv.Itoa(i)], &forms); err != nil {
			t.Fatal(err)
		}
		for _, form := range forms {
			parts[i] = append(parts[i], d.values(t, form)...)
		}
		longest = max(longest, len(parts[i]))
	}
	for k := range longest {
		var list []string
		for _, p := range parts {
			list = append(list, p[k%len(p)])
		}
		if n > 0 {
			all = append(all, strings.Join(list, ","))
		}
	}
	return all
}

// Every parameter that imgix documents, under each of its names, with every word,
// bound and default, is answered: no 400 from the handler, no error from the engine.
func TestDocumentedValues(t *testing.T) {
	d := readDocumented(t)
	var source bytes.Buffer
	if err := png.Encode(&source, image.NewNRGBA(image.Rect(0, 0, 24, 16))); err != nil {
		t.Fatal(err)
	}
	lim := transform.DefaultLimits()
	lim.OutputPixels = 10000
	asked, known, knownValues := 0, 0, 0
	for name, p := range d.Parameters {
		var values []string
		for _, raw := range p.Expects {
			values = append(values, d.values(t, raw)...)
		}
		if p.Default != nil {
			values = append(values, text(p.Default))
		}
		slices.Sort(values)
		values = slices.Compact(values)
		if len(values) == 0 && isKnown(name) {
			t.Errorf("%s: no value to try: a form that this test does not know", name)
		}
		if isKnown(name) {
			known++
			knownValues += len(values)
		}
		for _, v := range values {
			queries := []string{name + "=" + url.QueryEscape(v)}
			for _, alias := range p.Aliases {
				queries = append(queries, alias+"="+url.QueryEscape(v))
			}
			if !p.NoBase64 {
				queries = append(queries, name+"64="+base64.RawURLEncoding.EncodeToString([]byte(v)))
			}
			for _, query := range queries {
				asked++
				if answer := ask(t, made{URL: "https://images.example.com/cat.jpg?" + query}); strings.Contains(answer, `"status":"4`) {
					t.Errorf("%s: %s", query, answer)
				}
			}
			parsed, err := params.Parse(queries[0])
			if err == nil {
				_, err = transform.Do(io.Discard, bytes.NewReader(source.Bytes()), parsed, lim)
			}
			if err != nil {
				t.Errorf("%s: %v", queries[0], err)
			}
		}
	}
	t.Logf("%d parameters, %d of them known here with %d values; %d queries", len(d.Parameters), known, knownValues, asked)
	if known < 80 || knownValues < 1000 {
		t.Errorf("got %d known parameters with %d values, want at least 80 with 1000", known, knownValues)
	}
}

// isKnown says that a parameter is in the table.
func isKnown(name string) bool {
	return slices.ContainsFunc(params.Table(), func(s params.Spec) bool {
		return s.Name == name || slices.Contains(s.Also, name)
	})
}

// Values that make no sense are refused, so that the test above means something.
func TestSenselessValues(t *testing.T) {
	for _, query := range []string{"w=abc", "h=-1", "w=9000", "fit=banana", "q=101", "dpr=6", "bg=nocolor", "fm=banana", "crop=top,banana", "ar=x:y", "auto=banana", "cs=cmyk"} {
		if answer := ask(t, made{URL: "https://images.example.com/cat.jpg?" + query}); !strings.Contains(answer, `"status":"400"`) {
			t.Errorf("%s: got %s, want a 400", query, answer)
		}
	}
}
