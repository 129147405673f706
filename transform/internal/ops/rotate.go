package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// Rotate turns an image clockwise about its middle by at most 45 degrees, into
// one of w by h with the same middle. Samples are read by the Catmull-Rom cubic,
// edges are antialiased, and what is left over shows the ground.
func Rotate(img *pixel.Image, angle params.Decimal, w, h int, under Ground) *pixel.Image {
	img = RGB(img)
	out := img.Another(pixel.RGB, w, h, 1, 1, !under.Opaque)
	premultiply(img)
	sin, cos := params.SinCos(angle)
	t := turn{src: img, sin: sin, cos: cos}
	if under.Opaque {
		t.under = under.C
	}
	t.cubic()
	for y := 0; y < h && img.Meter.Spend(64*w); y++ {
		// Pixel centers relative to the middle, in half pixels, times Q30 >> 15:
		// 16.16. A turn clockwise is undone by one the other way.
		dx, dy := int64(1-w), int64(2*y+1-h)
		u := (dx*cos + dy*sin) >> 15
		v := (dy*cos - dx*sin) >> 15
		t.row(out, y, u+int64(img.W)<<15, v+int64(img.H)<<15)
	}
	if out.HasAlpha() {
		pixel.Unpremultiply(out)
	}
	return out
}

// turn reads one image along slanted lines.
type turn struct {
	src      *pixel.Image
	sin, cos int64 // Q30
	under    [3]byte
	weights  [phases][4]int32 // Q14
}

// phases is how many places between two samples there are weights for.
const phases = 256

// cubic fills in the weights of Catmull and Rom's spline for t = i/phases: ½ of
// -t³+2t²-t, 3t³-5t²+2, -3t³+4t²+t, t³-t².
func (t *turn) cubic() {
	for i := range t.weights {
		x := int64(i) // Q8
		x2, x3 := x*x<<8, x*x*x
		q := func(v int64) int32 { return int32((v + 1<<10) >> 11) } // half of Q24 to Q14
		w := &t.weights[i]
		w[0] = q(-x3 + 2*x2 - x<<16)
		w[2] = q(-3*x3 + 4*x2 + x<<16)
		w[3] = q(x3 - x2)
		w[1] = 1<<14 - w[0] - w[2] - w[3]
	}
}

// row makes row y of dst, whose first pixel is at (u, v) of the source, 16.16.
func (t *turn) row(dst *pixel.Image, y int, u, v int64) {
	stepU, stepV := t.cos>>14, -t.sin>>14 // 16.16
	r, g, b := dst.Plane[0].Row(y), dst.Plane[1].Row(y), dst.Plane[2].Row(y)
	var alpha []byte
	if dst.HasAlpha() {
		alpha = dst.Alpha.Row(y)
	}
	for x := range r {
		in := inside(u, t.src.W) * inside(v, t.src.H) >> 8 // Q8
		c := t.under
		if in > 0 {
			t.read(&c, alpha, x, u-1<<15, v-1<<15, in)
		}
		r[x], g[x], b[x] = c[0], c[1], c[2]
		u, v = u+stepU, v+stepV
	}
}

// inside returns how much of a pixel at u, 16.16, is within side pixels, Q8.
func inside(u int64, side int) int64 {
	return min(max(u+1<<15, 0)>>8, max(int64(side)<<16+1<<15-u, 0)>>8, 256)
}

// read replaces c, the ground, by the image at (u, v), as far as the pixel is
// in it.
func (t *turn) read(c *[3]byte, alpha []byte, x int, u, v, in int64) {
	a := int64(255)
	if t.src.HasAlpha() {
		a = int64(t.sample(&t.src.Alpha, u, v))
	}
	ground := 256 - in
	if t.src.HasAlpha() {
		ground = 256 - (in*a+127)/255
	}
	for i := range c {
		p := int64(t.sample(&t.src.Plane[i], u, v)) // weighted by its alpha
		p = min(p, a)
		c[i] = clamp8((p*in + int64(c[i])*ground + 128) >> 8)
	}
	if alpha != nil {
		alpha[x] = byte((a*in + 128) >> 8)
	}
}

// sample reads a plane between its samples; beyond the edge the outermost repeat.
func (t *turn) sample(p *pixel.Plane, u, v int64) byte {
	wx, wy := &t.weights[u>>8&255], &t.weights[v>>8&255]
	x0, y0 := int(u>>16)-1, int(v>>16)-1
	var sum int64
	if x0 >= 0 && y0 >= 0 && x0+4 <= p.W && y0+4 <= p.H {
		for k := range 4 {
			s := p.Pix[(y0+k)*p.Stride+x0:][:4]
			sum += int64(wx[0]*int32(s[0])+wx[1]*int32(s[1])+wx[2]*int32(s[2])+wx[3]*int32(s[3])) * int64(wy[k])
		}
		return clamp8((sum + 1<<27) >> 28)
	}
	for k := range 4 {
		row := p.Row(min(max(y0+k, 0), p.H-1))
		var line int32
		for i := range 4 {
			line += wx[i] * int32(row[min(max(x0+i, 0), p.W-1)])
		}
		sum += int64(line) * int64(wy[k])
	}
	return clamp8((sum + 1<<27) >> 28)
}
