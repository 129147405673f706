// Package quant finds palettes and draws images with them.
//
//	histogram.go   the image's colors, near ones together
//	boxes.go       a first palette: the colors are cut where they differ most
//	search.go      the nearest color of a palette; means and errors of what is nearest
//	draw.go        pixels to indices, with the error spread to their neighbors
//
// All arithmetic is in integers, and nothing depends on chance or on the order
// of a map: the same image gives the same palette everywhere.
package quant

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A Color is red, green, blue and straight alpha.
type Color = [4]byte

// vector is a color in the space that distances are measured in. An error of
// premultiplied color shows by dp on black and by dp-da on white; half the sum
// of both squares, over red, green and blue, times four, is
//
//	(2dp-da)^2 for each of the three, and 3da^2
//
// so that the Euclidean distance of (2r-a, 2g-a, 2b-a, sqrt(3)a) with
// premultiplied r, g and b is what the eye sees on both. 7/4 stands for sqrt(3).
type vector [4]int32

// opaque is the last coordinate of what is opaque.
const opaque = 255 * 7 >> 2

// vectorOf returns the vector of a premultiplied color.
func vectorOf(r, g, b, a int32) vector {
	return vector{2*r - a, 2*g - a, 2*b - a, a * 7 >> 2}
}

// premultiply returns c*a/255, rounded.
func premultiply(c, a byte) int32 {
	v := int32(c)*int32(a) + 128
	return (v + v>>8) >> 8
}

func vectorOfColor(c Color) vector {
	if c[3] == 255 {
		return vector{2*int32(c[0]) - 255, 2*int32(c[1]) - 255, 2*int32(c[2]) - 255, opaque}
	}
	return vectorOf(premultiply(c[0], c[3]), premultiply(c[1], c[3]), premultiply(c[2], c[3]), int32(c[3]))
}

func (v *vector) distance(w *vector) int32 {
	a, b, c, d := v[0]-w[0], v[1]-w[1], v[2]-w[2], v[3]-w[3]
	return a*a + b*b + c*c + d*d
}

// refinements is how often the colors become the means of what is nearest to
// them. Most of the gain is in the first two.
const refinements = 3

// Unseen says that a palette's errors, as Histogram.Error has them, do not show: on
// average a level a sample (48 dB), and at most a distance of 48 in red, green and blue,
// as single pixels of smoothed edges have.
func Unseen(mean, most int) bool { return mean <= unseenMean && most <= 4*48*48 }

const unseenMean = 12

// Hopeless says of an error before refinement, as Cutter.Rough has it, that refinement
// will not bring it to what is wanted: it takes a quarter or so off, a half at most.
func Hopeless(rough, want int) bool { return rough > 2*want }

// Quantize returns at most n colors, 1 to 256, for a Gray or RGB image, those
// with alpha first, and the image as indices into them, row by row without
// gaps. dither spreads the error of each pixel to its neighbors, if it shows. Where the meter
// ends the work, the result is of no use.
func Quantize(img *pixel.Image, n int, dither bool, m *work.Meter) (palette []Color, indices []byte) {
	h := Histogram{Meter: m}
	h.Add(img)
	palette = h.Palette(n)
	limit := 0
	if dither {
		if mean, most := h.Error(palette); !Unseen(mean, most) {
			limit = DitherLimit(mean)
		}
	}
	indices = make([]byte, img.W*img.H)
	Draw(indices, img, palette, limit, m)
	return palette, indices
}
