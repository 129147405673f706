package cicp

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/icc"
)

// Transform takes the colors of a space to sRGB. What sRGB cannot show is clipped.
type Transform struct {
	space     Space
	peak      int
	colorants [3][3]int32
	luma      [3]int64 // Q20
	// rgb and gray convert images of 8 bits without tone mapping, made when they are
	// needed, as rows is.
	rgb, gray *icc.Transform
	rows      *pixels
}

// DefaultPeak is how bright content is taken to be that does not say, cd/m².
const DefaultPeak = 1000

// New prepares the conversion from s to sRGB; it is nil where there is nothing to
// convert. peak is the brightest light of HDR content in cd/m², as MaxCLL or the
// mastering display's luminance has it (PNG's cLLI and mDCV, AVIF's clli and mdcv), 0
// where it is not known.
func New(s Space, peak int) *Transform {
	if s.sRGB() {
		return nil
	}
	if peak <= 0 {
		peak = DefaultPeak
	}
	t := &Transform{space: s, peak: min(peak, 10000)}
	t.colorants, t.luma, _ = s.chroma.colorants()
	return t
}

// HDR says that New's space was: then Apply makes RGB of YCbCr.
func (t *Transform) HDR() bool { return t.space.HDR() }

// Apply converts the samples of img, 8 bits each, in place, and reports whether it can:
// not where the image is CMYK. The planes must not share memory. Where the space is HDR
// a YCbCr image becomes an RGB one.
func (t *Transform) Apply(img *pixel.Image) bool {
	switch {
	case img.Model == pixel.CMYK:
		return false
	case t.HDR():
		t.applyHDR(img)
		return true
	case img.Model == pixel.Gray:
		return t.shape(&t.gray, img)
	}
	return t.shape(&t.rgb, img)
}

// shape converts without tone mapping, not at all where the matrix is beyond what that
// computes with.
func (t *Transform) shape(by **icc.Transform, img *pixel.Image) bool {
	if *by == nil {
		c, err := icc.NewTransform(icc.Describe(img.Model, t.space.curve, t.colorants))
		if err != nil {
			return false
		}
		*by = c
	}
	return (*by).Apply(img)
}

// pixelCost is about what a pixel of HDR takes, in samples that a meter counts.
const pixelCost = 8

// applyHDR converts row by row; gray is red, green and blue alike, and red is what is
// kept of it.
func (t *Transform) applyHDR(img *pixel.Image) {
	if img.Model == pixel.YCbCr {
		*img = *img.Convert(pixel.RGB, 1, 1)
	}
	var rows [3][]byte
	var wide [3][]uint16
	for c := range wide {
		rows[c], wide[c] = make([]byte, img.W), make([]uint16, img.W)
	}
	for y := range img.H {
		if !img.Meter.Spend(pixelCost * img.W) {
			return
		}
		for c := range wide {
			if c < img.Model.Planes() {
				rows[c] = img.Plane[c].Row(y)
			} else {
				wide[c] = wide[0]
				continue
			}
			for x, v := range rows[c] {
				wide[c][x] = uint16(v) * 257
			}
		}
		t.Rows(rows, wide)
	}
}

// Rows converts rows of samples of 16 bits, full range, red, green and blue in this
// order, to sRGB of 8 bits. All rows have the length of dst[0].
func (t *Transform) Rows(dst [3][]byte, src [3][]uint16) {
	if t.rows == nil {
		t.rows = t.newPixels()
	}
	t.rows.convert(dst, src)
}

// pixels converts one pixel after the other.
type pixels struct {
	light  *lightTable
	matrix [3][3]int64 // to linear sRGB, Q24
	encode *[1 << 14]int16

	// Of HLG: the luminance of the scene makes light of the screen, Q16.
	hlg    bool
	luma   [3]int64 // Q20
	system *logTable

	// Of HDR: from the largest sample in the primaries of BT.2020, where the space has
	// others through wide, Q20, to the gain, Q16.
	gain *logTable
	wide *[3][3]int64
}

func (t *Transform) newPixels() *pixels {
	p := &pixels{matrix: icc.ToSRGB(t.colorants), encode: icc.Encoding(), luma: t.luma}
	switch t.space.transfer {
	case transferCurve:
		p.light = newLightTable(t.space.curve.At)
		return p
	case transferPQ:
		p.light = pqTable()
	case transferHLG:
		p.light, p.hlg, p.system = hlgTable(), true, systemTable()
	}
	m := newToneMap(t.peak)
	p.gain = new(logTable)
	p.gain.fill(m.gain)
	if t.space.chroma != bt2020 {
		p.wide = t.toBT2020()
	}
	return p
}

// toBT2020 is the matrix from the space's channels to those of BT.2020, Q20.
func (t *Transform) toBT2020() *[3][3]int64 {
	// From XYZ relative to D50, the inverse of BT.2020's colorants, Q20.
	fromXYZ := [3][3]int64{{1727248, -412733, -247429}, {-715776, 1727647, 13433}, {31123, -66007, 1314795}}
	var m [3][3]int64
	for i := range 9 {
		for k := range 3 {
			m[i/3][i%3] += fromXYZ[i/3][k] * int64(t.colorants[k][i%3]) >> 16
		}
	}
	return &m
}

func (p *pixels) convert(dst [3][]byte, src [3][]uint16) {
	for i := range dst[0] {
		r, g, b := p.light.at(src[0][i]), p.light.at(src[1][i]), p.light.at(src[2][i])
		if p.hlg {
			f := p.system.at((p.luma[0]*r + p.luma[1]*g + p.luma[2]*b) >> 20)
			r, g, b = r*f>>16, g*f>>16, b*f>>16
		}
		if p.gain != nil {
			f := p.gain.at(p.brightest(r, g, b))
			r, g, b = r*f>>16, g*f>>16, b*f>>16
		}
		for c := range dst {
			m := &p.matrix[c]
			y := (m[0]*r + m[1]*g + m[2]*b) >> (24 + lightBits - 14)
			dst[c][i] = byte((p.encode[min(max(y, 0), 1<<14-1)] + 1<<5) >> 6)
		}
	}
}

// brightest returns the largest sample in BT.2020's primaries.
func (p *pixels) brightest(r, g, b int64) int64 {
	if w := p.wide; w != nil {
		r, g, b = (w[0][0]*r+w[0][1]*g+w[0][2]*b)>>20, (w[1][0]*r+w[1][1]*g+w[1][2]*b)>>20, (w[2][0]*r+w[2][1]*g+w[2][2]*b)>>20
	}
	return min(max(r, g, b, 0), 1<<maxLightBits-1)
}
