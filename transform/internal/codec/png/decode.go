package png

import (
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// bandSamples is about how many samples a band has: its planes stay in the
// processor's second cache until they have been filtered.
const bandSamples = 128 << 10

// bandRows are the least and most rows of a band; the resizer takes sixteen at a
// time where they lie.
const (
	minBandRows = 16
	maxBandRows = 64
)

// A Decoder reads one image: Config, Start, then Next until io.EOF.
type Decoder struct {
	// Meter, if not nil, hears of the work from Start on and may end it; then Start
	// and Next return its error.
	Meter *work.Meter

	c    chunks
	cfg  Config
	f    format
	err  error     // of the header
	data io.Reader // the zlib stream of the pixels

	z         *flate.Reader
	cur, prev []byte // unfiltered rows
	scratch   []byte // a row as bytes a sample, before it is taken apart
	rows      [5][]byte
	band      *pixel.Image
	frame     *pixel.Image // of an interlaced image
	y         int          // rows that were delivered
	damage    error        // what ended the data before the image's end
}

// NewDecoder reads the header of the PNG file in r.
func NewDecoder(r io.Reader) *Decoder {
	d := &Decoder{c: chunks{in: r, table: newCRC()}}
	d.data = &d.c
	d.err = readHeader(&d.c, &d.cfg, &d.f)
	return d
}

// Config returns what the header says, or a FormatError, or the error of the
// reader.
func (d *Decoder) Config() (Config, error) { return d.cfg, d.err }

// Memory returns about how many bytes decoding takes: some rows, or the whole
// image where it is interlaced.
func (d *Decoder) Memory() int64 {
	w, h := int64(d.cfg.Width), int64(d.cfg.Height)
	samples := int64(len(d.samplePlanes()))
	row := (w*int64(d.f.channels*d.f.depth) + 7) / 8
	n := 4*row + w*samples*int64(d.bandRows()) + w*int64(d.f.channels)
	if d.cfg.Interlaced {
		n += w * h * samples
	}
	return n
}

// samplePlanes returns as many rows as the image has planes, alpha included.
func (d *Decoder) samplePlanes() [][]byte {
	n := d.cfg.Model.Planes()
	if d.cfg.Alpha {
		n++
	}
	return d.rows[:n]
}

func (d *Decoder) bandRows() int {
	n := bandSamples / max(d.cfg.Width*len(d.samplePlanes()), 1) &^ (minBandRows - 1)
	return min(max(n, minBandRows), maxBandRows)
}

// Start allocates what decoding takes, at most maxMemory bytes, else it returns a
// *pixel.MemoryError. An interlaced image is decoded here.
func (d *Decoder) Start(maxMemory int64) error {
	if d.err != nil {
		return d.err
	}
	if n := d.Memory(); n > maxMemory {
		return &pixel.MemoryError{Need: n, Limit: maxMemory}
	}
	n := d.f.rowBytes(d.cfg.Width)
	d.cur, d.prev = make([]byte, n), make([]byte, n)
	if d.f.depth != 8 {
		d.scratch = make([]byte, d.cfg.Width*d.f.channels)
	}
	if d.z == nil {
		d.z = flate.NewReader(d.data, n+1)
	} else {
		d.z.Reset(d.data, n+1)
	}
	if d.cfg.Interlaced {
		return d.readFrame()
	}
	d.band = pixel.New(d.cfg.Model, d.cfg.Width, min(d.bandRows(), d.cfg.Height), 1, 1, d.cfg.Alpha)
	return nil
}

// Damage returns what was wrong with data that ended early, nil for an image
// that is whole so far.
func (d *Decoder) Damage() error { return d.damage }

// Next delivers the following rows, io.EOF after the last ones.
func (d *Decoder) Next(b *pixel.Band) error {
	if d.y == d.cfg.Height {
		return io.EOF
	}
	if d.frame != nil {
		d.nextOfFrame(b)
		return nil
	}
	n := min(d.band.H, d.cfg.Height-d.y)
	for i := range n {
		row, err := d.readRow(d.cfg.Width)
		rows := d.rowsOf(d.band, i)
		if err == nil {
			d.f.planes(rows, row, d.scratch)
			continue
		}
		if err := d.broken(err, d.y+i > 0); err != nil {
			return err
		}
		for _, r := range rows {
			clear(r)
		}
	}
	b.Plane, b.Alpha = d.band.Plane, d.band.Alpha
	d.deliver(b, n)
	return nil
}

// deliver completes a band of n rows.
func (d *Decoder) deliver(b *pixel.Band, n int) {
	for i := range d.cfg.Model.Planes() {
		b.Plane[i].H, b.Y[i] = n, d.y
	}
	b.Alpha.H = n
	d.y += n
}

// rowsOf returns row y of every plane of m.
func (d *Decoder) rowsOf(m *pixel.Image, y int) [][]byte {
	rows := d.samplePlanes()
	for i := range d.cfg.Model.Planes() {
		rows[i] = m.Plane[i].Row(y)
	}
	if d.cfg.Alpha {
		rows[len(rows)-1] = m.Alpha.Row(y)
	}
	return rows
}

// readRow returns the next row of w pixels, unfiltered, or what ended the data.
func (d *Decoder) readRow(w int) ([]byte, error) {
	if d.damage != nil {
		return nil, d.damage
	}
	n := d.f.rowBytes(w)
	if !d.Meter.Spend(4 * n) {
		return nil, d.Meter.Err()
	}
	b, err := d.z.Next(1 + n)
	if err != nil {
		return nil, err
	}
	d.cur, d.prev = d.prev, d.cur
	if !unfilter(b[0], d.cur[:n], b[1:], d.prev[:n], d.f.pixelBytes()) {
		return nil, formatError("row filter")
	}
	return d.cur[:n], nil
}

// broken keeps err as the damage of an image of which something is there, and
// returns it otherwise. The reader's own errors are no damage.
func (d *Decoder) broken(err error, some bool) error {
	var format codec.FormatError
	var packed flate.FormatError
	switch {
	case err == d.damage:
		return nil
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		err = formatError("not enough data")
	case errors.As(err, &packed):
		err = formatError(packed.Error())
	case !errors.As(err, &format):
		return err
	}
	if !some {
		return err
	}
	d.damage = err
	return nil
}
