package ops

import "tintype/transform/params"

// blend returns B(Cb, Cs) of Compositing and Blending Level 1, section 9.
func blend(mode params.BlendMode, b, s [3]byte) (out [3]byte) {
	switch mode {
	case params.BlendHue:
		return luma(saturate(s, sat(b)), lum(b))
	case params.BlendSaturation:
		return luma(saturate(b, sat(s)), lum(b))
	case params.BlendColor:
		return luma([3]int32{int32(s[0]), int32(s[1]), int32(s[2])}, lum(b))
	case params.BlendLuminosity:
		return luma([3]int32{int32(b[0]), int32(b[1]), int32(b[2])}, lum(s))
	}
	for i := range out {
		out[i] = separable(mode, uint32(b[i]), uint32(s[i]))
	}
	return out
}

// separable is section 9.1: one channel of backdrop and source.
func separable(mode params.BlendMode, b, s uint32) byte {
	switch mode {
	case params.BlendMultiply:
		return byte(div255(b * s))
	case params.BlendScreen:
		return screen(b, s)
	case params.BlendOverlay:
		return hardLight(s, b)
	case params.BlendHardLight:
		return hardLight(b, s)
	case params.BlendDarken:
		return byte(min(b, s))
	case params.BlendLighten:
		return byte(max(b, s))
	case params.BlendDodge:
		switch {
		case b == 0:
			return 0
		case s == 255:
			return 255
		}
		return byte(min(255, (b*255+(255-s)/2)/(255-s)))
	case params.BlendBurn:
		switch {
		case b == 255:
			return 255
		case s == 0:
			return 0
		}
		return byte(255 - min(255, ((255-b)*255+s/2)/s))
	case params.BlendDifference:
		return byte(max(b, s) - min(b, s))
	case params.BlendExclusion:
		return byte(b + s - (2*b*s+127)/255)
	case params.BlendSoftLight:
		return softLight(int64(b), int64(s))
	}
	return byte(s)
}

func screen(b, s uint32) byte { return byte(b + s - div255(b*s)) }

func hardLight(b, s uint32) byte {
	if 2*s <= 255 {
		return byte(div255(b * 2 * s))
	}
	return screen(b, 2*s-255)
}

// softLight computes with b and s over 255.
func softLight(b, s int64) byte {
	if 2*s <= 255 {
		// b - (1-2s)·b·(1-b)
		return clamp8(b - ((255-2*s)*b*(255-b)+65025/2)/65025)
	}
	var d int64 // D(b), times 65536
	x := b * 65536 / 255
	if 4*b <= 255 {
		d = ((16*x-12*65536)*x>>16 + 4*65536) * x >> 16
	} else {
		d = isqrt(x << 16)
	}
	// b + (2s-1)·(D(b)-b)
	return clamp8((x*255 + (2*s-255)*(d-x) + 1<<15) >> 16)
}

// lum is Lum of section 9.2 in hundredths: 0.3, 0.59, 0.11.
func lum[T byte | int32](c [3]T) int32 { return 30*int32(c[0]) + 59*int32(c[1]) + 11*int32(c[2]) }

func sat(c [3]byte) int32 { return int32(max(c[0], c[1], c[2])) - int32(min(c[0], c[1], c[2])) }

// saturate is SetSat.
func saturate(c [3]byte, s int32) (out [3]int32) {
	low, range_ := int32(min(c[0], c[1], c[2])), sat(c)
	if range_ == 0 {
		return out
	}
	for i := range out {
		out[i] = ((int32(c[i])-low)*s + range_/2) / range_
	}
	return out
}

// luma is SetLum with ClipColor; l is in hundredths.
func luma(c [3]int32, l int32) (out [3]byte) {
	d := (l - lum(c) + 50) / 100
	if l-lum(c)+50 < 0 {
		d = (l - lum(c) - 50) / 100
	}
	for i := range c {
		c[i] += d
	}
	mid := lum(c) / 100
	low, high := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	for i := range c {
		v := c[i]
		if low < 0 {
			v = mid + (v-mid)*mid/(mid-low)
		}
		if high > 255 {
			v = mid + (v-mid)*(255-mid)/(high-mid)
		}
		out[i] = clamp8(v)
	}
	return out
}
