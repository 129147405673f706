package jpeg

// YCCKToCMYK converts samples in place from Y, Cb, Cr to C, M, Y with 255 for
// no ink. K stays as it is. The slices have equal lengths.
func YCCKToCMYK(y, cb, cr []byte) {
	cb, cr = cb[:len(y)], cr[:len(y)]
	for i := range y {
		// ITU-T T.871, section 7, as 16.16 fixed point; C is 255 - R.
		l := int32(y[i])<<16 + 1<<15
		u, v := int32(cb[i])-128, int32(cr[i])-128
		y[i] = ^clamp8((l + 91881*v) >> 16)
		cb[i] = ^clamp8((l - 22554*u - 46802*v) >> 16)
		cr[i] = ^clamp8((l + 116130*u) >> 16)
	}
}

// clamp8 limits v to 0…255.
func clamp8(v int32) uint8 { return uint8(min(max(v, 0), 255)) }
