package av1

// Rates are in 1/512 of a bit. They come from the distributions as they are at the
// beginning of a superblock.
const bitCost = 512

// costs of a probability of (i+1/2)/256.
var probCosts = func() (t [257]uint16) {
	for i := range t {
		// The logarithm of x/512 digit by digit: squaring doubles it.
		x := uint64(2*i+1) << 22 // 1.31 of at most 1
		if i == 256 {
			x = 1 << 31
		}
		n := uint16(0)
		for x < 1<<31 {
			x <<= 1
			n += bitCost
		}
		part := uint16(0)
		for k := 8; k >= 0; k-- {
			x = x * x >> 31
			if x >= 1<<32 {
				x >>= 1
				part |= 1 << k
			}
		}
		t[i] = n - min(n, part)
	}
	return t
}()

func costOf(p uint64) int32 { return int32(probCosts[min(p>>7, 256)]) }

// twoCost is the rate of one of two values.
func twoCost(p word, symbol int) int32 {
	x := p & 0xFFFF
	if symbol == 0 {
		x = 0x8000 - x
	}
	return costOf(x)
}

func fewCost(p word, n, symbol int) int32 {
	before, after := uint64(0x8000), uint64(0)
	if symbol > 0 {
		before = p >> uint(16*(symbol-1)) & 0xFFFF
	}
	if symbol < n-1 {
		after = p >> uint(16*symbol) & 0xFFFF
	}
	return costOf(before - after)
}

func manyCost(p *wide, n, symbol int) int32 {
	before, after := uint64(0x8000), uint64(0)
	if symbol > 0 {
		before = p[(symbol-1)>>2&3] >> uint(16*((symbol-1)&3)) & 0xFFFF
	}
	if symbol < n-1 {
		after = p[symbol>>2&3] >> uint(16*(symbol&3)) & 0xFFFF
	}
	return costOf(before - after)
}

// coefCosts are rates of levels.
type coefCosts struct {
	skip  [5][13][2]int32
	eob   [2][2][7][12]int32 // plane type, class, size: by eobPt-1
	extra [5][2][9][2]int32
	sign  [2][3][2]int32
	last  [5][2][4][3]int32
	base  [5][2][42][4]int32
	br    [4][2][21][13]int32 // levels 3 to 15
}

func (k *coefCosts) refresh(c *cdfs) {
	for i := range k.skip {
		for j := range k.skip[i] {
			for v := range 2 {
				k.skip[i][j][v] = twoCost(c.txbSkip[i][j], v)
			}
		}
	}
	for p := range 2 {
		for class := range 2 {
			for log := range 7 {
				dist := &c.eobPt[min(log, 4)][p][class]
				if log > 4 {
					dist = &c.eobBig[log-5][p]
				}
				for v := range 5 + log {
					k.eob[p][class][log][v] = manyCost(dist, 5+log, v)
				}
			}
		}
		for ctx := range 3 {
			for v := range 2 {
				k.sign[p][ctx][v] = twoCost(c.dcSign[p][ctx], v)
			}
		}
	}
	for s := range 5 {
		for p := range 2 {
			for i, w := range c.eobExtra[s][p] {
				k.extra[s][p][i] = [2]int32{twoCost(w, 0), twoCost(w, 1)}
			}
			for i, w := range c.baseEOB[s][p] {
				k.last[s][p][i] = [3]int32{fewCost(w, 3, 0), fewCost(w, 3, 1), fewCost(w, 3, 2)}
			}
			for i, w := range c.base[s][p] {
				k.base[s][p][i] = [4]int32{fewCost(w, 4, 0), fewCost(w, 4, 1), fewCost(w, 4, 2), fewCost(w, 4, 3)}
			}
			if s == 4 {
				continue
			}
			for i, w := range c.br[s][p] {
				c3 := fewCost(w, 4, 3)
				sum := int32(0)
				t := &k.br[s][p][i]
				for v := range 12 {
					t[v] = sum + fewCost(w, 4, v%3)
					if v%3 == 2 {
						sum += c3
					}
				}
				t[12] = sum
			}
		}
	}
}

// levelRate is the rate of a level of at least 3 beyond its base, br those of its
// context.
func levelRate(br *[13]int32, level int) int32 {
	if level < 15 {
		return br[level-3]
	}
	return br[12] + int32(2*floorLog2(level-14)+1)*bitCost
}
