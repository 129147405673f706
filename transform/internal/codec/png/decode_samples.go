package png

import (
	"encoding/binary"

	"tintype/transform/internal/pixel"
)

// planes takes a row apart: samples of any depth become bytes, and those of a
// pixel go to the same place of the rows in dst, colors first and then alpha,
// if the image has it. All rows are as wide as the image or the pass.
func (f *format) planes(dst [][]byte, row, scratch []byte) {
	w := len(dst[0])
	n := w * f.channels
	samples := row[:min(n, len(row))]
	switch {
	case f.depth == 16:
		samples = scratch[:n]
		pixel.HighBytes(samples, row)
	case f.depth < 8:
		samples = scratch[:n]
		spread(samples, row, f.depth)
	}
	if f.colorType == typePalette {
		for i, d := range dst {
			p := i
			if i == 1 && len(dst) == 2 { // gray and alpha
				p = 3
			}
			lookUp(d, samples, &f.palette[p])
		}
		return
	}
	if f.key != nil {
		f.keyAlpha(dst[f.channels], row, samples)
	}
	if f.depth < 8 {
		scale := byte(255 / (1<<f.depth - 1)) // section 13.12: to the full range
		for i, v := range samples {
			dst[0][i] = v * scale
		}
		return
	}
	pixel.Split(dst[:f.channels], samples)
}

// spread takes samples of 1, 2 or 4 bits out of their bytes, where the leftmost
// is the highest (section 7.2).
func spread(dst, row []byte, depth int) {
	if depth == 1 {
		spreadBits(dst, row)
		return
	}
	mask, per := byte(1<<depth-1), 8/depth
	for i := 0; i < len(dst); i += per {
		v := row[i/per]
		for k := range min(per, len(dst)-i) {
			dst[i+k] = v >> (8 - depth*(k+1)) & mask
		}
	}
}

// spreadBits takes eight samples of 1 bit at once out of their byte: each byte of
// a word is left its own bit, which adding 127 carries to the top.
func spreadBits(dst, row []byte) {
	for len(dst) >= 8 {
		const bits, carry, ones = 0x0102040810204080, 0x7f7f7f7f7f7f7f7f, 0x0101010101010101
		v := uint64(row[0]) * ones & bits
		binary.LittleEndian.PutUint64(dst, (v+carry)>>7&ones)
		dst, row = dst[8:], row[1:]
	}
	for i := range dst {
		dst[i] = row[0] >> (7 - i) & 1
	}
}

func lookUp(dst, indices []byte, table *[256]byte) {
	for i, v := range indices[:len(dst)] {
		dst[i] = table[v]
	}
}

// keyAlpha makes pixels of the key color transparent. Samples of 16 bits are
// compared as a whole; beside one of 8 the key's high byte has no meaning.
func (f *format) keyAlpha(dst, row, samples []byte) {
	for x := range dst {
		same := true
		for c := range f.channels {
			i := x*f.channels + c
			if f.depth == 16 {
				same = same && row[2*i] == f.key[2*c] && row[2*i+1] == f.key[2*c+1]
			} else {
				same = same && (f.depth == 8 || f.key[2*c] == 0) && samples[i] == f.key[2*c+1]
			}
		}
		dst[x] = 255
		if same {
			dst[x] = 0
		}
	}
}
