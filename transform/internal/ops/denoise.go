package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Denoise applies nr and nrs, if either is there; the one that is not is 20, as
// imgix has it. Every sample becomes the mean of those of the 5 by 5 around it
// that differ from it by no more than nr/4 levels, which leaves edges alone (the
// sigma filter: Lee, "Digital Image Smoothing and the Sigma Filter", 1983). Then
// nrs sharpens like sharp, half as much. What is negative does nothing.
func Denoise(img *pixel.Image, p *params.Params) *pixel.Image {
	if !p.NR.Set && !p.NRS.Set {
		return img
	}
	if level := int32(p.NR.Or(20*params.One) / (4 * params.One)); level > 0 {
		for i := range img.Model.Planes() {
			img.Plane[i] = smooth(&img.Plane[i], level, img.Meter)
		}
	}
	if s := p.NRS.Or(20 * params.One); s > 0 {
		return unsharp(img, params.One, int32(s*256/(100*params.One)))
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
