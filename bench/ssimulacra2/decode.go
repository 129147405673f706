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
	if !bytes.HasPrefix(file, []byte("\x89PNG")) {
		p, err := transform.Parse("fm=png&lossless=1")
		if err != nil {
			return nil, err
		}
		lim := transform.DefaultLimits()
		lim.ResponseBytes = 0
		var out bytes.Buffer
		if _, err := transform.Do(&out, bytes.NewReader(file), p, lim); err != nil {
			return nil, err
		}
		file = out.Bytes()
	}
	return png.Decode(bytes.NewReader(file))
}
