package vp8l

import "math/bits"

// Entropies are sums of n*log2(n), n being counts of symbols, in 1/65536 bit
// (Q16). The logarithms are made of integers alone, so that every architecture
// decides alike.

// nSmallLogs is below which n*log2(n) is looked up.
const nSmallLogs = tileSide*tileSide + 1

// logs holds the logarithms of an encoder.
type logs struct {
	fraction [257]uint32        // log2(1 + i/256), Q16
	small    [nSmallLogs]uint32 // n*log2(n), Q16
}

// init squares 1 + i/256 for one binary digit of its logarithm after another.
func (l *logs) init() {
	for i := range l.fraction {
		x := uint64(256+i) << 22 // Q30, in [1, 2]
		v := uint32(0)
		if i == 256 {
			v, x = 1<<16, 1<<30
		}
		for digit := uint32(1 << 15); digit > 0; digit >>= 1 {
			x = x * x >> 30
			if x >= 2<<30 {
				v |= digit
				x >>= 1
			}
		}
		l.fraction[i] = v
	}
	for n := 1; n < nSmallLogs; n++ {
		l.small[n] = uint32(n) * l.log2(uint32(n))
	}
}

// log2 returns log2(v), Q16, v at least 1.
func (l *logs) log2(v uint32) uint32 {
	whole := bits.Len32(v) - 1
	x := v << (31 - whole) // 1.31
	i, rest := x>>23&255, x>>7&0xFFFF
	lo, hi := l.fraction[i], l.fraction[i+1]
	return uint32(whole)<<16 + lo + (hi-lo)*rest>>16
}

// nlogn returns n*log2(n), Q16.
func (l *logs) nlogn(n uint32) uint64 {
	if n < nSmallLogs {
		return uint64(l.small[n])
	}
	return l.large(n)
}

// large is nlogn of what is not looked up. It is a call, so that nlogn is none.
//
//go:noinline
func (l *logs) large(n uint32) uint64 { return uint64(n) * uint64(l.log2(n)) }

// entropy is what counted symbols take at best, Q16.
func (l *logs) entropy(counts []uint32) uint64 {
	total, sum := uint32(0), uint64(0)
	for _, n := range counts {
		if n < nSmallLogs {
			sum += uint64(l.small[n])
		} else {
			sum += uint64(n) * uint64(l.log2(n))
		}
		total += n
	}
	return l.nlogn(total) - sum
}
