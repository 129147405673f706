package main

import (
	"bytes"
	"image"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// otherFiles are the formats that are only read.
func otherFiles() []entry {
	photo := func() *image.NRGBA { return framed(landscape(), 80, 60).NRGBA() }
	return append([]entry{
		{"other/rgb.bmp", "80x60, 24 bit", func() []byte { return encodeBMP(rgbaOf(photo())) }},
		{"other/alpha.bmp", "80x60, 32 bit with alpha", func() []byte { return encodeBMP(marbles(80, 60).NRGBA()) }},
		{"other/palette.bmp", "80x60, 256 colors", func() []byte { return encodeBMP(paletted(photo())) }},
		{"other/gray.bmp", "80x60, 8 bit gray", func() []byte { return encodeBMP(grayOf(photo())) }},
		{"other/rgb.tiff", "80x60, not compressed", func() []byte { return encodeTIFF(rgbaOf(photo()), tiff.Uncompressed, false) }},
		{"other/deflate.tiff", "80x60, deflate with predictor", func() []byte { return encodeTIFF(rgbaOf(photo()), tiff.Deflate, true) }},
		{"other/alpha.tiff", "80x60 with alpha, deflate", func() []byte { return encodeTIFF(marbles(80, 60).NRGBA(), tiff.Deflate, false) }},
		{"other/gray.tiff", "80x60, 8 bit gray, deflate", func() []byte { return encodeTIFF(grayOf(photo()), tiff.Deflate, true) }},
		{"other/gray16.tiff", "80x60, 16 bit gray", func() []byte { return encodeTIFF(gray16(), tiff.Deflate, false) }},
		{"other/palette.tiff", "80x60, 256 colors", func() []byte { return encodeTIFF(paletted(photo()), tiff.Deflate, false) }},
	}, append(tiffFiles(), bmpFiles()...)...)
}

func encodeBMP(m image.Image) []byte {
	var b bytes.Buffer
	if err := bmp.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func encodeTIFF(m image.Image, c tiff.CompressionType, predictor bool) []byte {
	var b bytes.Buffer
	if err := tiff.Encode(&b, m, &tiff.Options{Compression: c, Predictor: predictor}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// rgbaOf returns an opaque image in the type that the encoders write without
// alpha.
func rgbaOf(m *image.NRGBA) *image.RGBA {
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

func grayOf(m *image.NRGBA) *image.Gray {
	g := image.NewGray(m.Rect)
	for i := range g.Pix {
		p := m.Pix[4*i:]
		g.Pix[i] = byte((19595*int(p[0]) + 38470*int(p[1]) + 7471*int(p[2]) + 1<<15) >> 16)
	}
	return g
}

func gray16() *image.Gray16 {
	p := framed(landscape(), 80, 60)
	g := image.NewGray16(image.Rect(0, 0, p.W, p.H))
	for i := range p.W * p.H {
		v := p.Pix[4*i+1] // green is near enough
		g.Pix[2*i], g.Pix[2*i+1] = byte(v>>8), byte(v)
	}
	return g
}

func paletted(m *image.NRGBA) *image.Paletted {
	colors, index := quantizeColors(m, 256, false)
	return &image.Paletted{Pix: index, Stride: m.Rect.Dx(), Rect: m.Rect, Palette: colorPalette(colors)}
}
