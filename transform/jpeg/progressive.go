package jpeg

import "math/bits"

// A frame with several scans is decoded into stored coefficients. Of a
// progressive one it also takes to know which coefficients outside the stored
// corner are not zero, because that decides how refinement scans are read:
// section G.1.2.3.

// noCoef marks zigzag positions that are not stored.
const noCoef = 0xFFFF

// maxScanVisits limits how often blocks are visited by the scans of one image:
// each scan visits all blocks of its components. Usual scripts need 4 visits to
// a block, and the limit holds only above a number of visits that takes less
// than a second. A file that passes it is treated as if it ended there.
const (
	maxScanVisits      = 24 // times the blocks of the image
	minScanVisitsLimit = 16 << 20
)

// readScans decodes all scans of a multi-scan image. It returns an error only
// where nothing can be shown.
func (d *Decoder) readScans() error {
	total, visits := 0, 0
	for i := range d.nComp {
		total += d.comp[i].blocksX * d.comp[i].blocksY
	}
	limit := max(total*maxScanVisits, minScanVisitsLimit)
	for first := true; ; first = false {
		h := d.firstScan
		if !first {
			found, err := d.readHeaders()
			if err == nil && !found {
				break
			}
			if err == nil {
				h, err = d.readSOS()
			}
			if err != nil {
				return d.endEarly(err)
			}
		}
		for _, ci := range h.comp[:h.n] {
			visits += d.comp[ci].blocksX * d.comp[ci].blocksY
		}
		if visits > limit {
			return d.endEarly(FormatError("more scans than the image is worth"))
		}
		if err := d.readScan(&h); err != nil {
			return d.endEarly(err)
		}
	}
	if d.src.err != nil {
		return d.src.err
	}
	return nil
}

// endEarly decides what becomes of an image whose scans end with err.
func (d *Decoder) endEarly(err error) error {
	d.warnings++
	d.partial = true
	if d.src.err != nil {
		return d.src.err
	}
	if _, ok := err.(FormatError); !ok || d.mcusRead < d.mcusX {
		return err
	}
	return nil
}

// readScan decodes the entropy-coded data of one scan.
func (d *Decoder) readScan(h *decScanHeader) error {
	dc := h.ss == 0
	for _, ci := range h.comp[:h.n] {
		if err := d.bindTables(&d.comp[ci], dc && h.ah == 0, !dc || !d.progressive); err != nil {
			return err
		}
	}
	c := &d.comp[h.comp[0]]
	if d.progressive && !dc && c.scale.d == 1 {
		return nil // the next marker is looked for from here
	}
	d.beginScan()
	wide, high := d.mcusX, d.mcusY
	if h.n == 1 {
		wide, high = c.blocksX, c.blocksY
	}
	if !d.progressive {
		d.bindSeq(h, false)
	}
	for y := range high {
		if err := d.poll(); err != nil {
			return err
		}
		switch {
		case !d.progressive:
			d.storeRow(h, y, wide)
		case dc:
			d.progRow(wide, func(x int) { d.dcBlocks(h, x, y) })
		case h.ah == 0:
			d.acFirstRow(h, c, y)
		default:
			d.progRow(wide, func(x int) { d.acRefine(h, c, x, y) })
		}
		if d.restart.dry && d.restartInterval == 0 {
			d.partial = true
			break
		}
	}
	return nil
}

// storeRow decodes one row of MCUs of a sequential scan into the coefficient
// store.
func (d *Decoder) storeRow(h *decScanHeader, y, wide int) {
	s := &d.seq
	s.work = d.coefs
	for x := 0; x < wide; x += chunkMCUs {
		n := min(chunkMCUs, wide-x)
		at := 0
		for m := range n {
			for _, ci := range h.comp[:h.n] {
				c := &d.comp[ci]
				ch, cv := c.h, c.v
				if h.n == 1 {
					ch, cv = 1, 1
				}
				for by := range cv {
					for bx := range ch {
						s.offset[at] = uint32(2 * c.coefAt((x+m)*ch+bx, y*cv+by))
						at++
					}
				}
			}
		}
		d.decodeMCUs(0, n)
	}
}

// progRow calls block for each MCU of a row, with data for it in the bit
// buffer, and deals with restarts and the end of the data.
func (d *Decoder) progRow(wide int, block func(x int)) {
	for x := range wide {
		if d.restartInterval > 0 {
			if d.restart.left == 0 {
				d.nextRestart()
			}
			d.restart.left--
		}
		if d.restart.dry {
			continue
		}
		d.bits.feed(&d.src)
		block(x)
		d.checkDry(1)
	}
}

// checkDry notices the end of the data behind n MCUs.
func (d *Decoder) checkDry(n int) {
	if d.bits.overrun() {
		d.restart.dry = true
		d.warnings++
	} else {
		d.mcusRead += n
	}
}

// dcBlocks decodes an MCU of a DC scan: sections G.1.2.1 and G.2.
func (d *Decoder) dcBlocks(h *decScanHeader, x, y int) {
	b := &d.bits
	for _, ci := range h.comp[:h.n] {
		c := &d.comp[ci]
		ch, cv := c.h, c.v
		if h.n == 1 {
			ch, cv = 1, 1
		}
		for by := range cv {
			for bx := range ch {
				coef := &d.coefs[c.coefAt(x*ch+bx, y*cv+by)]
				b.refill()
				if h.ah != 0 {
					*coef |= int16(b.acc>>63) << h.al
					b.drop(1)
					continue
				}
				d.seq.pred[ci] += b.dcDiff(d.dcSpec[c.td].dc)
				*coef = int16(d.seq.pred[ci] << h.al)
			}
		}
	}
}

// drop takes n bits, of which there must be as many.
func (b *decBits) drop(n uint) {
	b.acc <<= n & 63
	b.cnt -= n
}

// dcDiff decodes a DC difference: section F.2.2.1.
func (b *decBits) dcDiff(t *decDC) int {
	if e := t.fast[b.acc>>(64-dcBits)]; e != 0 {
		b.drop(uint(e & 63))
		return int(int32(e) >> 16)
	}
	sym, l := t.decode(b.acc)
	b.drop(l)
	diff := 0
	if sym > 0 {
		diff = extend(b.acc, sym)
		b.drop(sym)
	}
	return diff
}

// acFirstRow decodes a row of blocks of the first scan of a band of AC
// coefficients: section G.1.2.2.
func (d *Decoder) acFirstRow(h *decScanHeader, c *decComp, y int) {
	for x := 0; x < c.blocksX; {
		n := c.blocksX - x
		if d.restartInterval > 0 {
			if d.restart.left == 0 {
				d.nextRestart()
			}
			n = min(n, d.restart.left)
		}
		switch {
		case d.restart.dry:
		case d.eobRun > 0:
			n = min(n, d.eobRun)
			d.eobRun -= n
		default:
			n = 1
			d.bits.feed(&d.src)
			d.acFirst(h, c, x, y)
			d.checkDry(1)
		}
		d.restart.left -= n
		x += n
	}
}

// acFirst decodes one block of a first AC scan that has symbols of its own.
func (d *Decoder) acFirst(h *decScanHeader, c *decComp, x, y int) {
	b, t := &d.bits, d.acSpec[c.ta].prog
	coef := d.coefs[c.coefAt(x, y):]
	sig := c.sig[y*c.sigStride+x]
	for k := h.ss; k <= h.se; k++ {
		b.refill()
		sym, l := t.decode(b.acc)
		b.drop(l)
		run, size := int(sym>>4), sym&15
		if size == 0 {
			if run != 15 {
				d.eobRun = b.eobRun(uint(run)) - 1
				break
			}
			k += 15
			continue
		}
		k = min(k+run, 63)
		v := extend(b.acc, size)
		b.drop(size)
		sig |= 1 << k
		if at := c.zz[k]; at != noCoef {
			coef[at/2] = int16(v << h.al)
		}
	}
	c.sig[y*c.sigStride+x] = sig
}

// eobRun reads the length of a run of blocks without further coefficients,
// whose symbol has the given high half: section G.1.2.2.
func (b *decBits) eobRun(r uint) int {
	n := 1 << r
	if r > 0 {
		n += int(b.acc >> (64 - r))
		b.drop(r)
	}
	return n
}

// acRefine decodes one block of a scan that refines AC coefficients by one bit:
// section G.1.2.3.
func (d *Decoder) acRefine(h *decScanHeader, c *decComp, x, y int) {
	b, t := &d.bits, d.acSpec[c.ta].prog
	coef := d.coefs[c.coefAt(x, y):]
	sigAt := &c.sig[y*c.sigStride+x]
	// band has the positions that this scan is about, from k on.
	band := uint64(2)<<h.se - 1<<h.ss
	sig := *sigAt
	for d.eobRun == 0 && band != 0 {
		b.refill()
		sym, l := t.decode(b.acc)
		b.drop(l)
		run, v := int(sym>>4), 0
		if sym&15 != 0 {
			v = -1 << h.al
			if int64(b.acc) < 0 {
				v = 1 << h.al
			}
			b.drop(1)
		} else if run != 15 {
			d.eobRun = b.eobRun(uint(run))
			break
		}
		zeros := band &^ sig
		for ; run > 0 && zeros != 0; run-- {
			zeros &= zeros - 1
		}
		// The coefficients before position k, that of the zero found, have
		// correction bits.
		k := bits.TrailingZeros64(zeros)
		before := uint64(1)<<k - 1
		d.correct(c, coef, *sigAt&band&before, h.al)
		if k == 64 {
			before, k = ^uint64(0), 63
			v = 0
		}
		if v != 0 {
			sig |= 1 << k
			if at := c.zz[k]; at != noCoef {
				coef[at/2] = int16(v)
			}
		}
		band &^= before | 1<<k
	}
	if d.eobRun > 0 {
		d.correct(c, coef, *sigAt&band, h.al)
		d.eobRun--
	}
	*sigAt = sig
}

// correct reads a correction bit for each coefficient in the set sig.
func (d *Decoder) correct(c *decComp, coef []int16, sig uint64, al uint) {
	b := &d.bits
	if sig&c.corner == 0 {
		for n := uint(bits.OnesCount64(sig)); n > 0; {
			b.refill()
			m := min(n, 32)
			b.drop(m)
			n -= m
		}
		return
	}
	for ; sig != 0; sig &= sig - 1 {
		b.refill()
		bit := int64(b.acc) < 0
		b.drop(1)
		at := c.zz[bits.TrailingZeros64(sig)]
		if !bit || at == noCoef {
			continue
		}
		p := &coef[at/2]
		switch {
		case *p&(1<<al) != 0: // cannot be in a sound file
		case *p >= 0:
			*p += 1 << al
		default:
			*p -= 1 << al
		}
	}
}
