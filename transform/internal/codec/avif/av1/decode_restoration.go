package av1

// unit is how a unit of loop restoration is filtered.
type unit struct {
	kind   uint8
	set    uint8
	wiener [2][3]int8 // vertical, horizontal
	xqd    [2]int8
}

// sgrParams is Sgr_Params (section 7.17.3): radius and strength, twice.
var sgrParams = [16][4]uint8{
	{2, 12, 1, 4}, {2, 15, 1, 6}, {2, 18, 1, 8}, {2, 21, 1, 9},
	{2, 24, 1, 10}, {2, 29, 1, 11}, {2, 36, 1, 12}, {2, 45, 1, 13},
	{2, 56, 1, 14}, {2, 68, 1, 15}, {0, 0, 1, 5}, {0, 0, 1, 8},
	{0, 0, 1, 11}, {0, 0, 1, 14}, {2, 30, 0, 0}, {2, 75, 0, 0},
}

func unitsIn(size, n int) int { return max((n+size>>1)/size, 1) }

// readRestoration is read_lr (section 5.11.57).
func (d *decoder) readRestoration(r, c, size int) {
	h := d.h
	if !h.lr.used {
		return
	}
	for p := range d.planes {
		if h.lr.kind[p] == restoreNone {
			continue
		}
		subX, subY := d.sub(p)
		unitSize := h.lr.size[p]
		numerator, denominator := 4>>subX, unitSize
		if h.superresDenom != 8 {
			numerator, denominator = numerator*h.superresDenom, denominator*8
		}
		firstRow := (r*(4>>subY) + unitSize - 1) / unitSize
		endRow := min(d.unitRows[p], ((r+size)*(4>>subY)+unitSize-1)/unitSize)
		firstCol := (c*numerator + denominator - 1) / denominator
		endCol := min(d.unitCols[p], ((c+size)*numerator+denominator-1)/denominator)
		for y := firstRow; y < endRow; y++ {
			for x := firstCol; x < endCol; x++ {
				d.readUnit(p, &d.units[p][y*d.unitCols[p]+x])
			}
		}
	}
}

func (d *decoder) readUnit(plane int, u *unit) {
	t := d.t
	*u = unit{}
	switch d.h.lr.kind[plane] {
	case restoreWiener:
		u.kind = uint8(t.two(&t.cdf.useWiener[0])) * restoreWiener
	case restoreSgrproj:
		u.kind = uint8(t.two(&t.cdf.useSgrproj[0])) * restoreSgrproj
	default:
		u.kind = uint8(t.few(&t.cdf.restoration[0], 3))
	}
	switch u.kind {
	case restoreWiener:
		for pass := range 2 {
			for i := min(plane, 1); i < 3; i++ {
				least := [3]int{-5, -23, -17}[i]
				most := [3]int{10, 8, 46}[i]
				ref := &t.refWiener[plane][pass][i]
				*ref = t.subexp(least, most+1, i+1, *ref)
				u.wiener[pass][i] = int8(*ref)
			}
		}
	case restoreSgrproj:
		u.set = uint8(t.literal(4))
		ref := &t.refSgr[plane]
		for i := range 2 {
			least, most := [2]int{-96, -32}[i], [2]int{31, 95}[i]
			switch {
			case sgrParams[u.set][2*i] != 0:
				ref[i] = t.subexp(least, most+1, 4, ref[i])
			case i == 1:
				ref[1] = min(max(128-ref[0], least), most)
			default:
				ref[0] = 0
			}
			u.xqd[i] = int8(ref[i])
		}
	}
}

// subexp is decode_signed_subexp_with_ref_bool.
func (s *symbols) subexp(low, high, k, ref int) int {
	n, r := high-low, ref-low
	v := s.subexpUnsigned(n, k)
	if 2*r <= n {
		return low + recenter(r, v)
	}
	return low + n - 1 - recenter(n-1-r, v)
}

func recenter(r, v int) int {
	switch {
	case v > 2*r:
		return v
	case v&1 != 0:
		return r - (v+1)>>1
	}
	return r + v>>1
}

func (s *symbols) subexpUnsigned(n, k int) int {
	at := 0
	for i := 0; ; i++ {
		bits := k
		if i > 0 {
			bits = k + i - 1
		}
		a := 1 << bits
		if n <= at+3*a {
			return s.uniform(n-at) + at
		}
		if s.bit() == 0 {
			return s.literal(bits) + at
		}
		at += a
	}
}
