package tiff

import (
	"io"

	"tintype/transform/color"
)

// Next delivers the rows of the next row of strips or tiles, io.EOF after the
// last. The samples are valid until the call after.
func (d *Decoder) Next(b *color.Band) error {
	if d.row == d.down {
		return io.EOF
	}
	if d.band == nil {
		d.band = color.New(d.cfg.Model, d.cfg.Width, min(d.blockH, d.cfg.Height), 1, 1, d.cfg.Alpha)
	}
	top := d.row * d.blockH
	rows := min(d.blockH, d.cfg.Height-top)
	planes := 1
	if d.planar {
		planes = d.samples
	}
	for p := range planes {
		for t := range d.across {
			if err := d.readBlock((p*d.down+d.row)*d.across + t); err != nil {
				return err
			}
			for y := range rows {
				d.spread(d.block[y*d.rowBytes():], p, t*d.blockW, y)
			}
		}
	}
	d.row++
	*b = color.Band{Plane: d.band.Plane, Alpha: d.band.Alpha}
	for i := range d.cfg.Model.Planes() {
		b.Y[i], b.Plane[i].H = top, rows
	}
	b.Alpha.H = rows
	if d.multiplied {
		color.Unpremultiply(d.band)
	}
	return nil
}

// spread writes a row of a strip or tile to row y of the band, from column x.
// plane is the sample that the row holds in planar files, else 0.
func (d *Decoder) spread(row []byte, plane, x, y int) {
	n := min(d.blockW, d.cfg.Width-x)
	if d.planar {
		if dst := d.target(plane, y); dst != nil {
			d.samplesTo(dst[x:x+n], row, 0, 1)
		}
		return
	}
	for s := range d.samples {
		if dst := d.target(s, y); dst != nil {
			d.samplesTo(dst[x:x+n], row, s, d.samples)
		}
	}
	if d.photometric == palette {
		d.paint(x, y, n)
	}
}

// target returns where sample s of row y goes, nil for an extra sample that
// means nothing.
func (d *Decoder) target(s, y int) []byte {
	colours := d.cfg.Model.Planes()
	if d.photometric == palette {
		colours = 1
	}
	switch {
	case s < colours:
		return d.band.Plane[s].Row(y)
	case s == colours && d.cfg.Alpha:
		return d.band.Alpha.Row(y)
	}
	return nil
}

// samplesTo takes sample s of every pixel of step samples, 16 bits reduced to
// their high byte, fewer than 8 stretched to 8 but for a palette's.
func (d *Decoder) samplesTo(dst, row []byte, s, step int) {
	switch d.bits {
	case 8:
		for i := range dst {
			dst[i] = row[i*step+s]
		}
	case 16:
		high := 0
		if d.order.Uint16([]byte{0, 1}) != 1 { // little-endian
			high = 1
		}
		if d.predictor == 2 {
			d.sum16(dst, row, s, step)
			break
		}
		for i := range dst {
			dst[i] = row[2*(i*step+s)+high]
		}
	default:
		most := byte(1<<d.bits - 1)
		for i := range dst {
			at := i * d.bits
			dst[i] = row[at/8] >> (8 - d.bits - at%8) & most
			if d.photometric != palette {
				dst[i] *= 255 / most
			}
		}
	}
	if d.photometric == whiteIsZero && s == 0 || d.photometric == separated && s < 4 {
		for i := range dst { // inks: 255 is none
			dst[i] = ^dst[i]
		}
	}
}

// sum16 is samplesTo for differences of 16 bits.
func (d *Decoder) sum16(dst, row []byte, s, step int) {
	sum := uint16(0)
	for i := range dst {
		sum += d.order.Uint16(row[2*(i*step+s):])
		dst[i] = byte(sum >> 8)
	}
}

// paint replaces n indices by their colours.
func (d *Decoder) paint(x, y, n int) {
	red, green, blue := d.band.Plane[0].Row(y)[x:x+n], d.band.Plane[1].Row(y)[x:x+n], d.band.Plane[2].Row(y)[x:x+n]
	for i, v := range red {
		red[i], green[i], blue[i] = d.colours[0][v], d.colours[1][v], d.colours[2][v]
	}
}
