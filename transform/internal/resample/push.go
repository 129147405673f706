package resample

import "tintype/transform/internal/pixel"

// PushRows hands over source rows y to y+p.H-1, which are read during the call
// only. Rows come from top to bottom; those that are not needed or were there
// before are passed over, and where rows are left out the next row stands in
// for them. A whole band in one call is the fast way.
func (r *Resizer) PushRows(y int, p *pixel.Plane) {
	for i := max(0, r.next-y); i < p.H && r.next < r.y.hi; {
		if n := r.direct(y+i, p, i); n > 0 {
			i += n
			continue
		}
		r.Push(y+i, p.Row(i))
		i++
	}
}

// direct takes a full load of rows where they lie, beginning with row i of p,
// and returns how many those are, 0 where that is not possible.
func (r *Resizer) direct(y int, p *pixel.Plane, i int) int {
	if r.stage == nil || r.staged > 0 || y != r.next {
		return 0
	}
	if p.H-i < loadRows || r.y.hi-y < loadRows {
		return 0
	}
	src := p.Pix[i*p.Stride+r.x.lo:]
	if len(src) < (loadRows-1)*p.Stride+r.stageStride {
		return 0 // no padding behind the last row
	}
	r.next += loadRows
	r.load(src, p.Stride, loadRows)
	return loadRows
}

// Push hands over source row y as PushRows does.
func (r *Resizer) Push(y int, row []byte) {
	for r.next <= y && r.next < r.y.hi {
		r.next++
		if r.stage == nil {
			r.copyRow(r.next-1, row)
			continue
		}
		copy(r.stage[r.staged*r.stageStride:], row[r.x.lo:r.x.hi])
		r.staged++
		if r.staged == loadRows || r.next == r.y.hi {
			n := r.staged
			r.staged = 0
			r.load(r.stage, r.stageStride, n)
		}
	}
}

// load takes n source rows, columns x.lo to x.hi, and filters along x when a
// group is full or the source ends. The rows end with source row next-1.
func (r *Resizer) load(src []byte, stride, n int) {
	if r.x.pick != nil {
		dst := r.room()
		for i := range n {
			r.x.widen(dst[i*r.midStride:], src[i*stride:])
		}
		r.filtered(n)
		return
	}
	if !r.Meter.Spend(n * (r.x.hi - r.x.lo)) {
		return
	}
	r.scratch.load(r.loaded, src, stride, n, &r.x)
	r.loaded += n
	if r.loaded == groupRows || r.next == r.y.hi {
		n, r.loaded = r.loaded, 0
		if !r.Meter.Spend(n * r.x.n * r.x.taps / 4) {
			return
		}
		dst := r.room()
		hfilter(dst, r.midStride, n, r.base+r.held, &r.x, &r.scratch)
		r.filtered(n)
	}
}

// filtered counts n more rows as filtered along x and makes the destination
// rows for which there are enough now.
func (r *Resizer) filtered(n int) {
	r.held += n
	for r.out < r.dst.H && r.y.end(r.out) <= r.base+r.held {
		if !r.Meter.Spend(r.x.n * r.y.taps / 4) {
			return
		}
		r.finishRow()
	}
}

// room returns where the next filtered rows go, up to a group, and drops those
// that no unfinished row needs if otherwise there would be too few. What follows
// the rows may be read by padded windows, whose weights there are 0.
func (r *Resizer) room() []int16 {
	if (r.held+groupRows+r.y.taps)*r.midStride > len(r.mid) && r.out < r.dst.H {
		drop := min(max(0, int(r.y.start[r.out])-r.base), r.held)
		copy(r.mid, r.mid[drop*r.midStride:r.held*r.midStride])
		r.base += drop
		r.held -= drop
	}
	return r.mid[r.held*r.midStride:]
}

// finishRow makes destination row out, whose source rows are all there.
func (r *Resizer) finishRow() {
	y := r.out
	r.out++
	row := r.dst.Row(y)
	first := int(r.y.start[y])
	src := r.mid[(first-r.base)*r.midStride:]
	vfilter(row, src, r.midStride, r.y.weights(y), first, &r.scratch)
}

// copyRow makes every destination row that is a copy of source row y.
func (r *Resizer) copyRow(y int, src []byte) {
	for r.out < r.dst.H && int(r.y.pick[r.out]) == y && r.Meter.Spend(r.x.n) {
		r.x.gather(r.dst.Row(r.out), src[r.x.lo:])
		r.out++
	}
}
