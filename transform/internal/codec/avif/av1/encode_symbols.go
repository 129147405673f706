package av1

import "math/bits"

// symbolWriter is the arithmetic encoder that symbols undoes (section 8.2). The
// bits of low above the 16 of the range are finished but for a carry: they leave it
// in bytes, and a carry goes back over those that have left.
type symbolWriter struct {
	low  uint64
	rng  uint32
	cnt  int // finished bits in low
	rate uint
	out  []byte
}

func (s *symbolWriter) init() {
	s.low, s.rng, s.cnt, s.rate = 0, 1<<15, -1, adapting // the first of the sixteen bits is always zero
	s.out = s.out[:0]
}

// narrow takes the part of the range from u down to v, both as the decoder
// computes them.
func (s *symbolWriter) narrow(u, v uint32) {
	low, rng := s.low+uint64(s.rng-u), u-v
	d := bits.LeadingZeros32(rng) - 16
	s.low, s.rng = low<<uint(d), rng<<uint(d)
	s.cnt += d
	if s.cnt >= 24 {
		s.flush()
	}
}

// flush moves finished bits out, all but less than eight.
func (s *symbolWriter) flush() {
	top := uint(16 + s.cnt) // a carry is bit top
	if s.low>>top != 0 {
		s.carry()
		s.low &= 1<<top - 1
	}
	for s.cnt >= 8 {
		s.cnt -= 8
		at := uint(16 + s.cnt)
		s.out = append(s.out, byte(s.low>>at))
		s.low &= 1<<at - 1
	}
}

func (s *symbolWriter) carry() {
	for i := len(s.out) - 1; i >= 0; i-- {
		s.out[i]++
		if s.out[i] != 0 {
			return
		}
	}
}

// finish ends the tile with the trailing bit of section 8.2.4: the shortest value
// of the range, whatever follows.
func (s *symbolWriter) finish() []byte {
	const mask = 0x3FFF
	s.low = (s.low+mask)&^mask | (mask + 1)
	// Two more bits of the value are needed, and zeros to a whole byte.
	s.cnt += 2
	pad := -s.cnt & 7
	low, top := s.low>>14, uint(s.cnt)
	if low>>top != 0 {
		s.carry()
		low &= 1<<top - 1
	}
	low <<= uint(pad)
	for n := s.cnt + pad; n > 0; n -= 8 {
		s.out = append(s.out, byte(low>>uint(n-8)))
	}
	return s.out
}

// two codes one of two values.
func (s *symbolWriter) two(p *word, symbol int) {
	w := *p
	v := (s.rng>>8*uint32(w>>6&0x3FF))>>1 + 4
	n := w >> 48
	rate := s.rate - 1 + uint(n>>4)
	x := w & 0xFFFF
	w += (n>>5 ^ 1) << 48
	if symbol == 0 {
		*p = w - x>>rate
		s.narrow(s.rng, v)
		return
	}
	*p = w + (0x8000-x)>>rate
	s.narrow(v, 0)
}

func (s *symbolWriter) flag(p *word, v bool) { s.two(p, int(bit(v))) }

// few codes one of n values, n from 2 to 4.
func (s *symbolWriter) few(p *word, n, symbol int) {
	w := *p
	r := s.rng >> 8
	u, v := s.rng, uint32(0)
	if symbol > 0 {
		u = (r*uint32(w>>uint(16*(symbol-1)+6)&0x3FF))>>1 + 4*uint32(n-symbol)
	}
	if symbol < n-1 {
		v = (r*uint32(w>>uint(16*symbol+6)&0x3FF))>>1 + 4*uint32(n-1-symbol)
	}
	count := w >> 48
	rate := s.rate + uint(count>>4)
	if n < 4 {
		rate--
	}
	*p = adapt3(w&lanes3, symbol, rate) | (count+(count>>5^1))<<48
	s.narrow(u, v)
}

// many codes one of n values, n from 2 to 16.
func (s *symbolWriter) many(p *wide, n, symbol int) {
	r := s.rng >> 8
	lane := func(i int) uint32 {
		return (r*uint32(p[i>>2&3]>>uint(16*(i&3)+6)&0x3FF))>>1 + 4*uint32(n-1-i)
	}
	u, v := s.rng, uint32(0)
	if symbol > 0 {
		u = lane(symbol - 1)
	}
	if symbol < n-1 {
		v = lane(symbol)
	}
	count := p[3] >> 48
	rate := s.rate + uint(count>>4)
	if n < 4 {
		rate--
	}
	keep := laneMasks[rate&31]
	p[3] &= lanes3
	for k := 0; 4*k < n-1; k++ {
		below := ^uint64(0)
		if left := symbol - 4*k; left < 4 {
			below = uint64(1)<<uint(16*max(left, 0)) - 1
		}
		if k == 3 {
			below &= lanes3
		}
		x := p[k&3]
		p[k&3] = x + (ones4-x)>>rate&keep&below - x>>rate&keep&^below
	}
	p[3] |= (count + (count>>5 ^ 1)) << 48
	s.narrow(u, v)
}

// share codes a value that is 1 with a probability of inverse/32768 without
// adapting.
func (s *symbolWriter) share(inverse uint64, one bool) {
	v := (s.rng>>8*uint32(inverse>>6))>>1 + 4
	if one {
		s.narrow(v, 0)
		return
	}
	s.narrow(s.rng, v)
}

// bit codes one bit of even chances.
func (s *symbolWriter) bit(b int) {
	v := s.rng>>8<<7 + 4
	if b != 0 {
		s.narrow(v, 0)
		return
	}
	s.narrow(s.rng, v)
}

// literal is L(n).
func (s *symbolWriter) literal(n, v int) {
	for n--; n >= 0; n-- {
		s.bit(v >> uint(n) & 1)
	}
}

// uniform is NS(n).
func (s *symbolWriter) uniform(n, v int) {
	w := floorLog2(n) + 1
	m := 1<<w - n
	if v < m {
		s.literal(w-1, v)
		return
	}
	s.literal(w-1, (v+m)>>1)
	s.bit((v + m) & 1)
}

// golomb codes what a level has beyond the ranges, from 1 up.
func (s *symbolWriter) golomb(v int) {
	n := floorLog2(v)
	s.literal(n, 0)
	s.literal(n+1, v)
}
