package av1

// mv is what is kept of each 4x4 block where blocks may be copied: its vector
// and size.
type motion struct {
	v      vector
	size   uint8
	state  uint8 // 0: not decoded yet
	copied bool
}

func (d *decoder) keepVector(copied uint8) {
	b := &d.b
	m := motion{b.mv, uint8(b.size), 1, copied != 0}
	for y := range b.inH {
		row := d.motions[(b.r+y)*d.h.miCols+b.c:][:b.inW]
		for i := range row {
			row[i] = m
		}
	}
}

func (d *decoder) inside(r, c int) bool {
	t := d.t
	return c >= t.colStart && c < t.colEnd && r >= t.rowStart && r < t.rowEnd
}

// candidates is the stack of section 7.10.2 for block copies: the reference is
// always the frame itself, and vectors are whole samples.
type candidates struct {
	v      [9]vector
	weight [9]int
	n      int
	found  bool
}

func (d *decoder) addCandidate(k *candidates, r, c, weight int) {
	m := &d.motions[r*d.h.miCols+c]
	if !m.copied {
		return
	}
	v := vector{lowerPrecision(m.v.row), lowerPrecision(m.v.col)}
	k.found = true
	for i := range k.n {
		if k.v[i] == v {
			k.weight[i] += weight
			return
		}
	}
	if k.n < 8 {
		k.v[k.n], k.weight[k.n] = v, weight
		k.n++
	}
}

// lowerPrecision is section 7.10.2.10 with force_integer_mv.
func lowerPrecision(v int) int {
	a := (abs(v) + 3) >> 3 << 3
	if v < 0 {
		return -a
	}
	return a
}

// scanRow and scanCol are sections 7.10.2.2 and 7.10.2.3.
func (d *decoder) scanRow(k *candidates, delta int) {
	b := &d.b
	col := 0
	far := delta < -1
	if far {
		delta += b.r & 1
		col = 1 - b.c&1
	}
	for i := 0; i < min(b.inW, 16); {
		r, c := b.r+delta, b.c+col+i
		if !d.inside(r, c) {
			break
		}
		n := min(b.w4, 1<<blockW[d.motions[r*d.h.miCols+c].size])
		n = d.step(n, far && delta < -1, b.w4)
		d.addCandidate(k, r, c, 2*n)
		i += n
	}
}

func (d *decoder) scanCol(k *candidates, delta int) {
	b := &d.b
	row := 0
	far := delta < -1
	if far {
		row = 1 - b.r&1
		delta += b.c & 1
	}
	for i := 0; i < min(b.inH, 16); {
		r, c := b.r+row+i, b.c+delta
		if !d.inside(r, c) {
			break
		}
		n := min(b.h4, 1<<blockH[d.motions[r*d.h.miCols+c].size])
		n = d.step(n, far && delta < -1, b.h4)
		d.addCandidate(k, r, c, 2*n)
		i += n
	}
}

func (d *decoder) step(n int, far bool, side int) int {
	if far {
		n = max(n, 2)
	}
	if side >= 16 {
		n = max(n, 4)
	}
	return n
}

func (d *decoder) scanPoint(k *candidates, r, c int) {
	if d.inside(r, c) && d.motions[r*d.h.miCols+c].state != 0 {
		d.addCandidate(k, r, c, 4)
	}
}

// findVectors is the find MV stack process (section 7.10.2).
func (d *decoder) findVectors() *candidates {
	b := &d.b
	k := &candidates{}
	d.scanRow(k, -1)
	d.scanCol(k, -1)
	if max(b.w4, b.h4) <= 16 {
		d.scanPoint(k, b.r-1, b.c+b.w4)
	}
	nearest := k.n
	for i := range nearest {
		k.weight[i] += 640
	}
	d.scanPoint(k, b.r-1, b.c-1)
	d.scanRow(k, -3)
	d.scanCol(k, -3)
	if b.h4 > 1 {
		d.scanRow(k, -5)
	}
	if b.w4 > 1 {
		d.scanCol(k, -5)
	}
	k.sort(0, nearest)
	k.sort(nearest, k.n)
	for i := range k.n {
		k.v[i].row = min(max(k.v[i].row, -b.r*32-128-b.h4*32), (d.h.miRows-b.h4-b.r)*32+128+b.h4*32)
		k.v[i].col = min(max(k.v[i].col, -b.c*32-128-b.w4*32), (d.h.miCols-b.w4-b.c)*32+128+b.w4*32)
	}
	return k
}

// sort is section 7.10.2.11: stable, heavier ones first.
func (k *candidates) sort(from, to int) {
	for to > from {
		end := from
		for i := from + 1; i < to; i++ {
			if k.weight[i-1] < k.weight[i] {
				k.weight[i-1], k.weight[i] = k.weight[i], k.weight[i-1]
				k.v[i-1], k.v[i] = k.v[i], k.v[i-1]
				end = i
			}
		}
		to = end
	}
}

// readVector is assign_mv and read_mv (sections 5.11.26 and 5.11.31) for copied
// blocks.
func (d *decoder) readVector() {
	b, t := &d.b, d.t
	k := d.findVectors()
	pred := k.v[0]
	if pred == (vector{}) {
		pred = k.v[1]
	}
	if pred == (vector{}) {
		sb := 16
		if d.seq.sb128 {
			sb = 32
		}
		if b.r-sb < t.rowStart {
			pred.col = -(sb*4 + 256) * 8
		} else {
			pred.row = -sb * 4 * 8
		}
	}
	// What is predicted is rounded to whole samples; valid streams have it so.
	joint := t.few(&t.cdf.mvJoint[0], 4)
	if joint >= 2 {
		pred.row += d.readComponent(0)
	}
	if joint&1 != 0 {
		pred.col += d.readComponent(1)
	}
	b.mv = pred
	if !d.validVector() {
		d.err = errBadVector
	}
}

func (d *decoder) readComponent(comp int) int {
	t := d.t
	negative := t.bool(&t.cdf.mvSign[comp])
	class := t.many(&t.cdf.mvClass[comp], 11)
	mag := 0
	if class == 0 {
		mag = t.two(&t.cdf.mvClass0[comp])<<3 + 8
	} else {
		for i := range class {
			mag |= t.two(&t.cdf.mvBits[comp][i]) << i
		}
		mag = mag<<3 + 8 + 2<<(class+2)
	}
	if negative {
		return -mag
	}
	return mag
}

// validVector is is_mv_valid (section 6.10.24).
func (d *decoder) validVector() bool {
	b, t := &d.b, d.t
	if abs(b.mv.row) >= 1<<14 || abs(b.mv.col) >= 1<<14 || (b.mv.row|b.mv.col)&7 != 0 {
		return false
	}
	top, left := b.r*4+b.mv.row>>3, b.c*4+b.mv.col>>3
	bottom, right := top+b.h4*4, left+b.w4*4
	if b.chroma && b.w == 0 && d.seq.subX != 0 {
		left -= 4
	}
	if b.chroma && b.h == 0 && d.seq.subY != 0 {
		top -= 4
	}
	if top < t.rowStart*4 || left < t.colStart*4 || bottom > t.rowEnd*4 || right > t.colEnd*4 {
		return false
	}
	log := 6 + int(bit(d.seq.sb128))
	activeRow, activeCol := b.r*4>>log, b.c*4>>6
	row, col := (bottom-1)>>log, (right-1)>>6
	perRow := (t.colEnd-t.colStart-1)>>4 + 1
	if row*perRow+col >= activeRow*perRow+activeCol-4 {
		return false
	}
	gradient := 5 + log - 6
	return row <= activeRow && col < activeCol-4+gradient*(activeRow-row)
}
