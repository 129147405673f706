package bmp

import (
	"io"
	"math/bits"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Config returns what the header says.
func (d *Decoder) Config() Config { return d.cfg }

// Start allocates at most memory bytes, 0 for no limit, and looks through run
// lengths for where rows begin.
func (d *Decoder) Start(memory int64, meter *work.Meter) error {
	d.meter = meter
	need := int64(min(bandRows, d.cfg.Height)) * int64(d.cfg.Width+16) * 4
	if d.isRLE() {
		need += int64(d.cfg.Height/bandRows+1) * placeBytes
	}
	if memory > 0 && need > memory {
		return &pixel.MemoryError{Need: need, Limit: memory}
	}
	if d.isRLE() {
		return d.indexRuns()
	}
	return nil
}

// stored returns row y from the top as it is stored.
func (d *Decoder) stored(y int) []byte {
	if !d.topDown {
		y = d.cfg.Height - 1 - y
	}
	return d.pixels[y*d.stride:][:d.stride]
}

// Next delivers the following rows, io.EOF after the last. The samples are valid
// until the call after.
func (d *Decoder) Next(b *pixel.Band) error {
	if d.row == d.cfg.Height {
		return io.EOF
	}
	if d.band == nil {
		d.band = pixel.New(pixel.RGB, d.cfg.Width, min(bandRows, d.cfg.Height), 1, 1, d.cfg.Alpha)
	}
	n := min(bandRows, d.cfg.Height-d.row)
	if d.isRLE() {
		d.unpack(d.row)
	}
	for i := range n {
		if !d.meter.Spend(4 * d.cfg.Width) {
			return d.meter.Err()
		}
		if !d.isRLE() {
			d.decode(d.stored(d.row+i), i)
		}
	}
	*b = pixel.Band{Plane: d.band.Plane, Alpha: d.band.Alpha}
	for i := range 3 {
		b.Y[i], b.Plane[i].H = d.row, n
	}
	b.Alpha.H = n
	d.row += n
	return nil
}

// decode writes one stored row to row y of the band.
func (d *Decoder) decode(row []byte, y int) {
	if d.bits <= 8 {
		r, g, b := d.band.Plane[0].Row(y), d.band.Plane[1].Row(y), d.band.Plane[2].Row(y)
		for x := range d.cfg.Width {
			c := &d.palette[index(row, x, d.bits)]
			r[x], g[x], b[x] = c[0], c[1], c[2]
		}
		return
	}
	for i := range 3 {
		d.field(d.band.Plane[i].Row(y), row, i)
	}
	if d.cfg.Alpha {
		d.field(d.band.Alpha.Row(y), row, 3)
	}
}

// index is pixel x of a row of indices.
func index(row []byte, x, bits int) byte {
	at := x * bits
	return row[at/8] >> (8 - bits - at%8) & (1<<bits - 1)
}

// field takes the bits of one mask from all pixels of a row.
func (d *Decoder) field(dst, row []byte, i int) {
	mask, step := d.masks[i], d.bits/8
	shift := bits.TrailingZeros32(mask)
	switch {
	case mask == 0:
		clear(dst)
		return
	case mask>>shift == 255 && shift%8 == 0:
		for x, at := 0, shift/8; x < len(dst); x, at = x+1, at+step {
			dst[x] = row[at]
		}
		return
	}
	most := uint64(mask >> shift)
	for x := range dst {
		var v uint32
		for k := range step {
			v |= uint32(row[x*step+k]) << (8 * k)
		}
		dst[x] = byte((uint64(v&mask)>>shift*255 + most/2) / most)
	}
}
