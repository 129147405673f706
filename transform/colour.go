package transform

import (
	"tintype/transform/color"
	"tintype/transform/color/icc"
)

// toSRGB converts a frame from its profile's colours to sRGB, in place: at the
// output's size there is the least to convert. A profile that cannot be read or
// does not fit the picture is ignored, as browsers do.
func toSRGB(img *color.Image, profile []byte) {
	if profile == nil {
		return
	}
	p, err := icc.Parse(profile)
	if err != nil {
		return
	}
	t, err := icc.NewTransform(p)
	if err != nil || t.Identity() {
		return
	}
	if img.Model == color.CMYK {
		t.ApplyCMYK(img)
		return
	}
	t.Apply(img)
}
