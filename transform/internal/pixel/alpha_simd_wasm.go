//go:build goexperiment.simd && wasm

package pixel

import (
	"simd/archsimd"
	"unsafe"
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
	order := archsimd.LoadInt8x16Array(&evenOddBytes)
	for i := 0; i < n; i += 16 {
		v, w := load8(a, i), load8(b, i)
		lo, hi := v.MulWidenLo(w).Add(half), v.MulWidenHi(w).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		store8(dst, i, bytesOf(lo, hi, order))
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
	order := archsimd.LoadInt8x16Array(&evenOddBytes)
	for i := 0; i < n; i += 16 {
		a := load8(alpha, i)
		if w := a.ReshapeToUint64s(); w.GetElem(0) == w.GetElem(1) && w.GetElem(0)+1 <= 1 {
			if w.GetElem(0) == 0 {
				store8(r, i, a)
				store8(g, i, a)
				store8(b, i, a)
			}
			continue
		}
		v := load8(r, i)
		lo, hi := v.MulWidenLo(a).Add(half), v.MulWidenHi(a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		store8(r, i, bytesOf(lo, hi, order))
		v = load8(g, i)
		lo, hi = v.MulWidenLo(a).Add(half), v.MulWidenHi(a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		store8(g, i, bytesOf(lo, hi, order))
		v = load8(b, i)
		lo, hi = v.MulWidenLo(a).Add(half), v.MulWidenHi(a).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		store8(b, i, bytesOf(lo, hi, order))
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
	order := archsimd.LoadInt8x16Array(&evenOddBytes)
	for i := 0; i < n; i += 16 {
		v, a := load8(src, i), load8(alpha, i)
		rest := a.Not()
		lo := v.MulWidenLo(a).Add(back.MulWidenLo(rest)).Add(half)
		hi := v.MulWidenHi(a).Add(back.MulWidenHi(rest)).Add(half)
		lo, hi = lo.Add(lo.ShiftAllRight(8)).ShiftAllRight(8), hi.Add(hi.ShiftAllRight(8)).ShiftAllRight(8)
		store8(dst, i, bytesOf(lo, hi, order))
	}
}
