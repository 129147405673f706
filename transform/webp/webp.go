// Package webp encodes WebP: lossy key frames of VP8 (RFC 6386,
// https://www.rfc-editor.org/rfc/rfc6386) in the RIFF container of
// https://developers.google.com/speed/webp/docs/riff_container. Section numbers
// are those of the RFC unless another document is named.
package webp

import (
	"strconv"

	"tintype/transform/color"
)

// MaxSide is the largest width and height of a WebP image in pixels.
const MaxSide = 16383

// DefaultQuality is used where Options.Quality is 0.
const DefaultQuality = 75

// An UnsupportedError says that a picture cannot be written as WebP.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "webp: unsupported: " + string(e) }

// An OptionError names an option out of its range.
type OptionError string

func (e OptionError) Error() string { return "webp: " + string(e) }

// Options say how to encode. The zero value means the defaults.
type Options struct {
	// Quality is 1 to 100 with libwebp's meaning; 0 stands for DefaultQuality.
	Quality int
	// ICC is a colour profile to embed.
	ICC []byte
	// Poll is called about once a row of macroblocks; an error it returns ends
	// encoding and is returned by Encode.
	Poll func() error
}

// Encode returns img as a WebP file.
func Encode(img *color.Image, o Options) ([]byte, error) {
	if o.Quality == 0 {
		o.Quality = DefaultQuality
	}
	if o.Quality < 1 || o.Quality > 100 {
		return nil, OptionError("quality: got " + strconv.Itoa(o.Quality) + ", want 1 to 100")
	}
	if img.W < 1 || img.H < 1 || img.W > MaxSide || img.H > MaxSide {
		return nil, UnsupportedError(strconv.Itoa(img.W) + "x" + strconv.Itoa(img.H) + " pixels, want 1x1 to 16383x16383")
	}
	e := newEncoder(img.W, img.H)
	e.poll = o.Poll
	if err := e.src.load(img, e.mbW, e.mbH); err != nil {
		return nil, err
	}
	if err := e.analyze(); err != nil {
		return nil, err
	}
	e.setQuality(o.Quality)
	if err := e.encodeFrame(); err != nil {
		return nil, err
	}
	frame, err := e.frame()
	if err != nil {
		return nil, err
	}
	return riff([]chunk{{"VP8 ", frame}}), nil
}
