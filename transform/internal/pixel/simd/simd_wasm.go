//go:build goexperiment.simd && wasm

package simd

import "simd/archsimd"

// ExtendHiUint8 widens the upper eight lanes.
func ExtendHiUint8(v archsimd.Uint8x16) archsimd.Uint16x8 {
	return v.ExtendHi8ToUint16()
}

// ExtendHiInt8 widens the upper eight lanes.
func ExtendHiInt8(v archsimd.Int8x16) archsimd.Int16x8 {
	return v.ExtendHi8ToInt16()
}

// ExtendHiUint16 widens the upper four lanes.
func ExtendHiUint16(v archsimd.Uint16x8) archsimd.Uint32x4 {
	return v.ExtendHi4ToUint32()
}

// ExtendHiInt16 widens the upper four lanes.
func ExtendHiInt16(v archsimd.Int16x8) archsimd.Int32x4 {
	return v.ExtendHi4ToInt32()
}

// ExtendHiUint32 widens the upper two lanes.
func ExtendHiUint32(v archsimd.Uint32x4) archsimd.Uint64x2 {
	return v.ExtendHi2ToUint64()
}

// MulHiUint8 multiplies the upper lanes to products of twice their width.
func MulHiUint8(v, u archsimd.Uint8x16) archsimd.Uint16x8 {
	return v.MulWidenHi(u)
}

// MulHiInt8 multiplies the upper lanes to products of twice their width.
func MulHiInt8(v, u archsimd.Int8x16) archsimd.Int16x8 {
	return v.MulWidenHi(u)
}

// MulHiUint16 multiplies the upper lanes to products of twice their width.
func MulHiUint16(v, u archsimd.Uint16x8) archsimd.Uint32x4 {
	return v.MulWidenHi(u)
}

// MulHiInt16 multiplies the upper lanes to products of twice their width.
func MulHiInt16(v, u archsimd.Int16x8) archsimd.Int32x4 {
	return v.MulWidenHi(u)
}

// SelectUint8 takes the bits of v where those of m are 1, else those of u.
func SelectUint8(v, u, m archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.BitSelect(u, m)
}

// SelectInt32 takes the bits of v where those of m are 1, else those of u.
func SelectInt32(v, u, m archsimd.Int32x4) archsimd.Int32x4 {
	return v.BitSelect(u, m)
}

// SelectInt64 takes the bits of v where those of m are 1, else those of u.
func SelectInt64(v, u, m archsimd.Int64x2) archsimd.Int64x2 {
	return v.BitSelect(u, m)
}
