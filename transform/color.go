package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/pixel"
)

// toSRGB converts the colors of a frame to sRGB, unless the decoder's bands have been
// converted. A CMYK image becomes RGB.
func (d *job) toSRGB(img *pixel.Image) *pixel.Image {
	if d.head.YCCK { // before the profile, which is for inks
		fromYCCK(img)
	}
	if f := d.frame; f.convert != nil && !f.convertBands {
		f.convert.Apply(img)
	}
	if d.head.Model == pixel.CMYK {
		img = img.Convert(pixel.RGB, 1, 1)
	}
	return img
}

// bandToSRGB converts a band in place, for a plan with convertBands.
func bandToSRGB(b *pixel.Band, h *codec.Header, t conversion) {
	luma := &b.Plane[0]
	img := pixel.Image{Model: h.Model, W: luma.W, H: luma.H, SubX: 1, SubY: 1, Plane: b.Plane}
	if h.Model == pixel.YCbCr {
		img.SubX, img.SubY = h.Sampling.HMax/h.Sampling.H[1], h.Sampling.VMax/h.Sampling.V[1]
	}
	t.Apply(&img)
}

// fromYCCK undoes the color transform of Adobe's four-channel JPEG files, in
// place.
func fromYCCK(img *pixel.Image) {
	for y := 0; y < img.H && img.Meter.Spend(8*img.W); y++ {
		jpeg.YCCKToCMYK(img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y))
	}
}
