package av1

// readTxSize is read_block_tx_size (section 5.11.16).
func (d *decoder) readTxSize() {
	b, t := &d.b, d.t
	b.tx = largestTx(b.w, b.h)
	b.uvTx = 0
	if b.lossless {
		b.tx = tx4x4
	} else if b.chroma {
		b.uvTx = txSizes[min(b.cw, 3)][min(b.ch, 3)]
	}
	if b.size == block4x4 || b.lossless || !d.h.txSelect {
		d.keepTx()
		return
	}
	if b.copied && !b.skip {
		w4, h4 := 1<<txW[b.tx], 1<<txH[b.tx]
		most := b.tx
		for y := 0; y < b.h4; y += h4 {
			for x := 0; x < b.w4; x += w4 {
				d.readTxTree(b.r+y, b.c+x, most, 0)
			}
		}
		return
	}
	if !b.copied {
		ctx := 0
		if b.availU && d.aboveTxSide() >= txW[b.tx] {
			ctx++
		}
		if b.availL && d.leftTxSide() >= txH[b.tx] {
			ctx++
		}
		depth := maxTxDepth[b.size]
		n := 3
		if depth == 1 {
			n = 2
		}
		for range t.few(&t.cdf.txDepth[depth-1][ctx], n) {
			b.tx = splitTx[b.tx]
		}
	}
	d.keepTx()
}

// aboveTxSide is the logarithm of the width of the transform above, or of the
// block when that is a copy.
func (d *decoder) aboveTxSide() uint8 {
	if d.above.copied[d.b.c] != 0 {
		return d.above.blockW[d.b.c]
	}
	return d.above.txW[d.b.c]
}

func (d *decoder) leftTxSide() uint8 {
	if d.left.copied[d.b.r&31] != 0 {
		return d.left.blockH[d.b.r&31]
	}
	return d.left.txH[d.b.r&31]
}

// keepTx stores the transform's sides for contexts; for a skipped copy they are
// the block's.
func (d *decoder) keepTx() {
	b := &d.b
	w, h := txW[b.tx], txH[b.tx]
	if d.h.intrabc {
		for y := range b.inH {
			fill(d.copyTx, (b.r+y)*d.h.miCols+b.c, b.inW, b.tx)
		}
		if b.copied && b.skip {
			w, h = b.w, b.h
		}
	}
	fill(d.above.txW, b.c, b.inW, w)
	fill(d.left.txH[:], b.r&31, b.inH, h)
}

// readTxTree is read_var_tx_size; depth is at most two.
func (d *decoder) readTxTree(r, c int, tx uint8, depth int) {
	b, t := &d.b, d.t
	if r >= d.h.miRows || c >= d.h.miCols {
		return
	}
	w4, h4 := 1<<txW[tx], 1<<txH[tx]
	if tx != tx4x4 && depth < 2 {
		ctx := 0
		// Without a neighbor the side is taken to be 64.
		if (r > b.r || b.availU) && d.above.txW[c] < txW[tx] {
			ctx++
		}
		if (c > b.c || b.availL) && d.left.txH[r&31] < txH[tx] {
			ctx++
		}
		most := min(max(b.w, b.h), 4)
		if max(txW[tx], txH[tx]) != most {
			ctx += 3
		}
		ctx += int(4-most) * 6
		if t.bool(&t.cdf.txSplit[ctx]) {
			sub := splitTx[tx]
			for y := 0; y < h4; y += 1 << txH[sub] {
				for x := 0; x < w4; x += 1 << txW[sub] {
					d.readTxTree(r+y, c+x, sub, depth+1)
				}
			}
			return
		}
	}
	b.tx = tx
	inW, inH := min(w4, d.h.miCols-c), min(h4, d.h.miRows-r)
	fill(d.above.txW, c, inW, txW[tx])
	fill(d.left.txH[:], r&31, inH, txH[tx])
	for y := range inH {
		fill(d.copyTx, (r+y)*d.h.miCols+c, inW, tx)
	}
}
