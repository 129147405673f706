package resample

import "tintype/transform/color"

// PushRows hands over source rows y to y+p.H-1, which are read during the call
// only. Rows come from top to bottom; those that are not needed or were there
// before are passed over, and where rows are left out the next row stands in
// for them. A whole band in one call is the fast way.
func (r *Resizer) PushRows(y int, p *color.Plane) {
	for i := max(0, r.next-y); i < p.H && r.next < r.y.hi; {
		if n := r.direct(y+i, p, i); n > 0 {
			i += n
			continue
		}
		r.Push(y+i, p.Row(i))
		i++
	}
}

// direct filters a full group of rows where they lie, beginning with row i of
// p, and returns how many it took, 0 where that is not possible.
func (r *Resizer) direct(y int, p *color.Plane, i int) int {
	if r.stage == nil || r.staged > 0 || y != r.next {
		return 0
	}
	if p.H-i < groupRows || r.y.hi-y < groupRows {
		return 0
	}
	src := p.Pix[i*p.Stride+r.x.lo:]
	if len(src) < (groupRows-1)*p.Stride+r.stageStride {
		return 0 // no padding behind the last row
	}
	r.next += groupRows
	r.filter(src, p.Stride, groupRows)
	return groupRows
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
		if r.staged == groupRows || r.next == r.y.hi {
			n := r.staged
			r.staged = 0
			r.filter(r.stage, r.stageStride, n)
		}
	}
}

// filter takes n source rows, columns x.lo to x.hi, through both passes as far
// as they reach. The rows end with source row next-1.
func (r *Resizer) filter(src []byte, stride, n int) {
	r.makeRoom()
	dst := r.mid[r.held*r.midStride:]
	if r.x.pick != nil {
		for i := range n {
			r.x.widen(dst[i*r.midStride:], src[i*stride:])
		}
	} else {
		hfilter(dst, r.midStride, src, stride, n, &r.x, &r.scratch)
	}
	r.held += n
	for r.out < r.dst.H && r.y.end(r.out) <= r.next {
		r.finishRow()
	}
}

// makeRoom drops the filtered rows that no unfinished row needs if otherwise
// another group would not fit. What follows the rows may be read by padded
// windows, whose weights there are 0.
func (r *Resizer) makeRoom() {
	if (r.held+groupRows+r.y.taps)*r.midStride <= len(r.mid) || r.out == r.dst.H {
		return
	}
	drop := min(max(0, int(r.y.start[r.out])-r.base), r.held)
	copy(r.mid, r.mid[drop*r.midStride:r.held*r.midStride])
	r.base += drop
	r.held -= drop
}

// finishRow makes destination row out, whose source rows are all there.
func (r *Resizer) finishRow() {
	y := r.out
	r.out++
	row := r.dst.Row(y)
	first := int(r.y.start[y])
	src := r.mid[(first-r.base)*r.midStride:]
	vfilter(row, src, r.midStride, r.y.weights(y), &r.scratch)
}

// copyRow makes every destination row that is a copy of source row y.
func (r *Resizer) copyRow(y int, src []byte) {
	for r.out < r.dst.H && int(r.y.pick[r.out]) == y {
		r.x.gather(r.dst.Row(r.out), src[r.x.lo:])
		r.out++
	}
}
