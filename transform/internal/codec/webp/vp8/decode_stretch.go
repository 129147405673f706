package vp8

import (
	"io"

	"tintype/transform/internal/pixel"
)

// A stretch takes samples of limited range to full range, clipped:
// (255*v - offset) / divisor, which is a product's part above bit 23.
type stretch struct {
	offset  uint16
	divisor uint16
	factor  uint16 // 2^23 / divisor; TestStretch proves it exact
}

// Luma in 16 to 235 and chroma in 16 to 240 (ITU-R BT.601) become those of JFIF,
// rounded to nearest.
var (
	lumaStretch   = stretch{16*255 - 219/2, 219, 38305}
	chromaStretch = stretch{128*255 - 128*224 - 224/2, 224, 37450}
)

// sample is the definition of a stretch.
func (r *stretch) sample(v uint8) uint8 {
	return uint8(min(max(255*int(v)-int(r.offset), 0)/int(r.divisor), 255))
}

// stretchRowScalar stretches len(dst) samples.
func stretchRowScalar(dst, src []uint8, r *stretch) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = uint8(min(uint32(max(255*int32(v)-int32(r.offset), 0))*uint32(r.factor)>>23, 255))
	}
}

// A Decoder hands an opaque frame on as bands of YCbCr.
type Decoder struct {
	d       *frameDecoder
	done    [3]int // rows of each plane handed on
	limited bool
	band    [3]pixel.Plane
}

// NewDecoder reads the headers of a frame; unfiltered leaves the loop filter out,
// limited leaves the samples in the range that they have.
func NewDecoder(data []byte, unfiltered, limited bool) (*Decoder, error) {
	d, err := newFrameDecoder(data)
	if err != nil {
		return nil, err
	}
	d.unfiltered = unfiltered
	l := &Decoder{d: d, limited: limited}
	if limited {
		return l, nil
	}
	l.band[0] = pixel.NewPlane(d.w, 16+lumaDelay)
	for i := range d.chroma {
		l.band[1+i] = pixel.NewPlane((d.w+1)/2, 8+chromaDelay)
	}
	return l, nil
}

// Next decodes a row of macroblocks and hands on what will not change any more.
func (l *Decoder) Next(b *pixel.Band) error {
	d := l.d
	if d.y == d.mbH {
		return io.EOF
	}
	if err := d.decodeRow(); err != nil {
		return err
	}
	strips := [3]*strip{&d.luma, &d.chroma[0], &d.chroma[1]}
	for i, s := range strips {
		h, r := d.h, &lumaStretch
		if i > 0 {
			h, r = (d.h+1)/2, &chromaStretch
		}
		final := h
		if d.y < d.mbH {
			final = d.y*s.size - s.delay
		}
		p := l.band[i]
		if l.limited {
			if p = s.rows(l.done[i], d.y); i == 0 {
				p.W = d.w
			} else {
				p.W = (d.w + 1) / 2
			}
		}
		p.H = final - l.done[i]
		b.Y[i], b.Plane[i] = l.done[i], p
		for y := 0; y < p.H && !l.limited; y++ {
			stretchRow(p.Row(y), s.row(l.done[i]+y, d.y), r)
		}
		l.done[i] = final
	}
	return nil
}

// rows returns a plane that begins with row y, which the strip still holds after nRows
// rows of macroblocks.
func (s *strip) rows(y, nRows int) pixel.Plane {
	y -= (nRows-1)*s.size - s.delay
	return pixel.Plane{Pix: s.pix[y*s.stride+planeMargin:], Stride: s.stride}
}

// row returns row y of the picture, which the strip still holds after nRows rows of
// macroblocks.
func (s *strip) row(y, nRows int) []uint8 {
	y -= (nRows-1)*s.size - s.delay
	return s.pix[y*s.stride+planeMargin:][:s.stride-2*planeMargin]
}
