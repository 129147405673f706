package jpeg

import "unsafe"

// chunkMCUs is how many MCUs are decoded before their blocks are transformed,
// so that the lanes of a vector belong to horizontally adjacent blocks.
const chunkMCUs = 8

// zzLen is the length of a table from zigzag positions to coefficient offsets:
// a position of at most 63 and a run. Positions 64 to 79 stand for 63, as in
// libjpeg, and those from dumpRun on for no coefficient.
const zzLen = 64 + dumpRun

// decSeqBlock is what it takes to decode a block of an MCU.
type decSeqBlock struct {
	dc   *decDC
	ac   *decAC
	zz   *[zzLen]uint16 // byte offset of each coefficient within the group
	need int            // zigzag positions from here on are not needed
	comp int            // index of the DC prediction
}

// decSeq decodes MCUs of sequential scans, section F.2.2.
type decSeq struct {
	nBlocks int
	block   [maxBlocks]decSeqBlock
	// offset is where the DC coefficient of block b of MCU m goes, as a byte
	// offset into work: offset[m*nBlocks+b].
	offset [chunkMCUs * maxBlocks]uint32
	// last is the zigzag position behind the last coefficient of each block.
	last [chunkMCUs * maxBlocks]uint8
	// lanes has for each group of a chunk the blocks in its lanes.
	lanes [maxBlocks][8]uint8
	pred  [4]int
	work  []int16 // groups of coefficients
}

// run decodes MCUs from m up to but not including end, and stops early when the
// bits run low. It returns the next MCU.
//
// This is one function without calls, because on wasm a call costs as much as
// decoding a symbol. b.buf has decSlack readable bytes from b.low() on, zz and
// offset stay inside work by construction.
func (s *decSeq) run(b *decBits, m, end int) int {
	p := unsafe.Pointer(unsafe.SliceData(b.buf))
	work := unsafe.Pointer(unsafe.SliceData(s.work))
	pos, acc, cnt, low := b.pos, b.acc, uint64(b.cnt), b.low()
	for ; m < end; m++ {
		for i := range s.nBlocks {
			bl := &s.block[i]
			acc |= load(p, pos) >> (cnt & 63)
			pos -= int((63 - cnt) >> 3)
			cnt |= 56

			// DC: section F.2.2.1.
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
			at := m*s.nBlocks + i
			coef := unsafe.Add(work, s.offset[at])
			diff += s.pred[bl.comp]
			s.pred[bl.comp] = diff
			*(*int16)(coef) = int16(diff)

			// AC: section F.2.2.2.
			ac, zz, need := bl.ac, unsafe.Pointer(bl.zz), uint64(bl.need)
			table := unsafe.Pointer(ac)
			k, last := uint64(1), uint64(1)
			for {
				var e, kn uint64
				if k < need {
					for {
						if cnt < acBits {
							acc |= load(p, pos) >> (cnt & 63)
							pos -= int((63 - cnt) >> 3)
							cnt |= 56
						}
						e = *(*uint64)(unsafe.Add(table, acc>>(64-acBits)<<3))
						c := uint64(*(*uint16)(unsafe.Add(table, acc>>(64-acBits)<<1+uint64(unsafe.Offsetof(ac.step)))))
						if kn = k + c>>8; kn >= need {
							break
						}
						acc <<= c & 63
						cnt -= c & 255
						*(*int16)(unsafe.Add(coef, *(*uint16)(unsafe.Add(zz, 2*(k+e>>16&255))))) = int16(e >> 32)
						*(*int16)(unsafe.Add(coef, *(*uint16)(unsafe.Add(zz, 2*(k+e>>24&255))))) = int16(e >> 48)
						k = kn
					}
					if kn < 64 || kn>>6 == 2 {
						*(*int16)(unsafe.Add(coef, *(*uint16)(unsafe.Add(zz, 2*(k+e>>16&255))))) = int16(e >> 32)
						*(*int16)(unsafe.Add(coef, *(*uint16)(unsafe.Add(zz, 2*(k+e>>24&255))))) = int16(e >> 48)
						acc <<= e & 63
						cnt -= e & 63
						k = kn
						last = k & 63
						if kn >= 64 {
							break
						}
						continue
					}
				} else {
					skip := unsafe.Pointer(ac.skip)
					for {
						if cnt < skipBits {
							acc |= load(p, pos) >> (cnt & 63)
							pos -= int((63 - cnt) >> 3)
							cnt |= 56
						}
						e = uint64(*(*uint16)(unsafe.Add(skip, acc>>(64-skipBits)<<1)))
						if kn = k + e>>8; kn >= 64 {
							break
						}
						k = kn
						acc <<= e & 63
						cnt -= e & 63
					}
					if kn>>6 == 2 {
						acc <<= e & 63
						cnt -= e & 63
						break
					}
				}
				acc |= load(p, pos) >> (cnt & 63)
				pos -= int((63 - cnt) >> 3)
				cnt |= 56
				sym, l := ac.decode(acc)
				size := sym & 15
				k += uint64(sym >> 4)
				acc <<= l & 63
				if size != 0 {
					*(*int16)(unsafe.Add(coef, *(*uint16)(unsafe.Add(zz, 2*k)))) = int16(extend(acc, size))
					last = min(k+1, 64)
				} else if sym != runOf16 {
					cnt -= uint64(l)
					break
				}
				acc <<= size
				cnt -= uint64(l + size)
				k++
				if k >= 64 {
					break
				}
			}
			s.last[at] = uint8(last)
		}
		if pos < low {
			m++
			break
		}
	}
	b.pos, b.acc, b.cnt = pos, acc, uint(cnt)
	return m
}

// lastOfGroups joins the positions behind the last coefficient of the blocks in
// each group: the result is at least the greatest, and below 1<<n if all are.
func (s *decSeq) lastOfGroups() (joined [maxBlocks]uint8) {
	for g := range joined {
		l := &s.lanes[g]
		joined[g] = s.last[l[0]] | s.last[l[1]] | s.last[l[2]] | s.last[l[3]] |
			s.last[l[4]] | s.last[l[5]] | s.last[l[6]] | s.last[l[7]]
	}
	return joined
}

// decRestart counts down to the next restart marker.
type decRestart struct {
	left int  // MCUs
	next byte // number of the marker expected, 0 to 7
	// dry says that the segment's data has ended early: what is left of it is
	// taken as zero.
	dry bool
}

// beginScan prepares the bit buffer and restart state for a scan's data.
func (d *Decoder) beginScan() {
	d.bits.reset()
	d.restart = decRestart{left: d.restartInterval}
	d.resetPrediction()
}

// resetPrediction forgets what restart intervals do not share.
func (d *Decoder) resetPrediction() {
	d.seq.pred, d.prog.pred, d.prog.eobRun = [4]int{}, [4]int{}, 0
}

// nextRestart moves on to the next restart interval, section F.2.1.3.1.
// Where another marker than the expected one is found it does as section E.2.4
// and libjpeg suggest: a number that is a little ahead means that data were
// lost, so that this interval is empty; one a little behind is a late one.
func (d *Decoder) nextRestart() {
	want := d.restart.next
	next := decRestart{left: d.restartInterval, next: (want + 1) & 7}
	for {
		m, ok := d.peekMarker()
		if !ok {
			break
		}
		ahead := (m - markerRST0 - want) & 7
		isRST := m >= markerRST0 && m <= markerRST7
		if !isRST && m >= markerSOF0 || isRST && (ahead == 1 || ahead == 2) {
			next.dry = d.restart.dry
			d.warnings++
			break
		}
		d.src.r += 2
		if isRST && ahead == 0 {
			break
		}
		d.warnings++
		if isRST && ahead < 6 {
			break
		}
	}
	d.restart = next
	d.bits.reset()
	d.resetPrediction()
}

// runDry notes that the data of a restart interval, or of the scan, ended early.
func (d *Decoder) runDry() {
	d.restart.dry, d.partial = true, true
	d.warnings++
}

// peekMarker moves the input to the next marker and returns its code, without
// its being consumed. At the end of the data there is none.
func (d *Decoder) peekMarker() (byte, bool) {
	m, err := d.nextMarker()
	if err != nil {
		return 0, false
	}
	d.src.r -= 2
	return m, true
}

// decodeMCUs decodes n MCUs of a sequential scan into a chunk, as its MCUs from
// m on.
func (d *Decoder) decodeMCUs(m, n int) {
	end := m + n
	for m < end {
		if d.restartInterval > 0 && d.restart.left == 0 {
			d.nextRestart()
		}
		stop := end
		if d.restartInterval > 0 {
			stop = min(end, m+d.restart.left)
		}
		m0 := m
		if d.restart.dry {
			m = stop
			clear(d.seq.last[m0*d.seq.nBlocks : m*d.seq.nBlocks])
		} else {
			d.bits.feed(&d.src)
			m = d.seq.run(&d.bits, m, stop)
			if d.bits.overrun() {
				d.runDry()
			} else {
				d.mcusRead += m - m0
			}
		}
		d.restart.left -= m - m0
	}
}
