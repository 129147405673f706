package psnr

import (
	"math"
	"testing"
)

func of(w, h int, at func(x, y int) float64) Plane {
	p := Plane{w, h, make([]float64, w*h)}
	for i := range p.Pix {
		p.Pix[i] = at(i%w, i/w)
	}
	return p
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 && got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// What can be worked out by hand: equal planes, flat ones, and a plane of single
// bright samples so far apart that each is seen by its own windows only.
func TestByHand(t *testing.T) {
	slope := of(23, 17, func(x, y int) float64 { return float64(x*7 + y*3) })
	near(t, "SSIM of equal planes", SSIM(slope, slope), 1)
	near(t, "PSNR of equal planes", PSNR(slope, slope), math.Inf(1))

	flat := func(v float64) Plane { return of(12, 9, func(x, y int) float64 { return v }) }
	near(t, "PSNR of 100 and 110", PSNR(flat(100), flat(110)), 10*math.Log10(255*255/100.0))
	// Without variance only the means count: (2ab + C1)/(a² + b² + C1).
	const c1, c2 = 2.55 * 2.55, 7.65 * 7.65
	near(t, "SSIM of 100 and 110", SSIM(flat(100), flat(110)), (2*100*110+c1)/(100*100+110*110+c1))

	// One sample of 255 against none: a window that has it at weight g has mean
	// 255g, variance 255²g(1-g) and no covariance.
	const n = 31
	dot := of(n, n, func(x, y int) float64 {
		if x == n/2 && y == n/2 {
			return 255
		}
		return 0
	})
	weight, total := [11]float64{}, 0.0
	for i := range weight {
		weight[i] = math.Exp(-float64((i-5)*(i-5)) / 4.5)
		total += weight[i]
	}
	sum := float64(n*n - 121)
	for _, a := range weight {
		for _, b := range weight {
			g := a * b / (total * total)
			sum += c1 * c2 / ((255*255*g*g + c1) * (255*255*g*(1-g) + c2))
		}
	}
	near(t, "SSIM of a dot and nothing", SSIM(dot, flat31(n)), sum/(n*n))
}

func flat31(n int) Plane { return Plane{n, n, make([]float64, n*n)} }
