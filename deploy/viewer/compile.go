package viewer

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"tintype/handler"
	"tintype/transform/params"
)

//go:embed viewer-request.js
var template string

// MaxBytes is the size up to which CloudFront accepts the source of a function, and
// roomyBytes the size up to which it has the named colors, which take two thousand of it.
const (
	MaxBytes   = 10240
	roomyBytes = MaxBytes - 600
)

// Compile returns the source of the viewer-request function for a configuration,
// with tokens, formats, presets and widths compiled in and comments left out. If it is
// too large, the table of color names is left out as well, and the function passes color
// names on as they are. If it is still too large, the result is an error.
func Compile(c *handler.Config) ([]byte, error) { return compileFor(c, false) }

// CompileURL is Compile for the function URL: the function puts the canonical
// query into the path, "/cat.jpg/~w=400", so that a bucket can store the image under that
// key.
func CompileURL(c *handler.Config) ([]byte, error) { return compileFor(c, true) }

func compileFor(c *handler.Config, inPath bool) ([]byte, error) {
	js, err := compile(c, colorTable(), inPath)
	if err != nil || len(js) <= roomyBytes {
		return js, err
	}
	if js, err = compile(c, "", inPath); err != nil || len(js) <= MaxBytes {
		return js, err
	}
	return nil, fmt.Errorf("viewer-request function: got %d bytes, want at most %d: fewer or shorter presets make it smaller", len(js), MaxBytes)
}

func compile(c *handler.Config, colors string, inPath bool) ([]byte, error) {
	defines, err := definitions(c, colors)
	if err != nil {
		return nil, err
	}
	defines["IN_PATH"] = strconv.FormatBool(inPath)
	out := api.Transform(template+"\nexport { handler }\n", api.TransformOptions{
		Loader: api.LoaderJS, Format: api.FormatESModule, Target: api.ES2015, Define: defines, Charset: api.CharsetASCII, TreeShaking: api.TreeShakingTrue,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
	})
	if len(out.Errors) > 0 {
		return nil, errors.New("viewer-request function: " + out.Errors[0].Text)
	}
	// A module's names may be shortened, but CloudFront takes no module.
	code, export, _ := strings.Cut(strings.TrimSpace(string(out.Code)), "export{")
	name, rest, found := strings.Cut(export, " as handler}")
	if !found || strings.Trim(rest, ";") != "" {
		return nil, errors.New("viewer-request function: got " + strconv.Quote(export) + " at its end, want one export")
	}
	return []byte(code + "function handler(e){return " + name + "(e)}\n"), nil
}

// definitions are the values that take the place of the capital names.
func definitions(c *handler.Config, colors string) (map[string]string, error) {
	presets, shared, err := presetLines(c)
	if err != nil {
		return nil, err
	}
	table, words := parameterTable()
	defines := map[string]string{}
	for name, value := range map[string]any{
		"TABLE": table, "WORDS": words, "COLORS": colors, "PRESETS": presets, "SHARED": shared,
		"TOKENS": list(c.Signing.Tokens), "REQUIRED": c.Signing.Required, "FORMATS": list(c.Formats),
		"ONLY_PRESETS": c.OnlyPresets, "SNAP_WIDTHS": list(c.SnapWidths),
		"CORS": list(c.CORS), "HAS_CORS": len(c.CORS) > 0,
		"HAS_COLORS": colors != "", "HAS_PRESETS": len(c.Presets) > 0, "HAS_TOKENS": len(c.Signing.Tokens) > 0, "HAS_WIDTHS": len(c.SnapWidths) > 0,
	} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		defines[name] = string(text)
	}
	return defines, nil
}

// presetLines lists the presets, a line each: name, space, canonical query. Pairs
// that are there often are one capital letter each, and in shared from A on.
func presetLines(c *handler.Config) (lines string, shared []string, err error) {
	queries, count := map[string][]string{}, map[string]int{}
	for name, query := range c.Presets {
		p, err := params.Parse(query)
		if err != nil {
			return "", nil, fmt.Errorf("presets.%s: %w", name, err)
		}
		for pair := range strings.SplitSeq(p.String(), "&") {
			pair = presetText.Replace(pair)
			queries[name] = append(queries[name], pair)
			count[pair]++
		}
	}
	saved := func(pair string) int { return count[pair]*(len(pair)-1) - len(pair) - 3 }
	shared = []string{}
	for pair := range count {
		if saved(pair) > 0 {
			shared = append(shared, pair)
		}
	}
	slices.SortFunc(shared, func(a, b string) int { return cmp.Or(saved(b)-saved(a), strings.Compare(a, b)) })
	shared = shared[:min(len(shared), 26)]
	lines = "\n"
	for _, name := range slices.Sorted(maps.Keys(queries)) {
		for i, pair := range queries[name] {
			if n := slices.Index(shared, pair); n >= 0 {
				queries[name][i] = string(rune('A' + n))
			}
		}
		lines += url.QueryEscape(name) + " " + strings.Join(queries[name], "&") + "\n"
	}
	return lines, shared, nil
}

// presetText shows what a preset needs no escapes for.
var presetText = strings.NewReplacer("%2C", ",", "%2F", "/", "%3A", ":")

// colorTable lists the named colors, each with the five digits of its number to
// the base 36; grey is gray to the function.
func colorTable() string {
	var colors strings.Builder
	for line := range strings.Lines(params.ColorNames()) {
		hex, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseInt(hex, 16, 32); err == nil && !strings.Contains(name, "grey") {
			code := "0000" + strconv.FormatInt(n, 36)
			colors.WriteString("=" + name + code[len(code)-5:])
		}
	}
	return colors.String() + "="
}

// list is never nil, so that JSON has an empty array.
func list[T any](l []T) []T { return append([]T{}, l...) }

// kinds are the letters that the function knows the kinds of values by.
var kinds = map[params.Kind]string{
	params.KindLength: "l", params.KindInteger: "i", params.KindNumber: "n", params.KindSwitch: "s", params.KindWord: "t",
	params.KindColor: "k", params.KindColors: "u", params.KindRatio: "r",
	params.KindRegion: "g", params.KindBorder: "b", params.KindRadii: "d", params.KindText: "t", params.KindName: "t",
	params.KindPaint: "p", params.KindFrames: "f",
}

// often are the parameters of most requests, which are found soonest.
var often = []string{"w", "h", "auto", "fit", "q", "dpr", "fm", "crop"}

// parameterTable writes the table of parameters in the function's form: for each
// first letter of a name the parameters, and lists of words by capital letters.
func parameterTable() (table [26]string, words []string) {
	specs := params.Table()
	// What concerns the request and not the image is the handler's to read.
	specs = append(specs, params.Spec{Name: "versionId", Kind: params.KindText}, params.Spec{Name: "debug", Kind: params.KindText})
	rank := func(s params.Spec) int {
		if i := slices.Index(often, s.Name); i >= 0 {
			return i
		}
		return len(often)
	}
	slices.SortStableFunc(specs, func(a, b params.Spec) int { return rank(a) - rank(b) })
	for _, s := range specs {
		letter := kinds[s.Kind]
		if list := wordsOf(s); list != "" {
			i := slices.Index(words, list)
			if i < 0 {
				i = len(words)
				words = append(words, list)
			}
			letter = string(rune('A' + i))
		}
		table[s.Name[0]-'a'] += "=" + strings.Join(append(slices.Clone(s.Also), s.Name), "=") + ":" + letter
	}
	return table, words
}

// wordsOf is what the function needs to read words: the letter of the way to
// read them, and other spellings or their order. It is empty for what has but one
// spelling.
func wordsOf(s params.Spec) string {
	list := ","
	switch s.Kind {
	case params.KindWords, params.KindCrop:
		list += strings.Join(s.Values, ",") + ","
	case params.KindWord:
	default:
		return ""
	}
	for _, same := range s.Same {
		list += same[0] + ">" + same[1] + ","
	}
	if s.Address != "" {
		list += "/>" + s.Address + ","
	}
	if list == "," {
		return ""
	}
	return map[params.Kind]string{params.KindWord: "w", params.KindWords: "m", params.KindCrop: "c"}[s.Kind] + list
}
