//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

const simdTransforms = false

type vecs = [1][4]int32

func inverseAdd(coefs *[1024]int32, work *[4096]int32, t *[2]vecs, dst []uint16, stride int, w, h uint8, rows int, kind uint8, top int) {
}
