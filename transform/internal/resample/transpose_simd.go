//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// A square of 8 by 8 samples is transposed by exchanging the off-diagonal
// quarters of ever larger squares, which needs only shifts within wider lanes.
// For rows a and b of such a square, s bits to a quarter's row and m a mask of
// the even quarters, that is
//
//	t := (a>>s ^ b) & m
//	a, b = a^t<<s, b^t

// columnsFromRows turns 8 rows of cols bytes, a multiple of 16, stride apart,
// into columns of 8 samples less 128, columnBytes apart.
func columnsFromRows(dst, src unsafe.Pointer, stride, cols int) {
	sign := archsimd.BroadcastUint8x16(0x80)
	m8 := simd.Mask8()
	m16 := simd.Mask16()
	m32 := simd.Mask32()
	for range cols / 16 {
		p := src
		r0 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r1 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r2 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r3 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r4 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r5 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r6 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r7 := simd.Load8(p, 0).Xor(sign).ReshapeToUint16s()

		s0, s1 := simd.Exchange8(r0, r1, m8)
		s2, s3 := simd.Exchange8(r2, r3, m8)
		s4, s5 := simd.Exchange8(r4, r5, m8)
		s6, s7 := simd.Exchange8(r6, r7, m8)

		q0, q2 := simd.Exchange16(s0, s2, m16)
		q1, q3 := simd.Exchange16(s1, s3, m16)
		q4, q6 := simd.Exchange16(s4, s6, m16)
		q5, q7 := simd.Exchange16(s5, s7, m16)

		q0, q4 = simd.Exchange32(q0, q4, m32)
		storeColumns(dst, q0)
		storeColumns(unsafe.Add(dst, 4*columnBytes), q4)
		q1, q5 = simd.Exchange32(q1, q5, m32)
		storeColumns(unsafe.Add(dst, 1*columnBytes), q1)
		storeColumns(unsafe.Add(dst, 5*columnBytes), q5)
		q2, q6 = simd.Exchange32(q2, q6, m32)
		storeColumns(unsafe.Add(dst, 2*columnBytes), q2)
		storeColumns(unsafe.Add(dst, 6*columnBytes), q6)
		q3, q7 = simd.Exchange32(q3, q7, m32)
		storeColumns(unsafe.Add(dst, 3*columnBytes), q3)
		storeColumns(unsafe.Add(dst, 7*columnBytes), q7)

		src = unsafe.Add(src, 16)
		dst = unsafe.Add(dst, 16*columnBytes)
	}
}

// storeColumns widens and stores column j, in the low half of v, and column
// j+8, in its high half.
func storeColumns(p unsafe.Pointer, v archsimd.Uint64x2) {
	b := v.ReshapeToUint8s().BitsToInt8()
	b.ExtendLo8ToInt16().StoreArray((*[8]int16)(p))
	simd.ExtendHiInt8(b).StoreArray((*[8]int16)(unsafe.Add(p, 8*columnBytes)))
}

// rowsFromColumns turns cols columns, a multiple of 8, of 8 samples in the
// order that filterColumns leaves, columnBytes apart, into rows, stride samples
// apart.
func rowsFromColumns(dst, src unsafe.Pointer, stride, cols int) {
	m16 := simd.Mask16()
	m32 := simd.Mask32()
	row := 2 * stride
	for range cols / 8 {
		c0, c1 := simd.Load32(src, 0), simd.Load32(src, columnBytes)
		c2, c3 := simd.Load32(src, 2*columnBytes), simd.Load32(src, 3*columnBytes)
		c4, c5 := simd.Load32(src, 4*columnBytes), simd.Load32(src, 5*columnBytes)
		c6, c7 := simd.Load32(src, 6*columnBytes), simd.Load32(src, 7*columnBytes)
		src = unsafe.Add(src, 8*columnBytes)

		q0, q1 := simd.Exchange16(c0, c1, m16)
		q2, q3 := simd.Exchange16(c2, c3, m16)
		q4, q5 := simd.Exchange16(c4, c5, m16)
		q6, q7 := simd.Exchange16(c6, c7, m16)

		// The even lanes of the pairs are rows 0 1 2 3, the odd ones 4 5 6 7.
		q0, q2 = simd.Exchange32(q0, q2, m32) // rows 0 and 2, 1 and 3
		q1, q3 = simd.Exchange32(q1, q3, m32) // rows 4 and 6, 5 and 7
		q4, q6 = simd.Exchange32(q4, q6, m32)
		q5, q7 = simd.Exchange32(q5, q7, m32)

		p := dst
		simd.Store64(p, 0, q0.SetElem(1, q4.GetElem(0)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q2.SetElem(1, q6.GetElem(0)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q4.SetElem(0, q0.GetElem(1)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q6.SetElem(0, q2.GetElem(1)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q1.SetElem(1, q5.GetElem(0)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q3.SetElem(1, q7.GetElem(0)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q5.SetElem(0, q1.GetElem(1)))
		p = unsafe.Add(p, row)
		simd.Store64(p, 0, q7.SetElem(0, q3.GetElem(1)))
		dst = unsafe.Add(dst, 16)
	}
}
