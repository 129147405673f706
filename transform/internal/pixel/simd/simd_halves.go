//go:build goexperiment.simd && (arm64 || amd64.v3)

package simd

import "simd/archsimd"

// These architectures have no operation for the upper lanes, nor one that selects by bits.

// swap exchanges the halves of a vector.
func swap(v archsimd.Uint8x16) archsimd.Uint8x16 { return v.ConcatShiftBytesRight(v, 8) }

// ExtendHiUint8 widens the upper eight lanes.
func ExtendHiUint8(v archsimd.Uint8x16) archsimd.Uint16x8 {
	return swap(v).ExtendLo8ToUint16()
}

// ExtendHiInt8 widens the upper eight lanes.
func ExtendHiInt8(v archsimd.Int8x16) archsimd.Int16x8 {
	return swap(v.ToBits()).BitsToInt8().ExtendLo8ToInt16()
}

// ExtendHiUint16 widens the upper four lanes.
func ExtendHiUint16(v archsimd.Uint16x8) archsimd.Uint32x4 {
	return swap(v.ReshapeToUint8s()).ReshapeToUint16s().ExtendLo4ToUint32()
}

// ExtendHiInt16 widens the upper four lanes.
func ExtendHiInt16(v archsimd.Int16x8) archsimd.Int32x4 {
	return swap(v.ToBits().ReshapeToUint8s()).ReshapeToUint16s().BitsToInt16().ExtendLo4ToInt32()
}

// ExtendHiUint32 widens the upper two lanes.
func ExtendHiUint32(v archsimd.Uint32x4) archsimd.Uint64x2 {
	return swap(v.ReshapeToUint8s()).ReshapeToUint32s().ExtendLo2ToUint64()
}

// SelectUint8 takes the bits of v where those of m are 1, else those of u.
func SelectUint8(v, u, m archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.Xor(u).And(m).Xor(u)
}

// SelectInt32 takes the bits of v where those of m are 1, else those of u.
func SelectInt32(v, u, m archsimd.Int32x4) archsimd.Int32x4 {
	return v.Xor(u).And(m).Xor(u)
}

// SelectInt64 takes the bits of v where those of m are 1, else those of u.
func SelectInt64(v, u, m archsimd.Int64x2) archsimd.Int64x2 {
	return v.Xor(u).And(m).Xor(u)
}
