//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package icc

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// Each kernel does whole vectors and leaves the end of a row to its scalar
// form.

func split(r, g, b, y4 []int16, cb, cr []byte) {
	n := len(r) &^ 15
	if n > 0 {
		_, _, _, _, _ = g[n-1], b[n-1], y4[n-1], cb[n-1], cr[n-1]
		split16(ptr(r), ptr(g), ptr(b), ptr(y4), unsafe.Pointer(&cb[0]), unsafe.Pointer(&cr[0]), n)
	}
	splitScalar(r[n:], g[n:], b[n:], y4[n:], cb[n:], cr[n:])
}

func split16(r, g, b, y4, cb, cr unsafe.Pointer, n int) {
	sign := archsimd.BroadcastUint8x16(0x80)
	var zero archsimd.Int16x8
	most := archsimd.BroadcastInt16x8(maxIn)
	half8, half10 := archsimd.BroadcastInt16x8(128), archsimd.BroadcastInt16x8(512)
	k156, k37, k96, k90 := archsimd.BroadcastInt16x8(156), archsimd.BroadcastInt16x8(37), archsimd.BroadcastInt16x8(96), archsimd.BroadcastInt16x8(90)
	for i := 0; i < n; i += 16 {
		u8 := simd.Load8(cb, i).Xor(sign).BitsToInt8()
		v8 := simd.Load8(cr, i).Xor(sign).BitsToInt8()
		u, v := u8.ExtendLo8ToInt16(), v8.ExtendLo8ToInt16()
		for half := 0; half < 32; half += 16 {
			at := 2*i + half
			y := simd.Load16(y4, at)
			v2 := v.Add(v)
			x := y.Add(v2).Add(v2).Add(v).Add(v.Mul(k156).Add(half8).ShiftAllRight(8))
			simd.Store16(r, at, x.Max(zero).Min(most))
			x = y.Sub(u).Sub(v2).Sub(v).Add(v.Mul(k37).Sub(u.Mul(k96)).Add(half8).ShiftAllRight(8))
			simd.Store16(g, at, x.Max(zero).Min(most))
			x = y.Add(u.ShiftAllLeft(3)).Sub(u).Add(u.Mul(k90).Add(half10).ShiftAllRight(10))
			simd.Store16(b, at, x.Max(zero).Min(most))
			u, v = simd.ExtendHiInt8(u8), simd.ExtendHiInt8(v8)
		}
	}
}

func multiply(r, g, b []int16, m *[3][3]int16) {
	n := len(r) &^ 7
	if n > 0 {
		_, _ = g[n-1], b[n-1]
		multiply8(ptr(r), ptr(g), ptr(b), m, n)
	}
	multiplyScalar(r[n:], g[n:], b[n:], m)
}

func multiply8(r, g, b unsafe.Pointer, m *[3][3]int16, n int) {
	half := archsimd.BroadcastInt32x4(1 << matrixBits)
	var zero archsimd.Int32x4
	most := archsimd.BroadcastInt32x4(encodeSize - 1)
	order := archsimd.LoadInt8x16Array(&evenOdd)
	for i := 0; i < 2*n; i += 16 {
		x, y, z := simd.Load16(r, i), simd.Load16(g, i), simd.Load16(b, i)
		to := r
		for row := range 3 {
			k := archsimd.BroadcastInt16x8(m[row][0])
			lo, hi := half.Add(simd.MulLoInt16(x, k)), half.Add(simd.MulHiInt16(x, k))
			k = archsimd.BroadcastInt16x8(m[row][1])
			lo, hi = lo.Add(simd.MulLoInt16(y, k)), hi.Add(simd.MulHiInt16(y, k))
			k = archsimd.BroadcastInt16x8(m[row][2])
			lo, hi = lo.Add(simd.MulLoInt16(z, k)), hi.Add(simd.MulHiInt16(z, k))
			lo = lo.ShiftAllRight(matrixBits + 1).Max(zero).Min(most)
			hi = hi.ShiftAllRight(matrixBits + 1).Max(zero).Min(most)
			simd.PickInt8(bytes16(lo.Or(hi.ShiftAllLeft(16))), order).StoreArray((*[16]int8)(unsafe.Add(to, i)))
			switch row {
			case 0:
				to = g
			case 1:
				to = b
			}
		}
	}
}

func join(cb, cr []byte, d, r, g, b []int16) {
	n := len(d) &^ 7
	if n > 0 {
		_, _, _, _, _ = cb[n-1], cr[n-1], r[n-1], g[n-1], b[n-1]
		join8(unsafe.Pointer(&cb[0]), unsafe.Pointer(&cr[0]), ptr(d), ptr(r), ptr(g), ptr(b), n)
	}
	joinScalar(cb[n:], cr[n:], d[n:], r[n:], g[n:], b[n:])
}

func join8(cb, cr, d, r, g, b unsafe.Pointer, n int) {
	half := archsimd.BroadcastInt32x4(1 << 14)
	low := archsimd.BroadcastInt32x4(0xffff)
	order := archsimd.LoadInt8x16Array(&evenOdd)
	yr, yg, yb := archsimd.BroadcastInt16x8(lumaR), archsimd.BroadcastInt16x8(lumaG), archsimd.BroadcastInt16x8(lumaB)
	for i := 0; i < 2*n; i += 16 {
		x, y, z := simd.Load16(r, i), simd.Load16(g, i), simd.Load16(b, i)
		lo := half.Add(simd.MulLoInt16(x, yr)).Add(simd.MulLoInt16(y, yg)).Add(simd.MulLoInt16(z, yb)).ShiftAllRight(15)
		hi := half.Add(simd.MulHiInt16(x, yr)).Add(simd.MulHiInt16(y, yg)).Add(simd.MulHiInt16(z, yb)).ShiftAllLeft(1)
		luma := simd.PickInt8(bytes16(lo.And(low).Or(hi.AndNot(low))), order)
		at := unsafe.Add(d, i)
		simd.Store16(at, 0, luma.ToBits().ReshapeToUint16s().BitsToInt16().Sub(simd.Load16(at, 0)))
		*(*uint64)(unsafe.Add(cb, i/2)) = chroma8(x, y, z, cbR, cbG, cbB)
		*(*uint64)(unsafe.Add(cr, i/2)) = chroma8(x, y, z, crR, crG, crB)
	}
}

// chroma8 returns eight samples of chroma.
func chroma8(x, y, z archsimd.Int16x8, kr, kg, kb int16) uint64 {
	half := archsimd.BroadcastInt32x4(128<<(15+outBits) + 1<<(14+outBits))
	var zero archsimd.Int32x4
	most := archsimd.BroadcastInt32x4(255)
	k := archsimd.BroadcastInt16x8(kr)
	lo, hi := half.Add(simd.MulLoInt16(x, k)), half.Add(simd.MulHiInt16(x, k))
	k = archsimd.BroadcastInt16x8(kg)
	lo, hi = lo.Add(simd.MulLoInt16(y, k)), hi.Add(simd.MulHiInt16(y, k))
	k = archsimd.BroadcastInt16x8(kb)
	lo, hi = lo.Add(simd.MulLoInt16(z, k)), hi.Add(simd.MulHiInt16(z, k))
	lo = lo.ShiftAllRight(15 + outBits).Max(zero).Min(most)
	hi = hi.ShiftAllRight(15 + outBits).Max(zero).Min(most)
	// Bytes 0, 4, 8 and 12 of lo, then of hi.
	b := simd.PickInt8(bytes16(lo.Or(hi.ShiftAllLeft(8))), archsimd.LoadInt8x16Array(&fourths))
	return b.ToBits().ReshapeToUint64s().GetElem(0)
}

func widen(dst []int16, src []byte, frac int) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[n-1]
		d, s := ptr(dst), unsafe.Pointer(&src[0])
		for i := 0; i < n; i += 16 {
			v := simd.Load8(s, i)
			simd.Store16(d, 2*i, v.ExtendLo8ToUint16().ShiftAllLeft(uint64(frac)).BitsToInt16())
			simd.Store16(d, 2*i+16, simd.ExtendHiUint8(v).ShiftAllLeft(uint64(frac)).BitsToInt16())
		}
	}
	widenScalar(dst[n:], src[n:], frac)
}

func narrow(dst []byte, src []int16) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[n-1]
		d, s := unsafe.Pointer(&dst[0]), ptr(src)
		half := archsimd.BroadcastInt16x8(1 << (outBits - 1))
		order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
		for i := 0; i < n; i += 16 {
			lo := simd.Load16(s, 2*i).Add(half).ShiftAllRight(outBits)
			hi := simd.Load16(s, 2*i+16).Add(half).ShiftAllRight(outBits)
			simd.Store8(d, i, simd.Narrow(lo.ToBits(), hi.ToBits(), order))
		}
	}
	narrowScalar(dst[n:], src[n:])
}

func sumLuma(dst []int16, upper, lower []byte, sub int) {
	n := len(upper) / sub &^ 15
	if n > 0 {
		_, _ = dst[n-1], lower[n*sub-1]
		d, u, l := ptr(dst), unsafe.Pointer(&upper[0]), unsafe.Pointer(&lower[0])
		if sub == 2 {
			sumPairs(d, u, l, n)
		} else {
			for i := 0; i < n; i += 16 {
				a, b := simd.Load8(u, i), simd.Load8(l, i)
				lo := a.ExtendLo8ToUint16().Add(b.ExtendLo8ToUint16())
				hi := simd.ExtendHiUint8(a).Add(simd.ExtendHiUint8(b))
				simd.Store16(d, 2*i, lo.Add(lo).BitsToInt16())
				simd.Store16(d, 2*i+16, hi.Add(hi).BitsToInt16())
			}
		}
	}
	sumLumaScalar(dst[n:], upper[n*sub:], lower[n*sub:], sub)
}

func sumPairs(d, u, l unsafe.Pointer, n int) {
	even := archsimd.BroadcastUint16x8(0xff)
	for i := 0; i < 2*n; i += 16 {
		a, b := simd.Load8(u, i).ReshapeToUint16s(), simd.Load8(l, i).ReshapeToUint16s()
		sum := a.And(even).Add(a.ShiftAllRight(8)).Add(b.And(even)).Add(b.ShiftAllRight(8))
		simd.Store16(d, i, sum.BitsToInt16())
	}
}

func addShared(dst []byte, wide, d []int16, sub int) {
	n := len(wide) &^ 15
	if n > 0 {
		_, _ = dst[n-1], d[n/sub-1]
		addShared16(unsafe.Pointer(&dst[0]), ptr(wide), ptr(d), n, sub)
	}
	addSharedScalar(dst[n:], wide[n:], d[n/sub:], sub)
}

func addShared16(dst, wide, d unsafe.Pointer, n, sub int) {
	half := archsimd.BroadcastInt16x8(1 << (outBits - 1))
	var zero archsimd.Int16x8
	most := archsimd.BroadcastInt16x8(255)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		var s0, s1 archsimd.Int16x8
		if sub == 2 {
			s := simd.Load16(d, i).ToBits()
			a, b := s.ExtendLo4ToUint32(), simd.ExtendHiUint16(s)
			s0 = a.Or(a.ShiftAllLeft(16)).ReshapeToUint16s().BitsToInt16()
			s1 = b.Or(b.ShiftAllLeft(16)).ReshapeToUint16s().BitsToInt16()
		} else {
			s0, s1 = simd.Load16(d, 2*i), simd.Load16(d, 2*i+16)
		}
		// At most 2 maxOut + 32, which is below 1<<15.
		lo := simd.Load16(wide, 2*i).Add(s0).Add(half).ShiftAllRight(outBits).Max(zero).Min(most)
		hi := simd.Load16(wide, 2*i+16).Add(s1).Add(half).ShiftAllRight(outBits).Max(zero).Min(most)
		simd.Store8(dst, i, simd.Narrow(lo.ToBits(), hi.ToBits(), order))
	}
}

var (
	// evenOdd puts the even 16-bit lanes before the odd ones, evenOddBytes
	// does that with bytes, and fourths with every fourth byte.
	evenOdd = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15}
	fourths = [16]int8{0, 4, 8, 12, 1, 5, 9, 13, -1, -1, -1, -1, -1, -1, -1, -1}
)

func ptr(s []int16) unsafe.Pointer { return unsafe.Pointer(&s[0]) }

func bytes16(v archsimd.Int32x4) archsimd.Int8x16 {
	return v.ToBits().ReshapeToUint8s().BitsToInt8()
}
