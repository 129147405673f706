//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

func blend(dst []int16, near, far []byte) {
	n := len(near) &^ 15
	if n > 0 {
		_, _ = dst[n-1], far[n-1]
		d, p, q := unsafe.Pointer(&dst[0]), unsafe.Pointer(&near[0]), unsafe.Pointer(&far[0])
		three := archsimd.BroadcastUint8x16(3)
		for i := 0; i < n; i += 16 {
			v, w := simd.Load8(p, i), simd.Load8(q, i)
			simd.Store16(d, 2*i, simd.MulLoUint8(v, three).Add(w.ExtendLo8ToUint16()).BitsToInt16())
			simd.Store16(d, 2*(i+8), simd.MulHiUint8(v, three).Add(simd.ExtendHiUint8(w)).BitsToInt16())
		}
	}
	blendScalar(dst[n:], near[n:], far[n:])
}

func narrow(dst []byte, src []int16, up int) {
	n := len(src) &^ 15
	if n > 0 {
		_ = dst[n-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		half := archsimd.BroadcastInt16x8(int16(1 + up))
		order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
		for i := 0; i < n; i += 16 {
			lo, hi := simd.Load16(s, 2*i).Add(half).ShiftAllRight(2), simd.Load16(s, 2*(i+8)).Add(half).ShiftAllRight(2)
			simd.Store8(d, i, simd.Narrow(lo.ToBits(), hi.ToBits(), order))
		}
	}
	narrowScalar(dst[n:], src[n:], up)
}

func spread(dst []byte, src []int16) {
	n := (len(src) - 2) &^ 7
	if n > 0 {
		_ = dst[2*n-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		up, down := archsimd.BroadcastInt16x8(8), archsimd.BroadcastInt16x8(7)
		for i := 0; i < n; i += 8 {
			v := simd.Load16(s, 2*(i+1))
			v = v.Add(v).Add(v)
			even := v.Add(simd.Load16(s, 2*i)).Add(up).ShiftAllRight(4)
			odd := v.Add(simd.Load16(s, 2*(i+2))).Add(down).ShiftAllRight(4)
			simd.Store16(d, 2*i, even.Or(odd.ShiftAllLeft(8)))
		}
	}
	spreadScalar(dst[2*n:], src[n:])
}

func sum(dst []int16, upper, lower []byte, sub int) {
	n := len(upper) / sub &^ 15
	if n > 0 {
		_, _ = dst[n-1], lower[n*sub-1]
		d, p, q := unsafe.Pointer(&dst[0]), unsafe.Pointer(&upper[0]), unsafe.Pointer(&lower[0])
		if sub == 2 {
			sumPairs(d, p, q, n)
		} else {
			for i := 0; i < n; i += 16 {
				v, w := simd.Load8(p, i), simd.Load8(q, i)
				simd.Store16(d, 2*i, v.ExtendLo8ToUint16().Add(w.ExtendLo8ToUint16()).BitsToInt16())
				simd.Store16(d, 2*(i+8), simd.ExtendHiUint8(v).Add(simd.ExtendHiUint8(w)).BitsToInt16())
			}
		}
	}
	sumScalar(dst[n:], upper[n*sub:], lower[n*sub:], sub)
}

func sumPairs(d, p, q unsafe.Pointer, n int) {
	even := archsimd.BroadcastUint16x8(0xff)
	for i := 0; i < n; i += 8 {
		v, w := simd.Load8(p, 2*i).ReshapeToUint16s(), simd.Load8(q, 2*i).ReshapeToUint16s()
		s := v.And(even).Add(v.ShiftAllRight(8)).Add(w.And(even)).Add(w.ShiftAllRight(8))
		simd.Store16(d, 2*i, s.BitsToInt16())
	}
}
