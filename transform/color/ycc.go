package color

// The matrix between RGB and YCbCr is JFIF's (JFIF 1.02, "Conversion to and from
// RGB") in Q16, rounded to nearest. Factors of half and more are written as a
// whole number and a rest that fits in 16 bits with its sign.
const (
	crToR        = 91881 // 1.402
	cbToG, crToG = -22554, -46802
	cbToB        = 116130 // 1.772

	rToY, gToY, bToY    = 19595, 38470, 7471
	rToCb, gToCb, bToCb = -11059, -21709, 32768
	rToCr, gToCr, bToCr = 32768, -27439, -5329
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

func lumaFromRGBScalar(luma, r, g, b []byte) {
	for x := range luma {
		luma[x] = byte((rToY*uint32(r[x]) + gToY*uint32(g[x]) + bToY*uint32(b[x]) + 1<<15) >> 16)
	}
}

// chromaFromSumsScalar makes chroma of the sums of 1<<log pixels' colours, log
// being 1 or 2.
func chromaFromSumsScalar(cb, cr []byte, r, g, b []int16, log int) {
	half := int32(128<<16+1<<15) << log
	for x := range cb {
		i, j, k := int32(r[x]), int32(g[x]), int32(b[x])
		cb[x] = clamp8((half + rToCb*i + gToCb*j + bToCb*k) >> (16 + log))
		cr[x] = clamp8((half + rToCr*i + gToCr*j + bToCr*k) >> (16 + log))
	}
}

func clamp8(v int32) byte { return byte(min(max(v, 0), 255)) }
