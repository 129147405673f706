//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// vfilter is vfilterScalar for weights a multiple of 4 in number. Rows of src
// must be readable to a multiple of 16 samples; the first one is row y of the
// source.
func vfilter(dst []byte, src []int16, stride int, w []int16, y int, s *kernelScratch) {
	n := len(dst)
	_ = src[(len(w)-1)*stride+(n+15)&^15-1]
	d, p := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
	i := 0
	if !s.mid.some {
		i = n &^ 15
		filterRows(d, p, stride*2, w, i/16)
	}
	for i+16 <= n {
		if level := s.mid.level(i, y); level != notFlat {
			archsimd.BroadcastUint8x16(uint8(level)).StoreArray((*[16]uint8)(unsafe.Add(d, i)))
			i += 16
			continue
		}
		from := i
		for i += 16; i+16 <= n && s.mid.level(i, y) == notFlat; {
			i += 16
		}
		filterRows(unsafe.Add(d, from), unsafe.Add(p, from*2), stride*2, w, (i-from)/16)
	}
	if tail := n % 16; tail > 0 {
		var last [16]byte
		filterRows(unsafe.Pointer(&last), unsafe.Add(p, (n-tail)*2), stride*2, w, 1)
		copy(dst[n-tail:], last[:tail])
	}
}

// filterRows makes n times 16 destination samples. stride is in bytes.
func filterRows(dst, src unsafe.Pointer, stride int, w []int16, n int) {
	const shift = weightBits + midBits
	half := archsimd.BroadcastInt32x4(128<<shift + 1<<(shift-1))
	low := archsimd.BroadcastInt32x4(0xffff)
	var zero archsimd.Int16x8
	most := archsimd.BroadcastInt16x8(255)
	order := archsimd.LoadInt8x16Array(&interleaved)
	weights, taps := unsafe.Pointer(unsafe.SliceData(w)), len(w)
	for range n {
		s, w := src, weights
		a0, a1, a2, a3 := half, half, half, half // Q21
		for k := taps; k > 0; k -= 4 {
			v, t := simd.PairInt16(w), unsafe.Add(s, stride)
			p, q := simd.Load16(s, 0), simd.Load16(t, 0)
			a0 = a0.Add(simd.MulPairsLoInt16(p, q, v))
			a1 = a1.Add(simd.MulPairsHiInt16(p, q, v))
			p, q = simd.Load16(s, 16), simd.Load16(t, 16)
			a2 = a2.Add(simd.MulPairsLoInt16(p, q, v))
			a3 = a3.Add(simd.MulPairsHiInt16(p, q, v))
			s = unsafe.Add(t, stride)
			v, t = simd.PairInt16(unsafe.Add(w, 4)), unsafe.Add(s, stride)
			p, q = simd.Load16(s, 0), simd.Load16(t, 0)
			a0 = a0.Add(simd.MulPairsLoInt16(p, q, v))
			a1 = a1.Add(simd.MulPairsHiInt16(p, q, v))
			p, q = simd.Load16(s, 16), simd.Load16(t, 16)
			a2 = a2.Add(simd.MulPairsLoInt16(p, q, v))
			a3 = a3.Add(simd.MulPairsHiInt16(p, q, v))
			s = unsafe.Add(t, stride)
			w = unsafe.Add(w, 8)
		}
		// Pairs of samples 4 apart in 16 bits, then four samples 4 apart in
		// every 32 bits.
		c := a0.ShiftAllRight(shift).And(low).Or(a1.ShiftAllRight(shift - 16).AndNot(low))
		d := a2.ShiftAllRight(shift).And(low).Or(a3.ShiftAllRight(shift - 16).AndNot(low))
		e := halves(c).Max(zero).Min(most)
		f := halves(d).Max(zero).Min(most)
		simd.PickInt8(e.Or(f.ShiftAllLeft(8)).ToBits().ReshapeToUint8s().BitsToInt8(), order).StoreArray((*[16]int8)(dst))
		src = unsafe.Add(src, 32)
		dst = unsafe.Add(dst, 16)
	}
}

// interleaved says where filterRows has its samples 0 to 15.
var interleaved = [16]int8{0, 4, 8, 12, 2, 6, 10, 14, 1, 5, 9, 13, 3, 7, 11, 15}

func halves(v archsimd.Int32x4) archsimd.Int16x8 {
	return v.ToBits().ReshapeToUint16s().BitsToInt16()
}
