//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// textureLanes is textureWeight and placeLanes is codingPlace plus 1, in every
// lane.
var (
	textureLanes = [16][8]int16{
		{38, 38, 38, 38, 38, 38, 38, 38},
		{32, 32, 32, 32, 32, 32, 32, 32},
		{20, 20, 20, 20, 20, 20, 20, 20},
		{9, 9, 9, 9, 9, 9, 9, 9},
		{32, 32, 32, 32, 32, 32, 32, 32},
		{28, 28, 28, 28, 28, 28, 28, 28},
		{17, 17, 17, 17, 17, 17, 17, 17},
		{7, 7, 7, 7, 7, 7, 7, 7},
		{20, 20, 20, 20, 20, 20, 20, 20},
		{17, 17, 17, 17, 17, 17, 17, 17},
		{10, 10, 10, 10, 10, 10, 10, 10},
		{4, 4, 4, 4, 4, 4, 4, 4},
		{9, 9, 9, 9, 9, 9, 9, 9},
		{7, 7, 7, 7, 7, 7, 7, 7},
		{4, 4, 4, 4, 4, 4, 4, 4},
		{2, 2, 2, 2, 2, 2, 2, 2},
	}
	placeLanes = [16][8]int16{
		{1, 1, 1, 1, 1, 1, 1, 1},
		{2, 2, 2, 2, 2, 2, 2, 2},
		{6, 6, 6, 6, 6, 6, 6, 6},
		{7, 7, 7, 7, 7, 7, 7, 7},
		{3, 3, 3, 3, 3, 3, 3, 3},
		{5, 5, 5, 5, 5, 5, 5, 5},
		{8, 8, 8, 8, 8, 8, 8, 8},
		{13, 13, 13, 13, 13, 13, 13, 13},
		{4, 4, 4, 4, 4, 4, 4, 4},
		{9, 9, 9, 9, 9, 9, 9, 9},
		{12, 12, 12, 12, 12, 12, 12, 12},
		{14, 14, 14, 14, 14, 14, 14, 14},
		{10, 10, 10, 10, 10, 10, 10, 10},
		{11, 11, 11, 11, 11, 11, 11, 11},
		{15, 15, 15, 15, 15, 15, 15, 15},
		{16, 16, 16, 16, 16, 16, 16, 16},
	}
)

func quantize(c, src *block8, q *quantizer, dc *[8]int16, out *quantized) {
	var last, peak, sum, texture archsimd.Int16x8
	two, top := archsimd.BroadcastInt16x8(2), archsimd.BroadcastInt16x8(maxCostLevel)
	var distEven, distOdd archsimd.Uint32x4
	zero, small := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(sumLevel)
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
		zero.StoreArray(&out.code[0])
		square := e.Mul(e).ToBits().ReshapeToUint32s()
		distEven, distOdd = square.And(low), square.ShiftAllRight(16)
		s := archsimd.LoadInt16x8Array(&src[0])
		change := s.Sub(e).Abs().Sub(s.Abs())
		texture = change.Mul(archsimd.BroadcastInt16x8(textureWeight[0])).ShiftAllRight(1)
	}
	cp, sp := unsafe.Pointer(c), unsafe.Pointer(src)
	for ; pos < 16; pos++ {
		v := simd.Load16(cp, int(pos)*16)
		mag := v.Abs()
		m := mag.ToBits().ReshapeToUint32s()
		even := m.And(low).Mul(inv).Add(bias).ShiftAllRight(16)
		odd := m.ShiftAllRight(16).Mul(inv).Add(bias).And(high)
		level := even.Or(odd).ReshapeToUint16s().BitsToInt16()
		n := codingPlace[pos]
		level.StoreArray(&out.level[n&15])
		level.Min(top).ShiftAllLeft(1).Or(level.Min(two).ShiftAllLeft(8)).StoreArray(&out.code[n&15])
		peak = peak.Max(level)
		sum = sum.Add(level.Min(small))
		last = last.Max(level.Greater(zero).ToInt16x8().And(archsimd.LoadInt16x8Array(&placeLanes[pos])))
		e := mag.Sub(level.Mul(step))
		square := e.Mul(e).ToBits().ReshapeToUint32s()
		distEven = distEven.Add(square.And(low))
		distOdd = distOdd.Add(square.ShiftAllRight(16))
		sign := v.ShiftAllRight(15)
		s := simd.Load16(sp, int(pos)*16)
		change := s.Sub(e.Xor(sign).Sub(sign)).Abs().Sub(s.Abs())
		texture = texture.AddSaturated(change.Mul(archsimd.LoadInt16x8Array(&textureLanes[pos])).ShiftAllRight(1))
		if pos == 0 {
			inv, bias = archsimd.BroadcastUint32x4(uint32(q.inv[1])), archsimd.BroadcastUint32x4(uint32(q.bias[1]))
			step = archsimd.BroadcastInt16x8(int16(q.step[1]))
		}
	}
	last.StoreArray(&out.last)
	peak.StoreArray(&out.peak)
	sum.StoreArray(&out.sum)
	texture.Max(archsimd.BroadcastInt16x8(-32767)).Abs().ShiftAllRight(3).StoreArray(&out.texture)
	half := archsimd.BroadcastUint32x4(2)
	distEven.Add(half).ShiftAllRight(2).StoreArray(&out.distEven)
	distOdd.Add(half).ShiftAllRight(2).StoreArray(&out.distOdd)
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

func scores4(q *quantized, pick *[16]int8, costs *modeCostLanes, lambda, texture int32, out *[8]int32) {
	index := archsimd.LoadInt8x16Array(pick)
	low := simd.PickInt8(archsimd.LoadUint8x16Array(&costs.low).BitsToInt8(), index).ToBits().ExtendLo8ToUint16()
	high := simd.PickInt8(archsimd.LoadUint8x16Array(&costs.high).BitsToInt8(), index).ToBits().ExtendLo8ToUint16()
	cost := low.Or(high.ShiftAllLeft(8)).BitsToInt16()
	guess := archsimd.LoadInt16x8Array(&q.sum).Mul(archsimd.BroadcastInt16x8(guessSum)).
		Add(archsimd.LoadInt16x8Array(&q.last).Mul(archsimd.BroadcastInt16x8(guessLast)))
	change := archsimd.LoadInt16x8Array(&q.texture)
	by, weight := archsimd.BroadcastInt32x4(lambda), archsimd.BroadcastInt32x4(texture)
	half, mask := archsimd.BroadcastInt32x4(128), archsimd.BroadcastInt32x4(^7)
	evenLanes := archsimd.LoadInt32x4Array(&[4]int32{0, 2, 4, 6})

	dist := archsimd.LoadUint32x4Array(&q.distEven).BitsToInt32()
	dist = dist.Add(evens(change).Mul(weight).Add(half).ShiftAllRight(8)).ShiftAllLeft(8)
	dist.Add(evens(guess).ShiftAllLeft(4).Add(evens(cost)).Mul(by)).And(mask).Or(evenLanes).StoreArray((*[4]int32)(out[:4]))
	dist = archsimd.LoadUint32x4Array(&q.distOdd).BitsToInt32()
	dist = dist.Add(odds(change).Mul(weight).Add(half).ShiftAllRight(8)).ShiftAllLeft(8)
	dist.Add(odds(guess).ShiftAllLeft(4).Add(odds(cost)).Mul(by)).And(mask).Or(evenLanes.Add(archsimd.BroadcastInt32x4(1))).StoreArray((*[4]int32)(out[4:]))
}

func sumMagnitudes(b *block8) int {
	var sum archsimd.Int16x8 // 16 magnitudes up to 2040 fit
	for pos := range b {
		sum = sum.Add(archsimd.LoadInt16x8Array(&b[pos]).Abs())
	}
	var lanes [4]int32
	evens(sum).Add(odds(sum)).StoreArray(&lanes)
	return int(lanes[0] + lanes[1] + lanes[2] + lanes[3])
}
