package av1

// residual predicts and reconstructs the transform blocks of a block (section
// 5.11.34), in pieces of at most 64 by 64 samples.
func (d *decoder) residual() {
	b := &d.b
	w, h := min(b.w4, 16), min(b.h4, 16)
	for y := 0; y < b.h4; y += 16 {
		for x := 0; x < b.w4; x += 16 {
			d.residualLuma(b.r+y, b.c+x, w, h)
			if b.chroma {
				subX, subY := d.seq.subX, d.seq.subY
				cw, ch := max(w>>subX, 1), max(h>>subY, 1)
				d.residualChroma(1, (b.r+y)>>subY, (b.c+x)>>subX, cw, ch)
				d.residualChroma(2, (b.r+y)>>subY, (b.c+x)>>subX, cw, ch)
			}
			if d.err != nil {
				return
			}
		}
	}
}

func (d *decoder) residualLuma(r, c, w, h int) {
	b := &d.b
	endR, endC := min(r+h, d.h.miRows), min(c+w, d.h.miCols)
	if b.copied && !b.lossless {
		d.residualTree(r, c, w, h)
		return
	}
	stepX, stepY := 1<<txW[b.tx], 1<<txH[b.tx]
	for y := r; y < endR; y += stepY {
		for x := c; x < endC; x += stepX {
			d.transformBlock(0, x, y, b.tx)
		}
	}
}

func (d *decoder) residualChroma(plane, r, c, w, h int) {
	tx := d.b.uvTx
	endR, endC := min(r+h, d.h.miRows>>d.seq.subY), min(c+w, d.h.miCols>>d.seq.subX)
	stepX, stepY := 1<<txW[tx], 1<<txH[tx]
	for y := r; y < endR; y += stepY {
		for x := c; x < endC; x += stepX {
			d.transformBlock(plane, x, y, tx)
		}
	}
}

// residualTree is transform_tree: copied blocks have a tree of sizes.
func (d *decoder) residualTree(r, c, w, h int) {
	if r >= d.h.miRows || c >= d.h.miCols {
		return
	}
	tx := d.copyTx[r*d.h.miCols+c]
	if w <= 1<<txW[tx] && h <= 1<<txH[tx] {
		d.transformBlock(0, c, r, txSizes[floorLog2(w)][floorLog2(h)])
		return
	}
	stepX, stepY := w, h
	if w >= h {
		stepX = w >> 1
	}
	if h >= w {
		stepY = h >> 1
	}
	for y := 0; y < h; y += stepY {
		for x := 0; x < w; x += stepX {
			d.residualTree(r+y, c+x, stepX, stepY)
		}
	}
}

// transformBlock is transform_block (section 5.11.35); x and y count 4 samples
// of the plane.
func (d *decoder) transformBlock(plane, x, y int, tx uint8) {
	b := &d.b
	subX, subY := d.sub(plane)
	w4, h4 := 1<<txW[tx], 1<<txH[tx]
	mask := 15
	if d.seq.sb128 {
		mask = 31
	}
	inX, inY := x&(mask>>subX), y&(mask>>subY)
	s := &d.cur[plane]
	at := s.at(4*x, 4*y)
	if !b.copied {
		chroma := min(plane, 1)
		if b.palette[chroma] > 0 {
			d.predictPalette(plane, x, y, w4, h4, s.pix[at:], s.stride)
		} else {
			d.predictIntra(plane, x, y, tx, inX, inY)
		}
		if plane == 0 {
			b.lumaEndX, b.lumaEndY = 4*(x+w4), 4*(y+h4)
		}
	}
	if !b.skip {
		if eob := d.readCoefs(plane, x, y, tx); eob > 0 {
			if observe != nil {
				observe(d, sawTransform, int(tx))
			}
			d.reconstruct(s.pix[at:], s.stride, tx, eob)
		}
	}
	if d.deblock {
		d.keepTxSize(plane, x, y, w4, h4, tx)
	}
	row := (uint64(1)<<uint(w4) - 1) << uint(inX+1)
	rows := d.decoded[plane][inY+1:]
	for i := range min(h4, len(rows)) {
		rows[i] |= row
	}
}

func (d *decoder) predictPalette(plane, x, y, w4, h4 int, dst []uint16, stride int) {
	b := &d.b
	subX, subY := d.sub(plane)
	m := &d.indices[min(plane, 1)]
	x0, y0 := 4*(x-b.c>>subX), 4*(y-b.r>>subY)
	colors := &b.colors[plane]
	for i := range 4 * h4 {
		line := m[(y0+i)*64+x0:][:4*w4]
		to := dst[i*stride:][:4*w4]
		for k, v := range line {
			to[k] = colors[v&7]
		}
	}
}
