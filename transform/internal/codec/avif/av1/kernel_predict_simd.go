//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// filterColumns are filterTaps by sample, for the eight samples that come of it.
var filterColumns = func() (t [5][7][8]int16) {
	for mode := range t {
		for i := range 7 {
			for k := range 8 {
				t[mode][i][k] = int16(filterTaps[mode][k][i])
			}
		}
	}
	return t
}()

// predictFilter makes eight samples at once. Up to 10 bits sums have 16.
func predictFilter(dst []uint16, stride, w, h int, above, left []uint16, mode, top int) {
	if top > 1023 {
		predictFilterScalar(dst, stride, w, h, above, left, mode, top)
		return
	}
	_, _, _ = dst[(h-1)*stride+w-1], above[w], left[h]
	taps := unsafe.Pointer(&filterColumns[mode])
	t0, t1, t2, t3 := ldU(taps, 0).BitsToInt16(), ldU(taps, 1).BitsToInt16(), ldU(taps, 2).BitsToInt16(), ldU(taps, 3).BitsToInt16()
	t4, t5, t6 := ldU(taps, 4).BitsToInt16(), ldU(taps, 5).BitsToInt16(), ldU(taps, 6).BitsToInt16()
	zero, most, seven := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(int16(top)), archsimd.BroadcastInt16x8(8)
	to := unsafe.Pointer(&dst[0])
	row := uintptr(2 * stride)
	up := unsafe.Pointer(&above[1])
	corner := int16(above[0])
	for y := 0; y < h; y += 2 {
		p0, p5, p6 := corner, int16(left[1+y]), int16(left[2+y])
		corner = p6
		at, from := to, up
		for range w / 4 {
			four := *(*uint64)(from)
			v := t0.Mul(archsimd.BroadcastInt16x8(p0)).Add(t1.Mul(archsimd.BroadcastInt16x8(int16(four)))).
				Add(t2.Mul(archsimd.BroadcastInt16x8(int16(four >> 16)))).Add(t3.Mul(archsimd.BroadcastInt16x8(int16(four >> 32)))).
				Add(t4.Mul(archsimd.BroadcastInt16x8(int16(four >> 48)))).Add(t5.Mul(archsimd.BroadcastInt16x8(p5))).
				Add(t6.Mul(archsimd.BroadcastInt16x8(p6)))
			x := v.Add(seven).Add(v.ShiftAllRight(15)).ShiftAllRight(4).Max(zero).Min(most).ToBits().ReshapeToUint64s()
			a, b := x.GetElem(0), x.GetElem(1)
			*(*uint64)(at), *(*uint64)(unsafe.Add(at, row)) = a, b
			p0, p5, p6 = int16(four>>48), int16(a>>48), int16(b>>48)
			at, from = unsafe.Add(at, 8), unsafe.Add(from, 8)
		}
		up = unsafe.Add(to, row)
		to = unsafe.Add(to, 2*row)
	}
}

func load4(p unsafe.Pointer) half16 {
	return archsimd.BroadcastUint64x2(*(*uint64)(p)).ReshapeToUint16s()
}

// predictPaeth compares distances without branches.
func predictPaeth(dst []uint16, stride, w, h int, above, left []uint16) {
	_, _, _ = dst[(h-1)*stride+w-1], above[w], left[h]
	corner := archsimd.BroadcastUint16x8(above[0])
	twice := corner.Add(corner)
	for x := 0; x < w; x += 8 {
		var a half16
		if w == 4 {
			a = load4(unsafe.Pointer(&above[1]))
		} else {
			a = load8(unsafe.Pointer(&above[1+x]))
		}
		pl := apart(a, corner)
		to := unsafe.Pointer(&dst[x])
		for y := range h {
			l := archsimd.BroadcastUint16x8(left[1+y])
			pa, pc := apart(l, corner), apart(a.Add(l), twice)
			rest := pick(pa.LessEqual(pc).ToInt16x8().ToBits(), a, corner)
			v := pick(pl.LessEqual(pa.Min(pc)).ToInt16x8().ToBits(), l, rest)
			if w == 4 {
				*(*uint64)(to) = bitsOf(v)
			} else {
				store8(to, v)
			}
			to = unsafe.Add(to, 2*stride)
		}
	}
}

// predictSmooth sums in 32 bits.
func predictSmooth(dst []uint16, stride, w, h int, above, left []uint16) {
	_, _, _ = dst[(h-1)*stride+w-1], above[w], left[h]
	right, bottom := int32(above[w]), int32(left[h])
	index := archsimd.LoadInt8x16Array(&narrow4)
	for x := 0; x < w; x += 4 {
		a := load4(unsafe.Pointer(&above[1+x])).ExtendLo4ToUint32().BitsToInt32()
		k := load4(unsafe.Pointer(&smoothWeights[w-4+x])).ExtendLo4ToUint32().BitsToInt32()
		base := archsimd.BroadcastInt32x4(256).Sub(k).Mul(archsimd.BroadcastInt32x4(right)).Add(archsimd.BroadcastInt32x4(256))
		to := unsafe.Pointer(&dst[x])
		for y := range h {
			v := int32(smoothWeights[h-4+y])
			s := a.Mul(archsimd.BroadcastInt32x4(v)).Add(k.Mul(archsimd.BroadcastInt32x4(int32(left[1+y])))).
				Add(archsimd.BroadcastInt32x4((256 - v) * bottom)).Add(base).ShiftAllRight(9)
			*(*uint64)(to) = simd.PickInt8(s.ToBits().ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint64s().GetElem(0)
			to = unsafe.Add(to, 2*stride)
		}
	}
}

func fillBlock(dst []uint16, stride, w, h int, v uint16) {
	_ = dst[(h-1)*stride+w-1]
	to := unsafe.Pointer(&dst[0])
	all := archsimd.BroadcastUint16x8(v)
	for range h {
		if w == 4 {
			*(*uint64)(to) = bitsOf(all)
		}
		for x := 0; x < w&^7; x += 8 {
			store8(unsafe.Add(to, 2*x), all)
		}
		to = unsafe.Add(to, 2*stride)
	}
}

// addLuma is the end of chroma from luma.
func addLuma(dst []uint16, stride int, ac *[32 * 32]uint16, w, h, alpha, mean, top int) {
	_ = dst[(h-1)*stride+w-1]
	to, from := unsafe.Pointer(&dst[0]), unsafe.Pointer(ac)
	a, m := archsimd.BroadcastInt32x4(int32(alpha)), archsimd.BroadcastInt32x4(int32(mean))
	zero, most, half := archsimd.BroadcastInt32x4(0), archsimd.BroadcastInt32x4(int32(top)), archsimd.BroadcastInt32x4(32)
	index := archsimd.LoadInt8x16Array(&narrow4)
	for range h {
		for x := 0; x < w; x += 4 {
			p := load4(unsafe.Add(from, 2*x)).ExtendLo4ToUint32().BitsToInt32().Sub(m).Mul(a)
			p = p.Add(half).Add(p.ShiftAllRight(31)).ShiftAllRight(6)
			at := (*uint64)(unsafe.Add(to, 2*x))
			v := load4(unsafe.Pointer(at)).ExtendLo4ToUint32().BitsToInt32().Add(p).Max(zero).Min(most)
			*at = simd.PickInt8(v.ToBits().ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint64s().GetElem(0)
		}
		to, from = unsafe.Add(to, 2*stride), unsafe.Add(from, 2*w)
	}
}

func addConstant(dst []uint16, stride, w, h, v, top int) {
	_ = dst[(h-1)*stride+w-1]
	to := unsafe.Pointer(&dst[0])
	add := archsimd.BroadcastInt16x8(int16(min(max(v, -4096), 4096)))
	zero, most := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(int16(top))
	for range h {
		if w == 4 {
			*(*uint64)(to) = bitsOf(load4(to).BitsToInt16().Add(add).Max(zero).Min(most).ToBits())
		}
		for x := 0; x < w&^7; x += 8 {
			p := unsafe.Add(to, 2*x)
			store8(p, load8(p).BitsToInt16().Add(add).Max(zero).Min(most).ToBits())
		}
		to = unsafe.Add(to, 2*stride)
	}
}

// smoothEdge has no sum of more than 16 bits for any depth.
func smoothEdge(to []uint16, edge *[2 + 130 + 2 + 8]uint16, taps *[3]uint16) {
	n := len(to)
	_ = edge[n+4]
	a, b, c := archsimd.BroadcastUint16x8(taps[0]), archsimd.BroadcastUint16x8(taps[1]), archsimd.BroadcastUint16x8(taps[2])
	half := archsimd.BroadcastUint16x8(8)
	e := unsafe.Pointer(&edge[1])
	i := 0
	for ; i+8 <= n; i += 8 {
		p := unsafe.Add(e, 2*i)
		v := load8(unsafe.Add(p, 2)).Add(load8(unsafe.Add(p, 6))).Mul(b).Add(load8(unsafe.Add(p, 4)).Mul(a)).
			Add(load8(p).Add(load8(unsafe.Add(p, 8))).Mul(c))
		store8(unsafe.Pointer(&to[i]), v.Add(half).ShiftAllRight(4))
	}
	for ; i < n; i++ {
		to[i] = (taps[2]*(edge[i+1]+edge[i+5]) + taps[1]*(edge[i+2]+edge[i+4]) + taps[0]*edge[i+3] + 8) >> 4
	}
}

// blendRow has products of 16 bits, up to a depth of 10.
func blendRow(row, edge []uint16, shift uint16, top int) {
	if top > 1023 {
		blendRowScalar(row, edge, shift)
		return
	}
	n := len(row)
	edge = edge[:n+1]
	a, b := archsimd.BroadcastUint16x8(32-shift), archsimd.BroadcastUint16x8(shift)
	half := archsimd.BroadcastUint16x8(16)
	i := 0
	for ; i+8 <= n; i += 8 {
		p := unsafe.Pointer(&edge[i])
		store8(unsafe.Pointer(&row[i]), load8(p).Mul(a).Add(load8(unsafe.Add(p, 2)).Mul(b)).Add(half).ShiftAllRight(5))
	}
	if i+4 <= n {
		p := unsafe.Pointer(&edge[i])
		*(*uint64)(unsafe.Pointer(&row[i])) = bitsOf(load4(p).Mul(a).Add(load4(unsafe.Add(p, 2)).Mul(b)).Add(half).ShiftAllRight(5))
		i += 4
	}
	for ; i < n; i++ {
		row[i] = (edge[i]*(32-shift) + edge[i+1]*shift + 16) >> 5
	}
}

// blendPairs has products of 16 bits, too.
func blendPairs(row, edge []uint16, shift uint16, top int) {
	if top > 1023 {
		blendPairsScalar(row, edge, shift)
		return
	}
	n := len(row)
	edge = edge[:2*n]
	weights := archsimd.BroadcastUint32x4(uint32(32-shift) | uint32(shift)<<16).ReshapeToUint16s()
	half, index := archsimd.BroadcastUint16x8(16), archsimd.LoadInt8x16Array(&narrow4)
	i := 0
	for ; i+4 <= n; i += 4 {
		v := load8(unsafe.Pointer(&edge[2*i])).Mul(weights)
		v = v.Add(v.ReshapeToUint32s().ShiftAllRight(16).ReshapeToUint16s()).Add(half).ShiftAllRight(5)
		*(*uint64)(unsafe.Pointer(&row[i])) = bitsOf(simd.PickInt8(v.ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint16s())
	}
	for ; i < n; i++ {
		row[i] = (edge[2*i]*(32-shift) + edge[2*i+1]*shift + 16) >> 5
	}
}
