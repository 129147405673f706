//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

func multiply(dst, a, b []byte) {
	n := len(a) &^ 15
	if n > 0 {
		_, _ = dst[n-1], b[n-1]
		multiply16(unsafe.Pointer(&dst[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), n)
	}
	multiplyScalar(dst[n:], a[n:], b[n:])
}

func multiply16(dst, a, b unsafe.Pointer, n int) {
	half := archsimd.BroadcastUint16x8(128)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		v, w := simd.Load8(a, i), simd.Load8(b, i)
		lo, hi := simd.MulLoUint8(v, w).Add(half), simd.MulHiUint8(v, w).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		simd.Store8(dst, i, simd.Narrow(lo, hi, order))
	}
}

func multiply3(r, g, b, alpha []byte) {
	n := len(alpha) &^ 15
	if n > 0 {
		_, _, _ = r[n-1], g[n-1], b[n-1]
		multiply3by16(unsafe.Pointer(&r[0]), unsafe.Pointer(&g[0]), unsafe.Pointer(&b[0]), unsafe.Pointer(&alpha[0]), n)
	}
	multiply3Scalar(r[n:], g[n:], b[n:], alpha[n:])
}

// multiply3by16 calculates where alpha is neither 0 nor 255 throughout.
func multiply3by16(r, g, b, alpha unsafe.Pointer, n int) {
	half := archsimd.BroadcastUint16x8(128)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		a := simd.Load8(alpha, i)
		if w := a.ReshapeToUint64s(); w.GetElem(0) == w.GetElem(1) && w.GetElem(0)+1 <= 1 {
			if w.GetElem(0) == 0 {
				simd.Store8(r, i, a)
				simd.Store8(g, i, a)
				simd.Store8(b, i, a)
			}
			continue
		}
		v := simd.Load8(r, i)
		lo, hi := simd.MulLoUint8(v, a).Add(half), simd.MulHiUint8(v, a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		simd.Store8(r, i, simd.Narrow(lo, hi, order))
		v = simd.Load8(g, i)
		lo, hi = simd.MulLoUint8(v, a).Add(half), simd.MulHiUint8(v, a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		simd.Store8(g, i, simd.Narrow(lo, hi, order))
		v = simd.Load8(b, i)
		lo, hi = simd.MulLoUint8(v, a).Add(half), simd.MulHiUint8(v, a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		simd.Store8(b, i, simd.Narrow(lo, hi, order))
	}
}

func over(dst, src, alpha []byte, bg byte) {
	n := len(alpha) &^ 15
	if n > 0 {
		_, _ = dst[n-1], src[n-1]
		over16(unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&alpha[0]), n, bg)
	}
	overScalar(dst[n:], src[n:], alpha[n:], bg)
}

func over16(dst, src, alpha unsafe.Pointer, n int, bg byte) {
	half := archsimd.BroadcastUint16x8(128)
	back := archsimd.BroadcastUint8x16(bg)
	order := archsimd.LoadInt8x16Array(&simd.EvenOdd)
	for i := 0; i < n; i += 16 {
		v, a := simd.Load8(src, i), simd.Load8(alpha, i)
		rest := a.Not()
		lo := simd.MulLoUint8(v, a).Add(simd.MulLoUint8(back, rest)).Add(half)
		hi := simd.MulHiUint8(v, a).Add(simd.MulHiUint8(back, rest)).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		simd.Store8(dst, i, simd.Narrow(lo, hi, order))
	}
}
