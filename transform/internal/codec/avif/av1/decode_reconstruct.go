package av1

// reconstruct adds the inverse transform of d.coefs to the prediction (section
// 7.12.3), and clears them. They
// are kept in columns.
func (d *decoder) reconstruct(dst []uint16, stride int, tx uint8, eob int) {
	w, h := txW[tx]+2, txH[tx]+2
	kind := d.txType
	lw, lh := min(w, 5), min(h, 5) // of what is coded
	if eob == 1 && kind == dctDCT {
		addConstant(dst, stride, 1<<w, 1<<h, inverseDC(d.coefs[0], w, h, d.seq.depth), d.top)
		d.coefs[0] = 0
		return
	}
	rows := d.rowsUsed(eob, lw, lh, kind)
	if simdTransforms && kind != wht && d.seq.depth <= 10 && d.tokens.total < unclamped(tx, kind, d.seq.depth) {
		inverseAdd(&d.coefs, &d.residue, &d.vecs, dst, stride, w, h, rows, kind, d.top)
	} else {
		inverse(&d.coefs, &d.residue, w, h, rows, kind, d.seq.depth)
		addResidue(dst, stride, &d.residue, 1<<w, 1<<h, rowKinds[kind] == kindFlip, colKinds[kind] == kindFlip, d.top)
	}
	clear(d.coefs[:1<<(lw+lh)])
}

// unclamped is how much all coefficients may amount to before sums within the
// transform could have to be clamped. No value that a DCT or an ADST computes is
// more than all it is made of (TestTransformGain) and some rounding; an identity
// transform's are at most four times as much.
func unclamped(tx, kind uint8, depth int) int {
	most := min(1<<(depth+7), 1<<15<<transformShifts[tx])
	if rowKinds[kind] == kindIdentity || colKinds[kind] == kindIdentity {
		return most/4 - 512
	}
	return most - 512
}

// inverseDC is what the inverse transform of one coefficient is everywhere.
func inverseDC(c int32, w, h uint8, depth int) int {
	v := int(c)
	if w == h+1 || h == w+1 {
		v = (v*2896 + 2048) >> 12
	}
	shift := transformShifts[txSizes[w-2][h-2]]
	v = clampTo((v*2896+2048)>>12, 1<<(depth+7))
	v = clampTo((v+1<<shift>>1)>>shift, 1<<max(depth+5, 15))
	v = clampTo((v*2896+2048)>>12, 1<<max(depth+5, 15))
	return (v + 8) >> 4
}

func clampTo(v, limit int) int { return min(max(v, -limit), limit-1) }

func addConstantScalar(dst []uint16, stride, w, h, v, top int) {
	for y := range h {
		row := dst[y*stride:][:w]
		for x, s := range row {
			row[x] = uint16(min(max(int(s)+v, 0), top))
		}
	}
}

// rowsUsed bounds the rows that have coefficients by where they end in scan
// order.
func (d *decoder) rowsUsed(eob int, lw, lh, kind uint8) int {
	switch classes[kind] {
	case classVert:
		return (eob + 1<<lw - 1) >> lw
	case classHoriz:
		return min(eob, 1<<lh)
	}
	// The diagonal that is begun has all rows up to its number.
	n, left := 0, eob
	for left > 0 && n < 1<<lh {
		left -= min(n+1, 1<<lw)
		n++
	}
	return n
}

// transformShifts is Transform_Row_Shift (section 7.13.3).
var transformShifts = [nTx]uint8{0, 1, 2, 2, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2}

// inverse is the 2D inverse transform (section 7.13.3) of the first rows of
// coefs; w and h are logarithms.
func inverse(coefs *[1024]int32, out *[4096]int32, w, h uint8, rows int, kind uint8, depth int) {
	var v [64]int32
	rowKind, colKind := rowKinds[kind], colKinds[kind]
	shift := transformShifts[txSizes[w-2][h-2]]
	rowClamp, colClamp := int32(1)<<(depth+7), int32(1)<<max(depth+5, 15)
	size, coded, codedH := 1<<w, 1<<min(w, 5), 1<<min(h, 5)
	for y := range rows {
		for x := range coded {
			v[x] = coefs[x*codedH+y]
		}
		clear(v[coded:])
		if w == h+1 || h == w+1 {
			for i, x := range v[:coded] {
				v[i] = int32((int64(x)*2896 + 2048) >> 12)
			}
		}
		to := out[y*size:][:size]
		if rowKind == kindWHT {
			wht4(&v, 2)
			copy(to, v[:4])
			continue
		}
		transform1D(rowKind, w, &v, rowClamp)
		round := int32(1) << shift >> 1
		for i := range to {
			to[i] = min(max((v[i]+round)>>shift, -colClamp), colClamp-1)
		}
	}
	for x := range size {
		for y := range 1 << h {
			v[y] = 0
			if y < rows {
				v[y] = out[y*size+x]
			}
		}
		if colKind == kindWHT {
			wht4(&v, 0)
			for y := range 4 {
				out[y*size+x] = v[y]
			}
			continue
		}
		transform1D(colKind, h, &v, colClamp)
		for y := range 1 << h {
			out[y*size+x] = (v[y] + 8) >> 4
		}
	}
}

// addResidue adds what was transformed to samples, mirrored as the type says.
func addResidue(dst []uint16, stride int, res *[4096]int32, w, h int, flipX, flipY bool, top int) {
	for y := range h {
		from := y
		if flipY {
			from = h - 1 - y
		}
		row, add := dst[y*stride:][:w], res[from*w:][:w]
		if flipX {
			for x := range row {
				row[x] = uint16(min(max(int(row[x])+int(add[w-1-x]), 0), top))
			}
			continue
		}
		for x := range row {
			row[x] = uint16(min(max(int(row[x])+int(add[x]), 0), top))
		}
	}
}
