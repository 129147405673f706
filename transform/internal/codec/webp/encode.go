package webp

import (
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// MaxSide is the largest width and height of a WebP image in pixels.
const MaxSide = 16383

// DefaultQuality is used where Options.Quality is 0.
const DefaultQuality = 75

// Range of Options.Effort.
const (
	DefaultEffort = vp8.DefaultEffort
	MaxEffort     = vp8.MaxEffort
)

// An OptionError names an option out of its range.
type OptionError string

func (e OptionError) Error() string { return "webp: " + string(e) }

// Options say how to encode. The zero value means the defaults.
type Options struct {
	// Quality is 1 to 100 with libwebp's meaning; 0 stands for DefaultQuality.
	Quality int
	// Lossless asks for every pixel exactly; see EncodeLossless.
	Lossless bool
	// Effort is 1 (quickest) to MaxEffort (smallest files); 0 stands for
	// DefaultEffort.
	Effort int
	// MaxBytes is the size that the file must not exceed; quality is lowered, and
	// effort raised, as far as it takes. 0 sets no limit.
	MaxBytes int
	// ICC is a color profile to embed.
	ICC []byte
	// Poll is called about every half millisecond; an error it returns ends
	// encoding and is returned by Encode.
	Poll func() error
}

// check fills in defaults and refuses what is out of range.
func (o *Options) check() error {
	for _, f := range []struct {
		name          string
		value         *int
		standard, top int
	}{
		{"quality", &o.Quality, DefaultQuality, 100},
		{"effort", &o.Effort, DefaultEffort, MaxEffort},
	} {
		if *f.value == 0 {
			*f.value = f.standard
		}
		if *f.value < 1 || *f.value > f.top {
			return OptionError(f.name + ": got " + strconv.Itoa(*f.value) + ", want 1 to " + strconv.Itoa(f.top))
		}
	}
	if o.MaxBytes < 0 {
		return OptionError("largest size: got " + strconv.Itoa(o.MaxBytes) + ", want 0 or more")
	}
	return nil
}

// Encode returns img as a WebP file.
func Encode(img *pixel.Image, o Options) ([]byte, error) {
	if o.Lossless {
		return EncodeLossless(img, o)
	}
	file, _, err := EncodeToFit(img, o, 1)
	return file, err
}

// EncodeToFit is Encode without Lossless that says which quality the file has: the
// one asked for or, where that exceeds Options.MaxBytes, about the highest, from
// least on, that does not. The error is a *codec.SizeError where there is none.
func EncodeToFit(img *pixel.Image, o Options, least int) (file []byte, quality int, err error) {
	if err := o.check(); err != nil {
		return nil, 0, err
	}
	if img.W < 1 || img.H < 1 || img.W > MaxSide || img.H > MaxSide {
		return nil, 0, unsupportedError(strconv.Itoa(img.W) + "x" + strconv.Itoa(img.H) + " pixels, want 1x1 to 16383x16383")
	}
	m := work.New(o.Poll)
	if img.HasAlpha() && isOpaque(&img.Alpha, m) {
		opaque := *img
		opaque.Alpha = pixel.Plane{}
		img = &opaque
	}
	chunks := o.chunksBefore(img, m)
	if err := m.Err(); err != nil {
		return nil, 0, err
	}
	e, err := vp8.NewEncoder(img, o.Effort, m)
	if err != nil {
		return nil, 0, err
	}
	chunks = append(chunks, chunk{"VP8 ", nil})
	limit := 0
	if o.MaxBytes > 0 {
		limit = max(o.MaxBytes-riffSize(chunks), 1)
	}
	frame, quality, err := e.Encode(o.Quality, min(max(least, 1), o.Quality), limit)
	if tooLarge, ok := err.(*codec.SizeError); ok {
		tooLarge.Bytes += riffSize(chunks)
	}
	if err != nil {
		return nil, 0, err
	}
	chunks[len(chunks)-1].data = frame
	return riff(chunks), quality, nil
}

// chunksBefore are those of a lossy file that precede the frame.
func (o *Options) chunksBefore(img *pixel.Image, m *work.Meter) (chunks []chunk) {
	flags := uint8(0)
	if o.ICC != nil {
		flags |= flagICC
		chunks = append(chunks, chunk{"ICCP", o.ICC})
	}
	if img.HasAlpha() {
		flags |= flagAlpha
		chunks = append(chunks, chunk{"ALPH", encodeAlpha(&img.Alpha, m)})
	}
	if flags != 0 {
		chunks = append([]chunk{{"VP8X", vp8x(flags, img.W, img.H)}}, chunks...)
	}
	return chunks
}
