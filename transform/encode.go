package transform

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
)

// An output that exceeds the limit of bytes gives up quality first, which its encoder
// lowers by itself; a PNG gives up all but 256 colors. Then it gives up size. A lossless
// WebP stays lossless, since the query asked for that. Animations are fitted in
// animate_fit.go.

// unfit returns the error for an output that nothing brings under the limit.
func unfit(e *codec.SizeError, most int) error {
	return fail(CodeDoesNotFit, "output: got about "+strconv.Itoa(e.Bytes)+" bytes, want at most "+strconv.Itoa(most), nil)
}

// fitSteps bounds how often the size is estimated. One estimate is enough for a lossy
// format, whose quality makes up for its error; a lossless format takes more.
const fitSteps = 4

// encodeToFit encodes the frame, reduced until it fits the limit of bytes, and notes in
// info what was given up.
func (d *job) encodeToFit(img *pixel.Image) ([]byte, error) {
	out, width := &d.out, 0
	asked := img.W
	img, err := d.shrinkHopeless(img)
	if err != nil {
		return nil, err
	}
	if img.W != asked {
		width = img.W
	}
	out.settleQuality(img)
	body, quality, err := out.encode(img)
	if err != nil {
		return d.giveUp(img, width, err)
	}
	d.info.Width, d.info.Height = img.W, img.H
	d.changed(nil, quality, width)
	return body, nil
}

// giveUp goes on after an encoding that failed: where its size was the reason, with
// less of the image. width is what d.changed takes.
func (d *job) giveUp(img *pixel.Image, width int, err error) (body []byte, _ error) {
	out, words, quality := &d.out, []string(nil), 0
	var over *codec.SizeError
	if errors.As(err, &over) {
		if word := out.reduce(); word != "" {
			words = append(words, word)
			body, quality, err = out.encode(img)
		}
	}
	for step := 0; step < fitSteps && errors.As(err, &over); step++ {
		w, h := smaller(img.W, img.H, over.Bytes, out.MaxBytes)
		if w == img.W && h == img.H {
			break
		}
		img, width = shrink(img, w, h), w
		if err := d.lim.meter.Err(); err != nil {
			return nil, err
		}
		body, quality, err = out.encode(img)
	}
	if errors.As(err, &over) {
		return nil, unfit(over, out.MaxBytes)
	}
	d.info.Width, d.info.Height = img.W, img.H
	d.changed(words, quality, width)
	return body, err
}

// encode encodes the frame and returns the quality that was used, 0 for lossless formats.
// The error is a *codec.SizeError if no quality brings the file under the limit.
func (o *output) encode(img *pixel.Image) (body []byte, quality int, err error) {
	if err := o.Poll(); err != nil {
		return nil, 0, err
	}
	if body, quality, err = o.Format.Encode(img, &o.Output); err != nil {
		return nil, 0, encodeError(err)
	}
	if o.MaxBytes > 0 && len(body) > o.MaxBytes {
		return nil, 0, &codec.SizeError{Format: o.Format.Name, Bytes: len(body)}
	}
	return body, quality, nil
}

// reduce gives up something besides quality and size. It returns the parameter of a query
// that would ask for the same, or "" if there is nothing left to give up.
func (o *output) reduce() string {
	if o.Format.Reduce == nil {
		return ""
	}
	return o.Format.Reduce(&o.Output)
}

// changed notes in info what was given up: words, the quality if it is not the wanted
// one, and the width if it is not 0.
func (d *job) changed(words []string, quality, width int) {
	d.info.Quality, d.info.Fit = quality, ""
	if other := quality != 0 && quality != d.out.Quality; other || width != 0 || len(words) > 0 {
		d.info.Fit = d.givenUp(words, quality, width)
	}
}

func (d *job) givenUp(words []string, quality, width int) string {
	if quality != 0 && quality != d.out.Quality {
		words = append(words, "q="+strconv.Itoa(d.out.asked(quality)))
	}
	if width != 0 {
		words = append(words, "w="+strconv.Itoa(width))
	}
	return strings.Join(words, "&")
}

// smaller returns the size in pixels at which an image should have at most limit bytes,
// if it has n bytes at w by h. A smaller image has more detail per pixel, so each side is
// shortened by another sixteenth. If that was not needed, the quality becomes higher
// instead.
func smaller(w, h, n, limit int) (int, int) {
	// The root of limit/n in Q16, which is below 1: the encoder has said so.
	share := isqrt(uint64(limit)<<32/uint64(max(n, limit+1))) * 15 / 16
	scaled := func(side int) int { return max(1, int(uint64(side)*share>>16)) }
	return scaled(w), scaled(h)
}

// isqrt returns the whole part of the square root, digit by digit from the top.
func isqrt(n uint64) (root uint64) {
	for bit := uint64(1) << ((bits.Len64(n) + 1) / 2); bit > 0; bit >>= 1 {
		if t := root | bit; t*t <= n {
			root = t
		}
	}
	return root
}

// shrink returns the frame at another size, in the same planes. Colors are
// weighted by alpha on the way.
func shrink(img *pixel.Image, w, h int) *pixel.Image {
	if !img.HasAlpha() {
		out := img.Another(img.Model, w, h, img.SubX, img.SubY, false)
		for i := range img.Model.Planes() {
			shrinker(out, img, i).PushRows(0, &img.Plane[i])
		}
		return out
	}
	model, subX, subY := img.Model, img.SubX, img.SubY
	if model != pixel.Gray {
		img = img.Convert(pixel.RGB, 1, 1) // one alpha for each sample
	}
	out := img.Another(img.Model, w, h, 1, 1, true)
	n := img.Model.Planes()
	planes := []*resample.Resizer{shrinker(out, img, 0)}
	for i := 1; i < n; i++ {
		planes = append(planes, planes[0].Twin(&out.Plane[i]))
	}
	alpha := planes[0].Twin(&out.Alpha)
	alpha.PushRows(0, &img.Alpha)
	weighted := pixel.New(img.Model, img.W, rasterBand, 1, 1, false)
	for y := 0; y < img.H && img.Meter.Spend(4*rasterBand*img.W); y += rasterBand {
		b := pixel.Band{Plane: weighted.Plane, Alpha: rows(&img.Alpha, y)}
		for i := range n {
			b.Plane[i].H = b.Alpha.H
			copy(b.Plane[i].Pix, rows(&img.Plane[i], y).Pix)
		}
		pixel.PremultiplyBand(&b, n)
		for i, r := range planes {
			r.PushRows(y, &b.Plane[i])
		}
	}
	pixel.Unpremultiply(out)
	return out.Convert(model, subX, subY)
}

// shrinker returns a resizer that makes plane i of dst from plane i of src. An image of
// odd size ends inside its last chroma sample, whose box then reaches beyond the image.
func shrinker(dst, src *pixel.Image, i int) *resample.Resizer {
	to, from := &dst.Plane[i], &src.Plane[i]
	x := resample.Span{Hi: resample.Full(src.W).Hi * int64(to.W) / int64(dst.W)}
	y := resample.Span{Hi: resample.Full(src.H).Hi * int64(to.H) / int64(dst.H)}
	r := resample.New(to, from.W, from.H, x, y, resample.Lanczos3)
	r.Meter = src.Meter
	return r
}

// rasterBand is how many rows of a frame are weighted by alpha at a time.
const rasterBand = 64

// rows returns a band of a plane from row y on.
func rows(p *pixel.Plane, y int) pixel.Plane {
	h := min(rasterBand, p.H-y)
	return pixel.Plane{Pix: p.Pix[y*p.Stride:][:h*p.Stride], Stride: p.Stride, W: p.W, H: h}
}
