package cicp

import (
	"math/bits"

	"tintype/transform/internal/pixel/icc"
)

// What is brighter than the reference white is brought down by the reference white
// tone mapping of SMPTE ST 2094-50, annex C, as Chromium does: the largest of red,
// green and blue in BT.2020's primaries says by how much all three are reduced, so that
// hues stay. Up to the reference white that is a factor, a half for content of 1000 cd/m²
// and more; from there a parabola reaches 1 at the content's peak, beyond which all
// becomes 1.
type toneMap struct {
	white int64 // the factor below the reference white, Q24
	peak  int64 // the content's, Q24 of the reference white
	// The parabola: x(t) = 1 + bx t + ax t², y(t) = white + by t + ay t², Q24.
	ax, bx, ay, by int64
}

// newToneMap is for content of a peak in cd/m².
func newToneMap(peak int) toneMap {
	const oneQ24, kappa, rest = 1 << 24, 65, 35 // kappa in percent
	m := toneMap{white: oneQ24, peak: int64(peak) << 24 / referenceWhite}
	if peak <= referenceWhite {
		return m
	}
	// 1 - headroom / 2, counted in that of 1000 cd/m²: log2(peak / 203) / log2(1000 / 203).
	headroom := icc.Log2(referenceWhite<<32/uint64(peak)) >> 8 // Q24
	whole := icc.Log2(referenceWhite<<32/1000) >> 8
	m.white -= int64(min(headroom<<24/whole, oneQ24)) / 2
	midX := (rest*oneQ24 + kappa*(oneQ24<<24/m.white)) / 100
	midY := (rest*m.white + kappa*oneQ24) / 100
	m.ax, m.bx = oneQ24-2*midX+m.peak, 2*(midX-oneQ24)
	m.ay, m.by = m.white-2*midY+oneQ24, 2*(midY-m.white)
	return m
}

// gain returns what light x, Q20, is multiplied by, Q16.
func (m *toneMap) gain(x int64) int64 {
	x <<= 24 - lightBits
	switch {
	case x <= 1<<24 || m.white == 1<<24:
		return m.white >> 8
	case x >= m.peak:
		return 1 << 40 / x
	}
	t := int64(0) // x(t) grows with t
	for step := int64(1 << 23); step > 0; step >>= 1 {
		u := t + step
		if 1<<24+(m.bx+m.ax*u>>24)*u>>24 <= x {
			t = u
		}
	}
	y := m.white + (m.by+m.ay*t>>24)*t>>24
	return y << 16 / x
}

// logTable holds a function of light, interpolated between 16 places in each octave.
type logTable [(maxLightBits-3)<<4 + 1]int32

const maxLightBits = lightBits + 6 // 10,000 cd/m² are 49.3

// fill samples f.
//
//go:noinline
func (t *logTable) fill(f func(x int64) int64) {
	for i := range t {
		x := int64(i)
		if i >= 32 {
			x = int64(i&15|16) << (i>>4 - 1)
		}
		t[i] = int32(f(x))
	}
}

func (t *logTable) at(x int64) int64 {
	shift := max(bits.Len32(uint32(x))-5, 0)
	i := shift<<4 + int(x>>shift)
	y := int64(t[i])
	return y + (int64(t[i+1])-y)*(x&(1<<shift-1))>>shift
}
