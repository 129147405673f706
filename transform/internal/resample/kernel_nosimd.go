//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package resample

// kernelScratch keeps the rows of a group until it is full.
type kernelScratch struct {
	rows   []byte
	stride int
}

func (s *kernelScratch) init(a *axis) {
	s.stride = a.hi - a.lo
	s.rows = make([]byte, groupRows*s.stride)
}

// load takes n rows of the source as rows of the group from at on.
func (s *kernelScratch) load(at int, src []byte, stride, n int, _ *axis) {
	for i := range n {
		copy(s.rows[(at+i)*s.stride:][:s.stride], src[i*stride:])
	}
}

// hfilter filters the first n rows that were loaded along x.
func hfilter(dst []int16, dstStride, n, _ int, a *axis, s *kernelScratch) {
	hfilterScalar(dst, dstStride, s.rows, s.stride, n, a)
}

func vfilter(dst []byte, src []int16, stride int, w []int16, _ int, _ *kernelScratch) {
	vfilterScalar(dst, src, stride, w)
}
