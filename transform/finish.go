package transform

import (
	"tintype/transform/color"
	"tintype/transform/jpeg"
	"tintype/transform/params"
)

// finish applies what happens after the resize, in the order of the URL API,
// and leaves the planes that the output stores.
func finish(img *color.Image, p *params.Params, g params.Geometry, h header, out output) (*color.Image, error) {
	img = color.Orient(img, uint8(g.Orient))
	if h.ycck {
		fromYCCK(img)
	}
	if p.CS != params.CSOrigin || h.model == color.CMYK { // no output stores ink
		toSRGB(img, h.icc)
	}
	if img.Model == color.CMYK {
		img = img.Convert(color.RGB, 1, 1)
	}
	flat := out.format == JPEG
	if flat && img.HasAlpha() {
		img = img.Flatten(background(p))
	}
	if g.Canvas != g.Out {
		img = pad(img, p, g, flat)
	}
	want := out.model(img.Model)
	return img.Convert(want, out.subX, out.subY), nil
}

// background is what shows where there is no picture and no transparency.
func background(p *params.Params) [3]byte {
	if p.BG.Set {
		return [3]byte{p.BG.R, p.BG.G, p.BG.B}
	}
	return [3]byte{255, 255, 255}
}

// fromYCCK undoes the colour transform of Adobe's four-channel JPEG files, in
// place.
func fromYCCK(img *color.Image) {
	for y := range img.H {
		jpeg.YCCKToCMYK(img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y))
	}
}
