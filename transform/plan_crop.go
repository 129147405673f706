package transform

import "tintype/transform/params"

// crop=entropy and crop=edges look at the pixels to choose what the cut keeps. The source
// is read only once, so the whole window is resized to the scale of the output and cut
// afterwards. That costs as much as an output without the cut, except for the encoder. If
// the window exceeds the limits, the middle is kept.

// takeWindow makes the frame hold the whole window if the content decides what the cut
// keeps.
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
