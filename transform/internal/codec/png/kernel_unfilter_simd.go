//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package png

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// The kernels that depend on the pixel at the left take as many whole pixels as
// a vector holds. Each turn of their inner loop shifts what is known by one
// pixel and predicts all of them again: after as many turns as there are pixels
// all are right, without taking a vector apart.
//
// Pixels of 1 and 2 bytes would take 16 and 8 turns and stay scalar.

// leftOf[pixel] moves a vector's bytes one pixel up; lastOf[pixel] moves the
// last pixel of the 16/pixel whole ones to the front.
var (
	leftOf = [9][16]int8{
		3: {-1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		4: {-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
		6: {-1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		8: {-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7},
	}
	lastOf = [9][16]int8{
		3: {12, 13, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		4: {12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		6: {6, 7, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		8: {8, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1},
	}
)

func unfilterUp(dst, src, prev []byte) {
	n := len(dst) &^ 15
	if n > 0 {
		_, _ = src[n-1], prev[n-1]
		d, s, p := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&prev[0])
		for i := 0; i < n; i += 16 {
			simd.Store8(d, i, simd.Load8(s, i).Add(simd.Load8(p, i)))
		}
	}
	unfilterUpScalar(dst, src, prev, n)
}

func unfilterSub(dst, src []byte, pixel int) {
	i, n := 0, len(dst)
	if pixel >= 3 && n >= 16 {
		_ = src[n-1]
		d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
		left, last := archsimd.LoadInt8x16Array(&leftOf[pixel]), archsimd.LoadInt8x16Array(&lastOf[pixel])
		turns := 16 / pixel
		var v archsimd.Uint8x16
		for ; i+16 <= n; i += turns * pixel {
			x := simd.Load8(s, i).Add(simd.Pick(v, last))
			v = x
			for range turns - 1 {
				v = x.Add(simd.Pick(v, left))
			}
			simd.Store8(d, i, v)
		}
	}
	unfilterSubScalar(dst, src, pixel, i)
}

func unfilterAverage(dst, src, prev []byte, pixel int) {
	i, n := 0, len(dst)
	if pixel >= 3 && n >= 16 {
		_, _ = src[n-1], prev[n-1]
		d, s, p := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&prev[0])
		left, last := archsimd.LoadInt8x16Array(&leftOf[pixel]), archsimd.LoadInt8x16Array(&lastOf[pixel])
		one := archsimd.BroadcastUint8x16(1)
		turns := 16 / pixel
		var v archsimd.Uint8x16
		for ; i+16 <= n; i += turns * pixel {
			x, above, before := simd.Load8(s, i), simd.Load8(p, i), simd.Pick(v, last)
			v = archsimd.Uint8x16{}
			for range turns {
				a := simd.Pick(v, left).Or(before)
				// Average rounds up where the filter rounds down.
				v = x.Add(a.Average(above)).Sub(a.Xor(above).And(one))
			}
			simd.Store8(d, i, v)
		}
	}
	unfilterAverageScalar(dst, src, prev, pixel, i)
}

func unfilterPaeth(dst, src, prev []byte, pixel int) {
	i, n := 0, len(dst)
	if pixel >= 3 && n >= 16 {
		i = unfilterPaethVectors(dst, src, prev, pixel)
	}
	unfilterPaethScalar(dst, src, prev, pixel, i)
}

// unfilterPaethVectors returns how many bytes it did. The distances are those
// of the reference in bytes: with a for left, b above and c upper left, where
// b-c and a-c have the same sign the third distance is the sum of the others and
// never the least, else it is their difference.
func unfilterPaethVectors(dst, src, prev []byte, pixel int) int {
	n := len(dst)
	_, _ = src[n-1], prev[n-1]
	d, s, p := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&prev[0])
	left, last := archsimd.LoadInt8x16Array(&leftOf[pixel]), archsimd.LoadInt8x16Array(&lastOf[pixel])
	turns := 16 / pixel
	var v, above archsimd.Uint8x16
	i := 0
	for ; i+16 <= n; i += turns * pixel {
		x, before := simd.Load8(s, i), simd.Pick(v, last)
		beforeAbove := simd.Pick(above, last)
		above = simd.Load8(p, i)
		corner := simd.Pick(above, left).Or(beforeAbove)
		pa := above.Max(corner).Sub(above.Min(corner))
		rises := above.GreaterEqual(corner).ToInt8x16()
		v = archsimd.Uint8x16{}
		for range turns {
			a := simd.Pick(v, left).Or(before)
			pb := a.Max(corner).Sub(a.Min(corner))
			differ := a.GreaterEqual(corner).ToInt8x16().Xor(rises).ToBits()
			pc := pa.Max(pb).Sub(pa.Min(pb)).Or(differ.Not())
			takeA := pa.LessEqual(pb.Min(pc)).ToInt8x16().ToBits()
			takeB := pb.LessEqual(pc).ToInt8x16().ToBits()
			v = x.Add(simd.SelectUint8(a, simd.SelectUint8(above, corner, takeB), takeA))
		}
		simd.Store8(d, i, v)
	}
	return i
}
