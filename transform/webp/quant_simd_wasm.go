//go:build goexperiment.simd && wasm

package webp

import (
	"simd/archsimd"
	"unsafe"
)

func quantize(c, src *block8, q *quantizer, dc *[8]int16, out *quantized) {
	var last, texture archsimd.Int16x8
	var distEven, distOdd archsimd.Uint32x4
	zero := archsimd.BroadcastInt16x8(0)
	low := archsimd.BroadcastUint32x4(0xFFFF)
	high := archsimd.BroadcastUint32x4(0xFFFF0000)
	inv, bias := archsimd.BroadcastUint32x4(uint32(q.inv[1])), archsimd.BroadcastUint32x4(uint32(q.bias[1]))
	step := archsimd.BroadcastInt16x8(int16(q.step[1]))

	pos := 1
	if dc == nil {
		// Position 0 with the quantizer of DC, then the rest with that of AC.
		pos = 0
		inv, bias = archsimd.BroadcastUint32x4(uint32(q.inv[0])), archsimd.BroadcastUint32x4(uint32(q.bias[0]))
		step = archsimd.BroadcastInt16x8(int16(q.step[0]))
	} else {
		limit := archsimd.BroadcastInt16x8(255)
		e := archsimd.LoadInt16x8Array(&c[0]).Sub(archsimd.LoadInt16x8Array(dc)).Min(limit).Max(limit.Neg())
		zero.StoreArray(&out.level[0])
		square := e.Mul(e).ToBits().ReshapeToUint32s()
		distEven, distOdd = square.And(low), square.ShiftAllRight(16)
		s := archsimd.LoadInt16x8Array(&src[0])
		change := s.Sub(e).Abs().Sub(s.Abs())
		texture = change.Mul(archsimd.BroadcastInt16x8(textureWeight[0])).ShiftAllRight(1)
	}
	cp, sp := unsafe.Pointer(c), unsafe.Pointer(src)
	for ; pos < 16; pos++ {
		v := load16(cp, uintptr(pos)*16)
		mag := v.Abs()
		m := mag.Add(archsimd.BroadcastInt16x8(q.sharpen[pos])).ToBits().ReshapeToUint32s()
		even := m.And(low).Mul(inv).Add(bias).ShiftAllRight(16)
		odd := m.ShiftAllRight(16).Mul(inv).Add(bias).And(high)
		level := even.Or(odd).ReshapeToUint16s().BitsToInt16()
		n := codingPlace[pos]
		level.StoreArray(&out.level[n&15])
		last = last.Max(level.Greater(zero).ToInt16x8().And(archsimd.BroadcastInt16x8(int16(n) + 1)))
		e := mag.Sub(level.Mul(step))
		square := e.Mul(e).ToBits().ReshapeToUint32s()
		distEven = distEven.Add(square.And(low))
		distOdd = distOdd.Add(square.ShiftAllRight(16))
		sign := v.ShiftAllRight(15)
		s := load16(sp, uintptr(pos)*16)
		change := s.Sub(e.Xor(sign).Sub(sign)).Abs().Sub(s.Abs())
		texture = texture.AddSaturated(change.Mul(archsimd.BroadcastInt16x8(textureWeight[pos])).ShiftAllRight(1))
		if pos == 0 {
			inv, bias = archsimd.BroadcastUint32x4(uint32(q.inv[1])), archsimd.BroadcastUint32x4(uint32(q.bias[1]))
			step = archsimd.BroadcastInt16x8(int16(q.step[1]))
		}
	}
	last.StoreArray(&out.last)
	texture.Max(archsimd.BroadcastInt16x8(-32767)).Abs().ShiftAllRight(3).StoreArray(&out.texture)
	two := archsimd.BroadcastUint32x4(2)
	distEven.Add(two).ShiftAllRight(2).StoreArray(&out.distEven)
	distOdd.Add(two).ShiftAllRight(2).StoreArray(&out.distOdd)
}

func dequantize(c *block8, q *quantizer, levels *quantized, dc *[8]int16, out *block8) {
	step := archsimd.BroadcastInt16x8(int16(q.step[0]))
	for pos := range 16 {
		sign := archsimd.LoadInt16x8Array(&c[pos]).ShiftAllRight(15)
		v := archsimd.LoadInt16x8Array(&levels.level[codingPlace[pos]&15]).Mul(step)
		v.Xor(sign).Sub(sign).StoreArray(&out[pos])
		step = archsimd.BroadcastInt16x8(int16(q.step[1]))
	}
	if dc != nil {
		out[0] = *dc
	}
}
