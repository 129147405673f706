package avif

import (
	"tintype/transform/internal/codec/avif/av1"
	"tintype/transform/internal/pixel"
)

// sampled makes planes of an RGB image: with chroma of half the width and height, but
// of all samples where the image is drawn and its colors have edges, which are seen to
// run into each other. 4:4:4 takes a few bytes more and much more time.
func sampled(img *pixel.Image) *pixel.Image {
	half := img.Convert(pixel.YCbCr, 2, 2)
	luma := samples(&half.Plane[0])
	if img.W*img.H > largePixels || !av1.Look(&luma).Graphics() || img.Meter.Err() != nil {
		return half
	}
	if whole := img.Convert(pixel.YCbCr, 1, 1); sharpChroma(whole) {
		return whole
	}
	return half
}

// sharpStep is what samples of chroma that would share one are apart, at an edge.
const sharpStep = 24

// sharpChroma says that at least one in 200 squares of four pixels has an edge in
// chroma.
func sharpChroma(img *pixel.Image) bool {
	edges, all := 0, 0
	for p := 1; p < 3; p++ {
		for y := 0; y+1 < img.H && img.Meter.Spend(img.W); y += 2 {
			a, b := img.Plane[p].Row(y), img.Plane[p].Row(y+1)
			for x := 0; x+1 < len(a); x += 2 {
				least, most := min(a[x], a[x+1], b[x], b[x+1]), max(a[x], a[x+1], b[x], b[x+1])
				if most-least >= sharpStep {
					edges++
				}
			}
		}
		all += (img.W / 2) * (img.H / 2)
	}
	return 400*edges > all
}
