//go:build goexperiment.simd && amd64.v3

package simd

import "simd/archsimd"

// MulLoUint8 multiplies the lower lanes to products of twice their width.
func MulLoUint8(v, u archsimd.Uint8x16) archsimd.Uint16x8 {
	return v.ExtendLo8ToUint16().Mul(u.ExtendLo8ToUint16())
}

// MulHiUint8 multiplies the upper lanes to products of twice their width.
func MulHiUint8(v, u archsimd.Uint8x16) archsimd.Uint16x8 {
	return ExtendHiUint8(v).Mul(ExtendHiUint8(u))
}

// MulLoInt8 multiplies the lower lanes to products of twice their width.
func MulLoInt8(v, u archsimd.Int8x16) archsimd.Int16x8 {
	return v.ExtendLo8ToInt16().Mul(u.ExtendLo8ToInt16())
}

// MulHiInt8 multiplies the upper lanes to products of twice their width.
func MulHiInt8(v, u archsimd.Int8x16) archsimd.Int16x8 {
	return ExtendHiInt8(v).Mul(ExtendHiInt8(u))
}

// MulLoUint16 multiplies the lower lanes to products of twice their width.
func MulLoUint16(v, u archsimd.Uint16x8) archsimd.Uint32x4 {
	return v.Mul(u).InterleaveLo(v.MulHigh(u)).ReshapeToUint32s()
}

// MulHiUint16 multiplies the upper lanes to products of twice their width.
func MulHiUint16(v, u archsimd.Uint16x8) archsimd.Uint32x4 {
	return v.Mul(u).InterleaveHi(v.MulHigh(u)).ReshapeToUint32s()
}

// MulLoInt16 multiplies the lower lanes to products of twice their width.
func MulLoInt16(v, u archsimd.Int16x8) archsimd.Int32x4 {
	return v.Mul(u).InterleaveLo(v.MulHigh(u)).ToBits().ReshapeToUint32s().BitsToInt32()
}

// MulHiInt16 multiplies the upper lanes to products of twice their width.
func MulHiInt16(v, u archsimd.Int16x8) archsimd.Int32x4 {
	return v.Mul(u).InterleaveHi(v.MulHigh(u)).ToBits().ReshapeToUint32s().BitsToInt32()
}

// PickInt8 takes for each lane the one of v that order names; -1 takes 0.
func PickInt8(v, order archsimd.Int8x16) archsimd.Int8x16 {
	return v.PermuteOrZero(order)
}

// ShiftRightUint8 shifts right by n bits, 0 coming in.
func ShiftRightUint8(v archsimd.Uint8x16, n uint64) archsimd.Uint8x16 {
	return v.ReshapeToUint16s().ShiftAllRight(n).ReshapeToUint8s().And(archsimd.BroadcastUint8x16(0xff >> n))
}

// ShiftRightInt8 shifts right by n bits, the sign coming in.
func ShiftRightInt8(v archsimd.Int8x16, n uint64) archsimd.Int8x16 {
	return ShiftRightUint8(v.ToBits(), n).Xor(archsimd.BroadcastUint8x16(0x80 >> n)).Sub(archsimd.BroadcastUint8x16(0x80 >> n)).BitsToInt8()
}

// MulPairsLoInt16 multiplies the lower lanes of v by w's lane 0, those of u by its lane 1,
// and adds both. w has these two in turns.
func MulPairsLoInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return v.InterleaveLo(u).DotProductPairs(w)
}

// MulPairsHiInt16 is MulPairsLoInt16 of the upper lanes.
func MulPairsHiInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return v.InterleaveHi(u).DotProductPairs(w)
}

// ZipLo8 has the lower lanes of 8 bits of both in turns.
func ZipLo8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ExtendLo8ToUint16().Or(u.ExtendLo8ToUint16().ShiftAllLeft(8)).ReshapeToUint8s()
}

// ZipHi8 has the upper lanes of 8 bits of both in turns.
func ZipHi8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return ExtendHiUint8(v).Or(ExtendHiUint8(u).ShiftAllLeft(8)).ReshapeToUint8s()
}

// NarrowInt32 has the lanes of v, then those of u, limited to 16 bits.
func NarrowInt32(v, u archsimd.Int32x4) archsimd.Int16x8 {
	return v.SaturateToInt16Concat(u)
}
