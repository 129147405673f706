package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// softScale is by how much smaller than the canvas a soft image is made: what
// is blurred has nothing finer.
const softScale = 8

// Soft returns the image, RGB and opaque, enlarged until it covers w by h, cut
// in the middle and blurred by a twentieth of the longer side: what fill=blur
// shows around it.
func Soft(img *pixel.Image, w, h int) *pixel.Image {
	x, y := resample.Full(img.W), resample.Full(img.H)
	// The middle of the image in the canvas's proportion.
	if wide := int64(img.W)*int64(h) > int64(img.H)*int64(w); wide {
		x = middle(img.W, int64(img.H)*int64(w)<<16/int64(h))
	} else {
		y = middle(img.H, int64(img.W)*int64(h)<<16/int64(w))
	}
	sw, sh := (w+softScale-1)/softScale, (h+softScale-1)/softScale
	small := Resize(img, sw, sh, x, y, resample.Box)
	small = Blur(small, params.Decimal(max(sw, sh))*params.One/20)
	return Resize(small, w, h, resample.Full(sw), resample.Full(sh), resample.MitchellNetravali)
}

// middle is the n, 16.16, in the middle of a side.
func middle(side int, n int64) resample.Span {
	lo := (int64(side)<<16 - n) / 2
	return resample.Span{Lo: lo, Hi: lo + n}
}

// Resize returns the box x by y of an image without subsampling as one of w by
// h. Colors are not weighted by alpha.
func Resize(img *pixel.Image, w, h int, x, y resample.Span, f resample.Filter) *pixel.Image {
	out := img.Another(img.Model, w, h, 1, 1, img.HasAlpha())
	push := func(dst, src *pixel.Plane) {
		r := resample.New(dst, img.W, img.H, x, y, f)
		r.Meter = img.Meter
		r.PushRows(0, src)
	}
	for i := range img.Model.Planes() {
		push(&out.Plane[i], &img.Plane[i])
	}
	if img.HasAlpha() {
		push(&out.Alpha, &img.Alpha)
	}
	return out
}

// Crop returns a copy of the w by h pixels from (x, y) on, which are whole
// chroma samples.
func Crop(img *pixel.Image, x, y, w, h int) *pixel.Image {
	out := img.Another(img.Model, w, h, img.SubX, img.SubY, img.HasAlpha())
	for i := range img.Model.Planes() {
		subX, subY := 1, 1
		if i > 0 {
			subX, subY = img.SubX, img.SubY
		}
		cropPlane(&out.Plane[i], &img.Plane[i], x/subX, y/subY, img.Meter)
	}
	if img.HasAlpha() {
		cropPlane(&out.Alpha, &img.Alpha, x, y, img.Meter)
	}
	return out
}

func cropPlane(dst, src *pixel.Plane, x, y int, m *work.Meter) {
	for i := 0; i < dst.H && m.Spend(dst.W); i++ {
		copy(dst.Row(i), src.Row(y + i)[x:])
	}
}
