package tiff

// The codes of TIFF's LZW, section 13: 9 to 12 bits, most significant first, and
// one code earlier longer than other kinds of LZW.
const (
	lzwClear   = 256
	lzwEnd     = 257
	lzwFirst   = 258
	lzwMaxBits = 12
)

// unpackLZW fills dst from src as far as src goes. Every code stands for a piece
// of what was written before, so that a table of places and lengths is enough.
func unpackLZW(dst, src []byte) {
	var start, length [1 << lzwMaxBits]int32
	next, width, before, out := lzwFirst, 9, -1, 0
	acc, bits := uint32(0), 0
	for {
		for ; bits < width; bits += 8 {
			if len(src) == 0 {
				return
			}
			acc, src = acc<<8|uint32(src[0]), src[1:]
		}
		bits -= width
		code := int(acc>>bits) & (1<<width - 1)
		switch {
		case code == lzwEnd:
			return
		case code == lzwClear:
			next, width, before = lzwFirst, 9, -1
			continue
		case code > next || code == next && before < 0 || out == len(dst):
			return
		}
		// The piece that the code before began ends with this one's first byte.
		if before >= 0 && next < len(start) {
			start[next], length[next] = int32(before), int32(out-before)+1
			next++
			if next == 1<<width-1 && width < lzwMaxBits {
				width++
			}
		}
		before = out
		if code < lzwClear {
			dst[out] = byte(code)
			out++
			continue
		}
		from := int(start[code])
		for n := min(int(length[code]), len(dst)-out); n > 0; n-- { // pieces may overlap what they write
			dst[out] = dst[from]
			from, out = from+1, out+1
		}
	}
}
