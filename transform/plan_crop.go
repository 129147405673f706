package transform

import (
	"image"

	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// crop=entropy and crop=edges look at the pixels to choose what the cut keeps.
// The source goes by once, so all that the cut may choose from is made at the
// scale of the output, and cut afterwards: that costs what an output without the
// cut costs, but for the encoder. Where that is beyond the limits the cut stays
// in the middle.

// widen lets the frame hold the whole window, if the content is to choose.
func (f *framePlan) widen(g params.Geometry, lim *Limits) {
	if g.Choose == params.CropCenter {
		return
	}
	scaled := func(n int, window, crop int64) int64 {
		return max(int64(n), (int64(n)*(window>>8)+crop>>9)/max(crop>>8, 1))
	}
	w, h := scaled(f.w, g.Window.W, g.Crop.W), scaled(f.h, g.Window.H, g.Crop.H)
	if w*h > lim.OutputPixels || w*h > lim.Memory/8 {
		return
	}
	f.choose = g.Choose
	f.cutW, f.cutH = f.w, f.h
	f.w, f.h, f.crop = int(w), int(h), g.Window
}

// cut takes what was chosen out of the frame. An animation stands still: what its
// first picture chose holds for all.
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
