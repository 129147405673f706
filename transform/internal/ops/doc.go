// Package ops has the operations on an image that has its final size: point operations,
// filters, shapes, rotations and layers. It also computes BlurHashes and palettes.
//
//	point.go     which point operations a query asks for, in one pass
//	tone.go      one table for exp, gam, bri, con, high, shad, invert
//	matrix.go    one matrix for sat, hue, sepia, monochrome, duotone
//	gauss.go     Gaussian blur as three boxes     pixelate.go  px
//	sharpen.go   sharp, usm                       denoise.go   nr, nrs
//	shape.go     antialiased rectangles, ellipses; border and mask
//	rotate.go    any angle                        fill.go      fill=blur
//	blend.go     W3C's formulas                   layer.go     one image over another
//	saliency.go  crop=entropy, crop=edges         border.go    what trim takes off
//	blurhash.go  palette.go                       strings in an image's place
//
// The adjustments follow imgix's documentation, which gives no formulas; each function
// defines its own. If the W3C's Filter Effects or Compositing and Blending
// (https://www.w3.org/TR/filter-effects-1/, https://www.w3.org/TR/compositing-1/) define
// a formula, it is that one.
//
// Samples are 8 bits of sRGB with straight alpha. All arithmetic is integer. Functions
// change their argument in place if it has the planes for the result, and return the
// result.
package ops
