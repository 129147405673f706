//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// Factors that do not fit in 16 bits lose a multiple of 1<<16, which is added
// to the product as a whole number.

func rgbFromYCC(r, g, b, luma, cb, cr []byte) {
	n := len(luma) &^ 15
	if n > 0 {
		_, _, _, _, _ = r[n-1], g[n-1], b[n-1], cb[n-1], cr[n-1]
		rgbFromYCC16(unsafe.Pointer(&r[0]), unsafe.Pointer(&g[0]), unsafe.Pointer(&b[0]),
			unsafe.Pointer(&luma[0]), unsafe.Pointer(&cb[0]), unsafe.Pointer(&cr[0]), n)
	}
	rgbFromYCCScalar(r[n:], g[n:], b[n:], luma[n:], cb[n:], cr[n:])
}

func rgbFromYCC16(r, g, b, luma, cb, cr unsafe.Pointer, n int) {
	sign := archsimd.BroadcastUint8x16(0x80)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		l := simd.Load8(luma, i)
		u, v := simd.Load8(cb, i).Xor(sign).BitsToInt8(), simd.Load8(cr, i).Xor(sign).BitsToInt8()
		l0, u0, v0 := l.ExtendLo8ToUint16().BitsToInt16(), u.ExtendLo8ToInt16(), v.ExtendLo8ToInt16()
		l1, u1, v1 := simd.ExtendHiUint8(l).BitsToInt16(), simd.ExtendHiInt8(u), simd.ExtendHiInt8(v)
		var zero archsimd.Int16x8
		lo := l0.Add(v0).Add(share(v0, zero, crToR-1<<16, 0))
		hi := l1.Add(v1).Add(share(v1, zero, crToR-1<<16, 0))
		simd.Store8(r, i, clampedBytes(lo, hi, order))
		lo = l0.Sub(v0).Add(share(u0, v0, cbToG, crToG+1<<16))
		hi = l1.Sub(v1).Add(share(u1, v1, cbToG, crToG+1<<16))
		simd.Store8(g, i, clampedBytes(lo, hi, order))
		lo = l0.Add(u0).Add(u0).Add(share(u0, zero, cbToB-2<<16, 0))
		hi = l1.Add(u1).Add(u1).Add(share(u1, zero, cbToB-2<<16, 0))
		simd.Store8(b, i, clampedBytes(lo, hi, order))
	}
}

// share returns (v*kv + w*kw) / (1<<16), rounded to nearest.
func share(v, w archsimd.Int16x8, kv, kw int16) archsimd.Int16x8 {
	half := archsimd.BroadcastInt32x4(1 << 15)
	k := archsimd.BroadcastInt32x4(int32(kv)&0xffff | int32(kw)<<16).ToBits().ReshapeToUint16s().BitsToInt16()
	lo, hi := half.Add(simd.MulPairsLoInt16(v, w, k)), half.Add(simd.MulPairsHiInt16(v, w, k))
	return simd.NarrowInt32(lo.ShiftAllRight(16), hi.ShiftAllRight(16))
}

func clampedBytes(lo, hi archsimd.Int16x8, order archsimd.Int8x16) archsimd.Uint8x16 {
	var zero archsimd.Int16x8
	most := archsimd.BroadcastInt16x8(255)
	return simd.Narrow(lo.Max(zero).Min(most).ToBits(), hi.Max(zero).Min(most).ToBits(), order)
}

func lumaFromRGB(luma, r, g, b []byte, m *lumaMatrix) {
	n := len(luma) &^ 15
	if n > 0 {
		_, _, _ = r[n-1], g[n-1], b[n-1]
		lumaFromRGB16(unsafe.Pointer(&luma[0]), unsafe.Pointer(&r[0]), unsafe.Pointer(&g[0]), unsafe.Pointer(&b[0]), n, m)
	}
	lumaFromRGBScalar(luma[n:], r[n:], g[n:], b[n:], m)
}

func lumaFromRGB16(luma, r, g, b unsafe.Pointer, n int, m *lumaMatrix) {
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		x, y, z := simd.Load8(r, i), simd.Load8(g, i), simd.Load8(b, i)
		lo := luma8(x.ExtendLo8ToUint16(), y.ExtendLo8ToUint16(), z.ExtendLo8ToUint16(), m)
		hi := luma8(simd.ExtendHiUint8(x), simd.ExtendHiUint8(y), simd.ExtendHiUint8(z), m)
		simd.Store8(luma, i, simd.Narrow(lo, hi, order))
	}
}

// luma8 returns the luma of eight pixels; unsigned products reach 1<<16.
func luma8(x, y, z archsimd.Uint16x8, m *lumaMatrix) archsimd.Uint16x8 {
	half := archsimd.BroadcastUint32x4(m.zero + 1<<15)
	order := archsimd.LoadInt8x16Array(&evenOddWords)
	k := archsimd.BroadcastUint16x8(m.r)
	lo, hi := half.Add(simd.MulLoUint16(x, k)), half.Add(simd.MulHiUint16(x, k))
	k = archsimd.BroadcastUint16x8(m.g)
	lo, hi = lo.Add(simd.MulLoUint16(y, k)), hi.Add(simd.MulHiUint16(y, k))
	k = archsimd.BroadcastUint16x8(m.b)
	lo, hi = lo.Add(simd.MulLoUint16(z, k)), hi.Add(simd.MulHiUint16(z, k))
	v := lo.ShiftAllRight(16).Or(hi.ShiftAllRight(16).ShiftAllLeft(16))
	return simd.PickInt8(v.ReshapeToUint8s().BitsToInt8(), order).ToBits().ReshapeToUint16s()
}

func chromaFromSums(cb, cr []byte, r, g, b []int16, log int, m *chromaMatrix) {
	n := len(cb) &^ 15
	if n > 0 {
		_, _, _, _ = cr[n-1], r[n-1], g[n-1], b[n-1]
		p := [3]unsafe.Pointer{unsafe.Pointer(&r[0]), unsafe.Pointer(&g[0]), unsafe.Pointer(&b[0])}
		chroma16(unsafe.Pointer(&cb[0]), p[0], p[1], p[2], n, log, m.cb[0], m.cb[1], m.cb[2])
		chroma16(unsafe.Pointer(&cr[0]), p[2], p[1], p[0], n, log, m.cr[0], m.cr[1], m.cr[2])
	}
	chromaFromSumsScalar(cb[n:], cr[n:], r[n:], g[n:], b[n:], log, m)
}

// chroma16 weights three rows, the third with the negative of kz, since 1<<15
// has no place among 16 bits with sign.
func chroma16(dst, x, y, z unsafe.Pointer, n, log int, kx, ky, kz int16) {
	half := archsimd.BroadcastInt32x4(int32(128<<16+1<<15) << log)
	low := archsimd.BroadcastInt32x4(0xffff)
	words := archsimd.LoadInt8x16Array(&evenOddWords)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	k0, k1, k2 := archsimd.BroadcastInt16x8(kx), archsimd.BroadcastInt16x8(ky), archsimd.BroadcastInt16x8(kz)
	shift := uint64(16 + log)
	for i := 0; i < n; i += 16 {
		v, w, t := simd.Load16(x, 2*i), simd.Load16(y, 2*i), simd.Load16(z, 2*i)
		lo := half.Add(simd.MulLoInt16(v, k0)).Add(simd.MulLoInt16(w, k1)).Sub(simd.MulLoInt16(t, k2)).ShiftAllRight(shift)
		hi := half.Add(simd.MulHiInt16(v, k0)).Add(simd.MulHiInt16(w, k1)).Sub(simd.MulHiInt16(t, k2)).ShiftAllRight(shift)
		first := wordsOf(lo, hi, low, words)
		v, w, t = simd.Load16(x, 2*(i+8)), simd.Load16(y, 2*(i+8)), simd.Load16(z, 2*(i+8))
		lo = half.Add(simd.MulLoInt16(v, k0)).Add(simd.MulLoInt16(w, k1)).Sub(simd.MulLoInt16(t, k2)).ShiftAllRight(shift)
		hi = half.Add(simd.MulHiInt16(v, k0)).Add(simd.MulHiInt16(w, k1)).Sub(simd.MulHiInt16(t, k2)).ShiftAllRight(shift)
		simd.Store8(dst, i, clampedBytes(first, wordsOf(lo, hi, low, words), order))
	}
}
