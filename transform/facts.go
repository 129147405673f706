package transform

import (
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// These formats stand for outputs that are not images: facts about the source (fm=json),
// a BlurHash (fm=blurhash), and dominant colors (palette). Facts need only the header of
// the source. The others are computed from the result of the query, whose sides are at
// most factsSide pixels.
var (
	jsonFacts  = &codec.Format{Name: "json", Title: "JSON", MediaType: "application/json", Words: []string{"json"}, Alpha: true}
	cssPalette = &codec.Format{Name: "css", MediaType: "text/css; charset=utf-8", Alpha: true}
	blurHash   = &codec.Format{Name: "blurhash", Title: "BlurHash", MediaType: "text/plain; charset=utf-8", Words: []string{"blurhash"}}
)

const factsSide = 64

// factsFormat returns the format of an output that is not an image, or nil if the query
// asks for an image.
func factsFormat(p *params.Params) *codec.Format {
	switch {
	case p.Palette == params.PaletteJSON, p.Palette == params.PaletteNone && p.Format == params.FormatJSON:
		return jsonFacts
	case p.Palette == params.PaletteCSS:
		return cssPalette
	case p.Format == params.FormatBlurHash:
		return blurHash
	}
	return nil
}

// readOff returns the BlurHash or the palette of an RGB image, with or without alpha.
func readOff(img *pixel.Image, p *params.Params, f *codec.Format) []byte {
	if f == blurHash {
		return []byte(ops.BlurHash(img) + "\n")
	}
	colors := ops.Palette(img, p.Colors.Or(6*params.One).Int())
	if f == cssPalette {
		return ops.PaletteCSS(colors, p.Prefix)
	}
	return ops.PaletteJSON(colors, ops.Palette(img, 16))
}

// describe returns the facts of a source as JSON, under the names that imgix uses, with
// the size in pixels that the query gives it.
func describe(f *codec.Format, h *codec.Header, seen, out params.Size) []byte {
	profile := "sRGB"
	if h.ICC != nil || h.Space != nil {
		profile = "embedded"
	}
	b := []byte("{")
	text := func(name, v string) { b = append(b, `"`+name+`":"`+v+`",`...) }
	number := func(name string, v int) {
		b = append(strconv.AppendInt(append(b, `"`+name+`":`...), int64(v), 10), ',')
	}
	text("Content-Type", f.MediaType)
	text("ColorModel", modelName(h.Model))
	text("Profile", profile)
	number("Orientation", h.Orientation)
	number("PixelWidth", seen.W)
	number("PixelHeight", seen.H)
	b = append(strconv.AppendBool(append(b, `"HasAlpha":`...), h.Alpha), ',')
	b = append(b, `"Output":{`...)
	number("PixelWidth", out.W)
	number("PixelHeight", out.H)
	return append(b[:len(b)-1], "}}\n"...)
}

func modelName(m pixel.Model) string {
	switch m {
	case pixel.Gray, pixel.CMYK:
		return m.String()
	}
	return "RGB"
}
