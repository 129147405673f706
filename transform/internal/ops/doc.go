// Package ops holds what may be done to an image once it has its size: point
// operations, filters, shapes, turns, layers, and what can be read off it.
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
// The meaning of the adjustments follows imgix's documentation, which gives no
// formulas: each is defined here, at its function. Where the W3C's Filter
// Effects or Compositing and Blending (https://www.w3.org/TR/filter-effects-1/,
// https://www.w3.org/TR/compositing-1/) name a formula, it is that one.
//
// Samples are 8 bit and straight sRGB. All arithmetic is integer; functions
// change the image that they are given wherever it has the planes for it, and
// return it.
package ops
