package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/pixel/icc"
	"tintype/transform/params"
)

// A conversion takes colors to sRGB.
type conversion interface {
	// Apply converts the samples of an image in place and reports whether they are of
	// the kind that it is for; if not, they are left as they are. A CMYK image becomes
	// RGB, as does one of HDR.
	Apply(img *pixel.Image) bool
}

// findConversion returns that of the source's colors, nil where there is nothing to
// convert.
func findConversion(h *codec.Header, cs params.ColorSpace) conversion {
	if h.ICC != nil && cs == params.CSOrigin {
		return nil
	}
	if h.ICC != nil {
		// The cicp tag goes before what else a profile says, as in browsers: it tells
		// HDR's curves by name.
		if primaries, transfer, ok := icc.CodePoints(h.ICC); ok {
			if s, ok := cicp.FromCode(primaries, transfer); ok {
				return fromSpace(s, h.Peak)
			}
		}
		if t := fromProfile(h.ICC); t != nil {
			if t.Identity() {
				return nil
			}
			return t
		}
	}
	if h.Space != nil {
		return fromSpace(*h.Space, h.Peak)
	}
	return nil
}

// fromProfile returns nil for a profile that cannot be read, which is ignored, as
// browsers do.
func fromProfile(data []byte) *icc.Transform {
	p, err := icc.Parse(data)
	if err != nil {
		return nil
	}
	t, err := icc.NewTransform(p)
	if err != nil {
		return nil
	}
	return t
}

func fromSpace(s cicp.Space, peak int) conversion {
	if t := cicp.New(s, peak); t != nil {
		return t
	}
	return nil
}

// convertsFirst says that the conversion is applied to what is decoded: a filter in
// another curve than sRGB's gives another mean of what it mixes. That is for small
// sources decoded in full, since the frame is where there is least to convert; for JPEG,
// and for PNG whose space has a name or a gamma, which is seldom near sRGB's, as other
// decoders may need the rows that they gave out.
func (f *framePlan) convertsFirst() bool {
	if f.convert == nil || f.head.W*f.head.H > smallSource || f.decode.N != [4]int{8, 8, 8, 8} {
		return false
	}
	t, named := f.convert.(*cicp.Transform)
	switch f.format.Convert {
	case codec.ConvertSpace:
		return named
	case codec.ConvertAll:
		makesRGB := named && t.HDR() && f.model == pixel.YCbCr
		return !makesRGB && f.chromaShared()
	}
	return false
}

// chromaShared says that the planes of a JPEG file are such as conversions take.
func (f *framePlan) chromaShared() bool {
	s := &f.head.Sampling
	full := s.H[0] == s.HMax && s.V[0] == s.VMax
	shared := s.H[1] == s.H[2] && s.V[1] == s.V[2] && s.HMax <= 2*s.H[1] && s.VMax <= 2*s.V[1]
	switch f.model {
	case pixel.Gray:
		return true
	case pixel.YCbCr:
		return full && shared && s.HMax%s.H[1] == 0 && s.VMax%s.V[1] == 0
	}
	return false
}
