package tifffile

import (
	"bytes"
	"compress/zlib"
	"math/bits"
)

// block returns a strip or tile as the file holds it.
func (f *File) block(x, y, w, h, plane int) []byte {
	if f.Compression == JPEG {
		return f.JPEG(x, y, w, h, plane)
	}
	rows := f.rows(x, y, w, h, plane)
	packed := f.compress(rows, w)
	if f.FillOrder == 2 {
		for i, b := range packed {
			packed[i] = bits.Reverse8(b)
		}
	}
	return packed
}

// rows returns the rows of a strip or tile, differences taken. What a tile has
// beyond the image repeats its edge.
func (f *File) rows(x, y, w, h, plane int) [][]byte {
	at := func(i, j, s int) uint64 { return f.At(min(x+i, f.W-1), min(y+j, f.H-1), s) }
	if f.Photometric == YCbCr {
		return f.units(at, w, h)
	}
	samples := f.Samples
	if f.Planar {
		samples = 1
	}
	var rows [][]byte
	for j := range h {
		row := make([]uint64, 0, w*samples)
		for i := range w {
			for s := range samples {
				row = append(row, at(i, j, s+plane))
			}
		}
		rows = append(rows, f.predicted(row, samples))
	}
	return rows
}

// units are YCbCr's data units, section 21: the luma of SubX by SubY pixels, then
// the mean of their chroma.
func (f *File) units(at func(i, j, s int) uint64, w, h int) [][]byte {
	var rows [][]byte
	for j := 0; j < h; j += f.SubY {
		var row []byte
		for i := 0; i < w; i += f.SubX {
			var cb, cr, n uint64
			for l := range f.SubY {
				for k := range f.SubX {
					row = append(row, byte(at(i+k, j+l, 0)))
					cb, cr, n = cb+at(i+k, j+l, 1), cr+at(i+k, j+l, 2), n+1
				}
			}
			row = append(row, byte((cb+n/2)/n), byte((cr+n/2)/n))
		}
		rows = append(rows, row)
	}
	return rows
}

// predicted returns the bytes of a row of samples after the predictor.
func (f *File) predicted(row []uint64, step int) []byte {
	size := f.Bits / 8
	switch f.Predictor {
	case 2: // section 14
		for i := len(row) - 1; i >= step; i-- {
			row[i] -= row[i-step]
		}
	case 3: // Technical Note 3: the most significant bytes of all samples first
		out := make([]byte, 0, size*len(row))
		for k := size - 1; k >= 0; k-- {
			for _, v := range row {
				out = append(out, byte(v>>(8*k)))
			}
		}
		for i := len(out) - 1; i >= step; i-- {
			out[i] -= out[i-step]
		}
		return out
	}
	return f.encode(row)
}

// encode writes samples: whole bytes in the file's order, others one behind the
// other from the most significant bit on.
func (f *File) encode(row []uint64) []byte {
	var out []byte
	if f.Bits%8 == 0 {
		for _, v := range row {
			b := f.Order.AppendUint64(nil, v)
			if f.Order.Uint16([]byte{0, 1}) == 1 {
				out = append(out, b[8-f.Bits/8:]...)
			} else {
				out = append(out, b[:f.Bits/8]...)
			}
		}
		return out
	}
	acc, n := uint64(0), 0
	for _, v := range row {
		acc, n = acc<<f.Bits|v&(1<<f.Bits-1), n+f.Bits
		for ; n >= 8; n -= 8 {
			out = append(out, byte(acc>>(n-8)))
		}
	}
	if n > 0 {
		out = append(out, byte(acc<<(8-n)))
	}
	return out
}

func (f *File) compress(rows [][]byte, w int) []byte {
	all := bytes.Join(rows, nil)
	switch f.Compression {
	case Deflate:
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		z.Write(all)
		z.Close()
		return b.Bytes()
	case PackBits:
		var out []byte
		for _, row := range rows {
			out = append(out, packBits(row)...)
		}
		return out
	case LZW, OldLZW:
		return lzw(all, f.Compression == OldLZW)
	case RLE, RLEWords, T4, T6:
		return f.fax(rows, w)
	}
	return all
}

// packBits is section 9: runs of two and more, and what lies between them.
func packBits(row []byte) []byte {
	var out []byte
	for i := 0; i < len(row); {
		n := 1
		for n < 128 && i+n < len(row) && row[i+n] == row[i] {
			n++
		}
		if n > 1 {
			out = append(out, byte(1-n), row[i])
			i += n
			continue
		}
		for n < 128 && i+n < len(row) && (i+n+1 >= len(row) || row[i+n] != row[i+n+1]) {
			n++
		}
		out = append(append(out, byte(n-1)), row[i:i+n]...)
		i += n
	}
	return out
}

// lzw is section 13. In the old way codes begin with their least significant bit,
// and get longer one code later.
func lzw(data []byte, old bool) []byte {
	const clear, end, first, last = 256, 257, 258, 4094
	var out []byte
	acc, n, width := uint64(0), 0, 9
	put := func(code int) {
		if old {
			acc |= uint64(code) << n
		} else {
			acc = acc<<width | uint64(code)
		}
		for n += width; n >= 8; n -= 8 {
			if old {
				out = append(out, byte(acc))
				acc >>= 8
			} else {
				out = append(out, byte(acc>>(n-8)))
			}
		}
	}
	table := map[string]int{}
	code := func(s string) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return table[s]
	}
	next, s := first, ""
	grow := func() { // a reader defines codes one later than a writer
		limit := 1<<width - 1
		if old {
			limit = 1 << width
		}
		if next++; next > limit && width < 12 {
			width++
		}
	}
	put(clear)
	for _, b := range data {
		t := s + string([]byte{b})
		if _, ok := table[t]; ok || s == "" {
			s = t
			continue
		}
		put(code(s))
		table[t], s = next, string([]byte{b})
		grow()
		if next == last {
			put(clear)
			table, next, width = map[string]int{}, first, 9
		}
	}
	if s != "" {
		put(code(s))
	}
	grow()
	put(end)
	if n > 0 && old {
		out = append(out, byte(acc))
	} else if n > 0 {
		out = append(out, byte(acc<<(8-n)))
	}
	return out
}
