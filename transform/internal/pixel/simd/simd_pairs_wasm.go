//go:build goexperiment.simd && wasm && !linked

package simd

import "simd/archsimd"

// MulPairsLoInt16 multiplies the lower lanes of v by w's lane 0, those of u by its lane 1,
// and adds both.
func MulPairsLoInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return v.MulWidenLo(archsimd.BroadcastInt16x8(w.GetElem(0))).Add(u.MulWidenLo(archsimd.BroadcastInt16x8(w.GetElem(1))))
}

// MulPairsHiInt16 is MulPairsLoInt16 of the upper lanes.
func MulPairsHiInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return v.MulWidenHi(archsimd.BroadcastInt16x8(w.GetElem(0))).Add(u.MulWidenHi(archsimd.BroadcastInt16x8(w.GetElem(1))))
}
