//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// The kernels transform four blocks at once, one in each lane of a vector, and
// do so twice for a group of 8. The columns' pass loads coefficients and leaves
// rows of 8 vectors in a workspace, from which the rows' pass makes samples. The
// arithmetic is that of the scalar transforms.

// vec holds the same value of four blocks.
type vec = archsimd.Int32x4

// workspace is what the two passes share.
type workspace [8 * 8 * 4]int32

// kernels returns the functions that transform a group of 8 blocks: one for all
// coefficients, and one for where those at the zigzag position 15 and above are
// zero, so that the numbers of the others add up to at most 4.
func (s *decScale) kernels() (full, low decKernel) {
	switch {
	case s.mean && s.n == 4:
		return mean4Lanes, mean4LowLanes
	case s.mean:
		return mean2Lanes, mean2LowLanes
	case s.n == 8:
		return idct8Lanes, idct8LowLanes
	}
	full = [...]decKernel{1: idct1Lanes, idct2Lanes, idct3Lanes, idct4Lanes,
		idct5Lanes, idct6Lanes, idct7Lanes}[s.n]
	return full, full
}

// lanes points to what a kernel works on.
type lanes struct{ coef, q, ws, dst unsafe.Pointer }

// pointers checks the bounds of a kernel for n samples from d coefficients a
// side. Kernels write 16 bytes at a time, which may be more than there are
// samples, and read 8 bytes beyond the last coefficient.
func pointers(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace, n, d int) lanes {
	_, _ = dst[(n-1)*stride+8*n+15], coef[d*d*8+3]
	return lanes{unsafe.Pointer(&coef[0]), unsafe.Pointer(q), unsafe.Pointer(ws), unsafe.Pointer(&dst[0])}
}

// splat is a vector of equal constants.
func splat(x int32) vec { return archsimd.BroadcastInt32x4(x) }

// dequant loads coefficient i of four blocks.
func dequant(coef, q unsafe.Pointer, i uintptr) vec {
	a := archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(coef, i*16)))
	return a.Mul(archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(q, i*16)))).ExtendLo4ToInt32()
}

func get(ws unsafe.Pointer, i uintptr) vec {
	return archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(ws, i*16)))
}

func put(ws unsafe.Pointer, i uintptr, v vec) {
	v.StoreArray((*[4]int32)(unsafe.Add(ws, i*16)))
}

// sample limits v to 0…255.
func sample(v vec) vec { return v.Max(splat(0)).Min(splat(255)) }

// pack4 joins the samples of four columns, block by block, after a shift.
func pack4(a, b, c, d vec, shift uint64) vec {
	return simd.PackSamples(a.ShiftAllRight(shift), b.ShiftAllRight(shift), c.ShiftAllRight(shift), d.ShiftAllRight(shift))
}

// put8 stores 8 samples for each of four blocks: lo has the first four of each,
// hi the others.
func put8(dst unsafe.Pointer, lo, hi vec) {
	a, b := lo.ToBits(), hi.ToBits()
	ab := a.ExtendLo2ToUint64().Or(b.ExtendLo2ToUint64().ShiftAllLeft(32))
	cd := simd.ExtendHiUint32(a).Or(simd.ExtendHiUint32(b).ShiftAllLeft(32))
	ab.StoreArray((*[2]uint64)(dst))
	cd.StoreArray((*[2]uint64)(unsafe.Add(dst, 16)))
}

// putN stores n samples, 5 to 7, for each of four blocks, and up to 3 bytes
// more.
func putN(dst unsafe.Pointer, n int, lo, hi vec) {
	a, b := lo.ToBits(), hi.ToBits()
	ab := a.ExtendLo2ToUint64().Or(b.ExtendLo2ToUint64().ShiftAllLeft(32))
	cd := simd.ExtendHiUint32(a).Or(simd.ExtendHiUint32(b).ShiftAllLeft(32))
	*(*uint64)(dst) = ab.GetElem(0)
	*(*uint64)(unsafe.Add(dst, n)) = ab.GetElem(1)
	*(*uint64)(unsafe.Add(dst, 2*n)) = cd.GetElem(0)
	*(*uint64)(unsafe.Add(dst, 3*n)) = cd.GetElem(1)
}

// dot4 is the sum of four products.
func dot4(a, b, c, d, ka, kb, kc, kd vec) vec {
	return a.Mul(ka).Add(b.Mul(kb)).Add(c.Mul(kc).Add(d.Mul(kd)))
}
