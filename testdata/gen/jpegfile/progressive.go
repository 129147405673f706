package jpegfile

import "math/bits"

// maxEOBRun is the longest run that symbol EOB14 can tell (table G.1), and
// maxCorrection a bound on the correction bits that wait for its end.
const (
	maxEOBRun     = 0x7fff
	maxCorrection = 1000
)

// acFirst codes a band of AC coefficients for the first time (G.1.2.2).
func (c *coder) acFirst(table int, b *Block) {
	run := 0
	for k := c.s.Ss; k <= c.s.Se; k++ {
		v := shiftToZero(b[zigzag[k]], c.s.Al)
		if v == 0 {
			run++
			continue
		}
		c.flushEOB()
		for ; run > 15; run -= 16 {
			c.out.symbol(1, table, 0xf0)
		}
		c.signed(1, table, byte(run<<4), v)
		run = 0
	}
	if run > 0 {
		c.endOfBand(table, nil)
	}
}

// acRefine adds one bit to the coefficients of a band (G.1.2.3): a correction
// bit for each that is known to be nonzero, a symbol for each that becomes so.
func (c *coder) acRefine(table int, b *Block) {
	var abs [64]int32
	last := 0 // the last that becomes nonzero
	for k := c.s.Ss; k <= c.s.Se; k++ {
		v := shiftToZero(b[zigzag[k]], c.s.Al)
		abs[k] = max(v, -v)
		if abs[k] == 1 {
			last = k
		}
	}
	run := 0
	var corr []byte // correction bits passed since the last symbol
	for k := c.s.Ss; k <= c.s.Se; k++ {
		if abs[k] == 0 {
			run++
			continue
		}
		for run > 15 && k <= last {
			c.flushEOB()
			c.out.symbol(1, table, 0xf0)
			run -= 16
			corr = c.correct(corr)
		}
		if abs[k] > 1 {
			corr = append(corr, byte(abs[k]&1))
			continue
		}
		c.flushEOB()
		c.out.symbol(1, table, byte(run<<4|1))
		positive := uint32(1)
		if b[zigzag[k]] < 0 {
			positive = 0
		}
		c.out.bits(positive, 1)
		corr = c.correct(corr)
		run = 0
	}
	if run > 0 || len(corr) > 0 {
		c.endOfBand(table, corr)
	}
}

// shiftToZero is the point transform of AC coefficients: division by 2^al.
func shiftToZero(v int32, al int) int32 {
	if v < 0 {
		return -(-v >> al)
	}
	return v >> al
}

// correct writes correction bits and returns the emptied slice.
func (c *coder) correct(bits []byte) []byte {
	for _, b := range bits {
		c.out.bits(uint32(b), 1)
	}
	return bits[:0]
}

// endOfBand adds a block to the pending run of ends.
func (c *coder) endOfBand(table int, corr []byte) {
	c.table = table
	c.eobRun++
	c.corr = append(c.corr, corr...)
	if c.eobRun == maxEOBRun || len(c.corr) > maxCorrection {
		c.flushEOB()
	}
}

// flushEOB writes the pending run: EOBn, n bits of its length, and the
// correction bits of the blocks it covers.
func (c *coder) flushEOB() {
	if c.eobRun == 0 {
		return
	}
	n := bits.Len(uint(c.eobRun)) - 1
	c.out.symbol(1, c.table, byte(n<<4))
	c.out.bits(uint32(c.eobRun), n)
	c.eobRun = 0
	c.corr = c.correct(c.corr)
}
