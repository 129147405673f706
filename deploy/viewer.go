package deploy

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"tintype/handler"
	"tintype/transform/params"
)

//go:embed viewer-request.js
var viewerSource string

// maxViewer is the most source that CloudFront Functions take, in bytes.
const maxViewer = 10240

// ViewerRequest returns the source of the viewer-request function for a
// configuration: tokens, formats, presets and widths are compiled in, and what
// is for readers is left out. Where that is larger than CloudFront allows the
// named colours go, and a query with one goes on as it came; it fails where
// even that is too large.
func ViewerRequest(c *handler.Config) ([]byte, error) {
	var js []byte
	for _, colors := range []string{viewerColors(), ""} {
		var err error
		if js, err = compileViewer(c, colors); err != nil || len(js) <= maxViewer {
			return js, err
		}
	}
	return nil, fmt.Errorf("viewer-request function: got %d bytes, want at most %d: fewer or shorter presets make it smaller", len(js), maxViewer)
}

func compileViewer(c *handler.Config, colors string) ([]byte, error) {
	defines, err := viewerDefines(c, colors)
	if err != nil {
		return nil, err
	}
	const head, foot = "var viewer = (function () {\n", "\nreturn handler\n})()\nfunction handler(event) { return viewer(event) }\n"
	out := api.Transform(head+viewerSource+foot, api.TransformOptions{
		Loader: api.LoaderJS, Target: api.ES2015, Define: defines, Charset: api.CharsetASCII,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
	})
	if len(out.Errors) > 0 {
		return nil, errors.New("viewer-request function: " + out.Errors[0].Text)
	}
	return out.Code, nil
}

// viewerDefines are the values that take the place of the capital names.
func viewerDefines(c *handler.Config, colors string) (map[string]string, error) {
	presets := map[string]string{}
	for name, query := range c.Presets {
		presets["$"+name] = query // no name is one of Object.prototype's
	}
	config, err := json.Marshal(map[string]any{
		"tokens": list(c.Signing.Tokens), "required": c.Signing.Required, "formats": list(c.Formats),
		"presets": presets, "onlyPresets": c.OnlyPresets, "snapWidths": list(c.SnapWidths),
	})
	if err != nil {
		return nil, err
	}
	packed, words := pack(viewerTable() + "\n" + colors)
	code, err := json.Marshal(words)
	if err != nil {
		return nil, err
	}
	return map[string]string{"CONFIG": string(config), "PACKED": strconv.Quote(packed), "PACK_WORDS": string(code)}, nil
}

// viewerColors lists the named colours; grey is gray to the function.
func viewerColors() string {
	var colors strings.Builder
	for line := range strings.Lines(params.ColorNames()) {
		hex, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.Contains(name, "grey") {
			colors.WriteString("," + hex + name)
		}
	}
	return colors.String() + ","
}

// list is never nil, so that JSON has an empty array.
func list[T any](l []T) []T { return append([]T{}, l...) }

// viewerKinds are the letters that the function knows the kinds of values by.
var viewerKinds = map[params.Kind]string{
	params.KindLength: "l", params.KindInteger: "i", params.KindNumber: "n", params.KindSwitch: "s", params.KindWord: "w",
	params.KindWords: "m", params.KindCrop: "c", params.KindColor: "k", params.KindColors: "u", params.KindRatio: "r",
	params.KindRegion: "g", params.KindBorder: "b", params.KindRadii: "d", params.KindText: "t", params.KindName: "a",
	params.KindPaint: "p", params.KindFrames: "f",
}

// viewerTable writes the table of parameters in the function's form.
func viewerTable() string {
	bit := map[bool]string{true: "1"}
	var rows []string
	for _, s := range params.Table() {
		names := append([]string{s.Name}, s.Also...)
		var same []string
		for _, alias := range s.Same {
			same = append(same, alias[0]+"="+alias[1])
		}
		row := strings.Join([]string{
			strings.Join(names, " "), viewerKinds[s.Kind], strconv.Itoa(s.Min), strconv.Itoa(s.Max),
			s.Address, bit[!s.Base64], strings.Join(s.Values, " "), strings.Join(same, " "),
		}, ":")
		rows = append(rows, strings.TrimRight(row, ":"))
	}
	// What concerns the request and not the picture is the handler's to read.
	rows = append(rows, "versionId:t:0:1024::1", "debug:s:0:0::1")
	return strings.Join(rows, ";")
}
