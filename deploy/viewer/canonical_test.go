package viewer

import (
	"encoding/hex"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"tintype/handler/cloudfront"
	"tintype/transform/params"
)

// newRuntime returns a JavaScript engine with the function loaded.
func newRuntime(t *testing.T, source []byte) *goja.Runtime {
	t.Helper()
	vm, _, err := Load(source)
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

// canonicalScript makes the function's inside callable: raw query in, canonical
// query out.
func canonicalScript(t *testing.T) string {
	t.Helper()
	defines, err := definitions(cloudfront.DefaultConfig(), colorTable())
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for name, value := range defines {
		source += "const " + name + " = " + value + "\n"
	}
	return source + template + "\nfunction canonical(raw) { return serialize(parse(swap(raw, '+', '%20'))) }\n"
}

// The function's canonical query is params' own, on random queries that are
// mostly valid.
func TestViewerCanonicalIsParams(t *testing.T) {
	vm := newRuntime(t, []byte(canonicalScript(t)))
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
		case err != nil:
			// A bad value goes on, escaped anew, and is still refused.
			if _, err2 := params.Parse(out.String()); err2 == nil {
				t.Errorf("%q: got %v, want what is refused too: %v", raw, out, err)
			}
			bad++
		case err == nil && out.String() != p.String():
			t.Errorf("%q:\n got %v\nwant %s", raw, out, p.String())
		}
	}
	if bad < 500 || bad > 6000 {
		t.Errorf("%d of 10000 queries are bad: too few or too many to mean something", bad)
	}
}

// Whatever a query is made of: what goes on has names of the table only, no character
// that anybody would sign another way, and says what params reads in the query. Where
// the function cannot read what params can, the value is one that is refused.
func TestViewerAdversarial(t *testing.T) {
	vm := newRuntime(t, []byte(canonicalScript(t)))
	canonical, _ := goja.AssertFunction(vm.Get("canonical"))
	random := rand.New(rand.NewPCG(3, 4))
	known := map[string]bool{"versionId": true, "debug": true}
	pieces := []string{"response-content-type", "response-cache-control", "x-amz-acl", "acl", "torrent", "partNumber", "64", "=", "=", "=", "&", "&", "%", "%zz", "%4",
		"%C3%A9", "%ff", "%00", "%0d%0a", "%26", "%3d", "%2525", "+", " ", "\n", "\u00e9", "\U0001f600", "!", "(", "'", "*", ";", "#", "\\", "0", "7", ".5", "1e3", "-", ",", "text/html", "__proto__", "constructor", "w=4", "mark=a"}
	for _, s := range params.Table() {
		known[s.Name] = true
		pieces = append(pieces, s.Name, s.Name+"=")
	}
	for range 10000 {
		var raw strings.Builder
		for range random.IntN(12) {
			raw.WriteString(pick(random, pieces))
		}
		result, err := canonical(goja.Undefined(), vm.ToValue(raw.String()))
		if err != nil {
			t.Fatalf("%q: %v", raw.String(), err)
		}
		out := result.String()
		for i := range len(out) {
			if c := out[i]; !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~%=&", c) >= 0) {
				t.Fatalf("%q: got %q, with %q", raw.String(), out, c)
			}
		}
		for pair := range strings.SplitSeq(out, "&") {
			if name, _, _ := strings.Cut(pair, "="); name != "" && !known[name] {
				t.Fatalf("%q: got %q, a name that tintype does not know", raw.String(), out)
			}
		}
		want, err := params.Parse(raw.String())
		got, err2 := params.Parse(out)
		if err == nil && !strings.Contains(out, "%7F") && (err2 != nil || got != want) {
			t.Errorf("%q: got %q, want what is read as %q", raw.String(), out, want.String())
		}
	}
}

// Every name of the table, its other names, and all of these without a dash or with one
// elsewhere are what params takes them for, plain and in base64.
func TestViewerNames(t *testing.T) {
	vm := newRuntime(t, []byte(canonicalScript(t)))
	canonical, _ := goja.AssertFunction(vm.Get("canonical"))
	tried := 0
	for _, s := range params.Table() {
		for _, name := range append([]string{s.Name}, s.Also...) {
			bare := strings.ReplaceAll(name, "-", "")
			names := []string{name, bare}
			for i := 1; i < len(bare); i++ {
				names = append(names, bare[:i]+"-"+bare[i:])
			}
			for _, name := range names {
				for _, query := range []string{name + "=1", name + "64=MQ"} {
					tried++
					p, err := params.Parse(query)
					got, err2 := canonical(goja.Undefined(), vm.ToValue(query))
					if err2 != nil || err == nil && got.String() != p.String() || err != nil && got.String() == "" {
						t.Errorf("%s: got %v, %v, want %s, %v", query, got, err2, p.String(), err)
					}
				}
			}
		}
	}
	t.Logf("%d queries", tried)
}

// Every named color is what params knows it by, and a name that is near one is none.
func TestViewerColorNames(t *testing.T) {
	vm := newRuntime(t, []byte(canonicalScript(t)))
	canonical, _ := goja.AssertFunction(vm.Get("canonical"))
	for line := range strings.Lines(params.ColorNames()) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, name := range []string{name, strings.ToUpper(name), strings.Replace(name, "gray", "grey", 1), strings.Replace(name, "grey", "gray", 1), name + "=", name + "x", "=" + name, name[1:], name[:len(name)-1], "#" + name, name[:1] + "/" + name[1:]} {
			p, err := params.Parse("bg=" + name)
			got, err2 := canonical(goja.Undefined(), vm.ToValue("bg="+name))
			if err2 != nil {
				t.Fatal(err2)
			}
			if err == nil && got.String() != p.String() {
				t.Errorf("%s: got %s, want %s", name, got, p.String())
			}
			if _, err2 := params.Parse(got.String()); err != nil && err2 == nil {
				t.Errorf("%s: got %s, want what is refused: %v", name, got, err)
			}
		}
	}
	// The letter of a word, and the code of a color, are no names.
	for _, name := range []string{"seaG", "seag", "dgoldenrod", "tan0rSM", "tan0rsm", "black=blue", "aliceB8Pj/=antiqueW"} {
		if got, _ := canonical(goja.Undefined(), vm.ToValue("bg="+name)); got.String() != "bg="+url.QueryEscape(strings.ToLower(name)) {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// What is compiled has no const or let, which njs checks at each use.
func TestViewerIsLoose(t *testing.T) {
	js, err := Compile(viewerConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"const ", "let "} {
		if strings.Contains(string(js), word) {
			t.Errorf("the compiled function has %q", word)
		}
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
