package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
)

// output says how the result is encoded. The plan sets it; every stage may ask it.
type output struct {
	codec.Output
	// looks is the score that the quality is chosen for, like the quality of JPEG that
	// it is to look like; each 0 where that is not asked for. Quality is then about
	// right, and no more than it until the image is there.
	looks, like int
}

// flat reports that the format has no alpha.
func (o *output) flat() bool { return !o.Format.Alpha }

// facts reports that the output is not an image.
func (o *output) facts() bool { return o.Format.Encode == nil }

// model returns the planes that the format stores for a source of model m.
func (o *output) model(m pixel.Model) pixel.Model {
	switch {
	case m == pixel.Gray && !o.facts():
		return pixel.Gray
	case o.Format.Planes != nil:
		return o.Format.Planes(&o.Output)
	}
	return pixel.RGB
}

// takes returns the model of the planes that the encoder is given: RGB if it makes the
// others itself.
func (o *output) takes(img *pixel.Image) pixel.Model {
	if img.Model == pixel.RGB && o.Format.FromRGB != nil && o.Format.FromRGB(&o.Output, img.HasAlpha()) {
		return pixel.RGB
	}
	return o.model(img.Model)
}

// memory returns how many bytes the encoder takes per pixel.
func (o *output) memory(alpha bool) int64 {
	if o.Format.Memory == nil {
		return 0
	}
	return o.Format.Memory(&o.Output, alpha)
}
