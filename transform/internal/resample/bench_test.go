//go:build !wasm

package resample

import (
	"testing"

	"tintype/transform/internal/pixel"
)

// BenchmarkPhoto is what a photograph of 2725x2225 decoded at 4/8 needs to
// become 720 wide: three planes, in bands as a decoder makes them.
func BenchmarkPhoto(b *testing.B) {
	luma, chroma := pattern("noise", 1363, 1113), pattern("noise", 682, 557)
	y, c := pixel.NewPlane(720, 588), pixel.NewPlane(360, 294)
	for b.Loop() {
		pushBands(New(&y, 1363, 1113, Full(1363), Full(1113), Lanczos3), luma, 8)
		cb := New(&c, 682, 557, Span{0, 1363 << 15}, Span{0, 1113 << 15}, Lanczos3)
		pushBands(cb, chroma, 4)
		pushBands(cb.Twin(&c), chroma, 4)
	}
}

// BenchmarkReduce is a large reduction, one plane of 9 megapixels to 100 wide.
func BenchmarkReduce(b *testing.B) {
	src, dst := pattern("noise", 3000, 3000), pixel.NewPlane(100, 100)
	b.SetBytes(9e6)
	for b.Loop() {
		pushBands(New(&dst, 3000, 3000, Full(3000), Full(3000), Lanczos3), src, 16)
	}
}

// BenchmarkEnlarge makes 1 megapixel of a quarter.
func BenchmarkEnlarge(b *testing.B) {
	src, dst := pattern("noise", 500, 500), pixel.NewPlane(1000, 1000)
	for b.Loop() {
		pushBands(New(&dst, 500, 500, Full(500), Full(500), Lanczos3), src, 16)
	}
}

// BenchmarkNew is the making of weights.
func BenchmarkNew(b *testing.B) {
	dst := pixel.NewPlane(720, 588)
	for b.Loop() {
		New(&dst, 1363, 1113, Full(1363), Full(1113), Lanczos3)
	}
}
