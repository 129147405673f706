package transform

import (
	"image"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// render makes the pixels of one frame: it decodes and resizes, converts colors, and does
// what else is asked for. Those of an animation share the plan with its conversion, the
// weights of filters and the place of the cut.
func (d *job) render(s codec.Source) (*pixel.Image, error) {
	img, err := d.resize(s)
	if err != nil {
		return nil, err
	}
	img = d.upright(d.cut(img))
	return d.operate(d.toSRGB(img))
}

// cut takes what was chosen out of the frame. An animation stands still: what its
// first image chose holds for all.
func (d *job) cut(img *pixel.Image) *pixel.Image {
	f := d.frame
	if f.choose == params.CropCenter {
		return img
	}
	if d.chosen == nil {
		x, y := ops.Choose(img, f.cutW, f.cutH, f.choose)
		d.chosen = &image.Point{X: x / img.SubX * img.SubX, Y: y / img.SubY * img.SubY} // whole chroma samples
	}
	return ops.Crop(img, d.chosen.X, d.chosen.Y, f.cutW, f.cutH)
}

// upright applies the source's orientation, and what orient, rot by right angles and
// flip ask for.
func (d *job) upright(img *pixel.Image) *pixel.Image {
	return pixel.Orient(img, uint8(d.g.Orient))
}
