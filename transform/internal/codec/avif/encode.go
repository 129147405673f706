package avif

import (
	"errors"
	"strconv"

	"tintype/transform/internal/codec/avif/av1"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
)

// MaxSide is the greatest width and height that Encode takes, as browsers do.
const MaxSide = 16384

// EncodeOptions say how an image is written.
type EncodeOptions struct {
	// Quality is 1 to 100 on sharp's scale; 0 stands for DefaultQuality. With Alike it is
	// on that of photographs, whatever the image shows: that of looksSteps.
	Quality int
	Alike   bool
	// Lossless keeps every sample of an RGB or a gray image: RGB as such, with the
	// identity matrix.
	Lossless bool
	// Effort is 1 (quickest) to av1.MaxEffort; 0 stands for the default.
	Effort int
	// MaxBytes is the size that the file must not exceed; quality is lowered as far as
	// it takes. 0 sets no limit.
	MaxBytes int
	// ICC is a profile to embed.
	ICC []byte
	// Poll is called about once in a millisecond; its error ends encoding.
	Poll func() error
	// Hurry, if not nil, is told how much is done of all, and says that the rest has to
	// be quick.
	Hurry func(done, all int) bool
}

// largePixels is from where on images are encoded quickly, if no effort is named.
const largePixels = 3_000_000

// DefaultQuality is sharp's.
const DefaultQuality = 50

// SizeError says that no quality makes the file as small as was asked for.
type SizeError struct{ Bytes int }

func (e *SizeError) Error() string { return "avif: the file is larger than the limit" }

// Encode writes an image. Gray ones become monochrome, YCbCr ones keep their
// sampling, and RGB ones are for Lossless.
func Encode(img *pixel.Image, o EncodeOptions) ([]byte, error) {
	body, _, err := EncodeToFit(img, o, 1)
	return body, err
}

// EncodeToFit is Encode that says which quality the file has: the one asked for or,
// where that exceeds MaxBytes, about the highest, from least on, that does not. The
// error is a *SizeError where there is none.
func EncodeToFit(img *pixel.Image, o EncodeOptions, least int) (body []byte, quality int, err error) {
	if o.Quality == 0 {
		o.Quality = DefaultQuality
	}
	if o.Quality < 1 || o.Quality > 100 {
		return nil, 0, UnsupportedError("quality: got " + strconv.Itoa(o.Quality) + ", want 1 to 100")
	}
	if img.W < 1 || img.H < 1 || img.W > MaxSide || img.H > MaxSide {
		return nil, 0, UnsupportedError(strconv.Itoa(img.W) + "x" + strconv.Itoa(img.H) + " pixels, want 1x1 to 16384x16384")
	}
	if o.Effort == 0 && img.W*img.H > largePixels {
		o.Effort = 1
	}
	e := &encoding{img: img, o: o}
	if err := e.encodeAlpha(); err != nil {
		return nil, 0, err
	}
	q := o.Quality
	body, size, err := e.at(q)
	if err != nil || body != nil || o.Lossless {
		if err == nil && body == nil {
			err = &SizeError{size}
		}
		return body, q, err
	}
	// Bytes fall by about a fortieth for each step of quality. Once one fits, the next is
	// where a line through the logarithms of both sizes meets the limit. Three or four
	// tries; where they do not do, halves are left, and a large image takes what it has.
	low, high := least, q
	for tries := 1; low < high && !(tries > 2 && body != nil && img.W*img.H > largePixels); tries++ {
		q = high - guess(size, o.MaxBytes)
		if body != nil {
			up, down := guess(o.MaxBytes, len(body)), guess(size, o.MaxBytes)
			q = quality + (high-quality)*up/(up+down)
		}
		if q = min(max(q, low), high-1); tries > 2 {
			q = (low + high - 1) / 2
		}
		next, n, err := e.at(q)
		if err != nil {
			return nil, 0, err
		}
		if next == nil {
			high, size = q, n
			continue
		}
		body, quality, low = next, q, q+1
		if 8*len(next) > 7*o.MaxBytes || high-q <= 2 {
			break
		}
	}
	if body == nil {
		return nil, 0, &SizeError{size}
	}
	return body, quality, nil
}

// guess is by how many steps of quality a file of n bytes has to shrink to limit.
func guess(n, limit int) int {
	steps := 0
	for n > limit && steps < 100 {
		n -= n/40 + 1
		steps++
	}
	return max(steps, 1)
}

// encoding is an image that is tried at several qualities.
type encoding struct {
	img   *pixel.Image
	o     EncodeOptions
	alpha []byte
}

func samples(p *pixel.Plane) av1.Samples {
	return av1.Samples{Pix: p.Pix, Stride: p.Stride, W: p.W, H: p.H}
}

func (e *encoding) options() av1.EncodeOptions {
	return av1.EncodeOptions{Width: e.img.W, Height: e.img.H, Effort: e.o.Effort, Poll: e.o.Poll, Hurry: e.o.Hurry,
		Color: av1.Color{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}}
}

// encodeAlpha codes alpha, where it is not opaque everywhere.
func (e *encoding) encodeAlpha() (err error) {
	if !e.img.HasAlpha() || opaque(&e.img.Alpha) {
		return nil
	}
	o := e.options()
	o.Mono, o.Flat = true, true
	o.Quantizer = quantizerOf(&quantizers, e.o.Quality)
	if e.o.Lossless {
		o.Quantizer = 0
	}
	plane := samples(&e.img.Alpha)
	o.Screen = av1.Look(&plane).Graphics()
	e.alpha, err = av1.Encode([]av1.Samples{samples(&e.img.Alpha)}, o)
	return err
}

func opaque(p *pixel.Plane) bool {
	for y := range p.H {
		for _, v := range p.Row(y) {
			if v != 255 {
				return false
			}
		}
	}
	return true
}

// at codes at a quality. The file is nil where it is larger than the limit.
func (e *encoding) at(quality int) (body []byte, size int, err error) {
	img := e.img
	o := e.options()
	c := container{width: img.W, height: img.H, level: av1.Level(img.W, img.H), matrix: 6, icc: e.o.ICC, alpha: e.alpha}
	var planes []av1.Samples
	for i := range img.Model.Planes() {
		planes = append(planes, samples(&img.Plane[i]))
	}
	switch img.Model {
	case pixel.Gray:
		o.Mono, c.mono = true, true
	case pixel.YCbCr:
		if img.SubX != img.SubY || img.SubX > 2 {
			return nil, 0, UnsupportedError("chroma of this sampling")
		}
		o.SubX, o.SubY = img.SubX-1, img.SubY-1
		c.full = o.SubX == 0
	case pixel.RGB: // as green, blue, red
		planes[0], planes[1], planes[2] = planes[1], planes[2], planes[0]
		o.Color.Matrix, c.matrix, c.full = 0, 0, true
	default:
		return nil, 0, UnsupportedError("images of " + img.Model.String())
	}
	content := av1.Look(&planes[0])
	o.Screen = content.Graphics()
	table := &quantizers
	switch {
	case e.o.Alike:
	case content.Dense():
		table = &denseQuantizers
	case o.Screen:
		table = &drawnQuantizers
	}
	if o.Quantizer = quantizerOf(table, quality); e.o.Lossless {
		o.Quantizer = 0
	}
	if e.o.MaxBytes > 0 {
		o.MaxBytes = max(e.o.MaxBytes-len(e.alpha)-len(e.o.ICC), 1)
	}
	c.color, err = av1.Encode(planes, o)
	var large *av1.SizeError
	if errors.As(err, &large) {
		return nil, large.Bytes + len(e.alpha) + len(e.o.ICC), nil
	}
	if err != nil {
		return nil, 0, err
	}
	body = c.file()
	if e.o.MaxBytes > 0 && len(body) > e.o.MaxBytes {
		return nil, len(body), nil
	}
	return body, len(body), nil
}

// quantizers are base_q_idx for qualities in steps of ten: those at which images look
// as what sharp makes at the same quality, judged by SSIMULACRA2. They are finer than
// libheif's table, for libaom, tuned as sharp tunes it, makes most steps finer.
var quantizers = [11]int{255, 230, 202, 179, 158, 133, 103, 73, 46, 26, 1}

// drawnQuantizers are those for drawn images. Palettes are exact where sharp's files still
// blur, so that coarser steps do, above all at high qualities. In denseQuantizers, for pages
// full of text, that are smaller than sharp's anyway, they are finer.
var (
	drawnQuantizers = [11]int{255, 230, 202, 179, 161, 138, 109, 76, 57, 34, 1}
	denseQuantizers = [11]int{255, 230, 196, 169, 153, 118, 85, 63, 52, 30, 1}
)

// quantizerOf is the base_q_idx of a quality from 1 to 100.
func quantizerOf(table *[11]int, quality int) int {
	i := min(quality/10, 9)
	a, b := table[i], table[i+1]
	return a + (b-a)*(quality-10*i)/10
}

// looksSteps are about the steps of a quality: finer where tiles are smooth.
func looksSteps(quality int) looks.Local {
	f := av1.NewForecast(quantizerOf(&quantizers, quality))
	var all [256]*looks.Steps
	return func(energy *looks.Energies) *looks.Steps {
		q := f.Quantizer(energy[:])
		if all[q] == nil {
			s := &looks.Steps{}
			for k := range s.Luma {
				luma, chroma := f.Step(q, k)
				s.Luma[k], s.Chroma[k] = int32(2*luma), int32(2*chroma)
			}
			all[q] = s
		}
		return all[q]
	}
}
