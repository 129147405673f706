package main

import (
	"image"
	"image/png"
	"os"

	"tintype/transform/measure"
)

func readPNG(name string) (*measure.Image, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	return imageOf(m), nil
}

// imageOf is an opaque image in 4:2:0, as encoders get it.
func imageOf(m image.Image) *measure.Image { return measure.ToYCbCr(rgbOf(m)) }

// rgbOf is an opaque image in RGB.
func rgbOf(m image.Image) *measure.Image {
	b := m.Bounds()
	img := measure.NewRGB(b.Dx(), b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			img.Plane[0].Row(y)[x], img.Plane[1].Row(y)[x], img.Plane[2].Row(y)[x] = uint8(r>>8), uint8(g>>8), uint8(bl>>8)
		}
	}
	return img
}
