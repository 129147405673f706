package webp

import (
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/pixel"
)

// Config is what a file says of itself before a pixel is decoded.
type Config struct {
	Width, Height int // of the canvas, in pixels
	// Model is that of the bands of a still picture: YCbCr, full range and
	// 4:2:0, where it is lossy and has no alpha, and else RGB.
	Model pixel.Model
	// Alpha says that the picture is not marked as opaque.
	Alpha bool
	// Animated says that the file has to be read with NewAnimation.
	Animated  bool
	ICC, EXIF []byte // nil where there is none; they share the file's bytes
}

// bands delivers rows until io.EOF.
type bands interface{ Next(*pixel.Band) error }

// A Decoder decodes a still picture as bands of rows.
type Decoder struct {
	c     *container
	bands bands
}

// NewDecoder reads the chunks of a file. The error is a FormatError or an
// UnsupportedError.
func NewDecoder(data []byte) (*Decoder, error) {
	c, err := parseContainer(data)
	if err != nil {
		return nil, err
	}
	return &Decoder{c: c}, nil
}

// Config returns what the file says of itself.
func (d *Decoder) Config() Config {
	c := d.c
	cfg := Config{
		Width: c.w, Height: c.h, Model: pixel.RGB, Animated: c.animation != nil,
		Alpha: c.animation != nil || c.still.hasAlpha(), ICC: c.icc, EXIF: c.exif,
	}
	if c.still.lossy != nil && !cfg.Alpha {
		cfg.Model = pixel.YCbCr
	}
	return cfg
}

// Memory returns how many bytes the decoding of the picture takes at least.
func (d *Decoder) Memory() int64 { return d.c.still.memory() }

// DecodeOptions say how to decode a still picture.
type DecodeOptions struct {
	// MaxMemory is about how many bytes Start may allocate.
	MaxMemory int64
	// Unfiltered leaves the loop filter of a lossy picture out (section 15 of RFC
	// 6386), on which no other sample of a key frame depends. It is for pictures
	// that are shrunk so far that block edges are averaged away.
	Unfiltered bool
	// Limited leaves the samples of a lossy opaque picture in the limited range that they
	// have in the file.
	Limited bool
}

// Start reads the headers of the picture and allocates for its decoding.
func (d *Decoder) Start(o DecodeOptions) (err error) {
	d.bands, err = d.c.still.decoder(o)
	return err
}

// Next delivers the following rows, valid until the next call, and io.EOF after
// the last ones. Planes of one band end at different rows of the picture.
func (d *Decoder) Next(b *pixel.Band) error { return d.bands.Next(b) }

// Quality returns about which quality, 1 to 100, a lossy picture was encoded with,
// by the steps of its luminance; 0 for a lossless one and for an animation.
func (d *Decoder) Quality() int {
	if d.c.animation != nil || d.c.still.lossy == nil {
		return 0
	}
	return vp8.Quality(d.c.still.lossy)
}

// memory is what decoding takes at least, in bytes.
func (p *codedPicture) memory() int64 {
	switch {
	case p.lossless != nil:
		return vp8l.Memory(p.w, p.h)
	case len(p.alpha) > 0 && p.alpha[0]&3 != 0:
		return vp8.Memory(p.w) + vp8l.Memory(p.w, p.h)
	}
	return vp8.Memory(p.w)
}

// decoder reads the headers of a picture and starts to decode it.
func (p *codedPicture) decoder(o DecodeOptions) (bands, error) {
	switch {
	case p.lossless != nil:
		return vp8l.NewDecoder(p.lossless, p.losslessAlpha, o.MaxMemory)
	case p.alpha != nil:
		return p.blended(o)
	}
	return vp8.NewDecoder(p.lossy, o.Unfiltered, o.Limited)
}
