package webp

import (
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// losslessEffort is where Options.Effort is 0: it takes up to twice the time of
// less, where two ways to code are about as good, and a tenth off such files.
const losslessEffort = 3

// EncodeLossless returns a Gray or RGB image as a lossless WebP file. Every
// pixel that can be seen comes back exactly; those whose alpha is 0 come back in
// whatever color takes least. Options.Quality has no meaning here. A file that would
// exceed Options.MaxBytes is a *codec.SizeError.
func EncodeLossless(img *pixel.Image, o Options) ([]byte, error) {
	if o.Effort == 0 {
		o.Effort = losslessEffort
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if img.W < 1 || img.H < 1 || img.W > MaxSide || img.H > MaxSide {
		return nil, unsupportedError(strconv.Itoa(img.W) + "x" + strconv.Itoa(img.H) + " pixels, want 1x1 to 16383x16383")
	}
	if img.Model != pixel.RGB && img.Model != pixel.Gray {
		return nil, unsupportedError("lossless from " + img.Model.String() + ", want RGB or Gray")
	}
	m := work.New(o.Poll)
	alpha := img.HasAlpha() && !isOpaque(&img.Alpha, m)
	pix := argb(img, alpha, m)
	if err := m.Err(); err != nil {
		return nil, err
	}
	data, err := vp8l.Encode(pix, img.W, img.H, alpha, vp8l.Options{Effort: o.Effort, Poll: o.Poll})
	if err != nil {
		return nil, err
	}
	var chunks []chunk
	if o.ICC != nil {
		flags := uint8(flagICC)
		if alpha {
			flags |= flagAlpha
		}
		chunks = append(chunks, chunk{"VP8X", vp8x(flags, img.W, img.H)}, chunk{"ICCP", o.ICC})
	}
	chunks = append(chunks, chunk{"VP8L", data})
	if n := riffSize(chunks); o.MaxBytes > 0 && n > o.MaxBytes {
		return nil, &codec.SizeError{Format: "webp", Bytes: n}
	}
	return riff(chunks), nil
}

// argb gathers pixels, alpha in the highest byte and blue in the lowest. What is
// transparent becomes black.
func argb(img *pixel.Image, alpha bool, m *work.Meter) []uint32 {
	pix := make([]uint32, img.W*img.H)
	for y := 0; y < img.H && m.Spend(2*img.W); y++ {
		argbRow(pix[y*img.W:][:img.W], img, y, alpha)
	}
	return pix
}

func argbRow(out []uint32, img *pixel.Image, y int, alpha bool) {
	last := img.Model.Planes() - 1
	r, g, b := img.Plane[0].Row(y), img.Plane[last/2].Row(y), img.Plane[last].Row(y)
	if alpha {
		gatherAlpha(out, r, g, b, img.Alpha.Row(y))
	} else {
		gatherOpaque(out, r, g, b)
	}
}

func gatherOpaque(out []uint32, r, g, b []byte) {
	r, g, b = r[:len(out)], g[:len(out)], b[:len(out)]
	for x := range out {
		out[x] = 0xFF000000 | uint32(r[x])<<16 | uint32(g[x])<<8 | uint32(b[x])
	}
}

func gatherAlpha(out []uint32, r, g, b, a []byte) {
	r, g, b, a = r[:len(out)], g[:len(out)], b[:len(out)], a[:len(out)]
	for x := range out {
		if a[x] > 0 {
			out[x] = uint32(a[x])<<24 | uint32(r[x])<<16 | uint32(g[x])<<8 | uint32(b[x])
		}
	}
}
