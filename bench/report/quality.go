package main

import (
	"math"
)

// quality is how near an output comes to its reference, over luma.
type quality struct {
	PSNR float64 `json:"psnr"` // dB
	SSIM float64 `json:"ssim"` // Wang et al. 2004, 11 by 11 Gaussian of sigma 1.5
	W, H int
}

// compare decodes an output with the standard library's decoders and measures
// it against the reference of its size.
func compare(name string, of func(w, h int) plane) (quality, error) {
	p, err := openPicture(name)
	if err != nil {
		return quality{}, err
	}
	got := p.luma()
	reference := of(got.w, got.h)
	// What no 8-bit file can hold is no fault of the contender.
	for i, v := range reference.pix {
		reference.pix[i] = min(max(v, 0), 255)
	}
	return quality{psnr(got, reference), ssim(got, reference), got.w, got.h}, nil
}

func psnr(a, b plane) float64 {
	sum := 0.0
	for i, v := range a.pix {
		sum += (v - b.pix[i]) * (v - b.pix[i])
	}
	return 10 * math.Log10(255*255*float64(len(a.pix))/sum)
}

func ssim(a, b plane) float64 {
	const c1, c2 = (0.01 * 255) * (0.01 * 255), (0.03 * 255) * (0.03 * 255)
	product := func(p, q plane) plane {
		out := newPlane(p.w, p.h)
		for i := range out.pix {
			out.pix[i] = p.pix[i] * q.pix[i]
		}
		return gaussian(out)
	}
	ma, mb := gaussian(a), gaussian(b)
	aa, bb, ab := product(a, a), product(b, b), product(a, b)
	sum := 0.0
	for i := range ma.pix {
		x, y := ma.pix[i], mb.pix[i]
		va, vb, cov := aa.pix[i]-x*x, bb.pix[i]-y*y, ab.pix[i]-x*y
		sum += (2*x*y + c1) * (2*cov + c2) / ((x*x + y*y + c1) * (va + vb + c2))
	}
	return sum / float64(len(ma.pix))
}

func gaussian(p plane) plane { return p.blurX().transposed().blurX().transposed() }

func (p plane) blurX() plane {
	var kernel [11]float64
	sum := 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-float64((i-5)*(i-5)) / (2 * 1.5 * 1.5))
		sum += kernel[i]
	}
	out := newPlane(p.w, p.h)
	for y := range p.h {
		row := p.pix[y*p.w:][:p.w]
		for x := range row {
			v := 0.0
			for i, k := range kernel {
				v += k * row[min(max(x+i-5, 0), p.w-1)]
			}
			out.pix[y*p.w+x] = v / sum
		}
	}
	return out
}
