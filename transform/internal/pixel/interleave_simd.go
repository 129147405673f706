//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

func evenBytes(dst, src []byte) {
	n := len(dst) &^ 15
	if n > 0 {
		_ = src[2*n-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		even := archsimd.BroadcastUint16x8(0xff)
		order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
		for i := 0; i < n; i += 16 {
			lo, hi := simd.Load8(s, 2*i).ReshapeToUint16s(), simd.Load8(s, 2*i+16).ReshapeToUint16s()
			simd.Store8(d, i, simd.Narrow(lo.And(even), hi.And(even), order))
		}
	}
	evenBytesScalar(dst[n:], src[2*n:])
}

func split2(a, b, src []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _ = b[n-1], src[2*n-1]
		p, q, s := unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&src[0])
		even := archsimd.BroadcastUint16x8(0xff)
		order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
		for i := 0; i < n; i += 16 {
			lo, hi := simd.Load8(s, 2*i).ReshapeToUint16s(), simd.Load8(s, 2*i+16).ReshapeToUint16s()
			simd.Store8(p, i, simd.Narrow(lo.And(even), hi.And(even), order))
			simd.Store8(q, i, simd.Narrow(lo.ShiftAllRight(8), hi.ShiftAllRight(8), order))
		}
	}
	split2Scalar(a[n:], b[n:], src[2*n:])
}

func join2(dst, a, b []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _ = dst[2*n-1], b[n-1]
		d, p, q := unsafe.Pointer(&dst[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0])
		for i := 0; i < n; i += 16 {
			v, w := simd.Load8(p, i), simd.Load8(q, i)
			simd.Store8(d, 2*i, v.ExtendLo8ToUint16().Or(w.ExtendLo8ToUint16().ShiftAllLeft(8)).ReshapeToUint8s())
			simd.Store8(d, 2*i+16, simd.ExtendHiUint8(v).Or(simd.ExtendHiUint8(w).ShiftAllLeft(8)).ReshapeToUint8s())
		}
	}
	join2Scalar(dst[2*n:], a[n:], b[n:])
}

// split3Order[i][j] says which bytes of the i-th 16 of 48 go where in sample j
// of 16 pixels; join3Order[i][j] says which bytes of sample j of 16 pixels go
// where in the i-th 16 bytes. -1 is none.
var (
	split3Order = [3][3][16]int8{
		{
			{0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
			{1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
			{2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		}, {
			{-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1},
			{-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1},
			{-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1},
		}, {
			{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13},
			{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14},
			{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15},
		},
	}
	join3Order = [3][3][16]int8{
		{
			{0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1, 5},
			{-1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1},
			{-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1},
		}, {
			{-1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10, -1},
			{5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10},
			{-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1},
		}, {
			{-1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1, -1},
			{-1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1},
			{10, -1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15},
		},
	}
)

// pickThree joins what the three orders pick from x, y and z.
func pickThree(x, y, z archsimd.Int8x16, i, j, k *[16]int8) archsimd.Uint8x16 {
	v := simd.PickInt8(x, archsimd.LoadInt8x16Array(i))
	v = v.Or(simd.PickInt8(y, archsimd.LoadInt8x16Array(j)))
	return v.Or(simd.PickInt8(z, archsimd.LoadInt8x16Array(k))).ToBits()
}

func split3(a, b, c, src []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _, _ = b[n-1], c[n-1], src[3*n-1]
		p, q, r, s := unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&c[0]), unsafe.Pointer(&src[0])
		o := &split3Order
		for i := 0; i < n; i += 16 {
			x, y, z := simd.Load8(s, 3*i).BitsToInt8(), simd.Load8(s, 3*i+16).BitsToInt8(), simd.Load8(s, 3*i+32).BitsToInt8()
			simd.Store8(p, i, pickThree(x, y, z, &o[0][0], &o[1][0], &o[2][0]))
			simd.Store8(q, i, pickThree(x, y, z, &o[0][1], &o[1][1], &o[2][1]))
			simd.Store8(r, i, pickThree(x, y, z, &o[0][2], &o[1][2], &o[2][2]))
		}
	}
	split3Scalar(a[n:], b[n:], c[n:], src[3*n:])
}

func join3(dst, a, b, c []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _, _ = dst[3*n-1], b[n-1], c[n-1]
		d, p, q, r := unsafe.Pointer(&dst[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&c[0])
		o := &join3Order
		for i := 0; i < n; i += 16 {
			x, y, z := simd.Load8(p, i).BitsToInt8(), simd.Load8(q, i).BitsToInt8(), simd.Load8(r, i).BitsToInt8()
			simd.Store8(d, 3*i, pickThree(x, y, z, &o[0][0], &o[0][1], &o[0][2]))
			simd.Store8(d, 3*i+16, pickThree(x, y, z, &o[1][0], &o[1][1], &o[1][2]))
			simd.Store8(d, 3*i+32, pickThree(x, y, z, &o[2][0], &o[2][1], &o[2][2]))
		}
	}
	join3Scalar(dst[3*n:], a[n:], b[n:], c[n:])
}

// fours transposes the bytes of a vector as 4 by 4.
var fours = [16]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}

// transpose4x4 transposes four vectors of four 32-bit lanes.
func transpose4x4(v0, v1, v2, v3 archsimd.Uint8x16) (a, b, c, d archsimd.Uint8x16) {
	p, q := simd.ZipLo32(v0, v1), simd.ZipLo32(v2, v3)
	r, s := simd.ZipHi32(v0, v1), simd.ZipHi32(v2, v3)
	return simd.ZipLo64(p, q), simd.ZipHi64(p, q), simd.ZipLo64(r, s), simd.ZipHi64(r, s)
}

func split4(a, b, c, d, src []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _, _, _ = b[n-1], c[n-1], d[n-1], src[4*n-1]
		split4by16(unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&c[0]), unsafe.Pointer(&d[0]), unsafe.Pointer(&src[0]), n)
	}
	split4Scalar(a[n:], b[n:], c[n:], d[n:], src[4*n:])
}

func split4by16(a, b, c, d, src unsafe.Pointer, n int) {
	order := archsimd.LoadInt8x16Array(&fours)
	for i := 0; i < n; i += 16 {
		v0, v1 := simd.PickInt8(simd.Load8(src, 4*i).BitsToInt8(), order), simd.PickInt8(simd.Load8(src, 4*i+16).BitsToInt8(), order)
		v2, v3 := simd.PickInt8(simd.Load8(src, 4*i+32).BitsToInt8(), order), simd.PickInt8(simd.Load8(src, 4*i+48).BitsToInt8(), order)
		p, q, r, s := transpose4x4(v0.ToBits(), v1.ToBits(), v2.ToBits(), v3.ToBits())
		simd.Store8(a, i, p)
		simd.Store8(b, i, q)
		simd.Store8(c, i, r)
		simd.Store8(d, i, s)
	}
}

func join4(dst, a, b, c, d []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _, _, _ = dst[4*n-1], b[n-1], c[n-1], d[n-1]
		join4by16(unsafe.Pointer(&dst[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&c[0]), unsafe.Pointer(&d[0]), n)
	}
	join4Scalar(dst[4*n:], a[n:], b[n:], c[n:], d[n:])
}

func join4by16(dst, a, b, c, d unsafe.Pointer, n int) {
	for i := 0; i < n; i += 16 {
		v, u, w, x := simd.Load8(a, i), simd.Load8(b, i), simd.Load8(c, i), simd.Load8(d, i)
		p, q := simd.ZipLo8(v, u), simd.ZipLo8(w, x)
		simd.Store8(dst, 4*i, simd.ZipLo16(p, q))
		simd.Store8(dst, 4*i+16, simd.ZipHi16(p, q))
		p, q = simd.ZipHi8(v, u), simd.ZipHi8(w, x)
		simd.Store8(dst, 4*i+32, simd.ZipLo16(p, q))
		simd.Store8(dst, 4*i+48, simd.ZipHi16(p, q))
	}
}
