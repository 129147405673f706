package flate

// adler is an Adler-32 checksum (RFC 1950, section 8.2): the sum of 1 and all
// bytes, and the sum of those sums.
type adler struct{ a, b uint32 }

const adlerPrime = 65521

// sumScalar takes p in. 3800 bytes are what 32 bits hold before they have to be
// reduced, a multiple of four.
func (s *adler) sumScalar(p []byte) {
	a, b := s.a, s.b
	for len(p) > 0 {
		n := min(len(p), 3800)
		q := p[:n]
		for len(q) >= 4 {
			v0, v1, v2, v3 := uint32(q[0]), uint32(q[1]), uint32(q[2]), uint32(q[3])
			b += 4*a + 4*v0 + 3*v1 + 2*v2 + v3
			a += v0 + v1 + v2 + v3
			q = q[4:]
		}
		for _, v := range q {
			a += uint32(v)
			b += a
		}
		a %= adlerPrime
		b %= adlerPrime
		p = p[n:]
	}
	*s = adler{a, b}
}
