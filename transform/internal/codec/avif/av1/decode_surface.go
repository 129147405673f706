package av1

// margin is how many samples are free to the left and right of every row: CDEF
// marks some of them, and kernels may read them.
const margin = 16

// surface is some rows of a plane.
type surface struct {
	pix    []uint16
	stride int
	top    int // the y of the first row
}

func makeSurface(w, rows int) surface {
	stride := (w + 2*margin + 7) &^ 7
	return surface{pix: make([]uint16, stride*rows), stride: stride}
}

// at is where a sample is.
func (s *surface) at(x, y int) int { return (y-s.top)*s.stride + margin + x }

// slide moves the last rows to the front, so that rows from y on can follow.
func (s *surface) slide(y, keep int) {
	copy(s.pix, s.pix[(y-keep-s.top)*s.stride:][:keep*s.stride])
	s.top = y - keep
}
