package main

import (
	"fmt"
	"go/format"
	"strings"

	"tintype/transform/params"
)

// goNames are fields whose name is not simply the parameter's in Go's spelling.
var goNames = map[string]string{
	"w": "Width", "h": "Height", "fm": "Format", "q": "Quality", "ar": "AR", "dpr": "DPR", "fp-x": "FPX", "fp-y": "FPY", "fp-z": "FPZ",
	"bg": "BG", "fps": "FPS", "cs": "CS", "usm": "USM", "usmrad": "USMRad", "nr": "NR", "nrs": "NRS", "trim-md": "TrimMD",
	"jpg-progressive": "Progressive", "chromasub": "ChromaSub", "colorquant": "ColorQuant",
}

// goTypes are the word kinds that have a type with constants, by parameter.
var goTypes = map[string]string{
	"fit": "Fit", "mark-fit": "Fit", "blend-fit": "Fit", "fm": "Format", "flip": "Flip", "trim": "Trim", "fill": "Fill", "mask": "Mask",
	"blend-mode": "BlendMode", "cs": "ColorSpace", "palette": "Palette",
}

// constants are the types with the parameter that lists their words and the prefix
// of their names.
var constants = []struct{ name, param, prefix, doc string }{
	{"Fit", "fit", "Fit", "says how an image comes into the box of width and height."},
	{"Format", "fm", "", "is an output format."},
	{"Flip", "flip", "Flip", "is a mirror."},
	{"Trim", "trim", "Trim", "says what counts as an even border."},
	{"Fill", "fill", "Fill", "says what padding is made of."},
	{"Mask", "mask", "Mask", "is a shape to clip to."},
	{"BlendMode", "blend-mode", "Blend", "names a formula of the W3C's Compositing and Blending Level 1."},
	{"ColorSpace", "cs", "CS", "says what becomes of a color profile."},
	{"Palette", "palette", "Palette", "asks for the dominant colors in place of the image."},
}

// formatName is the constant of a word of fm: the title of its format, or the word.
func formatName(word string) string {
	for _, f := range params.FileFormats() {
		if f.Name == word {
			return f.Title
		}
	}
	if name := map[string]string{"pjpg": "ProgressiveJPEG", "blurhash": "BlurHash"}[word]; name != "" {
		return name
	}
	return strings.ToUpper(word)
}

// goOptions writes the Go library's Options from the table.
func goOptions(table []params.Spec) ([]byte, error) {
	var b strings.Builder
	b.WriteString(goHead)
	section := params.Section(255)
	for _, s := range table {
		if !s.Image {
			continue
		}
		if s.Section != section {
			section = s.Section
			fmt.Fprintf(&b, "\n// %s.\n\n", section)
		}
		fmt.Fprintf(&b, "// %s is %s: %s\n", goName(s.Name), s.Name, s.Doc)
		fmt.Fprintf(&b, "// It is %s.", s.Want)
		if s.Default != "" {
			fmt.Fprintf(&b, " Default: %s.", s.Default)
		}
		fmt.Fprintf(&b, "\n%s %s\n", goName(s.Name), goType(&s))
	}
	b.WriteString("}\n\n// settings returns the parameters that the fields ask for.\nfunc (o *Options) settings() settings {\nvar s settings\n")
	for _, s := range table {
		if s.Image {
			method, value := goMethod(&s), "o."+goName(s.Name)
			if method == "text" && goTypes[s.Name] != "" {
				value = "string(" + value + ")"
			}
			fmt.Fprintf(&b, "s.%s(%q, %s)\n", method, s.Name, value)
		}
	}
	b.WriteString("return s\n}\n")
	for _, c := range constants {
		goConstants(&b, table, c.name, c.param, c.prefix, c.doc)
	}
	return format.Source([]byte(b.String()))
}

// goFields writes the map of fields to parameters that a test needs.
func goFields(table []params.Spec) ([]byte, error) {
	var b strings.Builder
	b.WriteString("// Made by go run ./docs/gen from transform/params. Do not edit.\n\npackage tintype_test\n\n" +
		"// fieldNames are the parameters of the fields of Options.\nvar fieldNames = map[string]string{\n")
	for _, s := range table {
		if s.Image {
			fmt.Fprintf(&b, "%q: %q,\n", goName(s.Name), s.Name)
		}
	}
	b.WriteString("}\n")
	return format.Source([]byte(b.String()))
}

func goConstants(b *strings.Builder, table []params.Spec, name, param, prefix, doc string) {
	fmt.Fprintf(b, "\n// %s %s See the parameter %s of the URL API.\ntype %s string\n\nconst (\n", name, doc, param, name)
	for _, s := range table {
		if s.Name != param {
			continue
		}
		for _, word := range s.Values {
			id := formatName(word)
			if prefix != "" {
				id = prefix + goWord(word)
			}
			fmt.Fprintf(b, "%s %s = %q\n", id, name, word)
		}
	}
	b.WriteString(")\n")
}

// goName is a parameter's field.
func goName(name string) string {
	if n := goNames[name]; n != "" {
		return n
	}
	parts := strings.Split(name, "-")
	for i, p := range parts {
		parts[i] = goWord(p)
	}
	return strings.Join(parts, "")
}

// goWord writes a word as the part of a name.
func goWord(w string) string {
	known := map[string]string{
		"fillmax": "FillMax", "hardlight": "HardLight", "softlight": "SoftLight", "colorunlessalpha": "ColorUnlessAlpha",
		"json": "JSON", "css": "CSS", "srgb": "SRGB", "hv": "HV",
	}
	if k := known[w]; k != "" {
		return k
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

func goType(s *params.Spec) string {
	if t := goTypes[s.Name]; t != "" {
		return t
	}
	return map[string]string{"integer": "int", "number": "float64", "toggle": "bool", "text": "string"}[goMethod(s)]
}

// goMethod is the method of settings that takes a parameter's field.
func goMethod(s *params.Spec) string {
	switch s.Kind {
	case params.KindLength, params.KindInteger:
		return "integer"
	case params.KindNumber:
		return "number"
	case params.KindSwitch:
		return "toggle"
	}
	return "text"
}

const goHead = `// Made by go run ./docs/gen from transform/params. Do not edit.

package tintype

// Options say what to do with an image. The zero value asks for nothing: the image
// comes out re-encoded in its own format, upright and in sRGB.
//
// Each field is a parameter of the URL API; its values are those of the URL. A
// field's zero asks for nothing. What a field cannot say, such as a width that is a
// fraction of the source's or a padding of 0 on one side, the Query can.
type Options struct {
	// Query is a query string of the URL API, "w=720&fm=webp". Fields win over it.
	// Names that it does not know are ignored, unless Strict is set.
	Query string
	// Strict refuses what would be ignored: unknown names in Query, parameters that the
	// output does not depend on (q of a PNG, which Result.Ignored lists without Strict), and Mark
	// without Images.
	Strict bool
	// Limits are the defaults where nil.
	Limits *Limits
	// Images opens what Mark and Blend name. Without it they are left out, and
	// Result.Missing names them.
	Images Images
`
