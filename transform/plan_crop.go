package transform

import "tintype/transform/params"

// crop=entropy and crop=edges look at the pixels to choose what the cut keeps.
// The source goes by once, so all that the cut may choose from is made at the
// scale of the output, and cut afterwards: that costs what an output without the
// cut costs, but for the encoder. Where that is beyond the limits the cut stays
// in the middle.

// takeWindow lets the frame hold the whole window, if the content is to choose.
func (f *framePlan) takeWindow(g params.Geometry, lim *Limits) {
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
