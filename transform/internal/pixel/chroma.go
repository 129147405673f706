package pixel

import "tintype/transform/internal/work"

// Chroma is sited in the middle of the pixels that share it. It is subsampled
// by taking their mean, and upsampled by weighting the two nearest samples 3 to
// 1 along each axis, which is what libjpeg calls fancy upsampling; beyond the
// edge the outermost sample repeats.

// chromaRows gives the rows of a chroma plane at the size of the luma.
type chromaRows struct {
	p          *Plane
	subX, subY int
	row        []byte
	wide       []int16 // one sample more at either end
}

func newChromaRows(p *Plane, w, subX, subY int) *chromaRows {
	c := &chromaRows{p: p, subX: subX, subY: subY}
	if subX > 1 || subY > 1 {
		c.row = make([]byte, w+1)
		c.wide = make([]int16, p.W+2)
	}
	return c
}

// at returns row y of w samples, valid until the next call.
func (c *chromaRows) at(y, w int) []byte {
	if c.subX == 1 && c.subY == 1 {
		return c.p.Row(y)
	}
	near, far := y, y
	if c.subY == 2 {
		near = y / 2
		far = min(max(near+y%2*2-1, 0), c.p.H-1)
	}
	wide := c.wide[1 : 1+c.p.W]
	blend(wide, c.p.Row(near), c.p.Row(far))
	if c.subX == 1 {
		narrow(c.row, wide, y&1)
		return c.row[:w]
	}
	c.wide[0], c.wide[len(c.wide)-1] = wide[0], wide[len(wide)-1]
	spread(c.row, c.wide)
	return c.row[:w]
}

// blendScalar sets dst to four times what is between two rows, nearer to near.
func blendScalar(dst []int16, near, far []byte) {
	for i, v := range near {
		dst[i] = 3*int16(v) + int16(far[i])
	}
}

// narrowScalar divides by 4, rounding halves up if up is 1 and down if it is 0.
func narrowScalar(dst []byte, src []int16, up int) {
	for i, v := range src {
		dst[i] = byte((v + 1 + int16(up)) >> 2)
	}
}

// spreadScalar makes two samples of every one but the first and the last of
// src, which are four times what they stand for.
func spreadScalar(dst []byte, src []int16) {
	for i := 1; i < len(src)-1; i++ {
		v := 3 * src[i]
		dst[2*i-2] = byte((v + src[i-1] + 8) >> 4)
		dst[2*i-1] = byte((v + src[i+1] + 7) >> 4)
	}
}

// sumScalar sets dst to the sums of sub neighbors of each of two rows, which
// may be the same; what is beyond the end repeats the last.
func sumScalar(dst []int16, upper, lower []byte, sub int) {
	last := len(upper) - 1
	for i := range dst {
		x := i * sub
		dst[i] = int16(upper[x]) + int16(lower[x])
		if sub == 2 {
			x = min(x+1, last)
			dst[i] += int16(upper[x]) + int16(lower[x])
		}
	}
}

// resampleChroma sets dst, a plane subsampled by toX and toY, to the chroma of
// src, subsampled by subX and subY, for luma w samples wide and h high.
func resampleChroma(dst, src *Plane, w, h, subX, subY, toX, toY int, meter *work.Meter) {
	rows := newChromaRows(src, w, subX, subY)
	sums := make([]int16, dst.W)
	upper := make([]byte, w)
	log := toX // two rows are added, which may be the same, of one or two columns
	for y := range dst.H {
		if !meter.Spend(4 * w) {
			return
		}
		copy(upper, rows.at(y*toY, w))
		sum(sums, upper, rows.at(min(y*toY+toY-1, h-1), w), toX)
		row := dst.Row(y)
		for x, v := range sums {
			row[x] = byte((v + 1<<(log-1)) >> log)
		}
	}
}
