//go:build goexperiment.simd && wasm

package jpeg

import (
	"simd/archsimd"
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
	zero := archsimd.BroadcastInt16x8(0)
	evenBytes := archsimd.LoadInt8x16Array(&encEvenBytes)
	for i := range span.n {
		b := span.block(i)
		in, out := unsafe.Pointer(&coefs[b*64]), unsafe.Pointer(&levels[b*64])
		recip, deadZone := unsafe.Pointer(&z.recip), unsafe.Pointer(&z.dead)
		mask := zero
		weight := archsimd.BroadcastInt16x8(1)
		for range 8 {
			c := archsimd.LoadInt16x8Array((*[8]int16)(in))
			dead := archsimd.LoadInt16x8Array((*[8]int16)(deadZone))
			c = c.Sub(c.Min(dead).Max(dead.Neg()))
			lo := c.ExtendLo4ToInt32().Mul(archsimd.LoadInt32x4Array((*[4]int32)(recip))).Add(half)
			hi := c.ExtendHi4ToInt32().Mul(archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(recip, 16)))).Add(half)
			lo = lo.ShiftAllRight(encRecipBits).BitSelect(hi.ShiftAllRight(encRecipBits).ShiftAllLeft(16), low16)
			level := lo.ToBits().ReshapeToUint16s().BitsToInt16()
			level.StoreArray((*[8]int16)(out))
			mask = mask.Or(level.NotEqual(zero).ToInt16x8().And(weight))
			weight = weight.ShiftAllLeft(1)
			in, out = unsafe.Add(in, 16), unsafe.Add(out, 16)
			recip, deadZone = unsafe.Add(recip, 32), unsafe.Add(deadZone, 16)
		}
		packed := mask.ToBits().ReshapeToUint8s().BitsToInt8().LookupOrZero(evenBytes)
		masks[b] = packed.ToBits().ReshapeToUint64s().GetElem(0)
	}
}

// encEvenBytes picks the low bytes of eight 16-bit lanes.
var encEvenBytes = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1}
