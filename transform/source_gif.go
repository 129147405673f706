package transform

import (
	"bytes"
	"io"

	"tintype/transform/internal/codec/gif"
)

// openGIF reads the file. Of a still its one frame is decoded at once, which
// shows whether it is opaque.
func openGIF(r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	d, err := gif.NewDecoder(data)
	if err != nil {
		return nil, decodeError(err, false, true)
	}
	d.Meter = lim.meter
	h := header{format: GIF, orientation: 1, alpha: true}
	h.w, h.h = d.Size()
	if err := checkSize(h.w, h.h, lim); err != nil {
		return nil, err
	}
	s, err := newAnimatedSource(data, d, h, lim)
	if err != nil || d.Frames() > 1 {
		return s, err
	}
	if _, err := s.advance(); err != nil {
		return nil, s.fault(err)
	}
	opaque := bytes.Repeat([]byte{255}, h.w)
	s.head.alpha, s.head.palette = false, 256
	alpha := &d.Canvas().Alpha
	for y := range h.h {
		if !bytes.Equal(alpha.Row(y), opaque) {
			s.head.alpha = true
			break
		}
	}
	return s, nil
}
