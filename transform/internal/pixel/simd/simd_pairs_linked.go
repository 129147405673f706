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
//	Float32x4.Less, Greater, LessEqual, GreaterEqual; Float64x2.Less, Greater
//	               the same of lanes of 32, 64 and 8 bits, the lower and the upper ones
//	Float64x2.Sub  both operands' lanes of 32 bits in 16 bits, limited
//	Float64x2.Div  both operands' lanes of 16 bits in 8 bits, limited to 0 and 255
//
// Where the order of operands matters, they are none that commute.

// MulPairsLoInt16 multiplies the lower lanes of v by w's lane 0, those of u by its lane 1,
// and adds both.
func MulPairsLoInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return asInt32(asFloat(v).Sub(asFloat(u)).Mul(asFloat(w)))
}

// MulPairsHiInt16 is MulPairsLoInt16 of the upper lanes.
func MulPairsHiInt16(v, u, w archsimd.Int16x8) archsimd.Int32x4 {
	return asInt32(asFloat(v).Div(asFloat(u)).Mul(asFloat(w)))
}

// inOrder says where the bytes of four vectors of four lanes are, lane by lane.
var inOrder = [16]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}

// PackSamples limits all lanes to 0 to 255 and makes of the four that stand below each other
// one lane, the lowest byte of a.
func PackSamples(a, b, c, d archsimd.Int32x4) archsimd.Int32x4 {
	v := asDouble(a).Sub(asDouble(b)).Div(asDouble(c).Sub(asDouble(d)))
	bytes := v.ToBits().ReshapeToUint8s().BitsToInt8()
	return bytes.LookupOrZero(archsimd.LoadInt8x16Array(&inOrder)).ToBits().ReshapeToUint32s().BitsToInt32()
}

func asDouble(v archsimd.Int32x4) archsimd.Float64x2 {
	return v.ToBits().ReshapeToUint64s().BitsToFloat64()
}

func asFloat(v archsimd.Int16x8) archsimd.Float32x4 {
	return v.ToBits().ReshapeToUint32s().BitsToFloat32()
}

func asInt32(v archsimd.Float32x4) archsimd.Int32x4 { return v.ToBits().BitsToInt32() }

// ZipLo8 has the lower lanes of 8 bits of both in turns.
func ZipLo8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint64s().BitsToFloat64().Less(u.ReshapeToUint64s().BitsToFloat64()).ToInt64x2().ToBits().ReshapeToUint8s()
}

// ZipHi8 has the upper lanes of 8 bits of both in turns.
func ZipHi8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint64s().BitsToFloat64().Greater(u.ReshapeToUint64s().BitsToFloat64()).ToInt64x2().ToBits().ReshapeToUint8s()
}

// ZipLo16 has the lower lanes of 16 bits of both in turns.
func ZipLo16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().Sub(u.ReshapeToUint32s().BitsToFloat32()).ToBits().ReshapeToUint8s()
}

// ZipHi16 has the upper lanes of 16 bits of both in turns.
func ZipHi16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().Div(u.ReshapeToUint32s().BitsToFloat32()).ToBits().ReshapeToUint8s()
}

// ZipLo32 has the lower lanes of 32 bits of both in turns.
func ZipLo32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().Less(u.ReshapeToUint32s().BitsToFloat32()).ToInt32x4().ToBits().ReshapeToUint8s()
}

// ZipHi32 has the upper lanes of 32 bits of both in turns.
func ZipHi32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().Greater(u.ReshapeToUint32s().BitsToFloat32()).ToInt32x4().ToBits().ReshapeToUint8s()
}

// ZipLo64 has the lower lanes of 64 bits of both in turns.
func ZipLo64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().LessEqual(u.ReshapeToUint32s().BitsToFloat32()).ToInt32x4().ToBits().ReshapeToUint8s()
}

// ZipHi64 has the upper lanes of 64 bits of both in turns.
func ZipHi64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().BitsToFloat32().GreaterEqual(u.ReshapeToUint32s().BitsToFloat32()).ToInt32x4().ToBits().ReshapeToUint8s()
}

// NarrowInt32 has the lanes of v, then those of u, limited to 16 bits.
func NarrowInt32(v, u archsimd.Int32x4) archsimd.Int16x8 {
	return asDouble(v).Sub(asDouble(u)).ToBits().ReshapeToUint16s().BitsToInt16()
}

// Narrow makes bytes of samples 0 to 7 and 8 to 15, which are below 256, order being
// EvenOdd.
func Narrow(lo, hi archsimd.Uint16x8, _ archsimd.Int8x16) archsimd.Uint8x16 {
	return lo.ReshapeToUint64s().BitsToFloat64().Div(hi.ReshapeToUint64s().BitsToFloat64()).ToBits().ReshapeToUint8s()
}
