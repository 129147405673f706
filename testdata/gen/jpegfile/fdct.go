package jpegfile

// halfCos holds cos(k·π/16)/2 in Q14 for k = 0…8.
var halfCos = [9]int64{8192, 8035, 7568, 6811, 5793, 4551, 3135, 1598, 0}

// cosine returns cos(k·π/16)/2 in Q14 for any k ≥ 0.
func cosine(k int) int64 {
	k %= 32
	if k > 16 {
		k = 32 - k
	}
	if k > 8 {
		return -halfCos[16-k]
	}
	return halfCos[k]
}

// basis holds the orthonormal DCT matrix, Q14: row u is C(u)/2·cos((2x+1)uπ/16).
var basis = func() (b [8][8]int64) {
	for u := range 8 {
		for x := range 8 {
			if u == 0 {
				b[u][x] = halfCos[4] // 1/√8 = cos(π/4)/2
			} else {
				b[u][x] = cosine((2*x + 1) * u)
			}
		}
	}
	return b
}()

// fdct is the forward DCT of A.3.3 as two matrix products. The samples are
// level shifted already, in [-128, 127]; the coefficients are Q28.
func fdct(s *[64]int64) {
	var t [64]int64 // Q14, rows done
	for y := range 8 {
		for u := range 8 {
			for x := range 8 {
				t[y*8+u] += s[y*8+x] * basis[u][x]
			}
		}
	}
	*s = [64]int64{}
	for v := range 8 {
		for y := range 8 {
			for u := range 8 {
				s[v*8+u] += t[y*8+u] * basis[v][y]
			}
		}
	}
}

// quantize divides Q28 coefficients by the table, rounding halves away from
// zero, so that mirrored blocks get coefficients equal but for their signs.
func quantize(s *[64]int64, q *[64]uint16) (b Block) {
	for i, c := range s {
		d := int64(q[i]) << 28
		if c < 0 {
			b[i] = int32(-((-c + d/2) / d))
		} else {
			b[i] = int32((c + d/2) / d)
		}
	}
	return b
}
