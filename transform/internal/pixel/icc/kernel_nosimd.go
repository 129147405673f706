//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package icc

func split(r, g, b, y4 []int16, cb, cr []byte) { splitScalar(r, g, b, y4, cb, cr) }

func multiply(r, g, b []int16, m *[3][3]int16) { multiplyScalar(r, g, b, m) }

func join(cb, cr []byte, d, r, g, b []int16) { joinScalar(cb, cr, d, r, g, b) }

func widen(dst []int16, src []byte, frac int) { widenScalar(dst, src, frac) }

func narrow(dst []byte, src []int16) { narrowScalar(dst, src) }

func sumLuma(dst []int16, upper, lower []byte, sub int) { sumLumaScalar(dst, upper, lower, sub) }

func addShared(dst []byte, wide, d []int16, sub int) { addSharedScalar(dst, wide, d, sub) }
