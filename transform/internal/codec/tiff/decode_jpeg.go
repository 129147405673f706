package tiff

import (
	"bytes"
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/pixel"
)

// jpegBlock is a strip or tile of JPEG (Technical Note 2) on its way: a file
// without the tables that all of them share.
type jpegBlock struct {
	decoder *jpeg.Decoder
	band    pixel.Band
}

// readJPEG reads the shared tables, and the header of the first strip for how
// chroma is subsampled.
func (d *Decoder) readJPEG(dir *directory) error {
	if d.compression != compressionJPEG {
		return nil
	}
	if d.bits != 8 || d.format != formatUnsigned || d.photometric == palette {
		return unsupportedError("JPEG of such samples")
	}
	d.tables = dir.bytes(tagJPEGTables)
	if n := len(d.tables); n < 2 || string(d.tables[:2]) != "\xff\xd8" {
		d.tables = nil
	} else if string(d.tables[n-2:]) == "\xff\xd9" {
		d.tables = d.tables[:n-2]
	}
	j, c, err := d.openBlock(0)
	if err != nil {
		return err
	}
	if err := j.fits(d, &c, true); err != nil {
		return err
	}
	return d.checkGrid()
}

// openBlock reads the header of strip or tile i.
func (d *Decoder) openBlock(i int) (*jpegBlock, jpeg.Config, error) {
	packed, err := d.packed(i)
	if err != nil {
		return nil, jpeg.Config{}, err
	}
	var r io.Reader = bytes.NewReader(packed)
	if d.tables != nil && len(packed) > 2 {
		r = io.MultiReader(bytes.NewReader(d.tables), bytes.NewReader(packed[2:]))
	}
	j := &jpegBlock{decoder: jpeg.NewDecoder(r)}
	c, err := j.decoder.Config()
	if err != nil {
		return nil, c, jpegError(err)
	}
	return j, c, nil // whose model does not count: the directory names it
}

// fits checks that a strip or tile is what the directory and the first one say.
func (j *jpegBlock) fits(d *Decoder, c *jpeg.Config, first bool) error {
	comps := c.Components
	if len(comps) != d.stored() {
		return formatError("number of components")
	}
	// The last strip may have the height of all others.
	if c.Width != d.blockW || c.Height > (d.blockH+31)&^31 {
		return formatError("size of a strip")
	}
	subX, subY := 1, 1
	for i, k := range comps[1:] {
		if i > 0 && k != comps[1] {
			return unsupportedError("components of different sampling")
		}
		subX, subY = comps[0].H/k.H, comps[0].V/k.V
		if subX*k.H != comps[0].H || subY*k.V != comps[0].V || subX == 3 || subY == 3 {
			return unsupportedError("subsampling of chroma")
		}
	}
	if d.cfg.Model != pixel.YCbCr && subX*subY != 1 {
		return unsupportedError("subsampling without chroma")
	}
	if first {
		d.cfg.SubX, d.cfg.SubY = subX, subY
	}
	if subX != d.cfg.SubX || subY != d.cfg.SubY {
		return unsupportedError("strips of different sampling")
	}
	return nil
}

// startBlock begins strip or tile i, of which rows rows will be read.
func (d *Decoder) startBlock(i, rows int) (*jpegBlock, error) {
	j, c, err := d.openBlock(i)
	if err != nil {
		return nil, err
	}
	if err := j.fits(d, &c, false); err != nil {
		return nil, err
	}
	if c.Height < rows {
		return nil, formatError("size of a strip")
	}
	o := jpeg.DecodeOptions{N: [4]int{8, 8, 8, 8}, Poll: func() error { // once a row of MCUs
		if !d.meter.Spend(16*d.blockW*d.stored() + blockWork) {
			return d.meter.Err()
		}
		return nil
	}}
	if d.maxMemory > 0 {
		o.MaxMemory = int(max(d.maxMemory-d.Memory(), 1))
	}
	if err := j.decoder.Start(o); err != nil {
		return nil, jpegError(err)
	}
	return j, nil
}

// nextJPEG fills the band: with a row of MCUs of strips, or with all of a row of
// tiles. It returns how many rows of pixels that is.
func (d *Decoder) nextJPEG() (rows int, err error) {
	if d.inJPEG == nil {
		d.inJPEG = make([]jpegBlock, d.planes())
	}
	within := d.y % d.blockH
	left := min(d.blockH-within, d.cfg.Height-d.y) // of the strips or tiles
	for p := range d.planes() {
		for t := range d.across {
			j := &d.inJPEG[p]
			if within == 0 {
				next, err := d.startBlock((p*d.down+d.y/d.blockH)*d.across+t, left)
				if err != nil {
					return 0, err
				}
				*j = *next
			}
			for rows = 0; rows == 0 || d.across > 1 && rows < left; {
				if err := j.decoder.Next(&j.band); err != nil {
					return 0, jpegError(err)
				}
				d.place(j, p, t*d.blockW, rows, left-rows)
				rows += min(j.band.Plane[0].H, left-rows)
			}
		}
	}
	return rows, nil
}

// place copies a row of MCUs to the band, at most most rows of pixels, from
// column x of row y on. plane is the sample that it holds in planar files.
func (d *Decoder) place(j *jpegBlock, plane, x, y, most int) {
	for c := range d.stored() {
		from, sample := &j.band.Plane[c], c
		if d.planar {
			sample = plane
		}
		at, top := x, y
		w, h := min(d.blockW, d.cfg.Width-x), min(j.band.Plane[0].H, most)
		if c > 0 && d.cfg.Model == pixel.YCbCr {
			at, top = x/d.cfg.SubX, y/d.cfg.SubY
			w, h = d.planeSize(c, w, h)
		}
		invert := d.photometric == separated && sample < 4 || d.photometric == whiteIsZero && sample == 0
		for i := range h {
			to := d.target(sample, top+i)
			if to == nil {
				break
			}
			row := to[at:][:w]
			copy(row, from.Row(min(i, from.H-1)))
			if invert {
				for k := range row {
					row[k] = ^row[k]
				}
			}
			if d.photometric == cieLab && (sample == 1 || sample == 2) {
				for k := range row {
					row[k] ^= 128
				}
			}
		}
	}
}

// jpegError makes this package's errors of those that the decoder of JPEG has.
func jpegError(err error) error {
	var format codec.FormatError
	var unsupported codec.UnsupportedError
	switch {
	case errors.As(err, &format):
		return formatError(format.Error())
	case errors.As(err, &unsupported):
		return unsupportedError(unsupported.Error())
	case err == io.EOF:
		return formatError("size of a strip")
	}
	return err
}
