// Package measure opens parts of the engine to the programs of bench, which ask for
// what no query names: an encoder's effort, how often stages poll. It is not meant for
// anybody else, and changes without notice.
package measure

import (
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/exif"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

type (
	Image       = pixel.Image
	Plane       = pixel.Plane
	JPEGOptions = jpeg.EncodeOptions
	WebPOptions = webp.Options
)

// Efforts of the WebP encoder count from 1.
const (
	MaxEffort     = webp.MaxEffort
	DefaultEffort = webp.DefaultEffort
)

// Between is how much work lies between two questions whether to go on.
const Between = work.Between

// NewRGB returns an opaque image of w by h pixels with a plane each for red, green and blue.
func NewRGB(w, h int) *Image { return pixel.New(pixel.RGB, w, h, 1, 1, false) }

// NewYCbCr returns an image of w by h pixels in 4:2:0.
func NewYCbCr(w, h int) *Image { return pixel.New(pixel.YCbCr, w, h, 2, 2, false) }

// ToYCbCr converts an image to 4:2:0.
func ToYCbCr(img *Image) *Image { return img.Convert(pixel.YCbCr, 2, 2) }

// EncodeWebP writes an image in 4:2:0 as WebP.
func EncodeWebP(img *Image, o WebPOptions) ([]byte, error) { return webp.Encode(img, o) }

// EncodeJPEG writes an image as JPEG.
func EncodeJPEG(img *Image, o JPEGOptions) ([]byte, error) { return jpeg.Encode(img, o) }

// Orientation returns the orientation, 1 to 8, that a TIFF block of EXIF names, or 0 where it has none.
func Orientation(block []byte) int { return exif.Orientation(block) }
