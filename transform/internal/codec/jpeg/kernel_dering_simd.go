//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"simd/archsimd"
	"unsafe"
)

// anyExtreme is anyExtremeScalar, sixteen samples at a time.
func anyExtreme(src []byte, stride, width int) bool {
	if width < 8 {
		return false
	}
	// The bounds that the pointers below keep to.
	_ = src[7*stride+width+encOverread-1]
	white, black := archsimd.BroadcastUint8x16(255), archsimd.BroadcastUint8x16(0)
	most, least := black, white
	for y := range 8 {
		row := unsafe.Pointer(&src[y*stride])
		for x := 0; x < width; x += 16 {
			v := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(row, x)))
			most, least = most.Max(v), least.Min(v)
		}
	}
	found := most.Equal(white).ToInt8x16().Or(least.Equal(black).ToInt8x16()).ToBits().ReshapeToUint64s()
	return found.GetElem(0)|found.GetElem(1) != 0
}
