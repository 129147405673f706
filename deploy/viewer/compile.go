package viewer

import (
	"cmp"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
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
// roomyBytes the size up to which it has the named colors, which take two thousand of it:
// so there are 1,500 left for the next parameter.
const (
	MaxBytes   = 10240
	roomyBytes = MaxBytes - 1500
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
	out := api.Transform(looser.Replace(template)+"\nexport { handler }\n", api.TransformOptions{
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
	before, after, found := strings.Cut(code, "function "+name+"(")
	if !found {
		return nil, errors.New("viewer-request function: got no function " + name)
	}
	return []byte(before + "function handler(" + after), nil
}

// looser writes var for const and let, whose every use njs checks: a sixth of its time.
var looser = strings.NewReplacer("const ", "var ", "let ", "var ")

// definitions are the values that take the place of the capital names.
func definitions(c *handler.Config, colors string) (map[string]string, error) {
	presets, shared, err := presetLines(c)
	if err != nil {
		return nil, err
	}
	often, table, words, dashed := parameterTable()
	defines := map[string]string{}
	for name, value := range map[string]any{
		"DASHED": strings.Join(dashed, ","), "OFTEN": often, "TABLE": table, "WORDS": words, "COLORS": colors, "COLOR_WORDS": colorWords, "PRESETS": presets, "SHARED": shared,
		"TOKENS": list(c.Signing.Tokens), "REQUIRED": c.Signing.Required, "FORMATS": types(c.Formats),
		"ONLY_PRESETS": c.OnlyPresets, "SNAP_WIDTHS": list(c.SnapWidths),
		"CORS": list(c.CORS), "FIRST_CORS": strings.Join(c.CORS[:min(len(c.CORS), 1)], ""), "HAS_CORS": len(c.CORS) > 0, "MANY_CORS": len(c.CORS) > 1,
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

// colorWords are parts of many names of colors, each written as its first letter
// in the table of colors.
const colorWords = "Green,Blue,Light,Dark,Medium,Turquoise,Slate,Yellow,Violet,White,Orange,Pink,Red,Enrod,Almon,Quamarine,Urple"

// colorTable lists the named colors, each with its red, green and blue in base64; grey
// is gray to the function.
func colorTable() string {
	var colors strings.Builder
	for line := range strings.Lines(params.ColorNames()) {
		digits, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		rgb, err := hex.DecodeString(digits)
		if err != nil || len(rgb) != 3 || strings.Contains(name, "grey") {
			continue
		}
		for word := range strings.SplitSeq(colorWords, ",") {
			name = strings.Replace(name, strings.ToLower(word), word[:1], 1)
		}
		colors.WriteString("=" + name + base64.StdEncoding.EncodeToString(rgb))
	}
	return colors.String() + "="
}

// types are the formats as a viewer's Accept header names them.
func types(formats []string) []string {
	types := []string{}
	for _, format := range formats {
		types = append(types, ",image/"+strings.Replace(format, "jpg", "jpeg", 1))
	}
	return types
}

// list is never nil, so that JSON has an empty array.
func list[T any](l []T) []T { return append([]T{}, l...) }

// kinds are the letters that the function knows the kinds of values by.
var kinds = map[params.Kind]string{
	params.KindNumber: "0", params.KindLength: "1", params.KindInteger: "2", params.KindSwitch: "s", params.KindWord: "t",
	params.KindColor: "k", params.KindColors: "u", params.KindRatio: "r",
	params.KindRegion: "g", params.KindBorder: "b", params.KindRadii: "d", params.KindText: "t", params.KindName: "t",
	params.KindPaint: "p", params.KindFrames: "f",
}

// frequent are the parameters of most requests, which are found soonest.
var frequent = []string{"w", "h", "auto", "fit", "q", "dpr", "fm", "crop"}

// parameterTable writes the table of parameters in the function's form: the frequent
// ones by their names, for each first letter of a name the parameters, and lists of words
// by capital letters. Names are there without a dash, too, unless the function finds them
// by putting it in; dashed are those that this would find and that are no parameters.
func parameterTable() (often, table string, words, dashed []string) {
	specs := params.Table()
	// What concerns the request and not the image is the handler's to read.
	specs = append(specs, params.Spec{Name: "versionId", Kind: params.KindText}, params.Spec{Name: "debug", Kind: params.KindText})
	names := map[string]string{}
	letters := [26]string{}
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
		names[s.Name] = "=" + s.Name + ":" + letter
		short := undashed(s.Name)
		if short != "" && !slices.Contains(s.Also, short) {
			dashed = append(dashed, short)
		}
		for _, name := range append(slices.Clone(s.Also), s.Name) {
			if name != short {
				letters[s.Name[0]-'a'] += "=" + name
			}
		}
		letters[s.Name[0]-'a'] += ":" + letter
	}
	for _, name := range frequent {
		often += names[name]
	}
	return often, strings.TrimRight(strings.Join(letters[:], "|"), "|"), words, dashed
}

// undashed is the name in which the function puts the dash of this one, if there is such.
func undashed(name string) string {
	i := 4
	if name[0] == 'b' {
		i = 5
	}
	if len(name) <= i || name[i] != '-' {
		return ""
	}
	return name[:i] + name[i+1:]
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
