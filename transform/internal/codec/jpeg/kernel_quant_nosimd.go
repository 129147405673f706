//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package jpeg

// quantizeRow quantizes one row of blocks; see quantizeRowScalar.
func quantizeRow(levels []int16, masks []uint64, coefs []int16, z *encQuant, span encSpan) {
	quantizeRowScalar(levels, masks, coefs, z, span)
}
