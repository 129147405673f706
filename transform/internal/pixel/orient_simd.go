//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

func reverse(dst, src []byte) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[len(src)-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		order := archsimd.LoadInt8x16Array(&backwards)
		for i := 0; i < n; i += 16 {
			simd.Store8(d, len(src)-16-i, simd.PickInt8(simd.Load8(s, i).BitsToInt8(), order).ToBits())
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
// transposed by the steps of package simd.
func transpose16(dst unsafe.Pointer, dstStep int, src unsafe.Pointer, srcStep, n int) {
	m8 := simd.Mask8()
	m16 := simd.Mask16()
	m32 := simd.Mask32()
	for range n / 16 {
		r0, r1 := simd.Load8(src, 0).ReshapeToUint16s(), simd.Load8(src, srcStep).ReshapeToUint16s()
		r2, r3 := simd.Load8(src, 2*srcStep).ReshapeToUint16s(), simd.Load8(src, 3*srcStep).ReshapeToUint16s()
		r4, r5 := simd.Load8(src, 4*srcStep).ReshapeToUint16s(), simd.Load8(src, 5*srcStep).ReshapeToUint16s()
		r6, r7 := simd.Load8(src, 6*srcStep).ReshapeToUint16s(), simd.Load8(src, 7*srcStep).ReshapeToUint16s()
		src = unsafe.Add(src, 16)

		s0, s1 := simd.Exchange8(r0, r1, m8)
		s2, s3 := simd.Exchange8(r2, r3, m8)
		s4, s5 := simd.Exchange8(r4, r5, m8)
		s6, s7 := simd.Exchange8(r6, r7, m8)

		q0, q2 := simd.Exchange16(s0, s2, m16)
		q1, q3 := simd.Exchange16(s1, s3, m16)
		q4, q6 := simd.Exchange16(s4, s6, m16)
		q5, q7 := simd.Exchange16(s5, s7, m16)

		q0, q4 = simd.Exchange32(q0, q4, m32)
		storeColumns(dst, 0, dstStep, q0)
		storeColumns(dst, 4, dstStep, q4)
		q1, q5 = simd.Exchange32(q1, q5, m32)
		storeColumns(dst, 1, dstStep, q1)
		storeColumns(dst, 5, dstStep, q5)
		q2, q6 = simd.Exchange32(q2, q6, m32)
		storeColumns(dst, 2, dstStep, q2)
		storeColumns(dst, 6, dstStep, q6)
		q3, q7 = simd.Exchange32(q3, q7, m32)
		storeColumns(dst, 3, dstStep, q3)
		storeColumns(dst, 7, dstStep, q7)
		dst = unsafe.Add(dst, 16*dstStep)
	}
}

// storeColumns stores column j, in the low half of v, and column j+8.
func storeColumns(dst unsafe.Pointer, j, step int, v archsimd.Uint64x2) {
	*(*uint64)(unsafe.Add(dst, j*step)) = v.GetElem(0)
	*(*uint64)(unsafe.Add(dst, (j+8)*step)) = v.GetElem(1)
}
