package av1

// setQ computes the steps of all segments and planes, DC and AC, for a
// CurrentQIndex (section 7.12.2).
func (d *decoder) setQ(base int) {
	if base == d.dqFor {
		return
	}
	d.dqFor = base
	h := d.h
	if !h.deltaQ {
		base = h.quant.base
	}
	q := &h.quant
	dc := [3]int{q.yDC, q.uDC, q.vDC}
	ac := [3]int{0, q.uAC, q.vAC}
	row := (d.seq.depth - 8) >> 1
	for s := range maxSegments {
		i := h.qindex(s, base)
		for p := range 3 {
			d.dq[s][p][0] = int(dcSteps[row][min(max(i+dc[p], 0), 255)])
			d.dq[s][p][1] = int(acSteps[row][min(max(i+ac[p], 0), 255)])
		}
	}
}

// matrix returns the quantizer matrix of a level for luma or chroma and a size,
// as logarithms in units of 4 (section 9.5). They are derived when first used
// from those that are stored.
func (d *decoder) matrix(level, chroma int, w, h uint8) []uint8 {
	m := &d.matrices[chroma][w][h]
	if *m == nil || d.matrixLevel[chroma][w][h] != level {
		*m = makeMatrix(level, chroma, w, h)
		d.matrixLevel[chroma][w][h] = level
	}
	return *m
}

const (
	triangle   = 32 * 33 / 2
	packedSize = triangle + 32*16
)

func makeMatrix(level, chroma int, w, h uint8) []uint8 {
	var all [packedSize]uint8
	// Differences run on from one matrix to the next.
	v := uint8(0)
	at := (2*level + chroma) * packedSize
	for i := range at {
		v += packedMatrices[i]
	}
	for i := range all {
		v += packedMatrices[at+i]
		all[i] = v
	}
	cols, rows := 4<<w, 4<<h
	side := func(n int, full int) (ratio, phase int) {
		ratio = full / n
		return ratio, (ratio+1)/2 - 1
	}
	out := make([]uint8, 0, cols*rows)
	fullW, fullH := 32, 32
	if w > h {
		fullH = 16
	} else if w < h {
		fullW = 16
	}
	rw, pw := side(cols, fullW)
	rh, ph := side(rows, fullH)
	for y := range rows {
		for x := range cols {
			i, k := rh*y+ph, rw*x+pw
			switch {
			case w == h:
				i, k = max(i, k), min(i, k)
				out = append(out, all[i*(i+1)/2+k])
			case w > h:
				out = append(out, all[triangle+i*32+k])
			default:
				out = append(out, all[triangle+k*32+i])
			}
		}
	}
	return out
}
