package deploy

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
var viewerSource string

// maxViewer is the most source that CloudFront Functions take, and roomyViewer the
// most with the named colors in it, which are two thousand of it; in bytes.
const (
	maxViewer   = 10240
	roomyViewer = maxViewer - 600
)

// ViewerRequest returns the source of the viewer-request function for a configuration,
// with tokens, formats, presets and widths compiled in and comments left out. If it is
// too large, the table of color names is left out as well, and the function passes color
// names on as they are. If it is still too large, the result is an error.
func ViewerRequest(c *handler.Config) ([]byte, error) { return viewerRequest(c, false) }

// URLViewerRequest is ViewerRequest for the function URL: the function puts the canonical
// query into the path, "/cat.jpg/~w=400", so that a bucket can store the image under that
// key.
func URLViewerRequest(c *handler.Config) ([]byte, error) { return viewerRequest(c, true) }

func viewerRequest(c *handler.Config, inPath bool) ([]byte, error) {
	js, err := compileViewer(c, viewerColors(), inPath)
	if err != nil || len(js) <= roomyViewer {
		return js, err
	}
	if js, err = compileViewer(c, "", inPath); err != nil || len(js) <= maxViewer {
		return js, err
	}
	return nil, fmt.Errorf("viewer-request function: got %d bytes, want at most %d: fewer or shorter presets make it smaller", len(js), maxViewer)
}

func compileViewer(c *handler.Config, colors string, inPath bool) ([]byte, error) {
	defines, err := viewerDefines(c, colors)
	if err != nil {
		return nil, err
	}
	defines["IN_PATH"] = strconv.FormatBool(inPath)
	out := api.Transform(viewerSource+"\nexport { handler }\n", api.TransformOptions{
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

// viewerDefines are the values that take the place of the capital names.
func viewerDefines(c *handler.Config, colors string) (map[string]string, error) {
	presets, shared, err := viewerPresets(c)
	if err != nil {
		return nil, err
	}
	table, words := viewerTable()
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

// viewerPresets lists the presets, a line each: name, space, canonical query. Pairs
// that are there often are one capital letter each, and in shared from A on.
func viewerPresets(c *handler.Config) (lines string, shared []string, err error) {
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

// viewerColors lists the named colors, each with the five digits of its number to
// the base 36; grey is gray to the function.
func viewerColors() string {
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

// viewerKinds are the letters that the function knows the kinds of values by.
var viewerKinds = map[params.Kind]string{
	params.KindLength: "l", params.KindInteger: "i", params.KindNumber: "n", params.KindSwitch: "s", params.KindWord: "t",
	params.KindColor: "k", params.KindColors: "u", params.KindRatio: "r",
	params.KindRegion: "g", params.KindBorder: "b", params.KindRadii: "d", params.KindText: "t", params.KindName: "t",
	params.KindPaint: "p", params.KindFrames: "f",
}

// viewerOften are the parameters of most requests, which are found soonest.
var viewerOften = []string{"w", "h", "auto", "fit", "q", "dpr", "fm", "crop"}

// viewerTable writes the table of parameters in the function's form: for each
// first letter of a name the parameters, and lists of words by capital letters.
func viewerTable() (table [26]string, words []string) {
	specs := params.Table()
	// What concerns the request and not the image is the handler's to read.
	specs = append(specs, params.Spec{Name: "versionId", Kind: params.KindText}, params.Spec{Name: "debug", Kind: params.KindText})
	rank := func(s params.Spec) int {
		if i := slices.Index(viewerOften, s.Name); i >= 0 {
			return i
		}
		return len(viewerOften)
	}
	slices.SortStableFunc(specs, func(a, b params.Spec) int { return rank(a) - rank(b) })
	for _, s := range specs {
		letter := viewerKinds[s.Kind]
		if list := viewerWords(s); list != "" {
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

// viewerWords is what the function needs to read words: the letter of the way to
// read them, and other spellings or their order. It is empty for what has but one
// spelling.
func viewerWords(s params.Spec) string {
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
