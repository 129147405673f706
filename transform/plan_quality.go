package transform

import (
	"math/bits"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/params"
)

// An output whose quantization steps are finer than those of its source only stores the
// errors of the source. Shrinking averages these errors, so an output half as wide may
// have steps half as coarse.

// The finest steps of an output, in 256ths of the source's. At finerSteps its own error
// is 9/16 of the source's; with auto=compress, which asks for fewer bytes, it is as
// large.
const (
	finerSteps = 192
	sameSteps  = 256
)

// capQuality lowers the quality to what the source is worth, unless the query names one.
// With auto=compress it lowers a named one, too.
func (d *job) capQuality() {
	h, o, p := &d.head, &d.out, d.p
	compress := p.Auto&params.AutoCompress != 0
	if h.Coarseness == 0 || o.Quality == 0 || o.Lossless || p.Quality > 0 && !compress {
		return
	}
	share := uint64(finerSteps)
	if compress {
		share = sameSteps
	}
	share *= uint64(h.Coarseness)
	// In squares: a pixel of the output covers from/to pixels of the source.
	stored := d.g.Stored()
	from := max(uint64(d.g.Crop.W>>16)*uint64(d.g.Crop.H>>16), 1)
	to := min(uint64(stored.W)*uint64(stored.H), from)
	hi, lo := bits.Mul64(share*share, to)
	square, _ := bits.Div64(hi, lo, from)
	percent := int(isqrt(square) / 256)
	if q := max(jpeg.QualityOfCoarseness(max(percent, 1)), codec.MinQuality); q < o.Quality {
		o.Quality = q
	}
}
