package transform

import (
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// operate applies the operations that work on sRGB, in the order of the URL API, and
// converts the result to the planes that the output stores.
//
// The adjustments come before the canvas: after it they would also change the colors that
// the query names for the padding.
func (d *job) operate(img *pixel.Image) (*pixel.Image, error) {
	p, g, out := d.p, d.g, &d.out
	if p.NR.Set || p.NRS.Set { // the one that is not is 20, as imgix has it
		img = ops.Denoise(img, p.NR.Or(20*params.One), p.NRS.Or(20*params.One))
	}
	img = ops.Adjust(img, &ops.Adjustments{
		Exp: p.Exp, Gam: p.Gam, Bri: p.Bri, Con: p.Con, High: p.High, Shad: p.Shad, Invert: p.Invert == params.On,
		Vib: p.Vib, Sat: p.Sat, Hue: p.Hue, Sepia: p.Sepia, Monochrome: p.Monochrome, Duotone: p.Duotone,
	})
	img = ops.Sharpen(img, ops.Sharpening{Sharp: p.Sharp, Unsharp: p.USM, Radius: p.USMRad.Or(5 * params.One / 2)})

	under := ground(p, out.flat())
	if under.Opaque && img.HasAlpha() {
		img = img.Flatten(under.C)
	}
	if g.Canvas != g.Out {
		img = pad(img, p, g, out.flat())
	}
	if g.Rotate != 0 {
		img = ops.Rotate(img, g.Rotate, g.Final.W, g.Final.H, under)
	}
	img = ops.Blur(img, ops.BlurSigma(p.Blur))
	img = ops.Pixelate(img, p.Px)
	img = d.layers(img)
	img = decorate(img, p, under)
	img = img.Convert(out.takes(img), out.SubX, out.SubY)
	return img, img.Meter.Err()
}

// decorate draws the border and cuts by the mask.
func decorate(img *pixel.Image, p *params.Params, under ops.Ground) *pixel.Image {
	if b := p.Border; b.Width > 0 || p.BorderRadius != (params.Radii{}) {
		img = ops.Border(img, p.Scaled(b.Width), b.Color, scaledRadii(p, p.BorderRadius), under)
	}
	if p.Mask == params.MaskEllipse || p.Mask == params.MaskCorners {
		img = ops.Mask(img, p.Mask, scaledRadii(p, p.CornerRadius), under)
	}
	if img.HasAlpha() && p.BG.Set {
		ops.Underlay(img, p.BG)
	}
	return img
}

// scaledRadii multiplies radii by dpr.
func scaledRadii(p *params.Params, r params.Radii) params.Radii {
	for i := range r {
		r[i] = p.Scaled(r[i])
	}
	return r
}

// ground returns the color that shows where there is no image and no transparency: bg if
// it is opaque. A format without alpha takes bg whatever its alpha.
func ground(p *params.Params, flat bool) ops.Ground {
	bg := p.BG
	if !bg.Set {
		bg = params.RGB(0xffffff)
		return ops.Ground{C: [3]byte{bg.R, bg.G, bg.B}, Opaque: flat}
	}
	return ops.Ground{C: [3]byte{bg.R, bg.G, bg.B}, Opaque: flat || bg.Opaque()}
}
