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

// ZipLo8 has the lower lanes of 8 bits of both in turns.
func ZipLo8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ExtendLo8ToUint16().Or(u.ExtendLo8ToUint16().ShiftAllLeft(8)).ReshapeToUint8s()
}

// ZipHi8 has the upper lanes of 8 bits of both in turns.
func ZipHi8(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ExtendHi8ToUint16().Or(u.ExtendHi8ToUint16().ShiftAllLeft(8)).ReshapeToUint8s()
}

// ZipLo16 has the lower lanes of 16 bits of both in turns.
func ZipLo16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint16s().ExtendLo4ToUint32().Or(u.ReshapeToUint16s().ExtendLo4ToUint32().ShiftAllLeft(16)).ReshapeToUint8s()
}

// ZipHi16 has the upper lanes of 16 bits of both in turns.
func ZipHi16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint16s().ExtendHi4ToUint32().Or(u.ReshapeToUint16s().ExtendHi4ToUint32().ShiftAllLeft(16)).ReshapeToUint8s()
}

// ZipLo32 has the lower lanes of 32 bits of both in turns.
func ZipLo32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().ExtendLo2ToUint64().Or(u.ReshapeToUint32s().ExtendLo2ToUint64().ShiftAllLeft(32)).ReshapeToUint8s()
}

// ZipHi32 has the upper lanes of 32 bits of both in turns.
func ZipHi32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().ExtendHi2ToUint64().Or(u.ReshapeToUint32s().ExtendHi2ToUint64().ShiftAllLeft(32)).ReshapeToUint8s()
}

// ZipLo64 has the lower lanes of 64 bits of both in turns.
func ZipLo64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint64s().SetElem(1, u.ReshapeToUint64s().GetElem(0)).ReshapeToUint8s()
}

// ZipHi64 has the upper lanes of 64 bits of both in turns.
func ZipHi64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return u.ReshapeToUint64s().SetElem(0, v.ReshapeToUint64s().GetElem(1)).ReshapeToUint8s()
}

// NarrowInt32 has the lanes of v, then those of u, limited to 16 bits.
func NarrowInt32(v, u archsimd.Int32x4) archsimd.Int16x8 {
	low := archsimd.LoadInt8x16Array(&lowHalves)
	lo, hi := limit16(v).LookupOrZero(low).ToBits().ReshapeToUint64s(), limit16(u).LookupOrZero(low).ToBits().ReshapeToUint64s()
	return lo.SetElem(1, hi.GetElem(0)).ReshapeToUint16s().BitsToInt16()
}

var lowHalves = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1}

func limit16(v archsimd.Int32x4) archsimd.Int8x16 {
	v = v.Max(archsimd.BroadcastInt32x4(-1 << 15)).Min(archsimd.BroadcastInt32x4(1<<15 - 1))
	return v.ToBits().ReshapeToUint8s().BitsToInt8()
}
