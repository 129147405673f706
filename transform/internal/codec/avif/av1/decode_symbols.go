package av1

import (
	"encoding/binary"
	"math/bits"
)

// Distributions of at most four values are one word: three cumulative
// probabilities of 16 bits, each 32768 less what the specification has, and
// above them the count of section 8.2.6. Those of at most 16 values are four
// such words, with the count at the very top. Adapting is then arithmetic on
// whole words; values that a distribution does not have stay at zero.
type (
	word = uint64
	wide = [4]uint64
)

const (
	lanes3 = 0x0000_FFFF_FFFF_FFFF
	ones3  = 0x0000_8000_8000_8000
	ones4  = 0x8000_8000_8000_8000
)

// laneMasks keeps lanes of a shifted word apart: index is the shift. At 16 and
// more nothing is left, which is how updates are turned off.
var laneMasks = [32]uint64{
	0xFFFF * 0x0001_0001_0001_0001, 0x7FFF * 0x0001_0001_0001_0001, 0x3FFF * 0x0001_0001_0001_0001,
	0x1FFF * 0x0001_0001_0001_0001, 0x0FFF * 0x0001_0001_0001_0001, 0x07FF * 0x0001_0001_0001_0001,
	0x03FF * 0x0001_0001_0001_0001, 0x01FF * 0x0001_0001_0001_0001, 0x00FF * 0x0001_0001_0001_0001,
}

const (
	adapting    = 5  // the rate for four values and more
	notAdapting = 24 // a shift that leaves nothing
)

// symbols is the symbol decoder of section 8.2: the top 16 bits of dif are
// SymbolValue, cnt counts the bits below them that have been read.
type symbols struct {
	dif  uint64
	rng  uint32
	cnt  int
	rate uint // adapting or notAdapting
	pos  int
	data []byte
}

func (s *symbols) init(data []byte, update bool) {
	s.data, s.pos, s.dif, s.rng, s.rate = data, 0, 0, 1<<15, notAdapting
	if update {
		s.rate = adapting
	}
	s.cnt = -15 // one bit of the sixteen is always zero at first
	s.refill()
}

// next8 is the inverse of the eight bytes at pos; zeros follow the data.
func next8(data []byte, pos int) uint64 {
	if pos+8 <= len(data) {
		return ^binary.BigEndian.Uint64(data[pos:])
	}
	return next8End(data, pos)
}

func next8End(data []byte, pos int) uint64 {
	w := uint64(0)
	for i := range 8 {
		w <<= 8
		if pos+i < len(data) {
			w |= uint64(data[pos+i])
		}
	}
	return ^w
}

// refill brings at least 48 bits into dif. Bits that are there twice are the
// same.
func (s *symbols) refill() {
	have := 16 + s.cnt
	s.dif |= next8(s.data, s.pos) >> uint(have)
	n := (64 - have) >> 3
	s.pos += n
	s.cnt += n << 3
}

// overrun says that more has been read than there is: past the padding that the
// exit process of section 8.2.4 allows.
func (s *symbols) overrun() bool { return 8*s.pos-s.cnt > 8*len(s.data)+16 }

func (s *symbols) renormalize(dif uint64, rng uint32) {
	d := bits.LeadingZeros32(rng) - 16
	s.dif, s.rng = dif<<uint(d), rng<<uint(d)
	s.cnt -= d
	if s.cnt < 0 {
		s.refill()
	}
}

// bool reads one of two values.
func (s *symbols) bool(p *word) bool { return s.two(p) != 0 }

func (s *symbols) two(p *word) int {
	w := *p
	v := (s.rng>>8*uint32(w>>6&0x3FF))>>1 + 4
	n := w >> 48
	rate := s.rate - 1 + uint(n>>4)
	x := w & 0xFFFF
	w += (n>>5 ^ 1) << 48
	dif, rng, symbol := s.dif, v, 1
	if uint32(dif>>48) >= v {
		dif, rng, symbol = dif-uint64(v)<<48, s.rng-v, 0
		w -= x >> rate
	} else {
		w += (0x8000 - x) >> rate
	}
	*p = w
	d := uint(bits.LeadingZeros32(rng)-16) & 31
	s.dif, s.rng = dif<<d, rng<<d
	s.cnt -= int(d)
	if s.cnt < 0 {
		s.refill()
	}
	return symbol
}

// few reads one of n values, n from 2 to 4.
func (s *symbols) few(p *word, n int) int {
	w := *p
	c, r := uint32(s.dif>>48), s.rng>>8
	u, v, symbol := s.rng, uint32(0), 0
	for lane := w & lanes3; ; lane >>= 16 {
		v = (r*uint32(lane>>6&0x3FF))>>1 + 4*uint32(n-1-symbol)
		if c >= v {
			break
		}
		u = v
		symbol++
	}
	count := w >> 48
	rate := s.rate + uint(count>>4)
	if n < 4 {
		rate--
	}
	*p = adapt3(w&lanes3, symbol, rate) | (count+(count>>5^1))<<48
	s.renormalize(s.dif-uint64(v)<<48, u-v)
	return symbol
}

// adapt3 moves three probabilities toward a symbol. Lanes that are not used
// are zero; they stay so because the symbol is not above them.
func adapt3(x uint64, symbol int, rate uint) uint64 {
	below := uint64(1)<<uint(16*symbol) - 1
	keep := laneMasks[rate&31]
	return x + (ones3-x)>>rate&keep&below - x>>rate&keep&^below
}

// many reads one of n values, n from 2 to 16.
func (s *symbols) many(p *wide, n int) int {
	c, r := uint32(s.dif>>48), s.rng>>8
	u, v, symbol := s.rng, uint32(0), 0
	for {
		if symbol == n-1 {
			v = 0
			break
		}
		v = (r*uint32(p[symbol>>2&3]>>uint(16*(symbol&3)+6)&0x3FF))>>1 + 4*uint32(n-1-symbol)
		if c >= v {
			break
		}
		u = v
		symbol++
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
	rng := u - v
	d := uint(bits.LeadingZeros32(rng)-16) & 31
	s.dif, s.rng = (s.dif-uint64(v)<<48)<<d, rng<<d
	s.cnt -= int(d)
	if s.cnt < 0 {
		s.refill()
	}
	return symbol
}

// bit reads one bit of even chances.
func (s *symbols) bit() int {
	v := s.rng>>8<<7 + 4
	if uint32(s.dif>>48) >= v {
		s.renormalize(s.dif-uint64(v)<<48, s.rng-v)
		return 0
	}
	s.renormalize(s.dif, v)
	return 1
}

// literal is L(n).
func (s *symbols) literal(n int) int {
	x := 0
	for range n {
		x = x<<1 | s.bit()
	}
	return x
}

// uniform is NS(n).
func (s *symbols) uniform(n int) int {
	w := floorLog2(n) + 1
	m := 1<<w - n
	v := s.literal(w - 1)
	if v < m {
		return v
	}
	return v<<1 - m + s.bit()
}

func floorLog2(n int) int { return bits.Len(uint(n)) - 1 }
