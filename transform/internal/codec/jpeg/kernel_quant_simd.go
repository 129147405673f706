//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// quantizeRow quantizes one row of blocks; see quantizeRowScalar, whose bits
// it gives.
func quantizeRow(levels []int16, masks []uint64, coefs []int16, z *encQuant, span encSpan) {
	if span.n <= 0 {
		return
	}
	last := span.block(span.n - 1)
	_, _, _ = levels[last*64+63], coefs[last*64+63], masks[last]

	low16 := archsimd.BroadcastInt32x4(0xffff)
	half := archsimd.BroadcastInt32x4(1 << (encRecipBits - 1))
	evenBytes := archsimd.LoadInt8x16Array(&encEvenBytes)
	for i := range span.n {
		b := span.block(i)
		in, out := unsafe.Pointer(&coefs[b*64]), unsafe.Pointer(&levels[b*64])
		zero := archsimd.BroadcastInt16x8(0)
		zeros := zero // a bit for each level so far that is 0, the last one lowest
		q := unsafe.Pointer(z)
		for range 4 { // two at a time are faster than one by a fifth
			level := encQuantize8((*encQuantVector)(q), in, half, low16)
			level.StoreArray((*[8]int16)(out))
			zeros = zeros.Add(zeros).Sub(level.Equal(zero).ToInt16x8())
			level = encQuantize8((*encQuantVector)(unsafe.Add(q, unsafe.Sizeof(z[0]))), unsafe.Add(in, 16), half, low16)
			level.StoreArray((*[8]int16)(unsafe.Add(out, 16)))
			zeros = zeros.Add(zeros).Sub(level.Equal(zero).ToInt16x8())
			in, out, q = unsafe.Add(in, 32), unsafe.Add(out, 32), unsafe.Add(q, 2*unsafe.Sizeof(z[0]))
		}
		packed := simd.PickInt8(zeros.ToBits().ReshapeToUint8s().BitsToInt8(), evenBytes)
		masks[b] = ^packed.ToBits().ReshapeToUint64s().GetElem(0)
	}
}

// encEvenBytes picks the low bytes of eight 16-bit lanes.
var encEvenBytes = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1}

// encQuantize8 returns the levels of the eight coefficients at in.
func encQuantize8(q *encQuantVector, in unsafe.Pointer, half, low16 archsimd.Int32x4) archsimd.Int16x8 {
	c := archsimd.LoadInt16x8Array((*[8]int16)(in))
	c = c.Sub(c.Min(archsimd.LoadInt16x8Array(&q.dead)).Max(archsimd.LoadInt16x8Array(&q.negDead)))
	lo := c.ExtendLo4ToInt32().Mul(archsimd.LoadInt32x4Array((*[4]int32)(q.recip[:4]))).Add(half)
	hi := simd.ExtendHiInt16(c).Mul(archsimd.LoadInt32x4Array((*[4]int32)(q.recip[4:]))).Add(half)
	// The levels of hi go to the upper halves.
	both := simd.SelectInt32(lo.ShiftAllRight(encRecipBits), hi.ShiftAllRight(encRecipBits-16), low16)
	return both.ToBits().ReshapeToUint16s().BitsToInt16()
}
