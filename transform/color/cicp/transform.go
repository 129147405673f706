package cicp

import (
	"tintype/transform/color"
	"tintype/transform/color/icc"
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
func (t *Transform) Apply(img *color.Image) bool {
	switch {
	case img.Model == color.CMYK:
		return false
	case img.Model == color.Gray:
		t.applyGray(img)
	case t.HDR():
		t.applyHDR(img)
	default:
		if t.rgb == nil {
			t.rgb = t.shaper(color.RGB)
		}
		return t.rgb != nil && t.rgb.Apply(img)
	}
	return true
}

// shaper returns the conversion of images of 8 bits, nil where the matrix is beyond what
// that computes with.
func (t *Transform) shaper(model color.Model) *icc.Transform {
	c, err := icc.NewTransform(icc.Describe(model, t.space.curve, t.colorants))
	if err != nil {
		return nil
	}
	return c
}

func (t *Transform) applyGray(img *color.Image) {
	if !t.HDR() {
		if t.gray == nil {
			t.gray = t.shaper(color.Gray)
		}
		t.gray.Apply(img)
		return
	}
	var levels [3][256]byte
	var samples [256]uint16
	for i := range samples {
		samples[i] = uint16(i) * 257
	}
	t.Rows([3][]byte{levels[0][:], levels[1][:], levels[2][:]}, [3][]uint16{samples[:], samples[:], samples[:]})
	for y := range img.H {
		if !img.Meter.Spend(img.W) {
			return
		}
		row := img.Plane[0].Row(y)
		for x, v := range row {
			row[x] = levels[1][v]
		}
	}
}

// pixelCost is about what a pixel of HDR takes, in samples that a meter counts.
const pixelCost = 8

func (t *Transform) applyHDR(img *color.Image) {
	if img.Model != color.RGB {
		*img = *img.Convert(color.RGB, 1, 1)
	}
	var wide [3][]uint16
	for c := range wide {
		wide[c] = make([]uint16, img.W)
	}
	for y := range img.H {
		if !img.Meter.Spend(pixelCost * img.W) {
			return
		}
		var rows [3][]byte
		for c := range rows {
			rows[c] = img.Plane[c].Row(y)
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
	light  lightTable
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
		p.light.fill(t.space.curve.At)
		return p
	case transferPQ:
		p.light.fill(pq)
	case transferHLG:
		p.light.fill(hlg)
		p.hlg, p.system = true, new(logTable)
		p.system.fill(func(y int64) int64 { // of a screen of 1000 cd/m², whose gamma is 1.2
			return icc.Pow(min(y<<(32-lightBits), 1<<32), one/5) * 1000 / referenceWhite >> 16
		})
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
	m, _, _ := bt2020.colorants()
	var to, from, out [3][3]int64
	for r := range 3 {
		for c := range 3 {
			to[r][c], from[r][c] = int64(m[r][c])<<4, int64(t.colorants[r][c])<<4
		}
	}
	to = inverse(&to)
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[r][c] += to[r][k] * from[k][c] >> 20
			}
		}
	}
	return &out
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
