package jpeg

import "tintype/transform/internal/codec"

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
			return d.endEarly(formatError("more scans than the image is worth"))
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
	if _, ok := err.(codec.FormatError); !ok || d.mcusRead < d.mcusX {
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
		if !d.progressive && d.comp[ci].need == 1 {
			d.acSpec[d.comp[ci].ta].ac.makeSkip()
		}
	}
	c := &d.comp[h.comp[0]]
	if d.progressive && !dc && c.scale.d == 1 {
		return nil // nothing depends on it: the next marker is looked for from here
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
		if d.progressive {
			d.progRow(h, y, wide)
		} else {
			d.storeRow(h, y, wide)
		}
		if d.restart.dry && d.restartInterval == 0 {
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

// progRow decodes one row of MCUs of a progressive scan, in spans that end where
// a restart is due or the bit buffer is empty.
func (d *Decoder) progRow(h *decScanHeader, y, wide int) {
	d.bindProg(h, y)
	for x := 0; x < wide; {
		end := wide
		if d.restartInterval > 0 {
			if d.restart.left == 0 {
				d.nextRestart()
			}
			end = min(end, x+d.restart.left)
		}
		x0 := x
		if d.restart.dry {
			x = end
		} else {
			d.bits.feed(&d.src)
			x = d.prog.run(&d.bits, x, end)
			if d.bits.overrun() {
				d.runDry()
			} else {
				d.mcusRead += x - x0
			}
		}
		d.restart.left -= x - x0
	}
}
