package transform

import (
	"errors"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
)

// An image with a palette is a drawing more often than not: few colors, sharp edges.
// Resized it has thousands of colors, all of them mixtures of few, and takes four
// times the bytes as a PNG; 256 of them show it without a visible loss. At its own
// size a lossless WebP is smaller than a lossy one, which shows.

// unseen returns the image drawn with the first of these numbers of colors that does
// not show, without dithering; ok is false where all would.
func unseen(img *pixel.Image, lim Limits, colors ...int) (palette []quant.Colour, indices []byte, ok bool) {
	h := quant.Histogram{Meter: lim.meter}
	if !h.AddFine(img) { // no palette comes so near to all that it does not show
		return nil, nil, false
	}
	cutter := h.Cutter()
	for _, n := range colors {
		if cutter.Shows(n) {
			continue
		}
		palette = cutter.Palette(n)
		if mean, most := h.Error(palette); quant.Unseen(mean, most) {
			indices = make([]byte, img.W*img.H)
			quant.Draw(indices, img, palette, 0, lim.meter)
			return palette, indices, true
		}
	}
	return nil, nil, false
}

// encodeDrawing is encodePNG for an image whose source has a palette; ok is false where
// a palette would show.
func (o *output) encodeDrawing(img *pixel.Image, opt png.Options, lim Limits) (body []byte, ok bool, err error) {
	if png.FewColors(img, lim.meter) {
		body, err = png.Encode(img, opt)
		return body, true, err
	}
	colors := []int{256}
	if o.colours > 0 {
		colors = []int{min(o.colours, 64), min(o.colours, 128), o.colours}
	}
	palette, indices, ok := unseen(img, lim, colors...)
	if err = lim.meter.Err(); err != nil || !ok {
		return nil, false, err
	}
	body, err = png.EncodeEither(img, indices, palette, opt)
	return body, true, err
}

// losslessDrawing returns an image of so few colors that a palette holds them as a
// lossless WebP file; nil for another one, or where that does not fit the limit.
func (o *output) losslessDrawing(img *pixel.Image, lim Limits) ([]byte, error) {
	if !png.FewColors(img, lim.meter) {
		return nil, nil
	}
	body, err := webp.EncodeLossless(img, webp.Options{Effort: 1, ICC: o.icc, MaxBytes: o.maxBytes, Poll: lim.poll})
	if large := new(codec.SizeError); errors.As(err, &large) {
		return nil, nil
	}
	return body, err
}

// drawnShare pixels to a byte are so few bytes that a lossy file is not tried.
const drawnShare = 16
