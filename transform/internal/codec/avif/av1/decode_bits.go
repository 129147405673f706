package av1

// bitReader reads the descriptors of section 4.10 from uncompressed headers.
// Reading past the end gives zeros and sets over.
type bitReader struct {
	data []byte
	pos  int // in bits
	over bool
}

//go:noinline
func (r *bitReader) bit() int {
	at := r.pos >> 3
	if at >= len(r.data) {
		r.over = true
		return 0
	}
	b := int(r.data[at]>>(7-r.pos&7)) & 1
	r.pos++
	return b
}

// flag is called from everywhere; in line it would be much code.
//
//go:noinline
func (r *bitReader) flag() bool { return r.bit() != 0 }

// read is f(n), n at most 32.
func (r *bitReader) read(n int) int {
	x := 0
	for range n {
		x = x<<1 | r.bit()
	}
	return x
}

// signed is su(n).
func (r *bitReader) signed(n int) int {
	x := r.read(n)
	return x - x>>(n-1)<<n
}

// uniform is ns(n).
func (r *bitReader) uniform(n int) int {
	w := floorLog2(n) + 1
	m := 1<<w - n
	v := r.read(w - 1)
	if v < m {
		return v
	}
	return v<<1 - m + r.bit()
}

// uvlc skips a uvlc().
func (r *bitReader) uvlc() {
	zeros := 0
	for !r.flag() && !r.over {
		zeros++
	}
	if zeros < 32 {
		r.read(zeros)
	}
}

func (r *bitReader) align() { r.pos = (r.pos + 7) &^ 7 }

// leb128 reads a size (section 4.10.5) from the beginning of data.
func leb128(data []byte) (value, n int, ok bool) {
	for i := 0; i < 8 && i < len(data); i++ {
		value |= int(data[i]&0x7F) << (7 * i)
		if data[i]&0x80 == 0 {
			return value, i + 1, value>>32 == 0
		}
	}
	return 0, 0, false
}
