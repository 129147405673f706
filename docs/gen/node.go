package main

import (
	"fmt"
	"strings"

	"tintype/transform/params"
)

// kindWords name the kinds of parameters in shim/node/table.mjs.
var kindWords = map[params.Kind]string{
	params.KindLength: "length", params.KindInteger: "integer", params.KindNumber: "number", params.KindSwitch: "switch",
	params.KindWord: "word", params.KindWords: "words", params.KindCrop: "words", params.KindColor: "color", params.KindColors: "colors",
	params.KindRatio: "ratio", params.KindRegion: "region", params.KindBorder: "border", params.KindRadii: "radii",
	params.KindText: "text", params.KindName: "name", params.KindPaint: "paint", params.KindFrames: "frames",
}

// kindTypes are the kinds' types in TypeScript, but for those made of words.
var kindTypes = map[params.Kind]string{
	params.KindLength: "number", params.KindInteger: "number", params.KindNumber: "number", params.KindSwitch: "boolean",
	params.KindColor: "Color", params.KindColors: "readonly [Color, Color]", params.KindRatio: "number | `${number}:${number}`",
	params.KindRegion: "Region", params.KindBorder: "Border", params.KindRadii: "number | readonly [number, number, number, number]",
	params.KindText: "string", params.KindName: "string", params.KindPaint: "Color | Bytes",
	params.KindFrames: "number | `${number}-${number}` | `${number}-` | `-${number}` | readonly [number, number]",
}

// spelled are parameters whose other name reads better in an object.
var spelled = map[string]string{"w": "width", "h": "height", "fm": "format", "q": "quality"}

// parameterTable writes what the library needs to know of the grammar.
func parameterTable(table []params.Spec) []byte {
	var b strings.Builder
	b.WriteString("// The parameters: name, kind, whether it asks nothing of the pixels, other names.\n" +
		"// Made by go run ./docs/gen from transform/params. Do not edit.\n\nexport const rows = [\n")
	for _, s := range table {
		fmt.Fprintf(&b, "  ['%s', '%s', %t", s.Name, kindWords[s.Kind], !s.Image)
		for _, name := range s.Also {
			fmt.Fprintf(&b, ", '%s'", name)
		}
		b.WriteString("],\n")
	}
	b.WriteString("]\n\n// The image file formats: name, media type, whether there is a quality.\nexport const fileFormats = [\n")
	for _, f := range params.FileFormats() {
		fmt.Fprintf(&b, "  ['%s', '%s', %t],\n", f.Name, f.MediaType, f.Quality > 0)
	}
	b.WriteString("]\n")
	return []byte(b.String())
}

// optionTypes writes the TypeScript interface of a transformation.
func optionTypes(table []params.Spec) []byte {
	var b strings.Builder
	b.WriteString(optionsHead)
	for _, s := range table {
		if !s.Image {
			continue
		}
		name := camel(s.Name)
		if long := spelled[s.Name]; long != "" {
			fmt.Fprintf(&b, "  /** The same as {@link %s}. */\n  %s?: %s\n", long, name, optionType(&s))
			name = long
		}
		fmt.Fprintf(&b, "  /**\n   * %s\n", strings.ReplaceAll(s.Doc, "*/", "* /"))
		if s.Kind == params.KindInteger || s.Kind == params.KindNumber {
			fmt.Fprintf(&b, "   *\n   * From %s.\n", s.Want)
		}
		if s.Default != "" {
			fmt.Fprintf(&b, "   * @default %s\n", s.Default)
		}
		fmt.Fprintf(&b, "   */\n  %s?: %s\n", name, optionType(&s))
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// optionType is a parameter's type in TypeScript.
func optionType(s *params.Spec) string {
	if s.Name == "mark" {
		return "string | Bytes"
	}
	words := s.Values
	if t := kindTypes[s.Kind]; t != "" {
		for _, word := range words { // what a number may be called
			t += " | '" + word + "'"
		}
		return t
	}
	for _, pair := range s.Same {
		words = append(words, pair[0])
	}
	union := "'" + strings.Join(words, "' | '") + "'"
	if s.Name == "orient" || s.Name == "chromasub" {
		union += " | " + strings.Join(words, " | ") // numbers as such
	}
	if s.Kind == params.KindWord {
		return union
	}
	return union + " | readonly (" + union + ")[]"
}

// camel writes a name as JavaScript does.
func camel(name string) string {
	parts := strings.Split(name, "-")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

const optionsHead = "// The parameters as an object. Made by go run ./docs/gen from transform/params. Do not edit.\n" + `
/** Bytes of an encoded image. */
export type Bytes = Uint8Array | Uint8ClampedArray | ArrayBuffer | SharedArrayBuffer

/** A CSS color name, or hexadecimal digits: "#f80", "#ff8800" and, with alpha last as in CSS, "#ff880080". Without "#", alpha stands first. */
export type Color = string

/** A rectangle of the source, upright: pixels, fractions from 0 to 1, or words such as "center" and "full". */
export type Region =
  | readonly [x: number | string, y: number | string, width: number | string, height: number | string]
  | { readonly x: number | string; readonly y: number | string; readonly width: number | string; readonly height: number | string }
  | string

/** A line over the edge of the image: its width in pixels and its color. */
export type Border = readonly [width: number, color: Color] | { readonly width: number; readonly color: Color } | string

/** What to make of a source. Each property is a parameter of the URL API, by its name in camel case. */
export interface Transformation {
`
