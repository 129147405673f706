//go:build goexperiment.simd && arm64

package simd

import "simd/archsimd"

// MulHiUint8 multiplies the upper lanes to products of twice their width.
func MulHiUint8(v, u archsimd.Uint8x16) archsimd.Uint16x8 {
	return swap(v).MulWidenLo(swap(u))
}

// MulHiInt8 multiplies the upper lanes to products of twice their width.
func MulHiInt8(v, u archsimd.Int8x16) archsimd.Int16x8 {
	return swap(v.ToBits()).BitsToInt8().MulWidenLo(swap(u.ToBits()).BitsToInt8())
}

// MulHiUint16 multiplies the upper lanes to products of twice their width.
func MulHiUint16(v, u archsimd.Uint16x8) archsimd.Uint32x4 {
	return swap(v.ReshapeToUint8s()).ReshapeToUint16s().MulWidenLo(swap(u.ReshapeToUint8s()).ReshapeToUint16s())
}

// MulHiInt16 multiplies the upper lanes to products of twice their width.
func MulHiInt16(v, u archsimd.Int16x8) archsimd.Int32x4 {
	return swap(v.ToBits().ReshapeToUint8s()).ReshapeToUint16s().BitsToInt16().MulWidenLo(swap(u.ToBits().ReshapeToUint8s()).ReshapeToUint16s().BitsToInt16())
}

// MulPairsLoInt16 multiplies the lower lanes of v by w's lane 0, those of u by its lane 1,
// and adds both. w has these two in turns.
func MulPairsLoInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return v.MulWidenLo(w.InterleaveEven(w)).Add(u.MulWidenLo(w.InterleaveOdd(w)))
}

// MulPairsHiInt16 is MulPairsLoInt16 of the upper lanes.
func MulPairsHiInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return MulHiInt16(v, w.InterleaveEven(w)).Add(MulHiInt16(u, w.InterleaveOdd(w)))
}

// ZipLo8 has the lower lanes of 8 bits of both in turns.
func ZipLo8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.InterleaveLo(u)
}

// ZipHi8 has the upper lanes of 8 bits of both in turns.
func ZipHi8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.InterleaveHi(u)
}

// NarrowInt32 has the lanes of v, then those of u, limited to 16 bits.
func NarrowInt32(v, u archsimd.Int32x4) archsimd.Int16x8 {
	lo, hi := v.SaturateToInt16().ToBits().ReshapeToUint64s(), u.SaturateToInt16().ToBits().ReshapeToUint64s()
	return lo.InterleaveLo(hi).ReshapeToUint16s().BitsToInt16()
}
