package webpfile

// blocks are the quantized coefficients of a macroblock.
type blocks struct {
	second [16]int
	luma   [16][16]int
	chroma [2][4][16]int
}

// macroblock chooses modes, codes and reconstructs one macroblock.
func (f *frame) macroblock(mx, my int) {
	mb := &f.mbs[my*f.mbW+mx]
	if n := len(f.o.SegmentQuant); n > 0 {
		mb.segment = (mx/2 + my) % n
	}
	q := f.quantizers(mb.segment)
	var b blocks
	f.chooseModes(mb, mx, my)
	if mb.mode == predSub {
		f.subblocks(mb, &b, mx, my, q[0])
	} else {
		f.wholeLuma(mb, &b, mx, my, q)
	}
	for i := range 2 {
		f.wholeChroma(mb, &b, i, mx, my, q[2])
	}
	mb.skip = b == blocks{} && !f.o.NoSkip
	f.code(mb, &b, mx, my)
}

// chooseModes sets the modes of luma and chroma; those of subblocks follow when
// they are coded.
func (f *frame) chooseModes(mb *macroblock, mx, my int) {
	n := my*f.mbW + mx
	if f.o.Modes == CycleAll {
		mb.mode, mb.chroma = n%5, n/5%4
		return
	}
	best := func(mode *int, x, y, size int, planes ...int) int {
		least := 1 << 62
		pred := make([]uint8, size*size)
		for k := range 4 {
			sum := 0
			for _, i := range planes {
				f.recon[i].predictWhole(pred, x, y, size, k)
				sum += f.src[i].difference(pred, x, y, size)
			}
			if sum < least {
				*mode, least = k, sum
			}
		}
		return least
	}
	best(&mb.chroma, 8*mx, 8*my, 8, 1, 2)
	whole := best(&mb.mode, 16*mx, 16*my, 16, 0)
	if f.o.Modes == BestModes && whole > 900 {
		mb.mode = predSub
	}
}

// subblocks codes luma with 4x4 prediction, one subblock after the other.
func (f *frame) subblocks(mb *macroblock, b *blocks, mx, my int, q [2]int) {
	var pred [16]uint8
	for i := range 16 {
		x, y := 16*mx+i%4*4, 16*my+i/4*4
		mode := f.nSub % 10
		f.nSub++
		if f.o.Modes != CycleAll {
			least := 1 << 62
			for k := range 10 {
				f.recon[0].predictSub(pred[:], x, y, k)
				if d := f.src[0].difference(pred[:], x, y, 4); d < least {
					mode, least = k, d
				}
			}
		}
		mb.sub[i] = mode
		f.recon[0].predictSub(pred[:], x, y, mode)
		b.luma[i] = quantize(forward(f.residual(0, pred[:], 4, 0, x, y), &dctRows), q)
		f.reconstruct(0, pred[:], 4, 0, x, y, dequantize(b.luma[i], q))
	}
}

// wholeLuma codes luma with 16x16 prediction: the DCs go into the second order
// block.
func (f *frame) wholeLuma(mb *macroblock, b *blocks, mx, my int, q [3][2]int) {
	var pred [256]uint8
	x0, y0 := 16*mx, 16*my
	for i := range mb.sub {
		mb.sub[i] = impliedSub[mb.mode]
	}
	f.recon[0].predictWhole(pred[:], x0, y0, 16, mb.mode)
	var dcs [16]int
	for i := range 16 {
		c := forward(f.residual(0, pred[:], 16, i%4*4+i/4*64, x0+i%4*4, y0+i/4*4), &dctRows)
		dcs[i] = c[0]
		b.luma[i] = quantize(c, q[0])
		b.luma[i][0] = 0
	}
	b.second = quantize(forward(dcs, &hadamardRows), q[1])
	dcs = inverseHadamard(dequantize(b.second, q[1]))
	for i := range 16 {
		c := dequantize(b.luma[i], q[0])
		c[0] = dcs[i]
		f.reconstruct(0, pred[:], 16, i%4*4+i/4*64, x0+i%4*4, y0+i/4*4, c)
	}
}

func (f *frame) wholeChroma(mb *macroblock, b *blocks, i, mx, my int, q [2]int) {
	var pred [64]uint8
	f.recon[1+i].predictWhole(pred[:], 8*mx, 8*my, 8, mb.chroma)
	for k := range 4 {
		at, x, y := k%2*4+k/2*32, 8*mx+k%2*4, 8*my+k/2*4
		b.chroma[i][k] = quantize(forward(f.residual(1+i, pred[:], 8, at, x, y), &dctRows), q)
		f.reconstruct(1+i, pred[:], 8, at, x, y, dequantize(b.chroma[i][k], q))
	}
}

// residual returns source less prediction; the prediction of stride n is taken
// from index at on.
func (f *frame) residual(i int, pred []uint8, n, at, x, y int) (r [16]int) {
	for k := range 16 {
		r[k] = f.src[i].at(x+k%4, y+k/4) - int(pred[at+k%4+k/4*n])
	}
	return r
}

// reconstruct stores what a decoder will see.
func (f *frame) reconstruct(i int, pred []uint8, n, at, x, y int, c [16]int) {
	r := inverseDCT(c)
	for k := range 16 {
		f.recon[i].pix[(y+k/4)*f.recon[i].w+x+k%4] = clamp8(int(pred[at+k%4+k/4*n]) + r[k])
	}
}
