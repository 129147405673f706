package jpegfile

import "math/bits"

// sequential codes a whole block (F.1.2).
func (c *coder) sequential(comp, table int, b *Block) {
	c.dcFirst(comp, table, b[0])
	run := 0
	for k := 1; k < 64; k++ {
		v := b[zigzag[k]]
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			c.out.symbol(1, table, 0xf0)
		}
		c.signed(1, table, byte(run<<4), v)
		run = 0
	}
	if run > 0 {
		c.out.symbol(1, table, 0)
	}
}

// dcFirst codes the difference to the DC value before (F.1.2.1).
func (c *coder) dcFirst(comp, table int, dc int32) {
	c.signed(0, table, 0, dc-c.pred[comp])
	c.pred[comp] = dc
}

// signed codes the symbol high|SSSS and the SSSS bits that tell the value
// (tables F.1 and F.2, figure F.4).
func (c *coder) signed(class, table int, high byte, v int32) {
	u := v
	if v < 0 {
		u, v = -u, v-1
	}
	n := bits.Len32(uint32(u))
	c.out.symbol(class, table, high|byte(n))
	c.out.bits(uint32(v), n)
}
