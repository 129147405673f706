package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/pixel/icc"
	"tintype/transform/params"
)

// A conversion converts colors to sRGB.
type conversion interface {
	// Apply converts an image in place. It returns false, and changes nothing, for an image
	// whose model it is not for. CMYK and HDR images become RGB.
	Apply(img *pixel.Image) bool
}

// findConversion returns the conversion for the colors of a source, or nil if they are
// sRGB already or stay as they are.
func findConversion(h *codec.Header, cs params.ColorSpace) conversion {
	if h.ICC != nil && cs == params.CSOrigin {
		return nil
	}
	if h.ICC != nil {
		// The cicp tag takes precedence over the rest of a profile, as in browsers: it names
		// the transfer functions of HDR.
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

// fromProfile returns the conversion of a profile, or nil for a profile that cannot be
// read. Browsers ignore those, too.
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

// convertsFirst reports whether the decoder's bands are converted, and not the frame.
// Resizing before the conversion mixes pixels in another curve than that of sRGB, which
// gives another mean; but the frame has fewer pixels to convert. So this is for small
// sources that are decoded in full. It is for JPEG, and for PNG whose space has a name or
// a gamma, which is seldom near that of sRGB: other decoders may still need the rows that
// they delivered.
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

// chromaShared reports that conversions can take the planes of a JPEG file: luma at full
// size, and both chroma planes at one size.
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
