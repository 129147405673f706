package ssimulacra2

import (
	"bytes"
	"image"
	"image/png"

	"tintype/transform"
)

// Decode reads any image that tintype reads. PNG goes through the standard library
// alone; others go through tintype's decoders, which interpolate chroma as browsers
// do, where the standard library repeats it.
func Decode(file []byte) (image.Image, error) {
	if bytes.HasPrefix(file, []byte("\x89PNG")) {
		return png.Decode(bytes.NewReader(file))
	}
	p, err := transform.Parse("")
	if err != nil {
		return nil, err
	}
	m, _, err := transform.Pixels(bytes.NewReader(file), p, transform.DefaultLimits(), nil)
	return m, err
}
