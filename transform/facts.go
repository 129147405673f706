package transform

import (
	"strconv"

	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// What goes out in place of a picture: facts about the source (fm=json), a
// BlurHash (fm=blurhash), dominant colours (palette). Facts need the header
// alone; the others look at the result of the query, made no larger than
// factsSide.
const (
	jsonFacts  Format = "json"
	cssPalette Format = "css"
	blurHash   Format = "blurhash"

	factsSide = 64
)

// factsFormat returns the format of what goes out in place of a picture, or "".
func factsFormat(p *params.Params) Format {
	switch {
	case p.Palette == params.PaletteJSON, p.Palette == params.PaletteNone && p.Format == params.FormatJSON:
		return jsonFacts
	case p.Palette == params.PaletteCSS:
		return cssPalette
	case p.Format == params.FormatBlurHash:
		return blurHash
	}
	return ""
}

// readOff writes what was asked for of an opaque or transparent RGB picture.
func readOff(img *pixel.Image, p *params.Params, f Format) []byte {
	if f == blurHash {
		return []byte(ops.BlurHash(img) + "\n")
	}
	colours := ops.Palette(img, p.Colors.Or(6*params.One).Int())
	if f == cssPalette {
		return ops.PaletteCSS(colours, p.Prefix)
	}
	return ops.PaletteJSON(colours, ops.Palette(img, 16))
}

// describe writes the facts of a source, named as imgix names them, and the
// size that the query gives it.
func describe(h header, seen, out params.Size) []byte {
	profile := "sRGB"
	if h.icc != nil || h.space != nil {
		profile = "embedded"
	}
	b := []byte("{")
	text := func(name, v string) { b = append(b, `"`+name+`":"`+v+`",`...) }
	number := func(name string, v int) {
		b = append(strconv.AppendInt(append(b, `"`+name+`":`...), int64(v), 10), ',')
	}
	text("Content-Type", h.format.ContentType())
	text("ColorModel", modelName(h.model))
	text("Profile", profile)
	number("Orientation", int(h.orientation))
	number("PixelWidth", seen.W)
	number("PixelHeight", seen.H)
	b = append(strconv.AppendBool(append(b, `"HasAlpha":`...), h.alpha), ',')
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
