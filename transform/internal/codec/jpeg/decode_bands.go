package jpeg

import (
	"io"
	"math/bits"

	"tintype/transform/internal/pixel"
)

// poll calls the caller's Poll.
func (d *Decoder) poll() error {
	if d.pollFunc == nil {
		return nil
	}
	return d.pollFunc()
}

// Next decodes the next band, which is the next row of MCUs. The planes are
// valid until the next call. Behind the last band it returns io.EOF.
//
// Missing or damaged data do not make it fail once a row of MCUs has been
// decoded: what is missing is gray, and Partial reports it.
func (d *Decoder) Next(b *pixel.Band) error {
	if d.err == nil && !d.started {
		return errOrder
	}
	if d.err == nil {
		d.err = d.next(b)
	}
	return d.err
}

func (d *Decoder) next(b *pixel.Band) error {
	if d.row >= d.rowEnd {
		return io.EOF
	}
	if d.stored && d.mcuRow == 0 {
		d.mcuRow = d.mcusY
		if err := d.readScans(); err != nil {
			return err
		}
		d.bindQuant()
	}
	if d.stored {
		if err := d.poll(); err != nil {
			return err
		}
		d.transformStored()
	} else {
		for d.mcuRow <= d.row {
			if err := d.poll(); err != nil {
				return err
			}
			d.streamRow(d.mcuRow == d.row)
			d.mcuRow++
			if err := d.src.err; err != nil {
				return err
			}
			if d.restart.dry && d.mcusRead < d.mcusX {
				return formatError("less than one row of image data")
			}
		}
	}
	d.fillBand(b)
	d.row++
	return nil
}

// fillBand describes the row of MCUs just transformed.
func (d *Decoder) fillBand(b *pixel.Band) {
	*b = pixel.Band{}
	for i := range d.nComp {
		c := &d.comp[i]
		b.Y[i] = d.row * c.v * c.scale.n
		c.band.H = min(c.v*c.scale.n, c.planeH-b.Y[i])
		b.Plane[i] = c.band
	}
}

// streamRow decodes a row of MCUs of a single-scan image, and transforms it if
// it is visible.
func (d *Decoder) streamRow(visible bool) {
	for x := 0; x < d.mcusX; x += chunkMCUs {
		n := min(chunkMCUs, d.mcusX-x)
		show := visible && x+n > d.colLo && x < d.colHi
		if show == d.skipping {
			d.setSkip(!show)
		}
		clear(d.coefs)
		d.decodeMCUs(0, n)
		if show {
			d.transformChunk(x)
		}
	}
}

// setSkip makes the decoder of sequential scans pass over all AC coefficients.
func (d *Decoder) setSkip(skip bool) {
	d.skipping = skip
	for i := range d.seq.nBlocks {
		bl := &d.seq.block[i]
		bl.need = d.comp[bl.comp].need
		if skip {
			bl.need = 1
		}
	}
}

// transformChunk transforms the chunk of MCUs that begins with number x.
func (d *Decoder) transformChunk(x int) {
	var last [maxBlocks]uint8
	if d.hasLow {
		last = d.seq.lastOfGroups()
	}
	group := 0
	for i := range d.nComp {
		c := &d.comp[i]
		n := c.scale.n
		coef := c.base
		for by := range c.v {
			at := by*n*c.band.Stride + x*c.h*n
			for range c.h {
				dst, coefs := c.band.Pix[at:], d.coefs[coef:]
				switch last := last[group]; {
				case last > 15 || !c.scale.hasLow:
					c.full(dst, c.band.Stride, coefs, &c.q, &d.ws)
				case last > 1:
					c.low(dst, c.band.Stride, coefs, &c.q, &d.ws)
				default:
					idctFlat(n, dst, c.band.Stride, coefs, c.q[0][0])
				}
				group++
				coef += c.groupSz
				at += 8 * n
			}
		}
	}
}

// transformStored transforms the next row of MCUs out of the coefficient store.
func (d *Decoder) transformStored() {
	for i := range d.nComp {
		c := &d.comp[i]
		n := c.scale.n
		for by := range c.v {
			row := d.row*c.v + by
			for g := d.colLo * c.h / 8; g < ceilDiv(d.colHi*c.h, 8); g++ {
				at := by*n*c.band.Stride + g*8*n
				kernel := c.full
				if c.sig != nil && lastInSets(c.sig[row*c.sigStride+g*8:]) <= 15 {
					kernel = c.low
				}
				kernel(c.band.Pix[at:], c.band.Stride, d.coefs[c.coefAt(g*8, row):], &c.q, &d.ws)
			}
		}
	}
}

// lastInSets returns the position behind the last coefficient of 8 blocks of a
// progressive image.
func lastInSets(sig []uint64) int {
	_ = sig[7]
	return bits.Len64(sig[0] | sig[1] | sig[2] | sig[3] | sig[4] | sig[5] | sig[6] | sig[7] | 1)
}
