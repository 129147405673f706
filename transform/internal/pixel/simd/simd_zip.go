//go:build goexperiment.simd && (arm64 || amd64.v3)

package simd

import "simd/archsimd"

// ZipLo16 has the lower lanes of 16 bits of both in turns.
func ZipLo16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint16s().InterleaveLo(u.ReshapeToUint16s()).ReshapeToUint8s()
}

// ZipHi16 has the upper lanes of 16 bits of both in turns.
func ZipHi16(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint16s().InterleaveHi(u.ReshapeToUint16s()).ReshapeToUint8s()
}

// ZipLo32 has the lower lanes of 32 bits of both in turns.
func ZipLo32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().InterleaveLo(u.ReshapeToUint32s()).ReshapeToUint8s()
}

// ZipHi32 has the upper lanes of 32 bits of both in turns.
func ZipHi32(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint32s().InterleaveHi(u.ReshapeToUint32s()).ReshapeToUint8s()
}

// ZipLo64 has the lower lanes of 64 bits of both in turns.
func ZipLo64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint64s().InterleaveLo(u.ReshapeToUint64s()).ReshapeToUint8s()
}

// ZipHi64 has the upper lanes of 64 bits of both in turns.
func ZipHi64(v, u archsimd.Uint8x16) archsimd.Uint8x16 {
	return v.ReshapeToUint64s().InterleaveHi(u.ReshapeToUint64s()).ReshapeToUint8s()
}
