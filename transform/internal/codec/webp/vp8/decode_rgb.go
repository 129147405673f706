package vp8

import (
	"io"

	"tintype/transform/internal/pixel"
)

// An RGBDecoder hands on a lossy picture as RGB: one with alpha, since
// colors have to be weighted by it sample by sample, or a frame of an
// animation. It has the very samples of libwebp.
type RGBDecoder struct {
	d     *frameDecoder
	Alpha AlphaRows // nil for an opaque frame
	y     int       // rows handed on
	band  *pixel.Image
	wide  [2][]uint8 // a row of U and of V at the size of luma
}

// AlphaRows has the rows of an alpha plane.
type AlphaRows interface{ Next(row []uint8) error }

// NewRGBDecoder reads the headers of a lossy picture. Where it has alpha, that is
// what the decoder's field has the rows of.
func NewRGBDecoder(data []byte, unfiltered, alpha bool) (*RGBDecoder, error) {
	d, err := newFrameDecoder(data)
	if err != nil {
		return nil, err
	}
	d.unfiltered = unfiltered
	l := &RGBDecoder{d: d, band: pixel.New(pixel.RGB, d.w, 16+lumaDelay, 1, 1, alpha)}
	for i := range l.wide {
		l.wide[i] = make([]uint8, d.w+1)
	}
	return l, nil
}

// Next delivers the following rows; see Decoder.Next.
func (l *RGBDecoder) Next(b *pixel.Band) error {
	d := l.d
	if d.y == d.mbH {
		return io.EOF
	}
	if err := d.decodeRow(); err != nil {
		return err
	}
	final := d.h
	if d.y < d.mbH {
		final = 16*d.y - lumaDelay
	}
	n := final - l.y
	b.Plane, b.Alpha = l.band.Plane, l.band.Alpha
	for i := range 3 {
		b.Y[i], b.Plane[i].H = l.y, n
	}
	b.Alpha.H = n
	for i := range n {
		l.upsampleRow(l.y + i)
		luma := d.luma.row(l.y+i, d.y)
		rgbFromLimited(b.Plane[0].Row(i), b.Plane[1].Row(i), b.Plane[2].Row(i), luma, l.wide[0], l.wide[1])
		if l.Alpha == nil {
			continue
		}
		if err := l.Alpha.Next(b.Alpha.Row(i)); err != nil {
			return err
		}
	}
	l.y = final
	return nil
}

// upsampleRow upsamples the chroma of row y from the rows above and below, beyond
// whose edges the outermost repeats.
func (l *RGBDecoder) upsampleRow(y int) {
	near := y / 2
	far := min(max(near+y%2*2-1, 0), (l.d.h+1)/2-1)
	for i := range l.wide {
		s := &l.d.chroma[i]
		w := (l.d.w + 1) / 2
		widenRow(l.wide[i], s.row(near, l.d.y)[:w], s.row(far, l.d.y)[:w])
	}
}

// widenRow makes two samples of each of near, weighted 9 to 3 to 3 to 1 with its
// neighbors, in libwebp's two steps.
func widenRow(out, near, far []uint8) {
	far = far[:len(near)]
	last := len(near) - 1
	for i, v := range near {
		n, f := int(v), int(far[i])
		for side, k := range [2]int{max(i-1, 0), min(i+1, last)} {
			h, d := int(near[k]), int(far[k])
			if at := 2*i + side; at < len(out) {
				out[at] = uint8(((n+3*h+3*f+d+8)>>3 + n) >> 1)
			}
		}
	}
}

// rgbFromLimited converts with the matrix of BT.601 for limited range, Q14, of
// which libwebp keeps 6 bits of each product.
func rgbFromLimited(red, green, blue, luma, u, v []uint8) {
	for x := range red {
		y := int(luma[x]) * 19077 >> 8
		cb, cr := int(u[x]), int(v[x])
		red[x] = clipByte((y + cr*26149>>8 - 14234) >> 6)
		green[x] = clipByte((y - cb*6419>>8 - cr*13320>>8 + 8708) >> 6)
		blue[x] = clipByte((y + cb*33050>>8 - 17685) >> 6)
	}
}
