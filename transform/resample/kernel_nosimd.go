//go:build !(goexperiment.simd && wasm)

package resample

// kernelScratch is what the kernels in use keep from call to call: nothing.
type kernelScratch struct{}

func (*kernelScratch) init(*axis) {}

func hfilter(dst []int16, dstStride int, src []byte, srcStride, rows int, a *axis, _ *kernelScratch) {
	hfilterScalar(dst, dstStride, src, srcStride, rows, a)
}

func vfilter(dst []byte, src []int16, stride int, w []int16, _ *kernelScratch) {
	vfilterScalar(dst, src, stride, w)
}
