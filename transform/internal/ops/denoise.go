package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Denoise takes noise away by as much as reduce says and then sharpens, both 0 to 100,
// 0 or less for not at all. Every sample becomes the mean of those of the 5 by 5 around it
// that differ from it by no more than reduce/4 levels, which leaves edges alone (the
// sigma filter: Lee, "Digital Image Smoothing and the Sigma Filter", 1983). Then
// the image is sharpened like Sharp, half as much.
func Denoise(img *pixel.Image, reduce, sharpen params.Decimal) *pixel.Image {
	if level := int32(reduce / (4 * params.One)); level > 0 {
		for i := range img.Model.Planes() {
			img.Plane[i] = smooth(&img.Plane[i], level, img.Meter)
		}
	}
	if sharpen > 0 {
		return unsharp(img, params.One, int32(sharpen*256/(100*params.One)))
	}
	return img
}

// smooth returns the plane after the sigma filter.
func smooth(p *pixel.Plane, level int32, m *work.Meter) pixel.Plane {
	out := pixel.NewPlane(p.W, p.H)
	var near [5][]byte
	for y := range p.H {
		if !m.Spend(32 * p.W) {
			break
		}
		for i := range near {
			near[i] = p.Row(min(max(y+i-2, 0), p.H-1))
		}
		smoothRow(out.Row(y), &near, level)
	}
	return out
}

func smoothRow(dst []byte, near *[5][]byte, level int32) {
	for x := range dst {
		v := int32(near[2][x])
		lo, hi := max(x-2, 0), min(x+3, len(dst))
		sum, n := int32(0), int32(0)
		for _, row := range near {
			for _, u := range row[lo:hi] {
				if d := int32(u) - v; d <= level && -d <= level {
					sum += d
					n++
				}
			}
		}
		dst[x] = byte(v + (2*sum+n+2*n*level)/(2*n) - level)
	}
}
