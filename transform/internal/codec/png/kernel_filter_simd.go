//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package png

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// sumEvery is how many vectors 16-bit lanes can add up, two bytes of at most
// 128 each: 128 * 2 * 128 < 1<<16.
const sumEvery = 128

func filterBytes(out *[nFilters][]byte, cur, prev []byte, pixel int) (sums [nFilters]int) {
	n := len(cur) - rowPad
	i := 0
	for i+16 <= n {
		k := min((n-i)&^15, 16*sumEvery)
		filterVectors(out, cur, prev, pixel, i, k, &sums)
		i += k
	}
	filterBytesScalar(out, cur, prev, pixel, i, &sums)
	return sums
}

func filterVectors(out *[nFilters][]byte, cur, prev []byte, pixel, from, n int, sums *[nFilters]int) {
	_, _ = cur[rowPad+from+n-1], prev[rowPad+from+n-1]
	_, _, _, _ = out[filterSub][from+n-1], out[filterUp][from+n-1], out[filterAverage][from+n-1], out[filterPaeth][from+n-1]
	c, p := unsafe.Pointer(&cur[rowPad]), unsafe.Pointer(&prev[rowPad])
	dNone, dSub, dUp := unsafe.Pointer(&out[filterNone][0]), unsafe.Pointer(&out[filterSub][0]), unsafe.Pointer(&out[filterUp][0])
	dAverage, dPaeth := unsafe.Pointer(&out[filterAverage][0]), unsafe.Pointer(&out[filterPaeth][0])
	one := archsimd.BroadcastUint8x16(1)
	var none, sub, up, average, paeth archsimd.Uint16x8
	for i := from; i < from+n; i += 16 {
		x, a := simd.Load8(c, i), simd.Load8(c, i-pixel)
		b, corner := simd.Load8(p, i), simd.Load8(p, i-pixel)
		none = addAbsolute(none, x)
		simd.Store8(dNone, i, x)

		v := x.Sub(a)
		sub = addAbsolute(sub, v)
		simd.Store8(dSub, i, v)

		v = x.Sub(b)
		up = addAbsolute(up, v)
		simd.Store8(dUp, i, v)

		// Average rounds up where the filter rounds down.
		v = x.Sub(a.Average(b)).Add(a.Xor(b).And(one))
		average = addAbsolute(average, v)
		simd.Store8(dAverage, i, v)

		// As in unfilterPaethVectors.
		pa := b.Max(corner).Sub(b.Min(corner))
		pb := a.Max(corner).Sub(a.Min(corner))
		differ := a.GreaterEqual(corner).ToInt8x16().Xor(b.GreaterEqual(corner).ToInt8x16()).ToBits()
		pc := pa.Max(pb).Sub(pa.Min(pb)).Or(differ.Not())
		takeA := pa.LessEqual(pb.Min(pc)).ToInt8x16().ToBits()
		takeB := pb.LessEqual(pc).ToInt8x16().ToBits()
		v = x.Sub(simd.SelectUint8(a, simd.SelectUint8(b, corner, takeB), takeA))
		paeth = addAbsolute(paeth, v)
		simd.Store8(dPaeth, i, v)
	}
	sums[filterNone] += total(none)
	sums[filterSub] += total(sub)
	sums[filterUp] += total(up)
	sums[filterAverage] += total(average)
	sums[filterPaeth] += total(paeth)
}

// addAbsolute adds the absolute values of signed bytes, two to a lane.
func addAbsolute(sum archsimd.Uint16x8, v archsimd.Uint8x16) archsimd.Uint16x8 {
	v = v.Min(archsimd.Uint8x16{}.Sub(v))
	return sum.Add(v.ExtendLo8ToUint16()).Add(simd.ExtendHiUint8(v))
}

func total(v archsimd.Uint16x8) int {
	w := v.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(v))
	return int(w.GetElem(0) + w.GetElem(1) + w.GetElem(2) + w.GetElem(3))
}
