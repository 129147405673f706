//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// Load8 loads 16 bytes at an offset, in bytes, from p.
func Load8(p unsafe.Pointer, offset int) archsimd.Uint8x16 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, offset)))
}

// Store8 stores 16 bytes at an offset from p.
func Store8(p unsafe.Pointer, offset int, v archsimd.Uint8x16) {
	v.StoreArray((*[16]uint8)(unsafe.Add(p, offset)))
}

// Load16 loads eight lanes of 16 bits at an offset, in bytes, from p.
func Load16(p unsafe.Pointer, offset int) archsimd.Int16x8 {
	return archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(p, offset)))
}

// Store16 stores eight lanes of 16 bits at an offset from p.
func Store16(p unsafe.Pointer, offset int, v archsimd.Int16x8) {
	v.StoreArray((*[8]int16)(unsafe.Add(p, offset)))
}

// Load32 loads four lanes of 32 bits at an offset, in bytes, from p.
func Load32(p unsafe.Pointer, offset int) archsimd.Uint32x4 {
	return archsimd.LoadUint32x4Array((*[4]uint32)(unsafe.Add(p, offset)))
}

// Store32 stores four lanes of 32 bits at an offset from p.
func Store32(p unsafe.Pointer, offset int, v archsimd.Int32x4) {
	v.StoreArray((*[4]int32)(unsafe.Add(p, offset)))
}

// Store64 stores two lanes of 64 bits at an offset from p.
func Store64(p unsafe.Pointer, offset int, v archsimd.Uint64x2) {
	v.StoreArray((*[2]uint64)(unsafe.Add(p, offset)))
}

// Pick takes for each byte the one of v that order names; -1 takes 0.
func Pick(v archsimd.Uint8x16, order archsimd.Int8x16) archsimd.Uint8x16 {
	return PickInt8(v.BitsToInt8(), order).ToBits()
}

// EvenOdd is the order that puts the even bytes of a vector before the odd ones.
var EvenOdd = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}

// A square is transposed by exchanging the off-diagonal quarters of ever larger ones:
// for rows a and b, s bits to a quarter's row and a mask m of the even quarters,
//
//	t := (a>>s ^ b) & m
//	a, b = a^t<<s, b^t
//
// Exchange8, Exchange16 and Exchange32 are these steps; each leaves lanes of the width
// that the next one takes. Their masks are Mask8, Mask16 and Mask32, which loops keep in
// variables.

// Mask8 is the mask of Exchange8.
func Mask8() archsimd.Uint16x8 { return archsimd.BroadcastUint16x8(0x00ff) }

// Mask16 is the mask of Exchange16.
func Mask16() archsimd.Uint32x4 { return archsimd.BroadcastUint32x4(0x0000ffff) }

// Mask32 is the mask of Exchange32.
func Mask32() archsimd.Uint64x2 { return archsimd.BroadcastUint64x2(0x00000000ffffffff) }

// Exchange8 exchanges bytes.
func Exchange8(a, b, m archsimd.Uint16x8) (x, y archsimd.Uint32x4) {
	t := a.ShiftAllRight(8).Xor(b).And(m)
	return a.Xor(t.ShiftAllLeft(8)).ReshapeToUint32s(), b.Xor(t).ReshapeToUint32s()
}

// Exchange16 exchanges lanes of 16 bits.
func Exchange16(a, b, m archsimd.Uint32x4) (x, y archsimd.Uint64x2) {
	t := a.ShiftAllRight(16).Xor(b).And(m)
	return a.Xor(t.ShiftAllLeft(16)).ReshapeToUint64s(), b.Xor(t).ReshapeToUint64s()
}

// Exchange32 exchanges lanes of 32 bits.
func Exchange32(a, b, m archsimd.Uint64x2) (x, y archsimd.Uint64x2) {
	t := a.ShiftAllRight(32).Xor(b).And(m)
	return a.Xor(t.ShiftAllLeft(32)), b.Xor(t)
}

// PairInt16 has the two numbers at p in turns.
func PairInt16(p unsafe.Pointer) archsimd.Int16x8 {
	return archsimd.BroadcastInt32x4(*(*int32)(p)).ToBits().ReshapeToUint16s().BitsToInt16()
}
