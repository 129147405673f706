package av1

// predictAngle is directional prediction (section 7.11.2.4) for angles other
// than 90 and 180. inX and inY are how many samples the frame has from the
// block's corner on.
func (d *decoder) predictAngle(dst []uint16, stride, w, h, angle int, haveL, haveU, smoothEdge bool, inX, inY int) {
	e := &d.edges
	upAbove, upLeft := false, false
	if d.seq.edgeFilter {
		if angle > 90 && angle < 180 && w+h >= 24 {
			c := (int(e.left[edgeBase])*5 + int(e.above[edgeBase-1])*6 + int(e.above[edgeBase])*5 + 8) >> 4
			e.left[edgeBase-1], e.above[edgeBase-1] = uint16(c), uint16(c)
		}
		if haveU {
			n := min(w, inX) + 1
			if angle < 90 {
				n += h
			}
			filterEdge(&e.above, n, edgeStrength(w+h, abs(angle-90), smoothEdge))
		}
		if haveL {
			n := min(h, inY) + 1
			if angle > 180 {
				n += w
			}
			filterEdge(&e.left, n, edgeStrength(w+h, abs(angle-180), smoothEdge))
		}
		upAbove = upsampled(w+h, abs(angle-90), smoothEdge)
		upLeft = upsampled(w+h, abs(angle-180), smoothEdge)
		if upAbove {
			n := w
			if angle < 90 {
				n += h
			}
			upsampleEdge(&e.above, n, d.top)
		}
		if upLeft {
			n := h
			if angle > 180 {
				n += w
			}
			upsampleEdge(&e.left, n, d.top)
		}
	}
	if observe != nil {
		d.observeEdges(w+h, angle, haveL, haveU, smoothEdge, upAbove || upLeft)
	}
	ua, ul := bit(upAbove), bit(upLeft)
	switch {
	case angle < 90:
		predictZ1(dst, stride, w, h, e.above[edgeBase:], int(derivatives[angle]), ua, d.top)
	case angle < 180:
		predictZ2(dst, stride, w, h, e, int(derivatives[180-angle]), int(derivatives[angle-90]), ua, ul, d.top)
	default:
		predictZ3(dst, stride, w, h, e.left[edgeBase:], int(derivatives[270-angle]), ul, d.top)
	}
}

// edgeStrength is section 7.11.2.9, of the sum of the block's sides.
func edgeStrength(sides, delta int, smooth bool) int {
	steps := [3]int{100, 100, 100} // the least angles for strengths 1, 2, 3
	switch {
	case !smooth && sides <= 8:
		steps[0] = 56
	case !smooth && sides <= 16:
		steps[0] = 40
	case !smooth && sides <= 24:
		steps = [3]int{8, 16, 32}
	case !smooth && sides <= 32:
		steps = [3]int{0, 4, 32}
	case !smooth:
		steps[2] = 0
	case sides <= 8:
		steps[0], steps[1] = 40, 64
	case sides <= 16:
		steps[0], steps[1] = 20, 48
	case sides <= 24:
		steps[2] = 4
	default:
		steps[2] = 0
	}
	for i := 2; i >= 0; i-- {
		if delta >= steps[i] {
			return i + 1
		}
	}
	return 0
}

// upsampled is section 7.11.2.10.
func upsampled(sides, delta int, smooth bool) bool {
	if delta <= 0 || delta >= 40 {
		return false
	}
	if smooth {
		return sides <= 8
	}
	return sides <= 16
}

// filterEdge is section 7.11.2.12: n samples from the corner on.
func filterEdge(buf *[edgeBase + 2*128 + 32]uint16, n, strength int) {
	if strength == 0 {
		return
	}
	// Two samples before the corner and two after the last repeat them.
	var edge [2 + 130 + 2 + 8]uint16
	copy(edge[2:2+n], buf[edgeBase-1:])
	edge[0], edge[1] = edge[2], edge[2]
	edge[n+2], edge[n+3] = edge[n+1], edge[n+1]
	smoothEdge(buf[edgeBase:edgeBase+n-1], &edge, &edgeTaps[strength&3])
}

// edgeTaps are the middle one, its neighbors', and theirs, of sixteen.
var edgeTaps = [4][3]uint16{{}, {8, 4, 0}, {6, 5, 0}, {4, 4, 2}}

func smoothEdgeScalar(to []uint16, edge *[2 + 130 + 2 + 8]uint16, taps *[3]uint16) {
	a, b, c := taps[0], taps[1], taps[2]
	e := edge[1 : len(to)+5]
	for i := range to {
		to[i] = (c*(e[i]+e[i+4]) + b*(e[i+1]+e[i+3]) + a*e[i+2] + 8) >> 4
	}
}

// upsampleEdge is section 7.11.2.11; n is at most 16.
func upsampleEdge(buf *[edgeBase + 2*128 + 32]uint16, n, top int) {
	var dup [19]int
	dup[0] = int(buf[edgeBase-1])
	for i := -1; i < n; i++ {
		dup[i+2] = int(buf[edgeBase+i])
	}
	dup[n+2] = int(buf[edgeBase+n-1])
	buf[edgeBase-2] = uint16(dup[0])
	for i := range n {
		s := (9*(dup[i+1]+dup[i+2]) - dup[i] - dup[i+3] + 8) >> 4
		buf[edgeBase+2*i-1] = uint16(min(max(s, 0), top))
		buf[edgeBase+2*i] = uint16(dup[i+2])
	}
}

// predictZ1 is the way for angles below 90.
func predictZ1(dst []uint16, stride, w, h int, above []uint16, dx int, up uint, top int) {
	most := (w + h - 1) << up
	if up == 0 { // what comes after the last sample is the last
		last := above[most]
		for i := most + 1; i < most+1+w; i++ {
			above[i] = last
		}
		for y := range h {
			at := (y + 1) * dx
			blendRow(dst[y*stride:][:w], above[min(at>>6, most):], uint16(at>>1&31), top)
		}
		return
	}
	last := above[most]
	for i := most + 1; i < most+1+2*w; i++ {
		above[i] = last
	}
	for y := range h {
		at := (y + 1) * dx
		blendPairs(dst[y*stride:][:w], above[min(at>>5, most):], uint16(at&31), top)
	}
}

// blendRowScalar goes along an edge between samples; shift is how far, of 32.
func blendRowScalar(row, edge []uint16, shift uint16) {
	edge = edge[:len(row)+1]
	for x := range row {
		row[x] = uint16((uint32(edge[x])*uint32(32-shift) + uint32(edge[x+1])*uint32(shift) + 16) >> 5)
	}
}

// blendPairsScalar is blendRowScalar of an edge of twice the samples.
func blendPairsScalar(row, edge []uint16, shift uint16) {
	edge = edge[:2*len(row)]
	for x := range row {
		row[x] = uint16((uint32(edge[2*x])*uint32(32-shift) + uint32(edge[2*x+1])*uint32(shift) + 16) >> 5)
	}
}

func predictZ2(dst []uint16, stride, w, h int, e *edges, dx, dy int, ua, ul uint, top int) {
	predictLeft(dst, stride, w, h, e, dx, dy, ul, top)
	for y := range h {
		row := dst[y*stride:][:w]
		// As far as samples come from the left. The base of x is above -1 where
		// 64x is not less than (y+1)*dx - 64.
		x := 0
		if from := (y+1)*dx - 64; from > 0 {
			x = min((from+63)>>6, w)
		}
		if x == w {
			continue
		}
		at := x<<6 - (y+1)*dx
		base, shift := at>>(6-ua), at<<ua>>1&31
		from := e.above[edgeBase+base:]
		if ua == 0 {
			blendRow(row[x:], from, uint16(shift), top)
		} else {
			blendPairs(row[x:], from, uint16(shift), top)
		}
	}
}

// predictLeft makes the samples of predictZ2 that come from the left, in columns.
func predictLeft(dst []uint16, stride, w, h int, e *edges, dx, dy int, up uint, top int) {
	var column [64]uint16
	for x := range w {
		// The first row: (y+1)*dx is above 64x + 64.
		y := (64*x + 64) / dx
		if y >= h {
			return
		}
		at := y<<6 - (x+1)*dy
		part := column[:h-y]
		if up == 0 {
			blendRow(part, e.left[edgeBase+at>>6:], uint16(at>>1&31), top)
		} else {
			blendPairs(part, e.left[edgeBase+at>>5:], uint16(at&31), top)
		}
		to := dst[y*stride+x:]
		i := 0
		for _, v := range part {
			to[i] = v
			i += stride
		}
	}
}

// predictZ3 is the way for angles above 180: columns like the rows of predictZ1.
func predictZ3(dst []uint16, stride, w, h int, left []uint16, dy int, up uint, top int) {
	var column [64]uint16
	for x := range w {
		at := (x + 1) * dy
		if up == 0 {
			blendRow(column[:h], left[at>>6:], uint16(at>>1&31), top)
		} else {
			blendPairs(column[:h], left[at>>5:], uint16(at&31), top)
		}
		to := dst[x:]
		for y, v := range column[:h] {
			to[y*stride] = v
		}
	}
}
