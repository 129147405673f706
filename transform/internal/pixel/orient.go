package pixel

import "tintype/transform/internal/work"

// Orient returns the image laid down by one of EXIF's eight orientations
// (CIPA DC-008, tag 0x0112): what turns stored pixels upright. 0, 1 and what is
// above 8 return m itself.
func Orient(m *Image, orientation uint8) *Image {
	if orientation < 2 || orientation > 8 {
		return m
	}
	return m.oriented(orientation)
}

func (m *Image) oriented(orientation uint8) *Image {
	out := &Image{Model: m.Model, W: m.W, H: m.H, SubX: m.SubX, SubY: m.SubY, Meter: m.Meter, Coding: m.Coding}
	if orientation >= 5 {
		out.W, out.H, out.SubX, out.SubY = m.H, m.W, m.SubY, m.SubX
	}
	for i := range m.Model.Planes() {
		out.Plane[i] = m.Plane[i].oriented(orientation, m.Meter)
	}
	if m.HasAlpha() {
		out.Alpha = m.Alpha.oriented(orientation, m.Meter)
	}
	return out
}

func (p *Plane) oriented(orientation uint8, meter *work.Meter) Plane {
	// Which of the source's axes run backwards.
	backX := orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
	backY := orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7
	if orientation >= 5 {
		out := NewPlane(p.H, p.W)
		p.transpose(&out, backX, backY, meter)
		return out
	}
	out := NewPlane(p.W, p.H)
	for y := range p.H {
		if !meter.Spend(p.W) {
			break
		}
		from := y
		if backY {
			from = p.H - 1 - y
		}
		if backX {
			reverse(out.Row(y), p.Row(from))
		} else {
			copy(out.Row(y), p.Row(from))
		}
	}
	return out
}

// transpose makes the columns of p the rows of dst, beginning with the last
// column and with the bottom of each as asked for. It goes by tiles of 8 by 8
// samples, for which 8 rows of either plane stay in the cache.
func (p *Plane) transpose(dst *Plane, backX, backY bool, meter *work.Meter) {
	src, srcStep := 0, p.Stride
	if backY {
		src, srcStep = (p.H-1)*p.Stride, -p.Stride
	}
	to, dstStep := 0, dst.Stride
	if backX {
		to, dstStep = (p.W-1)*dst.Stride, -dst.Stride
	}
	const tile = 8
	for y := 0; y < p.H; y += tile {
		if !meter.Spend(tile * p.W) {
			return
		}
		s, d := src+y*srcStep, to+y
		x := 0
		if p.H-y >= tile {
			x = transposeTiles(dst.Pix, d, dstStep, p.Pix, s, srcStep, p.W)
		}
		for ; x < p.W; x++ {
			for i := range min(tile, p.H-y) {
				dst.Pix[d+x*dstStep+i] = p.Pix[s+i*srcStep+x]
			}
		}
	}
}

// transposeTilesScalar makes columns of n bytes at src, srcStep apart and 8 in
// number, rows of 8 bytes at dst, dstStep apart, in whole tiles. It returns how
// many columns it did.
func transposeTilesScalar(dst []byte, to, dstStep int, src []byte, from, srcStep, n int) int {
	n &^= 7
	for x := 0; x < n; x++ {
		d := (*[8]byte)(dst[to+x*dstStep:])
		for i := range d {
			d[i] = src[from+i*srcStep+x]
		}
	}
	return n
}

func reverseScalar(dst, src []byte) {
	last := len(src) - 1
	for i, v := range src {
		dst[last-i] = v
	}
}
