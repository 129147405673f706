//go:build goexperiment.simd && ((wasm && !linked) || arm64 || amd64.v3)

package simd

import "simd/archsimd"

// PackSamples limits all lanes to 0 to 255 and makes of the four that stand below each other
// one lane, the lowest byte of a.
func PackSamples(a, b, c, d archsimd.Int32x4) archsimd.Int32x4 {
	return sample(a).Or(sample(b).ShiftAllLeft(8)).Or(sample(c).ShiftAllLeft(16)).Or(sample(d).ShiftAllLeft(24))
}

func sample(v archsimd.Int32x4) archsimd.Int32x4 {
	return v.Max(archsimd.BroadcastInt32x4(0)).Min(archsimd.BroadcastInt32x4(255))
}

// Narrow makes bytes of samples 0 to 7 and 8 to 15, which are below 256, order being
// EvenOdd.
func Narrow(lo, hi archsimd.Uint16x8, order archsimd.Int8x16) archsimd.Uint8x16 {
	return Pick(lo.Or(hi.ShiftAllLeft(8)).ReshapeToUint8s(), order)
}
