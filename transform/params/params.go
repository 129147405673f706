package params

// Params is a parsed query. The zero value asks for nothing. A zero field is an absent
// parameter, or one whose zero changes nothing. If zero is a meaningful value, the field
// is an Opt, a Toggle or the like.
//
// Params are comparable with ==.
type Params struct {
	// Size.
	W, H                   Length
	Fit                    Fit
	AR                     Ratio
	DPR                    Decimal // 0 means 1
	MaxW, MaxH, MinW, MinH int     // pixels, dpr not applied
	Region                 Region  // rect
	Crop                   CropList
	FPX, FPY               Opt     // 0 to 1 of the image, default ½
	FPZ                    Decimal // zoom, 0 means 1

	// Geometry.
	Orient                               OrientChoice
	Rot                                  Decimal // degrees clockwise
	Flip                                 Flip
	Trim                                 Trim
	TrimColor                            Color
	TrimTol                              Decimal
	TrimMD                               Opt // default 11
	TrimPad                              int
	Pad                                  int // all four sides
	PadLeft, PadRight, PadTop, PadBottom Opt // each wins over Pad
	Border                               Border
	BorderRadius                         Radii
	Mask                                 Mask
	CornerRadius                         Radii
	BG                                   Color
	Fill                                 Fill
	FillColor                            Color

	// Adjustments; 0 leaves the pixels alone.
	Bri, Con, Exp, Gam, Sat, Vib, High, Shad Decimal // -100 to 100
	Hue                                      Decimal // degrees
	Sharp                                    Decimal // 0 to 100
	USM                                      Decimal // -100 to 100
	USMRad                                   Opt     // default 2.5
	Blur                                     Decimal // 0 to 2000
	Px                                       int     // side of a block
	Invert                                   Toggle
	Sepia                                    Decimal // 0 to 100
	Monochrome                               Color
	Duotone                                  [2]Color // of dark and of light
	NR, NRS                                  Opt      // default 20 each

	// Watermark.
	Mark                  string  // key in the bucket, or a URL
	MarkW, MarkH          Length  // fractions are of the image
	MarkScale             Decimal // percent of the image's width
	MarkFit               Fit
	MarkAlign             Align
	MarkX, MarkY, MarkPad Opt // pixels; the default of MarkPad is 5
	MarkAlpha             Opt // percent, default 100
	MarkRot               Decimal
	MarkTile              MarkTile
	Blend                 Paint
	BlendMode             BlendMode
	BlendAlpha            Opt // percent, default 100
	BlendAlign            Align
	BlendFit              Fit
	BlendCrop             CropList
	BlendW, BlendH        Length
	BlendSize             BlendSize
	BlendPad              int
	BlendX, BlendY        Opt

	// Output.
	Format      Format // fm
	Auto        Auto
	Quality     int // 1 to 100, 0 by format; below 0 the looks that are wanted, see Looks
	Lossless    Toggle
	ChromaSub   ChromaSub
	ColorQuant  int // colors of a palette, 0 means 256
	Progressive Toggle
	CS          ColorSpace
	Bytes       int // largest body wanted, 0 no wish
	DL          string
	Palette     Palette
	Colors      Opt // default 6
	Prefix      string
	Frame       Frames
	Loop        Opt // times, 0 for ever
	FPS         int
	Skip        int
	Reverse     Toggle
	Expires     Opt // unix seconds
	CH          Hints
	Preset      string

	// named has a bit for every row of the table that the query named, so that
	// bri=0 is there although it changes nothing.
	named [2]uint64
}

// Has reports whether the parameter of this name is set.
func (p *Params) Has(name string) bool {
	i := lookup(name)
	return i >= 0 && p.has(i)
}

func (p *Params) has(i int) bool {
	return p.named[i>>6]>>(i&63)&1 != 0 || !table[i].at(p).zero()
}

// Any reports whether at least one parameter is set that asks for an image. Without one
// the answer is the original; dl, expires, ch and preset do not count.
func (p *Params) Any() bool {
	for i := range table {
		if !table[i].aside && p.has(i) {
			return true
		}
	}
	return false
}

// Paints reports whether the query changes colors, or draws something on, around or over
// the image.
func (p *Params) Paints() bool {
	for i := range table {
		if s := &table[i]; (s.section == SectionAdjustment || s.section == SectionWatermark) && !s.at(p).zero() {
			return true
		}
	}
	return p.Border != Border{} || p.BorderRadius != Radii{} || p.Mask != MaskNone
}

// FixedSize reports whether the query has a width or height in pixels, so that a srcset
// lists densities and not widths.
func (p *Params) FixedSize() bool { return p.W.IsPixels() || p.H.IsPixels() }

// Scale returns dpr, which multiplies w, h, pad, border and radii.
func (p *Params) Scale() Decimal { return p.DPR.Or(One) }

// Set sets one parameter to a value, written as in a decoded query; values of auto are
// merged. Unknown names are ignored, as in Parse. If the value is bad, the error is an
// *Error and p does not change.
func (p *Params) Set(name, value string) error {
	i := lookup(name)
	if i < 0 {
		return nil
	}
	q := *p
	if err := q.set(i, name, value); err != nil {
		return err
	}
	*p = q
	return nil
}

// set gives the parameter of row i a value. After an error p is of no use.
func (p *Params) set(i int, name, value string) error {
	s := &table[i]
	if !s.at(p).set(s, value) {
		return &Error{name, value, s.want()}
	}
	p.named[i>>6] |= 1 << (i & 63)
	return nil
}

// Over returns p with the parameters that only base has. If both have one, p's counts;
// values of auto are merged.
func (p Params) Over(base Params) Params {
	for i := range table {
		s := &table[i]
		if base.has(i) && (!p.has(i) || s.name == "auto") {
			s.at(&p).set(s, string(s.at(&base).text(nil, s)))
			p.named[i>>6] |= 1 << (i & 63)
		}
	}
	return p
}

// Without returns p without the parameter of this canonical name.
func (p Params) Without(name string) Params {
	var rest Params
	for i := range table {
		s := &table[i]
		if s.name != name && p.has(i) {
			s.at(&rest).set(s, string(s.at(&p).text(nil, s)))
			rest.named[i>>6] |= 1 << (i & 63)
		}
	}
	return rest
}
