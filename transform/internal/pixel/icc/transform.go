package icc

// Transform takes the colors of a profile to sRGB, relative to white as the
// relative colorimetric intent has it. What sRGB cannot show is clipped.
type Transform struct {
	space    signature
	identity bool
	cost     int // of a pixel, in samples that a meter counts

	// An RGB sample, in quarters of a level, becomes linear light in 15 bits,
	// 32767 being 1; the matrix, Q12, takes that to linear sRGB and encode,
	// at half of that, back to a sample in 64ths of a level.
	linear [3]inTable
	matrix [3][3]int16
	encode [encodeSize]int16

	grid *grid // in place of the above, for a profile with a lookup table
	bend *bend // of what the grid holds, nil for nothing

	// tone is what becomes of equal samples, luma being counted in 64ths of a
	// level; straight says that it is the sample itself.
	tone     inTable
	straight bool
}

// inTable is indexed by a sample in quarters of a level, up to maxIn.
type inTable [inMask + 1]int16

const (
	inBits  = 2 // fraction bits of a sample on its way in
	outBits = 6 // and on its way out
	maxIn   = 255 << inBits
	inMask  = 1<<(8+inBits) - 1
	maxOut  = 255 << outBits

	linearOne  = 32767
	matrixBits = 12
	encodeBits = 14
	encodeSize = 1 << encodeBits
)

// NewTransform prepares the conversion from p to sRGB.
func NewTransform(p *Profile) (*Transform, error) {
	t := &Transform{space: p.space, cost: 3}
	if p.space == sigGray {
		t.identity = p.pcs == sigXYZ && p.curve[0].isSRGB()
		if !t.identity {
			t.fillEncode()
			t.fillGray(p)
		}
		return t, nil
	}
	if p.lut != nil {
		return t, t.useLUT(p)
	}
	if err := t.setMatrix(p); err != nil {
		return nil, err
	}
	t.identity = t.unit() && p.curve[0].isSRGB() && p.curve[1].isSRGB() && p.curve[2].isSRGB()
	if t.identity {
		return t, nil
	}
	t.fillEncode()
	for i := range p.curve {
		if i > 0 && p.curve[i].equal(&p.curve[i-1]) {
			t.linear[i] = t.linear[i-1]
			continue
		}
		t.linear[i].sample(linearOne, p.curve[i].at)
	}
	t.fillTone()
	return t, nil
}

func (t *Transform) useLUT(p *Profile) (err error) {
	t.cost = 16 // nodes that have to be made included, about
	t.fillEncode()
	if t.grid, err = newGrid(p, &t.encode); err != nil {
		return err
	}
	if t.grid.raw {
		if t.bend = newBend(p, t.grid); t.bend == nil {
			return errMatrix
		}
	}
	if p.space == sigRGB {
		t.fillTone()
	}
	return nil
}

// sample fills the table with the values, Q32, that f has at each level times
// scale, interpolated between levels.
func (t *inTable) sample(scale int64, f func(int) int64) {
	next := f(0)
	for v := range 256 {
		y := next
		next = f(min(v+1, 255))
		for i := range int64(1 << inBits) {
			between := (y*(1<<inBits-i) + next*i) >> inBits
			t[v<<inBits+int(i)] = int16((between*scale + 1<<31) >> 32)
		}
	}
}

// Identity reports whether the profile is sRGB, to what can be seen, so that
// there is nothing to convert.
func (t *Transform) Identity() bool { return t.identity }

// fillEncode makes the table of sRGB's encoding from the linear light at which
// each level begins to be the nearest 64th.
func (t *Transform) fillEncode() {
	level := 1 // srgbLinear[level-1] <= y < srgbLinear[level]
	for i := range t.encode {
		y := int64(i) << 25 / linearOne // Q24
		for level < len(srgbLinear)-1 && int64(srgbLinear[level]) <= y {
			level++
		}
		lo, hi := int64(srgbLinear[level-1]), int64(srgbLinear[level])
		v := (int64(level-1)<<5 + ((y-lo)<<5+(hi-lo)/2)/(hi-lo))
		t.encode[i] = int16(min(v, maxOut))
	}
}

// setMatrix joins the profile's matrix with the one from XYZ to sRGB.
func (t *Transform) setMatrix(p *Profile) error {
	const shift = 24 - matrixBits
	m := ToSRGB(p.matrix)
	for r := range 3 {
		var row int64
		for c := range 3 {
			v := (m[r][c] + 1<<(shift-1)) >> shift
			t.matrix[r][c] = int16(v)
			row += max(v, -v)
		}
		if row >= 1<<15 { // then a product with light is below 2^30
			return errMatrix
		}
	}
	return nil
}

// fillTone finds what becomes of grays.
func (t *Transform) fillTone() {
	t.straight = true
	var rgb [3][1]int16
	for v := range maxIn + 1 {
		for i := range rgb {
			rgb[i][0] = int16(v)
		}
		t.convert(rgb[0][:], rgb[1][:], rgb[2][:])
		for i := range rgb {
			t.straight = t.straight && near(int(rgb[i][0]), v<<(outBits-inBits))
		}
		t.tone[v] = luma64(rgb[0][0], rgb[1][0], rgb[2][0])
	}
}

// fillGray does the same for a gray profile, whose curve is all there is to it.
func (t *Transform) fillGray(p *Profile) {
	for v := range 256 {
		y := p.curve[0].at(v)
		if p.pcs == sigLab {
			y = lightness(y)
		}
		t.tone[v<<inBits] = t.encode[min(y*linearOne/2>>32, encodeSize-1)]
	}
}

// lightness returns the luminance of the lightness l, Q32 both, 1 being L* of
// 100 (CIE 15).
func lightness(l int64) int64 {
	if l <= 8<<32/100 {
		return l * 2700 / 24389
	}
	f := (l*100 + 16<<32) / 116 >> 8 // Q24
	return (f * f >> 24) * f >> 16
}

// near says that two samples in 64ths of a level look the same.
func near(a, b int) bool { return a-b <= 1<<outBits && b-a <= 1<<outBits }

// unit says that the matrix leaves colors alone. The sRGB profiles in use
// differ from each other in the fourth digit.
func (t *Transform) unit() bool {
	const tolerance = 1 << matrixBits / 500
	for r := range 3 {
		for c := range 3 {
			want := 0
			if r == c {
				want = 1 << matrixBits
			}
			if d := int(t.matrix[r][c]) - want; d > tolerance || -d > tolerance {
				return false
			}
		}
	}
	return true
}
