package tiff

import (
	"io"

	"tintype/transform/internal/pixel"
)

// Next delivers the following rows, io.EOF after the last. The samples are valid
// until the call after.
func (d *Decoder) Next(b *pixel.Band) error {
	if d.y == d.cfg.Height {
		return io.EOF
	}
	if d.band == nil {
		d.band = d.newBand()
		d.band.Meter = d.meter
	}
	rows, err := 0, error(nil)
	if d.compression == compressionJPEG {
		rows, err = d.nextJPEG()
	} else {
		rows = min(d.bandRows(), d.cfg.Height-d.y)
		err = d.readBand(rows)
	}
	if err != nil {
		return err
	}
	if err := d.convert(rows); err != nil {
		return err
	}
	*b = pixel.Band{Plane: d.band.Plane, Alpha: d.band.Alpha}
	for i := range d.cfg.Model.Planes() {
		_, b.Plane[i].H = d.planeSize(i, 1, rows)
		b.Y[i] = d.y
		if i > 0 && d.cfg.Model == pixel.YCbCr {
			b.Y[i] = d.y / d.cfg.SubY
		}
	}
	b.Alpha.H = rows
	d.y += rows
	return nil
}

// readBand fills rows of the band from strips, or from one row of tiles.
func (d *Decoder) readBand(rows int) error {
	if d.open == nil {
		d.open = make([]stream, d.planes())
		d.chunk = make([]byte, int64(d.chunkRows())*d.rowBytes())
	}
	for p := range d.planes() {
		for t := range d.across {
			if err := d.readBlock(p, t, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// blockWork is what it takes to begin a strip or tile, in samples.
const blockWork = 1 << 10

// readBlock reads as many rows of column t of the blocks that hold plane p.
// Where one ends, which in a band only strips do, the one below goes on.
func (d *Decoder) readBlock(p, t, rows int) error {
	s, size := &d.open[p], int(d.rowBytes())
	for done := 0; done < rows; {
		y := d.y + done
		if y%d.blockH == 0 {
			if err := d.start(s, (p*d.down+y/d.blockH)*d.across+t); err != nil {
				return err
			}
		}
		left := d.blockRows(min(rows-done, d.blockH-y%d.blockH))
		chunk := d.chunk[:min(left*size, len(d.chunk))]
		// A strip of its own is work, too, however small.
		if !d.meter.Spend(len(chunk)/size*d.blockW*d.stored() + blockWork) {
			return d.meter.Err()
		}
		clear(chunk) // what is missing at the end of damaged data is zero
		s.unpack(chunk)
		if d.predictor != predictorNone {
			d.unpredict(chunk, size)
		}
		for ; len(chunk) > 0; chunk = chunk[size:] {
			done += d.spread(chunk[:size], p, t*d.blockW, done)
		}
	}
	return nil
}

// spread writes a row of a strip or tile to row y of the band, from column x, and
// returns how many rows of pixels it was. plane is the sample that the row holds
// in planar files, else 0.
func (d *Decoder) spread(row []byte, plane, x, y int) int {
	n := min(d.blockW, d.cfg.Width-x)
	switch {
	case d.isYCC():
		d.spreadYCC(row, x, y)
		return d.cfg.SubY
	case d.planar:
		if dst := d.target(plane, y); dst != nil {
			d.samplesTo(dst[x:x+n], row, 0, plane)
		}
		return 1
	}
	for s := range d.samples {
		if dst := d.target(s, y); dst != nil {
			d.samplesTo(dst[x:x+n], row, s, s)
		}
	}
	return 1
}

// target returns where sample s of row y goes, nil for an extra sample that
// means nothing.
func (d *Decoder) target(s, y int) []byte {
	colors := d.cfg.Model.Planes()
	if d.photometric == palette {
		colors = 1
	}
	switch {
	case s < colors:
		return d.band.Plane[s].Row(y)
	case s == d.alpha:
		return d.band.Alpha.Row(y)
	}
	return nil
}

// convert turns the samples of the band into those of its model, where all of a
// pixel's have to be known.
func (d *Decoder) convert(rows int) error {
	switch {
	case d.photometric == palette:
		for y := range rows {
			d.paint(y)
		}
	case d.isLab():
		lab := d.labOf()
		for y := range rows {
			if !d.meter.Spend(labWork * d.cfg.Width) {
				return d.meter.Err()
			}
			lab.RGB(d.band.Plane[0].Row(y), d.band.Plane[1].Row(y), d.band.Plane[2].Row(y))
		}
	case d.multiplied && !d.linear:
		part := *d.band
		part.H = rows
		pixel.Unpremultiply(&part)
	}
	return d.meter.Err()
}

// labWork is what a pixel of Lab takes, in samples.
const labWork = 8

// paint replaces the indices of a row by their colors.
func (d *Decoder) paint(y int) {
	red, green, blue := d.band.Plane[0].Row(y), d.band.Plane[1].Row(y), d.band.Plane[2].Row(y)
	for i, v := range red {
		red[i], green[i], blue[i] = d.palette[0][v], d.palette[1][v], d.palette[2][v]
	}
}
