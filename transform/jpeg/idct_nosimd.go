//go:build !(goexperiment.simd && wasm)

package jpeg

// idctGroup transforms a group of 8 blocks; see idctScalar.
func idctGroup(s *decScale, dst []byte, stride int, coef []int16, q *decQuant) {
	idctScalar(s, dst, stride, coef, q)
}
