package transform

import (
	"math/bits"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
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

// Where the server chooses the format, q is on the scale of JPEG, and others look like it;
// where the query names the format, q is what it is for that format. Without q,
// auto=compress is q=auto.

const (
	usualQuality = 75 // of JPEG, where nobody names any
	mostByLooks  = 95 // of JPEG, the highest that looks may ask for
	compressed   = 75 // the score of q=auto
)

// chooseQuality sets what the query or the configuration says of quality.
func (d *job) chooseQuality(o *output, w *codec.Wish) {
	p, f := d.p, o.Format
	own := d.lim.Quality[f.Name]
	o.looks = p.Looks()
	if o.looks == 0 && w.Quality == 0 && w.Compress {
		o.looks = compressed
	}
	auto := p.Auto&params.AutoFormat != 0
	switch {
	case o.looks > 0:
		o.Quality = f.Looks.As(mostByLooks)
		if own > 0 && p.Looks() == 0 {
			o.Quality = own
		}
	case w.Quality > 0 && auto:
		o.like = w.Quality
	case w.Quality > 0:
		o.Quality = w.Quality
	case own > 0:
		o.Quality = own
	case auto:
		if o.like = d.lim.Quality[jpeg.Format.Name]; o.like == 0 {
			o.like = usualQuality
		}
	default:
		o.Quality = f.Quality
	}
	if o.like > 0 {
		o.Quality = f.Looks.As(o.like)
	}
	o.Alike = o.looks > 0 || o.like > 0
}

// settleQuality sets the quality that img needs for its looks. It is a small part of the
// work: of large images, too, no more is looked at than of some.
func (o *output) settleQuality(img *pixel.Image) {
	if o.looks == 0 && o.like == 0 || o.Lossless {
		return
	}
	m := o.Format.Looks
	if s := looks.NewSample(img); o.looks > 0 {
		o.Quality = min(m.For(s, o.looks), o.Quality)
	} else {
		o.Quality = m.Like(s, jpeg.Format.Looks, o.like)
	}
}

// asked is a quality as the query names it.
func (o *output) asked(quality int) int {
	if o.like == 0 {
		return quality
	}
	return o.Format.Looks.JPEG(quality)
}

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
	q := max(jpeg.QualityOfCoarseness(max(percent, 1)), codec.MinQuality)
	switch m := o.Format.Looks; {
	case o.like > 0:
		o.like = min(o.like, q)
		o.Quality = m.As(o.like)
	case o.looks > 0:
		o.Quality = min(o.Quality, m.As(q))
	default:
		o.Quality = min(o.Quality, q)
	}
}
