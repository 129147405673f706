package jpeg

import "encoding/binary"

// The inverse transforms take the dequantized coefficients of a block to N by N
// samples, N = 1…8, for one dimension after the other: first down the columns,
// then along the rows. For each N the one-dimensional transform is
//
//	out[x] = in[0] + Σ √2 cos((2x+1)uπ/2N) in[u],  0 < u < N
//
// in fixed point with 13 fractional bits, so that both passes and the shift by
// 3 of the last one give the samples of section A.3.3, averaged where N < 8:
// what remains of the block when the coefficients from N on are dropped.
//
// N = 4 and 2 exist a second time as the means of 2 by 2 and 4 by 4 samples of
// the full transform, which is what libjpeg gives for these scales. They take
// all coefficients except those that the means cancel: numbers 4, and 2, 4, 6.
//
// The constants and the places of rounding are those of the Independent JPEG
// Group's jidctint.c and jidctred.c; the sums are exact in 32 bits for all
// coefficients that an encoder can produce, and wrap around for others.

// decScale is a kind of inverse transform.
type decScale struct {
	n    int   // samples a side
	d    int   // coefficients a side
	mean bool  // of the full transform's samples
	freq []int // numbers of the coefficients used, d of them
	// hasLow says that knowing where the coefficients end makes it faster.
	hasLow bool
}

// decScales has the transforms by N; decMeans those that libjpeg defines as
// means of samples.
var (
	decScales = [9]decScale{
		1: {1, 1, false, []int{0}, false},
		2: {2, 2, false, []int{0, 1}, false},
		3: {3, 3, false, []int{0, 1, 2}, false},
		4: {4, 4, false, []int{0, 1, 2, 3}, true},
		5: {5, 5, false, []int{0, 1, 2, 3, 4}, true},
		6: {6, 6, false, []int{0, 1, 2, 3, 4, 5}, true},
		7: {7, 7, false, []int{0, 1, 2, 3, 4, 5, 6}, true},
		8: {8, 8, false, []int{0, 1, 2, 3, 4, 5, 6, 7}, true},
	}
	decMean4 = decScale{4, 7, true, []int{0, 1, 2, 3, 5, 6, 7}, true}
	decMean2 = decScale{2, 5, true, []int{0, 1, 3, 5, 7}, true}
)

// scaleFor returns the transform for n eighths.
func scaleFor(n int, corner bool) *decScale {
	switch {
	case n == 4 && !corner:
		return &decMean4
	case n == 2 && !corner:
		return &decMean2
	}
	return &decScales[n]
}

// layout fills zz with the byte offset of each zigzag position within a group
// of 8 blocks, drop for positions that the transform does not use, and returns
// the first position behind all that it does use, and the set of those.
func (s *decScale) layout(zz *[zzLen]uint16, drop uint16) (need int, used uint64) {
	for k := range zz {
		zz[k] = drop
		z := zigzag[min(k, 63)]
		row, col := s.index(int(z>>3)), s.index(int(z&7))
		if row < 0 || col < 0 || k >= dumpRun {
			continue
		}
		zz[k] = uint16((row*s.d + col) * 16)
		if k < 64 {
			need = k + 1
			used |= 1 << k
		}
	}
	return need, used
}

// index returns where coefficient number f is among those used, or -1.
func (s *decScale) index(f int) int {
	for i, v := range s.freq {
		if v == f {
			return i
		}
	}
	return -1
}

// decQuant is a quantization table in the order of a group's coefficients, each
// element for all lanes of a vector.
type decQuant [64][8]int16

// quantFor arranges a quantization table, which is in natural order. Elements
// are taken modulo 1<<16, as the products will be: a dequantized coefficient
// has 12 bits and a sign where an encoder made it.
func (s *decScale) quantFor(out *decQuant, q *[64]uint16) {
	for r, fr := range s.freq {
		for c, fc := range s.freq {
			for l := range 8 {
				out[r*s.d+c][l] = int16(q[fr*8+fc])
			}
		}
	}
}

// decKernel is idctScalar for one kind of transform, in whatever way is fastest.
type decKernel func(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace)

// idctScalar transforms a group of 8 blocks. Coefficient i of block l is
// coef[i*8+l]; its samples go to n columns of dst from l*n on, in n rows.
func idctScalar(s *decScale, dst []byte, stride int, coef []int16, q *decQuant) {
	// The mean over 2 or 4 samples takes one or two more bits off each pass.
	extra := uint(0)
	if s.mean {
		extra = uint(3 - s.n/2)
	}
	for l := range 8 {
		var ws [64]int32 // columns transformed: samples <<2, still to be divided by 8
		var v [8]int32
		for c := range s.d {
			for r := range s.d {
				i := r*s.d + c
				v[r] = int32(coef[i*8+l] * q[i][l])
			}
			s.idct1D(&v, 11+extra)
			for r := range s.n {
				ws[r*8+c] = v[r]
			}
		}
		for r := range s.n {
			v = [8]int32(ws[r*8 : r*8+8])
			v[0] += 128 << 5 // the level shift of section A.3.1, in the scale of ws
			s.idct1D(&v, 18+extra)
			out := dst[r*stride+l*s.n:]
			for x := range s.n {
				out[x] = clamp8(v[x])
			}
		}
	}
}

// idctFlat is for 8 blocks without AC coefficients. It may write 7 bytes more
// in each row than there are samples.
func idctFlat(n int, dst []byte, stride int, coef []int16, q int16) {
	for l := range 8 {
		// The level shift comes with 3 more bits than samples have.
		v := (int32(coef[l]*q) + 128<<3 + 4) >> 3
		samples := uint64(clamp8(v)) * 0x0101010101010101
		for y := range n {
			binary.LittleEndian.PutUint64(dst[y*stride+l*n:], samples)
		}
	}
}

// idct1D transforms v in place and divides by 1<<shift, rounding to nearest.
func (s *decScale) idct1D(v *[8]int32, shift uint) {
	switch {
	case s.mean && s.n == 4:
		idctMean4(v, shift)
	case s.mean:
		idctMean2(v, shift)
	case s.n == 8:
		idct8(v, shift)
	case s.n == 7:
		idct7(v, shift)
	case s.n == 6:
		idct6(v, shift)
	case s.n == 5:
		idct5(v, shift)
	case s.n == 4:
		idct4(v, shift)
	case s.n == 3:
		idct3(v, shift)
	case s.n == 2:
		idct2(v, shift)
	default:
		v[0] = (v[0]<<13 + 1<<(shift-1)) >> shift
	}
}
