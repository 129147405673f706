//go:build goexperiment.simd && wasm

package resample

import (
	"simd/archsimd"
	"unsafe"
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
	m8 := archsimd.BroadcastUint16x8(0x00ff)
	m16 := archsimd.BroadcastUint32x4(0x0000ffff)
	m32 := archsimd.BroadcastUint64x2(0x00000000ffffffff)
	for range cols / 16 {
		p := src
		r0 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r1 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r2 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r3 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r4 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r5 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r6 := load8(p).Xor(sign).ReshapeToUint16s()
		p = unsafe.Add(p, stride)
		r7 := load8(p).Xor(sign).ReshapeToUint16s()

		t := r0.ShiftAllRight(8).Xor(r1).And(m8)
		s0, s1 := r0.Xor(t.ShiftAllLeft(8)).ReshapeToUint32s(), r1.Xor(t).ReshapeToUint32s()
		t = r2.ShiftAllRight(8).Xor(r3).And(m8)
		s2, s3 := r2.Xor(t.ShiftAllLeft(8)).ReshapeToUint32s(), r3.Xor(t).ReshapeToUint32s()
		t = r4.ShiftAllRight(8).Xor(r5).And(m8)
		s4, s5 := r4.Xor(t.ShiftAllLeft(8)).ReshapeToUint32s(), r5.Xor(t).ReshapeToUint32s()
		t = r6.ShiftAllRight(8).Xor(r7).And(m8)
		s6, s7 := r6.Xor(t.ShiftAllLeft(8)).ReshapeToUint32s(), r7.Xor(t).ReshapeToUint32s()

		u := s0.ShiftAllRight(16).Xor(s2).And(m16)
		q0, q2 := s0.Xor(u.ShiftAllLeft(16)).ReshapeToUint64s(), s2.Xor(u).ReshapeToUint64s()
		u = s1.ShiftAllRight(16).Xor(s3).And(m16)
		q1, q3 := s1.Xor(u.ShiftAllLeft(16)).ReshapeToUint64s(), s3.Xor(u).ReshapeToUint64s()
		u = s4.ShiftAllRight(16).Xor(s6).And(m16)
		q4, q6 := s4.Xor(u.ShiftAllLeft(16)).ReshapeToUint64s(), s6.Xor(u).ReshapeToUint64s()
		u = s5.ShiftAllRight(16).Xor(s7).And(m16)
		q5, q7 := s5.Xor(u.ShiftAllLeft(16)).ReshapeToUint64s(), s7.Xor(u).ReshapeToUint64s()

		v := q0.ShiftAllRight(32).Xor(q4).And(m32)
		storeColumns(dst, q0.Xor(v.ShiftAllLeft(32)))
		storeColumns(unsafe.Add(dst, 4*columnBytes), q4.Xor(v))
		v = q1.ShiftAllRight(32).Xor(q5).And(m32)
		storeColumns(unsafe.Add(dst, 1*columnBytes), q1.Xor(v.ShiftAllLeft(32)))
		storeColumns(unsafe.Add(dst, 5*columnBytes), q5.Xor(v))
		v = q2.ShiftAllRight(32).Xor(q6).And(m32)
		storeColumns(unsafe.Add(dst, 2*columnBytes), q2.Xor(v.ShiftAllLeft(32)))
		storeColumns(unsafe.Add(dst, 6*columnBytes), q6.Xor(v))
		v = q3.ShiftAllRight(32).Xor(q7).And(m32)
		storeColumns(unsafe.Add(dst, 3*columnBytes), q3.Xor(v.ShiftAllLeft(32)))
		storeColumns(unsafe.Add(dst, 7*columnBytes), q7.Xor(v))

		src = unsafe.Add(src, 16)
		dst = unsafe.Add(dst, 16*columnBytes)
	}
}

// storeColumns widens and stores column j, in the low half of v, and column
// j+8, in its high half.
func storeColumns(p unsafe.Pointer, v archsimd.Uint64x2) {
	b := v.ReshapeToUint8s().BitsToInt8()
	b.ExtendLo8ToInt16().StoreArray((*[8]int16)(p))
	b.ExtendHi8ToInt16().StoreArray((*[8]int16)(unsafe.Add(p, 8*columnBytes)))
}

// rowsFromColumns turns cols columns, a multiple of 8, of 8 samples in the
// order that filterColumns leaves, columnBytes apart, into rows, stride samples
// apart.
func rowsFromColumns(dst, src unsafe.Pointer, stride, cols int) {
	m16 := archsimd.BroadcastUint32x4(0x0000ffff)
	m32 := archsimd.BroadcastUint64x2(0x00000000ffffffff)
	row := 2 * stride
	for range cols / 8 {
		c0, c1 := load32(src), load32(unsafe.Add(src, columnBytes))
		c2, c3 := load32(unsafe.Add(src, 2*columnBytes)), load32(unsafe.Add(src, 3*columnBytes))
		c4, c5 := load32(unsafe.Add(src, 4*columnBytes)), load32(unsafe.Add(src, 5*columnBytes))
		c6, c7 := load32(unsafe.Add(src, 6*columnBytes)), load32(unsafe.Add(src, 7*columnBytes))
		src = unsafe.Add(src, 8*columnBytes)

		t := c0.ShiftAllRight(16).Xor(c1).And(m16)
		q0, q1 := c0.Xor(t.ShiftAllLeft(16)).ReshapeToUint64s(), c1.Xor(t).ReshapeToUint64s()
		t = c2.ShiftAllRight(16).Xor(c3).And(m16)
		q2, q3 := c2.Xor(t.ShiftAllLeft(16)).ReshapeToUint64s(), c3.Xor(t).ReshapeToUint64s()
		t = c4.ShiftAllRight(16).Xor(c5).And(m16)
		q4, q5 := c4.Xor(t.ShiftAllLeft(16)).ReshapeToUint64s(), c5.Xor(t).ReshapeToUint64s()
		t = c6.ShiftAllRight(16).Xor(c7).And(m16)
		q6, q7 := c6.Xor(t.ShiftAllLeft(16)).ReshapeToUint64s(), c7.Xor(t).ReshapeToUint64s()

		// The even lanes of the pairs are rows 0 1 2 3, the odd ones 4 5 6 7.
		u := q0.ShiftAllRight(32).Xor(q2).And(m32)
		q0, q2 = q0.Xor(u.ShiftAllLeft(32)), q2.Xor(u) // rows 0 and 2, 1 and 3
		u = q1.ShiftAllRight(32).Xor(q3).And(m32)
		q1, q3 = q1.Xor(u.ShiftAllLeft(32)), q3.Xor(u) // rows 4 and 6, 5 and 7
		u = q4.ShiftAllRight(32).Xor(q6).And(m32)
		q4, q6 = q4.Xor(u.ShiftAllLeft(32)), q6.Xor(u)
		u = q5.ShiftAllRight(32).Xor(q7).And(m32)
		q5, q7 = q5.Xor(u.ShiftAllLeft(32)), q7.Xor(u)

		p := dst
		storeU64(p, q0.SetElem(1, q4.GetElem(0)))
		p = unsafe.Add(p, row)
		storeU64(p, q2.SetElem(1, q6.GetElem(0)))
		p = unsafe.Add(p, row)
		storeU64(p, q4.SetElem(0, q0.GetElem(1)))
		p = unsafe.Add(p, row)
		storeU64(p, q6.SetElem(0, q2.GetElem(1)))
		p = unsafe.Add(p, row)
		storeU64(p, q1.SetElem(1, q5.GetElem(0)))
		p = unsafe.Add(p, row)
		storeU64(p, q3.SetElem(1, q7.GetElem(0)))
		p = unsafe.Add(p, row)
		storeU64(p, q5.SetElem(0, q1.GetElem(1)))
		p = unsafe.Add(p, row)
		storeU64(p, q7.SetElem(0, q3.GetElem(1)))
		dst = unsafe.Add(dst, 16)
	}
}

func load8(p unsafe.Pointer) archsimd.Uint8x16 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(p))
}
