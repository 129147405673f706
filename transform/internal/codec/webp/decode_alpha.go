package webp

import (
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
)

// How the samples of an ALPH chunk are predicted; any other value is the gradient
// filter.
const (
	alphaAsIs = iota
	alphaFromLeft
	alphaFromAbove
)

// alphaReader reads the alpha plane of a lossy picture, the ALPH chunk (RFC
// 9649, section 2.7.1.2), row by row.
type alphaReader struct {
	filter int
	raw    []byte        // what is left of uncompressed samples, or
	coded  *vp8l.Decoder // which has them in green
	row    []uint8       // the last one
	y      int
}

func newAlphaReader(data []byte, w, h int, memory int64) (*alphaReader, error) {
	if len(data) < 1 {
		return nil, errTruncated
	}
	a := &alphaReader{filter: int(data[0] >> 2 & 3), row: make([]uint8, w)}
	head, data := data[0], data[1:]
	switch head & 3 {
	case 0:
		if int64(len(data)) < int64(w)*int64(h) {
			return nil, errTruncated
		}
		a.raw = data
	case 1:
		var err error
		if a.coded, err = vp8l.NewAlphaDecoder(data, w, h, memory); err != nil {
			return nil, err
		}
	default:
		return nil, unsupportedError("a compression of alpha")
	}
	return a, nil
}

// Next writes the next row to out, which has the picture's width.
func (a *alphaReader) Next(out []uint8) error {
	if a.coded != nil {
		row, err := a.coded.NextRow()
		if err != nil {
			return err
		}
		for x, p := range row {
			out[x] = uint8(p >> 8)
		}
	} else {
		a.raw = a.raw[copy(out, a.raw):]
	}
	a.unfilter(out)
	copy(a.row, out)
	a.y++
	return nil
}

// unfilter adds the predictions: in the first row and column from the one
// neighbor there is.
func (a *alphaReader) unfilter(out []uint8) {
	above := a.row[:len(out)]
	switch {
	case a.filter == alphaAsIs:
	case a.y == 0 || a.filter == alphaFromLeft:
		left := uint8(0)
		if a.y > 0 {
			left = above[0]
		}
		for x, v := range out {
			left += v
			out[x] = left
		}
	case a.filter == alphaFromAbove:
		for x, v := range out {
			out[x] = v + above[x]
		}
	default:
		left, corner := above[0], above[0]
		for x, v := range out {
			left = v + uint8(min(max(int(left)+int(above[x])-int(corner), 0), 255))
			out[x], corner = left, above[x]
		}
	}
}

// blended reads the headers of a lossy picture and of its alpha, within o.MaxMemory
// bytes.
func (p *codedPicture) blended(o DecodeOptions) (bands, error) {
	d, err := vp8.NewRGBDecoder(p.lossy, o.Unfiltered, p.alpha != nil)
	if err != nil {
		return nil, err
	}
	if p.alpha != nil {
		if d.Alpha, err = newAlphaReader(p.alpha, p.w, p.h, o.MaxMemory); err != nil {
			return nil, err
		}
	}
	return d, nil
}
