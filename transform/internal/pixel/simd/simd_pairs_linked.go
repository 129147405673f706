//go:build goexperiment.simd && wasm && linked

package simd

import "simd/archsimd"

// WebAssembly has a dot product and shuffles, and package archsimd does not know them. The
// build of the guest (shim/build), and nothing else, sets the tag linked and then puts
// them in the place of operations on floating-point numbers, of which no pixel ever
// sees one:
//
//	Float32x4.Sub  the lower lanes of 16 bits of both operands in turns
//	Float32x4.Div  the upper ones
//	Float32x4.Mul  the dot product of pairs of 16 bits
//
// The operands of the first two must stay in order, so they are none that commute.

// MulPairsLoInt16 multiplies the lower lanes of v by w's lane 0, those of u by its lane 1,
// and adds both.
func MulPairsLoInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return asInt32(asFloat(v).Sub(asFloat(u)).Mul(asFloat(w)))
}

// MulPairsHiInt16 is MulPairsLoInt16 of the upper lanes.
func MulPairsHiInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return asInt32(asFloat(v).Div(asFloat(u)).Mul(asFloat(w)))
}

func asFloat(v archsimd.Int16x8) archsimd.Float32x4 {
	return v.ToBits().ReshapeToUint32s().BitsToFloat32()
}

func asInt32(v archsimd.Float32x4) archsimd.Int32x4 { return v.ToBits().BitsToInt32() }
