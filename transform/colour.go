package transform

import (
	"tintype/transform/color"
	"tintype/transform/color/icc"
	"tintype/transform/params"
)

// profile returns the conversion from the source's colours to sRGB, nil where
// there is nothing to convert. A profile that cannot be read is ignored, as
// browsers do.
func (d *doing) profile() *icc.Transform {
	if d.head.icc == nil || d.p.CS == params.CSOrigin {
		return nil
	}
	p, err := icc.Parse(d.head.icc)
	if err != nil {
		return nil
	}
	t, err := icc.NewTransform(p)
	if err != nil || t.Identity() {
		return nil
	}
	return t
}

// toSRGB converts a frame in place. A profile that does not fit the picture is
// ignored.
func toSRGB(img *color.Image, t *icc.Transform) {
	if img.Model == color.CMYK {
		t.ApplyCMYK(img)
		return
	}
	t.Apply(img)
}

// convertsFirst says that the profile is applied to what is decoded: a filter in
// another curve than sRGB's gives another mean of what it mixes. That is for
// small sources decoded in full, since the frame is where there is least to
// convert, and for JPEG, as other decoders may need the rows that they gave out.
func (f *framePlan) convertsFirst() bool {
	if f.head.format != JPEG || f.head.w*f.head.h > smallSource || f.decode.n != [4]int{8, 8, 8, 8} {
		return false
	}
	s := &f.head.sampling
	full := s.h[0] == s.hMax && s.v[0] == s.vMax
	shared := s.h[1] == s.h[2] && s.v[1] == s.v[2] && s.hMax <= 2*s.h[1] && s.vMax <= 2*s.v[1]
	switch f.model {
	case color.Gray:
		return true
	case color.YCbCr:
		return full && shared && s.hMax%s.h[1] == 0 && s.vMax%s.v[1] == 0
	}
	return false
}

// bandToSRGB converts a band of a picture that convertsFirst, in place.
func bandToSRGB(b *color.Band, h *header, t *icc.Transform) {
	luma := &b.Plane[0]
	img := color.Image{Model: h.model, W: luma.W, H: luma.H, SubX: 1, SubY: 1, Plane: b.Plane}
	if h.model == color.YCbCr {
		img.SubX, img.SubY = h.sampling.hMax/h.sampling.h[1], h.sampling.vMax/h.sampling.v[1]
	}
	toSRGB(&img, t)
}
