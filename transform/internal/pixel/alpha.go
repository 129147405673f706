package pixel

import "unsafe"

// PremultiplyBand weights the colors of a band by its alpha, in place,
// rounded to nearest. All its planes have the size of the alpha plane.
func PremultiplyBand(b *Band, nColors int) {
	for y := range b.Alpha.H {
		alpha := b.Alpha.Row(y)
		if nColors == 3 {
			multiply3(b.Plane[0].Row(y), b.Plane[1].Row(y), b.Plane[2].Row(y), alpha)
			continue
		}
		for i := range nColors {
			row := b.Plane[i].Row(y)
			multiply(row, row, alpha)
		}
	}
}

// Unpremultiply undoes the weighting on a whole image of Gray, RGB or CMYK, in
// place. What is wholly transparent becomes black.
func Unpremultiply(m *Image) {
	// A numerator is below 2^16 and an inverse less than 1 too large, so that
	// the whole part of their product is the quotient.
	var inverse [256]uint64 // 0.32
	for d := uint64(1); d < 256; d++ {
		inverse[d] = (1<<32 + d - 1) / d
	}
	for y := range m.H {
		if !m.Meter.Spend(4 * m.W) {
			return
		}
		alpha := m.Alpha.Row(y)
		if m.Model == RGB {
			unpremultiplyRGB(m.Plane[0].Row(y), m.Plane[1].Row(y), m.Plane[2].Row(y), alpha, &inverse)
			continue
		}
		for i := range m.Model.Planes() { // one of gray, four of inks
			unpremultiply(m.Plane[i].Row(y), alpha, &inverse)
		}
	}
}

// unpremultiply divides samples by alpha, rounded to nearest.
func unpremultiply(row, alpha []byte, inverse *[256]uint64) {
	row = row[:len(alpha)]
	for x := 0; x < len(alpha); x++ {
		d := alpha[x]
		if d == 255 {
			x += run(alpha[x+1:], d)
			continue
		}
		row[x] = byte(min((uint64(row[x])*255+uint64(d/2))*inverse[d]>>32, 255))
	}
}

// unpremultiplyRGB does three rows at once, in half the time.
func unpremultiplyRGB(r, g, b, alpha []byte, inverse *[256]uint64) {
	r, g, b = r[:len(alpha)], g[:len(alpha)], b[:len(alpha)]
	for x := 0; x < len(alpha); x++ {
		d := alpha[x]
		if d == 255 {
			x += run(alpha[x+1:], d)
			continue
		}
		if d == 0 {
			if n := run(alpha[x:], d); n > 0 {
				clear(r[x:][:n])
				clear(g[x:][:n])
				clear(b[x:][:n])
				x += n - 1
				continue
			}
		}
		k, half := inverse[d], uint64(d/2)
		r[x] = byte(min((uint64(r[x])*255+half)*k>>32, 255))
		g[x] = byte(min((uint64(g[x])*255+half)*k>>32, 255))
		b[x] = byte(min((uint64(b[x])*255+half)*k>>32, 255))
	}
}

// run returns how many samples of alpha are a, 0 or 255, before one is not, in
// steps of 16.
func run(alpha []byte, a byte) int {
	all := uint64(int64(int8(a)))
	n, end := 0, len(alpha)-16
	p := unsafe.Pointer(unsafe.SliceData(alpha))
	for n <= end {
		q := (*[2]uint64)(unsafe.Add(p, n))
		if (q[0]^all)|(q[1]^all) != 0 {
			break
		}
		n += 16
	}
	return n
}

// Flatten lays a Gray or RGB image with alpha over a background, given as
// red, green and blue, and returns it opaque. A Gray one becomes RGB where the
// background has a color.
func (m *Image) Flatten(bg [3]byte) *Image {
	if !m.HasAlpha() {
		return m
	}
	if m.Model != RGB && (m.Model != Gray || bg[0] != bg[1] || bg[1] != bg[2]) {
		m = m.Convert(RGB, 1, 1)
	}
	out := m.Another(m.Model, m.W, m.H, 1, 1, false)
	for i := range m.Model.Planes() {
		for y := range m.H {
			if !m.Meter.Spend(m.W) {
				return out
			}
			over(out.Plane[i].Row(y), m.Plane[i].Row(y), m.Alpha.Row(y), bg[i])
		}
	}
	return out
}

// multiplyScalar sets dst to a times b/255, rounded to nearest.
func multiplyScalar(dst, a, b []byte) {
	for i, v := range a {
		dst[i] = byte(div255(uint32(v) * uint32(b[i])))
	}
}

// multiply3Scalar multiplies three rows by alpha/255, rounded to nearest.
func multiply3Scalar(r, g, b, alpha []byte) {
	multiplyScalar(r, r, alpha)
	multiplyScalar(g, g, alpha)
	multiplyScalar(b, b, alpha)
}

// overScalar sets dst to src laid over a background with alpha.
func overScalar(dst, src, alpha []byte, bg byte) {
	for i, a := range alpha {
		dst[i] = byte(div255(uint32(src[i])*uint32(a) + uint32(bg)*uint32(255-a)))
	}
}

// div255 returns v/255 rounded to nearest, v being at most 255*255.
func div255(v uint32) uint32 {
	v += 128
	return (v + v>>8) >> 8
}
