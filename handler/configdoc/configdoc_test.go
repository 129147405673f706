package configdoc_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/handler/configdoc"
)

// Every key that the reader's switches know is in the table, and no other.
func TestEveryKeyIsDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../config_read.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	groups := []string{"s3", "limits", "signing", "avif", "quality", "presets"}
	read := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		clause, ok := n.(*ast.CaseClause)
		if !ok {
			return true
		}
		for _, e := range clause.List {
			literal, ok := e.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				continue
			}
			name, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			if name != "true" && name != "false" && !slices.Contains(groups, name) {
				read[name] = true
			}
		}
		return true
	})
	documented := map[string]bool{}
	for _, k := range configdoc.Table {
		if !strings.HasSuffix(k.Name, ".NAME") {
			documented[k.Name] = true
		}
		if k.Doc == "" || k.Type == "" || k.Default == "" || k.Example == "" {
			t.Errorf("%s: something of type, default, example and sentence is missing", k.Name)
		}
	}
	if len(read) < 25 || !reflect.DeepEqual(read, documented) {
		t.Errorf("the reader knows %v,\nthe table %v", read, documented)
	}
}

// wrap puts a value where its key belongs.
func wrap(k configdoc.Key, v string) string {
	if strings.HasPrefix(v, `{"`+strings.TrimSuffix(k.Name, ".NAME")) {
		return v
	}
	group, name, nested := strings.Cut(k.Name, ".")
	switch {
	case name == "NAME":
		return `{"` + group + `": ` + v + `}`
	case nested:
		return `{"` + group + `": {"` + name + `": ` + v + `}}`
	}
	return `{"` + k.Name + `": ` + v + `}`
}

// Examples are accepted, defaults are the defaults, and numbers end where the table
// says.
func TestTableIsTrue(t *testing.T) {
	for _, k := range configdoc.Table {
		if _, unknown, err := cloudfront.ParseConfig([]byte(wrap(k, k.Example))); err != nil || len(unknown) > 0 {
			t.Errorf("%s: example: %v, unknown %v", k.Name, err, unknown)
		}
		if json.Valid([]byte(k.Default)) {
			c, _, err := cloudfront.ParseConfig([]byte(wrap(k, k.Default)))
			if want := cloudfront.DefaultConfig(); err != nil || !equal(c, want) {
				t.Errorf("%s: default %s: got %+v (%v), want %+v", k.Name, k.Default, c, err, want)
			}
		}
		if k.Max == 0 || k.Type != "integer" || strings.HasSuffix(k.Name, ".NAME") {
			continue
		}
		for _, c := range []struct {
			n  int64
			ok bool
		}{{k.Min, true}, {k.Max, true}, {k.Min - 1, false}, {k.Max + 1, false}} {
			if _, _, err := cloudfront.ParseConfig([]byte(wrap(k, strconv.FormatInt(c.n, 10)))); (err == nil) != c.ok {
				t.Errorf("%s: %d: got %v, want the range %d to %d", k.Name, c.n, err, k.Min, k.Max)
			}
		}
	}
}

// equal compares configurations; an empty list is no list.
func equal(a, b *handler.Config) bool {
	for _, c := range []*handler.Config{a, b} {
		if len(c.SnapWidths) == 0 {
			c.SnapWidths = nil
		}
		if len(c.Signing.Tokens) == 0 {
			c.Signing.Tokens = nil
		}
	}
	return reflect.DeepEqual(a, b)
}

// mistakes are what people get wrong: the reader refuses them and names the key, and
// an editor with the schema marks them.
var mistakes = []struct{ name, text, message string }{
	{"a key that does not exist", `{"limts": {"outputSide": 4000}}`, "limts"},
	{"a number as words", `{"limits": {"sourceBytes": "50 MB"}}`, "limits.sourceBytes: got"},
	{"a quality out of range", `{"quality": {"jpg": 101}}`, "quality.jpg: got 101, want 1 to 100"},
	{"a format that does not exist", `{"formats": ["webpp"]}`, "formats: got"},
	{"a token that is not in a list", `{"signing": {"tokens": "secret"}}`, "signing.tokens: want a list"},
	{"an origin without its scheme", `{"cors": ["www.example.com"]}`, "cors: got"},
	{"a log level of another program", `{"log": "debug"}`, "log: got"},
}

func TestMistakesAreRefused(t *testing.T) {
	for _, m := range mistakes {
		_, unknown, err := cloudfront.ParseConfig([]byte(m.text))
		if !(err != nil && strings.Contains(err.Error(), m.message)) && !slices.Contains(unknown, m.message) {
			t.Errorf("%s: got %v, unknown %v, want %s", m.name, err, unknown, m.message)
		}
	}
}

// The schema takes the examples and the configurations of this repository, and
// refuses the mistakes.
func TestSchema(t *testing.T) {
	if _, err := os.Stat("../../node_modules/ajv"); err != nil {
		t.Skip("not checked: the JSON Schema of tintype.json; ajv is not installed (npm ci)")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("not checked: the JSON Schema of tintype.json; node is not installed")
	}
	good := []string{"{}"}
	for _, k := range configdoc.Table {
		good = append(good, wrap(k, k.Example))
	}
	files, err := filepath.Glob("../../deploy/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		good = append(good, string(text))
	}
	var bad []string
	for _, m := range mistakes {
		bad = append(bad, m.text)
	}
	input, err := json.Marshal(map[string]any{"good": good, "bad": bad})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "--input-type=module", "-e", `
		import Ajv from 'ajv/dist/2020.js'
		import { readFileSync } from 'node:fs'
		const { good, bad } = JSON.parse(readFileSync(0))
		const check = new Ajv.default({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync('docs/tintype.schema.json')))
		for (const text of good) if (!check(JSON.parse(text))) console.log('refused:', text, JSON.stringify(check.errors))
		for (const text of bad) if (check(JSON.parse(text))) console.log('taken:', text)`)
	cmd.Dir = "../.."
	cmd.Stdin = strings.NewReader(string(input))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
