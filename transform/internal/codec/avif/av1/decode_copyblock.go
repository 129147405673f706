package av1

// predictCopy predicts a block from what the frame has before its filters
// (sections 5.11.33 and 7.11.3 for use_intrabc). A chroma block of several luma
// blocks has the vector of the last: to the process, copies are intra blocks.
func (d *decoder) predictCopy() {
	b := &d.b
	d.copyPart(0, b.c*4, b.r*4, b.w4*4, b.h4*4)
	if b.chroma {
		x, y := b.c>>d.seq.subX*4, b.r>>d.seq.subY*4
		d.copyPart(1, x, y, 4<<b.cw, 4<<b.ch)
		d.copyPart(2, x, y, 4<<b.cw, 4<<b.ch)
	}
}

// copyPart copies samples of a plane. Vectors are whole samples of luma, so
// chroma may need the means of two or of four samples.
func (d *decoder) copyPart(plane, x, y, w, h int) {
	v := d.b.mv
	subX, subY := d.sub(plane)
	s := &d.cur[plane]
	fx, fy := v.col>>3&subX, v.row>>3&subY
	sx, sy := x+v.col>>(3+subX), y+v.row>>(3+subY)
	lastX, lastY := d.h.miCols*4>>subX-1, d.h.miRows*4>>subY-1
	for i := range h {
		row := s.pix[s.at(0, min(sy+i, lastY)):]
		next := s.pix[s.at(0, min(sy+i+fy, lastY)):]
		to := s.pix[s.at(x, y+i):][:w]
		for k := range to {
			a, b := min(sx+k, lastX), min(sx+k+fx, lastX)
			// Round2 of the products of 64 and 128, in two steps.
			to[k] = d.bilinear(int(row[a]), int(row[b]), int(next[a]), int(next[b]), fx, fy)
		}
	}
}

// bilinear is the filter of section 7.11.3.4 with its rounding.
func (d *decoder) bilinear(a, b, c, e, fx, fy int) uint16 {
	r0 := uint(3)
	if d.seq.depth == 12 {
		r0 = 5
	}
	wx, wy := 128-64*fx, 128-64*fy
	half := 1 << r0 >> 1
	top := (a*wx + b*(128-wx) + half) >> r0
	bottom := (c*wx + e*(128-wx) + half) >> r0
	r1 := 14 - r0
	return uint16(min((top*wy+bottom*(128-wy)+1<<r1>>1)>>r1, d.top))
}
