package webp

import "tintype/transform/color"

// Config is what a file says of itself before a pixel is decoded.
type Config struct {
	Width, Height int // of the canvas, in pixels
	// Model is that of the bands of a still picture: YCbCr, full range and
	// 4:2:0, where it is lossy and has no alpha, and else RGB.
	Model color.Model
	// Alpha says that the picture is not marked as opaque.
	Alpha bool
	// Animated says that the file has to be read with NewAnimation.
	Animated  bool
	ICC, EXIF []byte // nil where there is none; they share the file's bytes
}

// A Decoder decodes a still picture as bands of rows.
type Decoder struct {
	c     *container
	bands interface{ next(*color.Band) error }
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
		Width: c.w, Height: c.h, Model: color.RGB, Animated: c.animation != nil,
		Alpha: c.animation != nil || c.still.hasAlpha(), ICC: c.icc, EXIF: c.exif,
	}
	if c.still.lossy != nil && !cfg.Alpha {
		cfg.Model = color.YCbCr
	}
	return cfg
}

// Memory returns how many bytes the decoding of the picture takes at least.
func (d *Decoder) Memory() int64 { return d.c.still.memory() }

// Start reads the headers of the picture and allocates for its decoding, at most
// about memory bytes.
func (d *Decoder) Start(memory int64) (err error) {
	d.bands, err = d.c.still.decoder(memory)
	return err
}

// Next delivers the following rows, valid until the next call, and io.EOF after
// the last ones. Planes of one band end at different rows of the picture.
func (d *Decoder) Next(b *color.Band) error { return d.bands.next(b) }

// memory is what decoding takes at least, in bytes.
func (p *codedPicture) memory() int64 {
	switch {
	case p.exact != nil:
		return losslessMemory(p.w, p.h)
	case len(p.alpha) > 0 && p.alpha[0]&3 != 0:
		return frameMemory(p.w) + losslessMemory(p.w, p.h)
	}
	return frameMemory(p.w)
}

// decoder reads the headers of a picture and starts to decode it, within memory
// bytes.
func (p *codedPicture) decoder(memory int64) (interface{ next(*color.Band) error }, error) {
	switch {
	case p.exact != nil:
		return newLosslessDecoder(p.exact, memory)
	case p.alpha != nil:
		return newBlendedDecoder(p, memory)
	}
	return newLossyDecoder(p.lossy)
}
