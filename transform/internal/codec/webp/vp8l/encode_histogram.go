package vp8l

// Symbols of the five prefix codes of a group (RFC 9649, section 3.7.2): green,
// lengths and the color cache together; red; blue; alpha; distances.
const (
	nLiteral   = 256
	nLengths   = 24
	nDistances = 40
	nCodes     = 5
)

// alphabet lays the codes' symbols out one after another.
type alphabet struct {
	start     [nCodes + 1]int // the first symbol of each, and the end
	cacheBits int             // 0 for no color cache
}

func newAlphabet(cacheBits int) *alphabet {
	a := &alphabet{cacheBits: cacheBits}
	n := nLiteral + nLengths
	if cacheBits > 0 {
		n += 1 << cacheBits
	}
	for i, size := range [nCodes]int{n, nLiteral, nLiteral, nLiteral, nDistances} {
		a.start[i+1] = a.start[i] + size
	}
	return a
}

func (a *alphabet) size() int { return a.start[nCodes] }

// cost is about what the symbols of a histogram and their codes take, Q16 bits.
func (a *alphabet) cost(l *logs, histogram []uint32) uint64 {
	sum := uint64(0)
	for i := range nCodes {
		sum += codeCost(l, histogram[a.start[i]:a.start[i+1]])
	}
	return sum
}

// What the description of a code takes, in quarters of a bit: that of any but
// the simplest, a length, and a run of zeros, short and long.
const (
	codeHead    = 4 * 36
	lengthBits  = 14
	zeroBits    = 6
	shortZeros  = 4 * 6
	longZeros   = 4 * 10
	simpleOne   = 4 * 11
	simpleTwo   = 4 * 20
	codeQuarter = 1 << 14 // a quarter of a bit, Q16
)

// codeCost is about what symbols and their code take, Q16 bits. A code has whole
// bits: the most frequent symbol takes one at least and all others two, which
// tells where few symbols are left.
func codeCost(l *logs, counts []uint32) uint64 {
	total, most, sum := uint32(0), uint32(0), uint64(0)
	head, used, zeros := 0, 0, 0
	for _, n := range counts {
		if n == 0 {
			zeros++
			continue
		}
		head += lengthBits + zeroRun(zeros)
		zeros = 0
		used++
		total += n
		most = max(most, n)
		if n < nSmallLogs {
			sum += uint64(l.small[n])
		} else {
			sum += uint64(n) * uint64(l.log2(n))
		}
	}
	switch used {
	case 0, 1:
		return simpleOne * codeQuarter
	case 2:
		return simpleTwo*codeQuarter + uint64(total)<<16
	}
	entropy := l.nlogn(total) - sum
	whole := (uint64(total)*2 - uint64(most)) << 16
	if mixed := (5*whole + 3*entropy) / 8; mixed > entropy {
		entropy = mixed
	}
	return entropy + uint64(codeHead+head+zeroRun(zeros))*codeQuarter
}

// zeroRun is what a run of unused symbols takes, in quarters of a bit.
func zeroRun(n int) int {
	switch {
	case n < 3:
		return n * zeroBits
	case n < 11:
		return shortZeros
	}
	return longZeros * ((n + 137) / 138)
}

// prices are what symbols cost, Q8 bits.
type prices struct {
	*alphabet
	symbol []uint32
	length [MaxCopy + 1]uint32 // with its extra bits
}

// newPrices prices symbols by how often they occur, and copies of up to longest
// pixels. A symbol that does not occur costs a little more than one that occurs once.
func newPrices(l *logs, a *alphabet, histogram []uint32, longest int) *prices {
	p := &prices{alphabet: a, symbol: make([]uint32, len(histogram))}
	for i := range nCodes {
		priceCode(l, histogram[a.start[i]:a.start[i+1]], p.symbol[a.start[i]:a.start[i+1]])
	}
	longest = min(longest, MaxCopy)
	for n := 1; n <= longest; {
		s, extra, _ := PrefixCode(n)
		price := p.symbol[nLiteral+s] + uint32(extra)<<8
		for end := min(n+1<<extra, longest+1); n < end; n++ {
			p.length[n] = price
		}
	}
	return p
}

func priceCode(l *logs, counts, price []uint32) {
	total, used := uint32(0), 0
	for _, n := range counts {
		total += n
		if n > 0 {
			used++
		}
	}
	all := l.log2(total | 1)
	for i, n := range counts {
		switch {
		case n == 0:
			price[i] = all>>8 + 256
		case used == 1:
			price[i] = 0
		default:
			price[i] = max((all-min(l.log2(n), all))>>8, 1)
		}
	}
}

// distance is the price of a distance code.
func (p *prices) distance(code uint32) uint32 {
	s, extra, _ := PrefixCode(int(code))
	return p.symbol[p.start[4]+s] + uint32(extra)<<8
}
