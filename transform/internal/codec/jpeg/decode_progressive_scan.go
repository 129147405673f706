package jpeg

import (
	"math/bits"
	"unsafe"
)

// decProgBlock is a block of an MCU of a DC scan.
type decProgBlock struct {
	dc      *decDC
	row     []int16 // groups of its row of blocks
	groupSz int
	step    int // blocks of the component in the width of an MCU
	x       int // column within the MCU
	comp    int // index of the DC prediction
}

// decProg decodes rows of MCUs of progressive scans, section G.1.2.
type decProg struct {
	first, dc bool // first scan of the band; the band is DC
	al        uint

	nBlocks int
	block   [maxBlocks]decProgBlock
	pred    [4]int

	// Of an AC scan, whose MCUs are single blocks.
	code    *decCode
	band    uint64 // the set of zigzag positions Ss to Se
	zz      *[zzLen]uint16
	corner  uint64   // the set of positions that are stored
	row     []int16  // groups of the row of blocks
	sig     []uint64 // non-zero coefficients of each block of the row
	groupSz int
	eobRun  int // blocks, the next one first, that have no more symbols
}

// bindProg prepares for row y of MCUs of a scan.
func (d *Decoder) bindProg(h *decScanHeader, y int) {
	p := &d.prog
	p.first, p.dc, p.al = h.ah == 0, h.ss == 0, h.al
	if !p.dc {
		c := &d.comp[h.comp[0]]
		p.code, p.zz, p.corner = d.acSpec[c.ta].prog, &c.zz, c.corner
		p.band = uint64(2)<<h.se - 1<<h.ss
		p.row, p.groupSz = d.coefs[c.coefAt(0, y):][:c.groups*c.groupSz], c.groupSz
		p.sig = c.sig[y*c.sigStride:][:c.sigStride]
		return
	}
	p.nBlocks = 0
	for _, ci := range h.comp[:h.n] {
		c := &d.comp[ci]
		ch, cv := c.h, c.v
		if h.n == 1 {
			ch, cv = 1, 1
		}
		for i := range ch * cv {
			p.block[p.nBlocks] = decProgBlock{
				dc: d.dcSpec[c.td].dc, groupSz: c.groupSz, step: ch, x: i % ch, comp: ci,
				row: d.coefs[c.coefAt(0, y*cv+i/ch):][:c.groups*c.groupSz],
			}
			p.nBlocks++
		}
	}
}

// run decodes MCUs of a row from x up to but not including end, and stops early
// when the bits run low. It returns the next MCU.
func (p *decProg) run(b *decBits, x, end int) int {
	switch {
	case p.dc && p.first:
		return p.dcFirst(b, x, end)
	case p.dc:
		return p.dcRefine(b, x, end)
	case p.first:
		return p.acFirst(b, x, end)
	}
	return p.acRefine(b, x, end)
}

// dcFirst is run for the first scan of DC coefficients: section G.1.2.1.
func (p *decProg) dcFirst(b *decBits, x, end int) int {
	base := unsafe.Pointer(unsafe.SliceData(b.buf))
	pos, acc, cnt, low := b.pos, b.acc, uint64(b.cnt), b.low()
	for ; x < end; x++ {
		for i := range p.block[:p.nBlocks] {
			bl := &p.block[i]
			acc |= load(base, pos) >> (cnt & 63)
			pos -= int((63 - cnt) >> 3)
			cnt |= 56
			var diff int
			if e := bl.dc.fast[acc>>(64-dcBits)]; e != 0 {
				acc <<= e & 63
				cnt -= uint64(e & 63)
				diff = int(int32(e) >> 16)
			} else {
				sym, l := bl.dc.decode(acc)
				acc <<= l & 63
				if sym > 0 {
					diff = extend(acc, sym)
				}
				acc <<= sym & 63
				cnt -= uint64(l + sym)
			}
			diff += p.pred[bl.comp&3]
			p.pred[bl.comp&3] = diff
			bx := x*bl.step + bl.x
			bl.row[(bx>>3)*bl.groupSz+bx&7] = int16(diff << (p.al & 15))
		}
		if pos < low {
			x++
			break
		}
	}
	b.pos, b.acc, b.cnt = pos, acc, uint(cnt)
	return x
}

// dcRefine is run for a scan that adds a bit to DC coefficients: section
// G.1.2.1.1.
func (p *decProg) dcRefine(b *decBits, x, end int) int {
	base := unsafe.Pointer(unsafe.SliceData(b.buf))
	pos, acc, cnt, low := b.pos, b.acc, uint64(b.cnt), b.low()
	for ; x < end; x++ {
		acc |= load(base, pos) >> (cnt & 63)
		pos -= int((63 - cnt) >> 3)
		cnt |= 56
		for i := range p.block[:p.nBlocks] {
			bl := &p.block[i]
			bx := x*bl.step + bl.x
			bl.row[(bx>>3)*bl.groupSz+bx&7] |= int16(acc >> 63 << (p.al & 15))
			acc <<= 1
			cnt--
		}
		if pos < low {
			x++
			break
		}
	}
	b.pos, b.acc, b.cnt = pos, acc, uint(cnt)
	return x
}

// acFirst is run for the first scan of a band of AC coefficients: section
// G.1.2.2.
func (p *decProg) acFirst(b *decBits, x, end int) int {
	base := unsafe.Pointer(unsafe.SliceData(b.buf))
	pos, acc, cnt, low := b.pos, b.acc, uint64(b.cnt), b.low()
	code, zz := p.code, p.zz
	ss := uint(bits.TrailingZeros64(p.band))
	se := uint(63 - bits.LeadingZeros64(p.band))
	for x < end {
		if p.eobRun > 0 {
			n := min(p.eobRun, end-x)
			p.eobRun -= n
			x += n
			continue
		}
		at, sig := (x>>3)*p.groupSz+x&7, p.sig[x]
		for k := ss; k <= se; k++ {
			acc |= load(base, pos) >> (cnt & 63)
			pos -= int((63 - cnt) >> 3)
			cnt |= 56
			sym, l := code.decode(acc)
			acc <<= l & 63
			cnt -= uint64(l)
			run, size := sym>>4, sym&15
			if size == 0 {
				if run == 15 {
					k += 15
					continue
				}
				p.eobRun = 1 << run
				if run > 0 {
					p.eobRun += int(acc >> (64 - run))
					acc <<= run
					cnt -= uint64(run)
				}
				p.eobRun--
				break
			}
			k = min(k+run, 63)
			v := extend(acc, size)
			acc <<= size
			cnt -= uint64(size)
			sig |= 1 << k
			if z := zz[k]; z != noCoef {
				p.row[at+int(z>>1)] = int16(v << (p.al & 15))
			}
		}
		p.sig[x] = sig
		x++
		if pos < low {
			break
		}
	}
	b.pos, b.acc, b.cnt = pos, acc, uint(cnt)
	return x
}

// acRefine is run for a scan that adds a bit to AC coefficients: section
// G.1.2.3. Coefficients that are not zero yet have a correction bit each, in
// the order of the zigzag; between these, symbols say where coefficients become
// ±1. Only the positions of the former decide how to read on, so that those
// not stored are passed over by counting.
func (p *decProg) acRefine(b *decBits, x, end int) int {
	base := unsafe.Pointer(unsafe.SliceData(b.buf))
	pos, acc, cnt, low := b.pos, b.acc, uint64(b.cnt), b.low()
	code, band, eobRun := p.code, p.band, p.eobRun
	sigs := p.sig[:end]
	plus, minus := int16(1)<<(p.al&15), int16(-1)<<(p.al&15)
	// Where a run leads out of the band, which it cannot in a sound file, libjpeg
	// puts the coefficient behind it.
	beyond := min(bits.Len64(band), 63)
	for ; x < len(sigs); x++ {
		sig := sigs[x] // as it was before this scan
		if eobRun > 0 && sig&band == 0 {
			eobRun--
			continue
		}
		at := (x>>3)*p.groupSz + x&7
		// rest has the positions of this block that are still to be dealt with.
		for rest := band; rest != 0; {
			acc |= load(base, pos) >> (cnt & 63)
			pos -= int((63 - cnt) >> 3)
			cnt |= 56
			k, v := 64, int16(0) // v goes to position k; 64 is the end of the block
			if eobRun == 0 {
				var sym, l uint
				if e := uint(code.one[acc>>(64-acBits)]); e != 0 {
					sym, l = e>>8, e&63
				} else {
					sym, l = code.decode(acc)
				}
				acc <<= l & 63
				cnt -= uint64(l)
				run := sym >> 4
				if sym&15 == 0 && run != 15 {
					eobRun = 1 << run
					if run > 0 {
						eobRun += int(acc >> (64 - run))
						acc <<= run
						cnt -= uint64(run)
					}
				} else {
					if sym&15 != 0 {
						v = minus
						if int64(acc) < 0 {
							v = plus
						}
						acc <<= 1
						cnt--
					}
					zeros := rest &^ sig
					for ; run > 0 && zeros != 0; run-- {
						zeros &= zeros - 1
					}
					k = bits.TrailingZeros64(zeros)
				}
			}
			before := ^uint64(0) >> (-k & 63)
			for corr := sig & rest & before; corr != 0; {
				part := corr
				if bits.OnesCount64(part) > 56 {
					part &= 1<<32 - 1
				}
				corr &^= part
				acc |= load(base, pos) >> (cnt & 63)
				pos -= int((63 - cnt) >> 3)
				cnt |= 56
				for c := part & p.corner; c != 0; c &= c - 1 {
					nth := bits.OnesCount64(part & (c&-c - 1))
					if int64(acc<<(nth&63)) >= 0 {
						continue
					}
					coef := &p.row[at+int(p.zz[bits.TrailingZeros64(c)]>>1)]
					switch {
					case *coef&plus != 0: // cannot be in a sound file
					case *coef >= 0:
						*coef += plus
					default:
						*coef += minus
					}
				}
				n := bits.OnesCount64(part)
				acc <<= n & 63
				cnt -= uint64(n)
			}
			if v != 0 {
				k = min(k, beyond)
				sigs[x] |= 1 << k
				if z := p.zz[k]; z != noCoef {
					p.row[at+int(z>>1)] = v
				}
			}
			rest &= ^before << 1
		}
		if eobRun > 0 {
			eobRun--
		}
		if pos < low {
			x++
			break
		}
	}
	p.eobRun = eobRun
	b.pos, b.acc, b.cnt = pos, acc, uint(cnt)
	return x
}
