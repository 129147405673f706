package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// Sharpen adds to the luminance alone, so that edges get no colored fringes, what a
// Gaussian would take away:
//
//	Sharp    deviation 1 pixel, Sharp/50 times: 100 is twice
//	Unsharp  deviation Radius, Unsharp/100 times; a negative one softens
func Sharpen(img *pixel.Image, s Sharpening) *pixel.Image {
	if s.Sharp > 0 {
		img = unsharp(img, params.One, int32(s.Sharp*256/(50*params.One)))
	}
	if s.Unsharp != 0 {
		img = unsharp(img, s.Radius, int32(s.Unsharp*256/(100*params.One)))
	}
	return img
}

// unsharp adds amount, Q8, times the difference from the blurred luminance.
func unsharp(img *pixel.Image, s Sigma, amount int32) *pixel.Image {
	if s <= 0 || amount == 0 {
		return img
	}
	if img.Model != pixel.RGB {
		soft := gauss(&img.Plane[0], s, s, img.Meter)
		for y := 0; y < img.H && img.Meter.Spend(2*img.W); y++ {
			row, low := img.Plane[0].Row(y), soft.Row(y)
			for x, v := range row {
				row[x] = clamp8(int32(v) + ((int32(v)-int32(low[x]))*amount+128)>>8)
			}
		}
		return img
	}
	luma := &img.Convert(pixel.Gray, 1, 1).Plane[0]
	soft := gauss(luma, s, s, img.Meter)
	for y := 0; y < img.H && img.Meter.Spend(8*img.W); y++ {
		r, g, b := img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y)
		high, low := luma.Row(y), soft.Row(y)
		for x, v := range high {
			d := ((int32(v)-int32(low[x]))*amount + 128) >> 8
			r[x], g[x], b[x] = clamp8(int32(r[x])+d), clamp8(int32(g[x])+d), clamp8(int32(b[x])+d)
		}
	}
	return img
}
