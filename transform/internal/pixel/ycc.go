package pixel

// The matrix between RGB and YCbCr is JFIF's (JFIF 1.02, "Conversion to and from
// RGB") in Q16, rounded to nearest. Factors of half and more are written as a
// whole number and a rest that fits in 16 bits with its sign.
const (
	crToR        = 91881 // 1.402
	cbToG, crToG = -22554, -46802
	cbToB        = 116130 // 1.772

)

// A lumaMatrix weights red, green and blue, Q16, and adds what 0 is, also Q16.
type lumaMatrix struct {
	r, g, b uint16
	zero    uint32
}

// A chromaMatrix weights two colors and a third one with its negative, since 1<<15 has
// no place among 16 bits with sign: red, green and blue for Cb, the other way round
// for Cr.
type chromaMatrix struct{ cb, cr [3]int16 }

// Of full range, as JPEG has it, and of limited range: luma 16 to 235 and chroma 16 to
// 240 (ITU-R BT.601), rounded so that gray has chroma 128.
var (
	fullLuma      = lumaMatrix{19595, 38470, 7471, 0}
	fullChroma    = chromaMatrix{[3]int16{-11059, -21709, -32768}, [3]int16{-5329, -27439, -32768}}
	limitedLuma   = lumaMatrix{16839, 33059, 6420, 16 << 16}
	limitedChroma = chromaMatrix{[3]int16{-9719, -19081, -28800}, [3]int16{-4684, -24116, -28800}}
)

// rgbFromYCCScalar converts rows of as many samples each.
func rgbFromYCCScalar(r, g, b, luma, cb, cr []byte) {
	for x, v := range luma {
		l, u, v := int32(v)<<16+1<<15, int32(cb[x])-128, int32(cr[x])-128
		r[x] = clamp8((l + crToR*v) >> 16)
		g[x] = clamp8((l + cbToG*u + crToG*v) >> 16)
		b[x] = clamp8((l + cbToB*u) >> 16)
	}
}

func lumaFromRGBScalar(luma, r, g, b []byte, m *lumaMatrix) {
	for x := range luma {
		luma[x] = byte((uint32(m.r)*uint32(r[x]) + uint32(m.g)*uint32(g[x]) + uint32(m.b)*uint32(b[x]) + m.zero + 1<<15) >> 16)
	}
}

// chromaFromSumsScalar makes chroma of the sums of 1<<log pixels' colors, log
// being 1 or 2.
func chromaFromSumsScalar(cb, cr []byte, r, g, b []int16, log int, m *chromaMatrix) {
	half := int32(128<<16+1<<15) << log
	for x := range cb {
		i, j, k := int32(r[x]), int32(g[x]), int32(b[x])
		cb[x] = clamp8((half + int32(m.cb[0])*i + int32(m.cb[1])*j - int32(m.cb[2])*k) >> (16 + log))
		cr[x] = clamp8((half + int32(m.cr[0])*k + int32(m.cr[1])*j - int32(m.cr[2])*i) >> (16 + log))
	}
}

func clamp8(v int32) byte { return byte(min(max(v, 0), 255)) }
