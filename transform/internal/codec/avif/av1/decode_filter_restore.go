package av1

// lrPad is how many samples beside a row loop restoration reads.
const lrPad = 4

// stripeRows are the rows that a stripe of loop restoration is made from
// (section 7.17.6): three above it, those in it, three below. Each is where its
// samples begin in pix, behind lrPad samples to the left.
type stripeRows struct {
	pix []uint16
	at  [64 + 6]int
}

// restoreRows applies loop restoration (section 7.17) to rows from y0 to y1 of
// luma, from d.upscaled and, around stripes, what deblocking left, to
// d.restored.
func (d *decoder) restoreRows(y0, y1 int) {
	for p := range d.planes {
		subX, subY := d.sub(p)
		from, to := &d.upscaled[p], &d.restored[p]
		w := (d.h.upscaledWidth + subX) >> subX
		end := min((y1+subY)>>subY, (d.h.height+subY)>>subY)
		for y := y0 >> subY; y < end; {
			stripe := (y<<subY + 8) >> 6
			next := min((stripe<<6+56)>>subY, end)
			if d.h.lr.kind[p] == restoreNone {
				for ; y < next; y++ {
					copy(to.pix[to.at(0, y):][:w], from.pix[from.at(0, y):][:w])
				}
				continue
			}
			d.restoreStripe(p, y, next, stripe, w)
			y = next
		}
	}
}

// restoreStripe filters rows of one stripe, unit by unit.
func (d *decoder) restoreStripe(p, y0, y1, stripe, w int) {
	_, subY := d.sub(p)
	from, to := &d.upscaled[p], &d.restored[p]
	h := y1 - y0
	// A copy of the rows beside each other keeps what follows simple.
	rows := d.stripe[:(h+7)*d.stripeStride] // kernels read a little more
	first, last := (stripe<<6-8)>>subY, (stripe<<6+56)>>subY-1
	planeEnd := (d.h.height+subY)>>subY - 1
	for i := range h + 6 {
		y := min(max(y0+i-3, 0), planeEnd)
		var src []uint16
		switch {
		case y < first:
			src = d.bound(p, max(y, first-2))
		case y > last:
			src = d.bound(p, min(y, last+2))
		default:
			src = from.pix[from.at(0, y):]
		}
		row := rows[i*d.stripeStride:][:w+2*lrPad]
		copy(row[lrPad:], src[:w])
		for k := range lrPad {
			row[k], row[lrPad+w+k] = src[0], src[w-1]
		}
	}
	size := d.h.lr.size[p]
	unitRow := min(d.unitRows[p]-1, (y0<<subY+8)>>subY/size)
	for col := range d.unitCols[p] {
		x0, x1 := col*size, (col+1)*size
		if col == d.unitCols[p]-1 {
			x1 = w
		}
		if !d.meter.Spend(8 * h * (x1 - x0)) {
			return
		}
		u := &d.units[p][unitRow*d.unitCols[p]+col]
		src := rows[x0:]
		dst := to.pix[to.at(x0, y0):]
		if observe != nil {
			observe(d, sawRestore, int(u.kind)|int(u.set)<<2)
		}
		switch u.kind {
		case restoreWiener:
			d.wiener(dst, to.stride, src, x1-x0, h, u)
		case restoreSgrproj:
			d.selfGuided(dst, to.stride, src, x1-x0, h, u)
		default:
			for y := range h {
				copy(dst[y*to.stride:][:x1-x0], src[(y+3)*d.stripeStride+lrPad:])
			}
		}
	}
}

// wiener is the Wiener filter process (section 7.17.4). src begins three rows
// above and lrPad samples to the left.
func (d *decoder) wiener(dst []uint16, stride int, src []uint16, w, h int, u *unit) {
	round0 := uint(3)
	if d.seq.depth == 12 {
		round0 = 5
	}
	round1 := 14 - round0
	offset := int32(1) << (d.seq.depth + 7 - int(round0) - 1)
	limit := int32(1)<<(d.seq.depth+8-int(round0)) - 1
	var taps [2][7]int32
	for pass := range 2 {
		taps[pass][3] = 128
		for i, v := range u.wiener[pass] {
			taps[pass][i], taps[pass][6-i] = int32(v), int32(v)
			taps[pass][3] -= 2 * int32(v)
		}
	}
	mid := d.lrTemp[0]
	for y := range h + 6 {
		// Kernels write more than w, which the next row has then.
		wienerRow(mid[y*w:][:w], src[y*d.stripeStride+lrPad-3:], &taps[1], round0, -offset, limit-offset)
	}
	for y := range h {
		wienerCol(dst[y*stride:][:w], mid[y*w:], w, &taps[0], round1, int32(d.top))
	}
}

func wienerRowScalar(dst []int32, src []uint16, k *[7]int32, shift uint, least, most int32) {
	half := int32(1) << shift >> 1
	src = src[:len(dst)+6]
	for x := range dst {
		s := k[0]*(int32(src[x])+int32(src[x+6])) + k[1]*(int32(src[x+1])+int32(src[x+5])) +
			k[2]*(int32(src[x+2])+int32(src[x+4])) + k[3]*int32(src[x+3])
		dst[x] = min(max((s+half)>>shift, least), most)
	}
}

func wienerColScalar(dst []uint16, mid []int32, w int, k *[7]int32, shift uint, top int32) {
	half := int32(1) << shift >> 1
	for x := range dst {
		s := k[0]*(mid[x]+mid[x+6*w]) + k[1]*(mid[x+w]+mid[x+5*w]) +
			k[2]*(mid[x+2*w]+mid[x+4*w]) + k[3]*mid[x+3*w]
		dst[x] = uint16(min(max((s+half)>>shift, 0), top))
	}
}
