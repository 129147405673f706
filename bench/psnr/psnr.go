// Package psnr measures how near the luma of one image comes to that of another: PSNR and SSIM.
package psnr

import "math"

// A Plane is W by H samples, 0 to 255, row after row.
type Plane struct {
	W, H int
	Pix  []float64
}

// PSNR is the peak signal-to-noise ratio in dB, infinite for equal planes. Both
// must be of one size.
func PSNR(a, b Plane) float64 {
	sum := 0.0
	for i, v := range a.Pix {
		sum += (v - b.Pix[i]) * (v - b.Pix[i])
	}
	return 10 * math.Log10(255*255*float64(len(a.Pix))/sum)
}

// SSIM is the mean structural similarity (Wang et al. 2004) over a Gaussian
// window of 11 by 11 and sigma 1.5 at every sample, with K1 = 0.01 and K2 = 0.03;
// beyond the edges the outermost samples go on. Both planes must be of one size.
func SSIM(a, b Plane) float64 {
	const c1, c2 = (0.01 * 255) * (0.01 * 255), (0.03 * 255) * (0.03 * 255)
	ma, mb := gaussian(a), gaussian(b)
	aa, bb, ab := gaussian(product(a, a)), gaussian(product(b, b)), gaussian(product(a, b))
	sum := 0.0
	for i := range ma.Pix {
		x, y := ma.Pix[i], mb.Pix[i]
		va, vb, cov := aa.Pix[i]-x*x, bb.Pix[i]-y*y, ab.Pix[i]-x*y
		sum += (2*x*y + c1) * (2*cov + c2) / ((x*x + y*y + c1) * (va + vb + c2))
	}
	return sum / float64(len(ma.Pix))
}

func product(a, b Plane) Plane {
	out := Plane{a.W, a.H, make([]float64, len(a.Pix))}
	for i := range out.Pix {
		out.Pix[i] = a.Pix[i] * b.Pix[i]
	}
	return out
}

func gaussian(p Plane) Plane { return blurred(blurred(p)) }

// reach is how far the window extends from its center.
const reach = 5

// blurred filters along x and returns the transposed plane.
func blurred(p Plane) Plane {
	var kernel [2*reach + 1]float64
	sum := 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-float64((i-reach)*(i-reach)) / (2 * 1.5 * 1.5))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	out := Plane{p.H, p.W, make([]float64, len(p.Pix))}
	padded := make([]float64, p.W+2*reach)
	for y := range p.H {
		row := p.Pix[y*p.W:][:p.W]
		copy(padded[reach:], row)
		for i := range reach {
			padded[i], padded[reach+p.W+i] = row[0], row[p.W-1]
		}
		for x := range row {
			v := 0.0
			for i, s := range padded[x:][:len(kernel)] {
				v += kernel[i] * s
			}
			out.Pix[x*p.H+y] = v
		}
	}
	return out
}
