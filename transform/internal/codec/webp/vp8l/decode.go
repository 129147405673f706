package vp8l

import (
	"io"

	"tintype/transform/internal/pixel"
)

// A Decoder decodes a VP8L picture row by row. All its entropy coded
// pixels stay in memory, for copies to refer to.
type Decoder struct {
	w, h       int
	alpha      bool
	stream     *pixelStream
	transforms []pixelTransform
	row        []uint32
	y          int
	band       pixel.Image
}

// losslessBand is how many rows are handed on at a time.
const losslessBand = 16

// Memory is what a picture takes at least, in bytes.
func Memory(w, h int) int64 { return 4*int64(w)*int64(h) + 8*int64(w)*losslessBand }

// NewDecoder reads the header of a VP8L picture and all that precedes its
// pixels, within memory bytes; alpha says whether that of the pixels counts.
func NewDecoder(data []byte, alpha bool, memory int64) (*Decoder, error) {
	w, h, err := Size(data)
	if err != nil {
		return nil, err
	}
	d, err := NewAlphaDecoder(data[5:], w, h, memory)
	if err != nil {
		return nil, err
	}
	d.alpha = alpha
	d.band = *pixel.New(pixel.RGB, w, min(h, losslessBand), 1, 1, d.alpha)
	return d, nil
}

// NewAlphaDecoder reads what follows the header, which the payload of an ALPH
// chunk has not.
func NewAlphaDecoder(data []byte, w, h int, memory int64) (*Decoder, error) {
	r := &losslessReader{b: newBitReader(data), memory: memory, limit: memory}
	if err := r.take(int64(len(data))); err != nil {
		return nil, err
	}
	transforms, packed, err := r.readTransforms(w, h)
	if err != nil {
		return nil, err
	}
	d := &Decoder{w: w, h: h, transforms: transforms, row: make([]uint32, w)}
	d.stream, err = r.stream(packed, h, true)
	return d, err
}

// NextRow returns the pixels of the next row, valid until the next call.
func (d *Decoder) NextRow() ([]uint32, error) {
	s := d.stream
	if err := s.decode(d.y + 1); err != nil {
		return nil, err
	}
	copy(d.row, s.pix[d.y*s.w:][:s.w])
	for i := len(d.transforms) - 1; i >= 0; i-- {
		d.transforms[i].undo(d.row, d.y)
	}
	d.y++
	return d.row, nil
}

// Next hands on a band of RGB, and of alpha where the picture is said to have
// any.
func (d *Decoder) Next(b *pixel.Band) error {
	n := min(losslessBand, d.h-d.y)
	if n == 0 {
		return io.EOF
	}
	b.Plane, b.Alpha = d.band.Plane, d.band.Alpha
	for i := range 3 {
		b.Y[i], b.Plane[i].H = d.y, n
	}
	b.Alpha.H = n
	for y := range n {
		row, err := d.NextRow()
		if err != nil {
			return err
		}
		splitPixels(row, b.Plane[0].Row(y), b.Plane[1].Row(y), b.Plane[2].Row(y))
		if d.alpha {
			for x, p := range row {
				b.Alpha.Pix[y*b.Alpha.Stride+x] = uint8(p >> 24)
			}
		}
	}
	return nil
}

func splitPixels(row []uint32, red, green, blue []uint8) {
	red, green, blue = red[:len(row)], green[:len(row)], blue[:len(row)]
	for x, p := range row {
		red[x], green[x], blue[x] = uint8(p>>16), uint8(p>>8), uint8(p)
	}
}
