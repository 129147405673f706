//go:build goexperiment.simd && (arm64 || wasm)

package simd

import "simd/archsimd"

// These architectures have operations of the kind that amd64 lacks.

// MulLoUint8 multiplies the lower lanes to products of twice their width.
func MulLoUint8(v, u archsimd.Uint8x16) archsimd.Uint16x8 {
	return v.MulWidenLo(u)
}

// MulLoInt8 multiplies the lower lanes to products of twice their width.
func MulLoInt8(v, u archsimd.Int8x16) archsimd.Int16x8 {
	return v.MulWidenLo(u)
}

// MulLoUint16 multiplies the lower lanes to products of twice their width.
func MulLoUint16(v, u archsimd.Uint16x8) archsimd.Uint32x4 {
	return v.MulWidenLo(u)
}

// MulLoInt16 multiplies the lower lanes to products of twice their width.
func MulLoInt16(v, u archsimd.Int16x8) archsimd.Int32x4 {
	return v.MulWidenLo(u)
}

// PickInt8 takes for each lane the one of v that order names; -1 takes 0.
func PickInt8(v, order archsimd.Int8x16) archsimd.Int8x16 {
	return v.LookupOrZero(order)
}

// ShiftRightUint8 shifts right by n bits, 0 coming in.
func ShiftRightUint8(v archsimd.Uint8x16, n uint64) archsimd.Uint8x16 {
	return v.ShiftAllRight(n)
}

// ShiftRightInt8 shifts right by n bits, the sign coming in.
func ShiftRightInt8(v archsimd.Int8x16, n uint64) archsimd.Int8x16 {
	return v.ShiftAllRight(n)
}
