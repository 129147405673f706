// Package scene draws the images that the project's test data is made of.
//
// Every function gives the same pixels on every machine. Patterns come from
// integer hashes; geometry is float64 with nothing but the operations that
// IEEE 754 defines exactly, and each product that is added to something stands
// in an explicit float64(), which forbids the compiler to fuse the two. Inlining
// can bring a product and a sum together, so that arguments are rounded too;
// `go test ./testdata/gen -all` looks at the object code.
package scene

import (
	"image"
	"runtime"
	"sync"
)

// Image holds pixels of four 16-bit samples, red, green, blue and alpha, not
// premultiplied and sRGB encoded. The type is wide so that the 16-bit files
// hold real detail.
type Picture struct {
	W, H int
	Pix  []uint16 // 4·W·H
}

// NewPicture returns a transparent black image.
func NewPicture(w, h int) *Picture {
	return &Picture{W: w, H: h, Pix: make([]uint16, 4*w*h)}
}

// Color is a color with components in [0, 1], sRGB encoded unless a function
// says that it is light.
type Color struct{ R, G, B float64 }

// at returns the samples of one pixel.
func (p *Picture) at(x, y int) []uint16 {
	return p.Pix[4*(y*p.W+x):][:4:4]
}

// set stores an opaque color.
func (p *Picture) set(x, y int, c Color) {
	q := p.at(x, y)
	q[0], q[1], q[2], q[3] = sample(c.R), sample(c.G), sample(c.B), 0xffff
}

// sample quantizes [0, 1] to 16 bit.
func sample(v float64) uint16 {
	switch {
	case v <= 0:
		return 0
	case v >= 1:
		return 0xffff
	}
	return uint16(float64(v*65535) + 0.5)
}

// parallel calls f for 0…n-1, spread over the processors. The calls must not
// depend on each other.
func parallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// NRGBA returns the image in 8 bits.
func (p *Picture) NRGBA() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	for i, v := range p.Pix {
		m.Pix[i] = byte((int(v)*255 + 32767) / 65535)
	}
	return m
}

// Scale returns the image at w by h, at most its own size, each pixel the
// mean of the area that it covers.
func (p *Picture) Scale(w, h int) *Picture {
	if w == p.W && h == p.H {
		return p
	}
	out := NewPicture(w, h)
	parallel(h, func(y int) {
		for x := range w {
			p.mean(out.at(x, y), x*p.W, y*p.H, w, h)
		}
	})
	return out
}

// mean averages the rectangle that starts at (x0/w, y0/h) and is p.W/w by
// p.H/h wide and high. Colors are weighted with their alpha.
func (p *Picture) mean(dst []uint16, x0, y0, w, h int) {
	var sum [4]uint64
	var area uint64
	for y := y0 / h; y*h < y0+p.H; y++ {
		wy := min((y+1)*h, y0+p.H) - max(y*h, y0)
		for x := x0 / w; x*w < x0+p.W; x++ {
			wx := min((x+1)*w, x0+p.W) - max(x*w, x0)
			q := p.at(x, y)
			weight := uint64(wx * wy)
			area += weight
			weight *= uint64(q[3])
			sum[3] += weight
			for i := range 3 {
				sum[i] += weight * uint64(q[i])
			}
		}
	}
	if sum[3] == 0 {
		return
	}
	for i := range 3 {
		dst[i] = uint16((sum[i] + sum[3]/2) / sum[3])
	}
	dst[3] = uint16((sum[3] + area/2) / area)
}

// Crop returns the rectangle w by h at (x, y).
func (p *Picture) Crop(x, y, w, h int) *Picture {
	out := NewPicture(w, h)
	for j := range h {
		copy(out.Pix[4*j*w:4*(j+1)*w], p.Pix[4*((y+j)*p.W+x):])
	}
	return out
}

// Grain adds the noise of a sensor: strength is its deviation in 1/65535, more
// in the middle tones than in black and white.
func (p *Picture) Grain(strength int, seed uint32) *Picture {
	parallel(p.H, func(y int) {
		for x := range p.W {
			q := p.at(x, y)
			lum := (int(q[0]) + 2*int(q[1]) + int(q[2])) / 4
			s := strength * (16384 + lum*(65535-lum)/32768) / 49152
			common := bell(x, y, seed)
			for i := range 3 {
				n := (2*common + bell(x, y, seed+uint32(i)+1)) * s / (3 * 148)
				q[i] = uint16(min(max(int(q[i])+n, 0), 65535))
			}
		}
	})
	return p
}

// bell returns a sum of four bytes, centerd: standard deviation 148.
func bell(x, y int, seed uint32) int {
	h := hash(int32(x), int32(y), seed)
	return int(h&255) + int(h>>8&255) + int(h>>16&255) + int(h>>24) - 510
}
