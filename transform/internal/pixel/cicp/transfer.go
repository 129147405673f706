package cicp

import (
	"sync"

	"tintype/transform/internal/pixel/icc"
)

const one = 1 << 16 // of a curve's parameters

// power is the curve x^g, g being 16.16.
func power(g int64) icc.Parametric { return icc.Parametric{Param: [7]int64{g}} }

var (
	// srgbCurve is IEC 61966-2-1's: ((x + 0.055) / 1.055)^2.4, below 0.04045 x / 12.92.
	srgbCurve = icc.Parametric{Kind: 3, Param: [7]int64{157286, 62119, 3417, 5072, 2651}}
	// smpte240 is H.273's code point 7: ((x + 0.1115) / 1.1115)^(1 / 0.45), below
	// 0.0912 x / 4.
	smpte240 = icc.Parametric{Kind: 3, Param: [7]int64{145636, 58962, 6574, 16384, 5977}}
	// smpte428 is 17: x^2.6 52.37 / 48, as a power of 1.0341 x.
	smpte428 = icc.Parametric{Kind: 1, Param: [7]int64{170394, 67770}}
)

const (
	lightBits = 20 // Q20 is light of which 1 is sRGB's white
	lightOne  = 1 << lightBits
	// referenceWhite is what of HDR becomes that before it is tone-mapped, cd/m²
	// (Report ITU-R BT.2408, section 2).
	referenceWhite = 203
)

// lightTable takes samples of 16 bits to light, interpolated between every 64th.
type lightTable [1<<(16-tableBits) + 1]int32

const tableBits = 6

func (t *lightTable) at(v uint16) int64 {
	i, frac := v>>tableBits, int64(v&(1<<tableBits-1))
	y := int64(t[i])
	return y + (int64(t[i+1])-y)*frac>>tableBits
}

// newLightTable samples f, whose argument and value are Q32, at samples of 16 bits.
//
//go:noinline
func newLightTable(f func(int64) int64) *lightTable {
	t := new(lightTable)
	for i := range t {
		x := min(int64(i)<<tableBits<<32/65535, 1<<32)
		t[i] = int32(f(x) >> (32 - lightBits))
	}
	return t
}

// The tables of HDR take thousands of powers, in a guest at first by code that is not
// optimized: ten times what a small image takes. They are made once.
var (
	pqTable     = sync.OnceValue(func() *lightTable { return newLightTable(pq) })
	hlgTable    = sync.OnceValue(func() *lightTable { return newLightTable(hlg) })
	systemTable = sync.OnceValue(func() *logTable {
		t := new(logTable)
		t.fill(func(y int64) int64 { // of a screen of 1000 cd/m², whose gamma is 1.2
			return icc.Pow(min(y<<(32-lightBits), 1<<32), one/5) * 1000 / referenceWhite >> 16
		})
		return t
	})
)

// pq is the electro-optical transfer function of SMPTE ST 2084, section 5, relative
// to the reference white. Its exponents are 1/m1 and 1/m2, which is small, so that
// the root is taken in two steps, for the sake of Pow's 16.16.
func pq(x int64) int64 {
	const (
		c1 = 3424 << 32 / 4096
		c2 = 2413 * 32 << 32 / 4096
		c3 = 2392 * 32 << 32 / 4096
	)
	p := icc.Pow(icc.Pow(x, 53198), 1024) // 1/m2 = 0.012683313, 64 / 2^16 = 1024
	num := max(p-c1, 0)
	den := c2 - c3>>16*(p>>16)
	y := icc.Pow(num<<16/(den>>16), 411395) // 1/m1 = 6.2773946
	return y * 10000 / referenceWhite
}

// hlg is the inverse of HLG's opto-electronic transfer function (BT.2100, table 5):
// the light of the scene, of which 1 is the most.
func hlg(x int64) int64 {
	if x <= 1<<31 {
		return x >> 8 * (x >> 8) >> 16 / 3
	}
	// (exp((x - c) / a) + b) / 12, whose exponential is 12 - b at 1 and half of that
	// a ln 2 = 0.12395713 below.
	const b = 1222643702 // 0.28466892, Q32
	fall := (1<<32 - x) >> 16 * 10000000 / 1239571
	return (12<<32>>8-b>>8)*(icc.Pow(1<<31, fall)>>8)>>16/12 + b/12
}
