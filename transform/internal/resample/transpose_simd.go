//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// A square of 8 by 8 samples is transposed by taking the lanes of two rows in turns, then
// those of two of the results, and so on, with lanes of twice the width each time.

// columnsFromRows turns 8 rows of cols bytes, a multiple of 16, stride apart,
// into columns of 8 samples less 128, columnBytes apart.
func columnsFromRows(dst, src unsafe.Pointer, stride, cols int) {
	sign := archsimd.BroadcastUint8x16(0x80)
	for range cols / 16 {
		p := src
		r0 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r1 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r2 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r3 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r4 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r5 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r6 := simd.Load8(p, 0).Xor(sign)
		p = unsafe.Add(p, stride)
		r7 := simd.Load8(p, 0).Xor(sign)

		s0, s1 := simd.ZipLo8(r0, r1), simd.ZipLo8(r2, r3)
		s2, s3 := simd.ZipLo8(r4, r5), simd.ZipLo8(r6, r7)
		a, b := simd.ZipLo16(s0, s1), simd.ZipLo16(s2, s3)
		storeColumns(unsafe.Add(dst, 0*columnBytes), simd.ZipLo32(a, b))
		storeColumns(unsafe.Add(dst, 2*columnBytes), simd.ZipHi32(a, b))
		a, b = simd.ZipHi16(s0, s1), simd.ZipHi16(s2, s3)
		storeColumns(unsafe.Add(dst, 4*columnBytes), simd.ZipLo32(a, b))
		storeColumns(unsafe.Add(dst, 6*columnBytes), simd.ZipHi32(a, b))

		s0, s1 = simd.ZipHi8(r0, r1), simd.ZipHi8(r2, r3)
		s2, s3 = simd.ZipHi8(r4, r5), simd.ZipHi8(r6, r7)
		a, b = simd.ZipLo16(s0, s1), simd.ZipLo16(s2, s3)
		storeColumns(unsafe.Add(dst, 8*columnBytes), simd.ZipLo32(a, b))
		storeColumns(unsafe.Add(dst, 10*columnBytes), simd.ZipHi32(a, b))
		a, b = simd.ZipHi16(s0, s1), simd.ZipHi16(s2, s3)
		storeColumns(unsafe.Add(dst, 12*columnBytes), simd.ZipLo32(a, b))
		storeColumns(unsafe.Add(dst, 14*columnBytes), simd.ZipHi32(a, b))

		src = unsafe.Add(src, 16)
		dst = unsafe.Add(dst, 16*columnBytes)
	}
}

// storeColumns widens and stores two columns.
func storeColumns(p unsafe.Pointer, v archsimd.Uint8x16) {
	b := v.BitsToInt8()
	b.ExtendLo8ToInt16().StoreArray((*[8]int16)(p))
	simd.ExtendHiInt8(b).StoreArray((*[8]int16)(unsafe.Add(p, columnBytes)))
}

// rowsFromColumns turns cols columns, a multiple of 8, of 8 samples in the
// order that filterColumns leaves, columnBytes apart, into rows, stride samples
// apart.
func rowsFromColumns(dst, src unsafe.Pointer, stride, cols int) {
	row := 2 * stride
	for range cols / 8 {
		c0, c1 := simd.Load8(src, 0), simd.Load8(src, columnBytes)
		c2, c3 := simd.Load8(src, 2*columnBytes), simd.Load8(src, 3*columnBytes)
		c4, c5 := simd.Load8(src, 4*columnBytes), simd.Load8(src, 5*columnBytes)
		c6, c7 := simd.Load8(src, 6*columnBytes), simd.Load8(src, 7*columnBytes)
		src = unsafe.Add(src, 8*columnBytes)

		// Rows 0 4 1 5, then 2 6 3 7.
		p := dst
		a, b, c, d := simd.ZipLo16(c0, c1), simd.ZipLo16(c2, c3), simd.ZipLo16(c4, c5), simd.ZipLo16(c6, c7)
		storeRows(p, 4*row, simd.ZipLo32(a, b), simd.ZipLo32(c, d))
		p = unsafe.Add(p, row)
		storeRows(p, 4*row, simd.ZipHi32(a, b), simd.ZipHi32(c, d))
		p = unsafe.Add(p, row)
		a, b, c, d = simd.ZipHi16(c0, c1), simd.ZipHi16(c2, c3), simd.ZipHi16(c4, c5), simd.ZipHi16(c6, c7)
		storeRows(p, 4*row, simd.ZipLo32(a, b), simd.ZipLo32(c, d))
		p = unsafe.Add(p, row)
		storeRows(p, 4*row, simd.ZipHi32(a, b), simd.ZipHi32(c, d))
		dst = unsafe.Add(dst, 16)
	}
}

// storeRows stores two rows of 8 samples, of which a has the first four of both.
func storeRows(p unsafe.Pointer, stride int, a, b archsimd.Uint8x16) {
	simd.Store8(p, 0, simd.ZipLo64(a, b))
	simd.Store8(unsafe.Add(p, stride), 0, simd.ZipHi64(a, b))
}
