//go:build goexperiment.simd && wasm

package pixel

import (
	"simd/archsimd"
	"unsafe"
)

func reverse(dst, src []byte) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[len(src)-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		order := archsimd.LoadInt8x16Array(&backwards)
		for i := 0; i < n; i += 16 {
			store8(d, len(src)-16-i, load8(s, i).BitsToInt8().LookupOrZero(order).ToBits())
		}
	}
	reverseScalar(dst[:len(src)-n], src[n:])
}

var backwards = [16]int8{15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}

func transposeTiles(dst []byte, to, dstStep int, src []byte, from, srcStep, n int) int {
	n &^= 15
	if n > 0 {
		for _, at := range [2]int{from, from + 7*srcStep} {
			_, _ = src[at], src[at+n-1]
		}
		for _, at := range [2]int{to, to + (n-1)*dstStep} {
			_, _ = dst[at], dst[at+7]
		}
		transpose16(unsafe.Pointer(&dst[to]), dstStep, unsafe.Pointer(&src[from]), srcStep, n)
	}
	return n
}

// transpose16 makes n columns, a multiple of 16, of 8 bytes rows. Squares are
// transposed by exchanging the off-diagonal quarters of ever larger ones: for
// rows a and b, s bits to a quarter's row and a mask m of the even quarters,
//
//	t := (a>>s ^ b) & m
//	a, b = a^t<<s, b^t
func transpose16(dst unsafe.Pointer, dstStep int, src unsafe.Pointer, srcStep, n int) {
	m8 := archsimd.BroadcastUint16x8(0x00ff)
	m16 := archsimd.BroadcastUint32x4(0x0000ffff)
	m32 := archsimd.BroadcastUint64x2(0x00000000ffffffff)
	for range n / 16 {
		r0, r1 := load8(src, 0).ReshapeToUint16s(), load8(src, srcStep).ReshapeToUint16s()
		r2, r3 := load8(src, 2*srcStep).ReshapeToUint16s(), load8(src, 3*srcStep).ReshapeToUint16s()
		r4, r5 := load8(src, 4*srcStep).ReshapeToUint16s(), load8(src, 5*srcStep).ReshapeToUint16s()
		r6, r7 := load8(src, 6*srcStep).ReshapeToUint16s(), load8(src, 7*srcStep).ReshapeToUint16s()
		src = unsafe.Add(src, 16)

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
		storeColumns(dst, 0, dstStep, q0.Xor(v.ShiftAllLeft(32)))
		storeColumns(dst, 4, dstStep, q4.Xor(v))
		v = q1.ShiftAllRight(32).Xor(q5).And(m32)
		storeColumns(dst, 1, dstStep, q1.Xor(v.ShiftAllLeft(32)))
		storeColumns(dst, 5, dstStep, q5.Xor(v))
		v = q2.ShiftAllRight(32).Xor(q6).And(m32)
		storeColumns(dst, 2, dstStep, q2.Xor(v.ShiftAllLeft(32)))
		storeColumns(dst, 6, dstStep, q6.Xor(v))
		v = q3.ShiftAllRight(32).Xor(q7).And(m32)
		storeColumns(dst, 3, dstStep, q3.Xor(v.ShiftAllLeft(32)))
		storeColumns(dst, 7, dstStep, q7.Xor(v))
		dst = unsafe.Add(dst, 16*dstStep)
	}
}

// storeColumns stores column j, in the low half of v, and column j+8.
func storeColumns(dst unsafe.Pointer, j, step int, v archsimd.Uint64x2) {
	*(*uint64)(unsafe.Add(dst, j*step)) = v.GetElem(0)
	*(*uint64)(unsafe.Add(dst, (j+8)*step)) = v.GetElem(1)
}
