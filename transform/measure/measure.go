// Package measure opens parts of the engine to the programs of bench, which ask for
// what no query names: an encoder's effort, how often stages poll. It is not meant for
// anybody else, and changes without notice.
package measure

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/avif"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/exif"
	"tintype/transform/internal/looks"
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

// EncodeAVIF writes an RGB image as AVIF at a quality that predictions of looks are made for:
// on the scale of photographs, whatever the image shows.
func EncodeAVIF(img *Image, quality int) ([]byte, error) {
	body, _, err := avif.Format.Encode(img, &codec.Output{Quality: quality, Alike: true})
	return body, err
}

// Orientation returns the orientation, 1 to 8, that a TIFF block of EXIF names, or 0 where it has none.
func Orientation(block []byte) int { return exif.Orientation(block) }

// LooksFeatures is how many numbers LooksOf returns.
const LooksFeatures = looks.Features

// LooksOf returns whether an image is drawn, in Q16, how much of it is flat and, in Q20, what else
// predicts how files of it look, in a format that has quality and is named as answers name it.
func LooksOf(img *Image, format string, qualities []int) (drawn bool, flat int64, list [][LooksFeatures]int64) {
	m := looksModel(format)
	s := looks.NewSample(img)
	for _, q := range qualities {
		list = append(list, s.Features(m, q))
	}
	return s.Drawn, s.Flat, list
}

// LooksLike returns the quality at which a format looks like a quality of JPEG: for an
// image, or for nil on the mean of photographs.
func LooksLike(img *Image, format string, quality int) int {
	return looksModel(format).Like(looks.NewSample(img), jpeg.Format.Looks, quality)
}

// LooksQuality returns the quality at which a format is predicted to have a score.
func LooksQuality(img *Image, format string, score int) int {
	return looksModel(format).For(looks.NewSample(img), score)
}

func looksModel(format string) *looks.Model {
	switch format {
	case "webp":
		return webp.Format.Looks
	case "avif":
		return avif.Format.Looks
	}
	return jpeg.Format.Looks
}
