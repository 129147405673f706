package tiff

// fax unpacks the codes of fax machines: rows of pixels as runs of white and
// black by turns (ITU-T T.4, and T.6 for Group 4). White is 0.
type fax struct {
	src   []byte
	pos   int // of the next byte of src
	acc   uint32
	n     uint // how many of acc's lower bits are still to come
	width int
	size  int // bytes of a row

	// Of the rows.
	twoD     bool // every row is coded by the one above (Group 4)
	tagged   bool // an end of line says which rows are (Group 3)
	endings  bool // there are ends of lines
	align    uint // bits that a row begins at a multiple of, 0 for any
	finished bool // there is no other row

	white, black *runTable
	above, row   []int32 // where a row changes color, then its width twice
	out          []byte  // a row as bytes, of which rest is not delivered
	rest         []byte
}

// newFax begins a strip, with the tables of the one before.
func (d *Decoder) newFax(reuse unpacker, src []byte) *fax {
	f, ok := reuse.(*fax)
	if !ok {
		f = &fax{white: new(runTable), black: new(runTable), width: d.blockW, size: int(d.rowBytes())}
		f.white.fill(whiteRuns[:])
		f.black.fill(blackRuns[:])
		f.out = make([]byte, f.size)
		switch d.compression {
		case compressionRLE:
			f.align = 8
		case compressionRLEW:
			f.align = 16
		case compressionT4:
			f.endings, f.tagged = true, d.faxOptions&1 != 0
		default:
			f.twoD = true
		}
	}
	f.src, f.pos, f.acc, f.n, f.rest, f.finished = src, 0, 0, 0, nil, false
	f.row = f.end(f.row[:0])
	return f
}

// end puts the end of a row behind its changes, as often as decoding the next
// looks beyond.
func (f *fax) end(row []int32) []int32 {
	w := int32(f.width)
	return append(row, w, w, w, w)
}

func (f *fax) unpack(dst []byte) {
	for len(dst) > 0 {
		if len(f.rest) == 0 {
			if f.finished || !f.nextRow() {
				return
			}
		}
		n := copy(dst, f.rest)
		dst, f.rest = dst[n:], f.rest[n:]
	}
}

// nextRow decodes a row into out. It returns false where there is none.
func (f *fax) nextRow() bool {
	f.above, f.row = f.row, f.above[:0]
	if f.align > 0 {
		f.alignTo(f.align)
	}
	twoD, ok := f.beginRow()
	if !ok || f.over() {
		f.finished = true
		return false
	}
	if twoD {
		ok = f.codedByAbove()
	} else {
		ok = f.codedByRuns()
	}
	if !ok && len(f.row)&1 != 0 {
		f.row = f.row[:len(f.row)-1] // what follows is white
	}
	switch {
	case !ok && f.twoD: // nothing says where the next row begins
		f.finished = true
		if len(f.row) == 0 {
			return false
		}
	case !ok && f.endings:
		f.finished = !f.findEnd()
	}
	f.row = f.end(f.row)
	f.paint()
	return true
}

// beginRow reads the end of the line before, where there may be one, and says by
// which rules the row is coded. ok is false at the end of the page.
func (f *fax) beginRow() (twoD, ok bool) {
	if !f.endings {
		return f.twoD, true
	}
	found := 0
	for f.atEnd() {
		found++
		if f.tagged {
			twoD = f.take(1) == 0
		}
		if found == 2 {
			return false, false // six of them end a page
		}
	}
	return twoD, true
}

// atEnd takes an end of line, section 4.1.2 of T.4: eleven zeros or more, and a
// one.
func (f *fax) atEnd() bool {
	if f.peek(11) != 0 {
		return false
	}
	for f.peek(1) == 0 {
		if f.over() {
			return false
		}
		f.skip(1)
	}
	f.skip(1)
	return true
}

// findEnd goes to the next end of line after a code that is none.
func (f *fax) findEnd() bool {
	for !f.over() {
		if f.peek(11) == 0 {
			return true
		}
		f.skip(1)
	}
	return false
}

// codedByRuns decodes a row of runs, section 4.1.1 of T.4.
func (f *fax) codedByRuns() bool {
	at := 0
	for table, other := f.white, f.black; at < f.width; table, other = other, table {
		run := f.run(table)
		if run < 0 || len(f.row) > f.width {
			return false
		}
		at = min(at+run, f.width)
		f.row = append(f.row, int32(at))
	}
	return true
}

// run reads the codes of one run, -1 for what is no code.
func (f *fax) run(table *runTable) int {
	for total := 0; ; {
		e := table[f.peek(runBits)]
		if e == 0 {
			return -1
		}
		f.skip(uint(e & 15))
		total = min(total+int(e>>4), f.width)
		if e>>4 < 64 {
			return total
		}
		if f.over() {
			return -1
		}
	}
}

// codedByAbove decodes a row by the changes of the one above, section 4.2 of T.4
// and section 2.2 of T.6, whose names a0, a1, b1 and b2 are.
func (f *fax) codedByAbove() bool {
	// b is the index of b1 in above: of the first change right of a0 that is to
	// the other color than a0's. Even ones are to black, odd ones to white.
	a0, b := -1, 0
	for a0 < f.width && len(f.row) <= f.width {
		for b > 1 && int(f.above[b-2]) > a0 {
			b -= 2
		}
		for int(f.above[b]) <= a0 && int(f.above[b]) < f.width {
			b += 2
		}
		mode, bits := modeOf(f.peek(7))
		f.skip(uint(bits))
		switch mode {
		case modeNone:
			return false
		case modePass:
			a0 = int(f.above[b+1])
		case modeHorizontal:
			if a0 = f.twoRuns(max(a0, 0), b&1 != 0); a0 < 0 {
				return false
			}
		default:
			a1 := min(int(f.above[b])+mode-modeVertical, f.width)
			if a1 < max(a0, 0) {
				return false
			}
			f.row = append(f.row, int32(a1))
			a0, b = a1, b^1
		}
	}
	return a0 >= f.width
}

// twoRuns reads the runs of horizontal mode from at on, and returns where the
// second ends, -1 where there is no code.
func (f *fax) twoRuns(at int, black bool) int {
	table, other := f.white, f.black
	if black {
		table, other = other, table
	}
	for _, t := range [2]*runTable{table, other} {
		run := f.run(t)
		if run < 0 {
			return -1
		}
		at = min(at+run, f.width)
		f.row = append(f.row, int32(at))
	}
	return at
}

// paint makes bytes of the row's changes.
func (f *fax) paint() {
	clear(f.out)
	for i := 0; i+1 < len(f.row); i += 2 {
		setBits(f.out, int(f.row[i]), int(f.row[i+1]))
	}
	f.rest = f.out
}

// setBits sets the bits from lo up to hi.
func setBits(out []byte, lo, hi int) {
	for ; lo < hi && lo&7 != 0; lo++ {
		out[lo>>3] |= 0x80 >> (lo & 7)
	}
	for ; lo+8 <= hi; lo += 8 {
		out[lo>>3] = 0xff
	}
	for ; lo < hi; lo++ {
		out[lo>>3] |= 0x80 >> (lo & 7)
	}
}

// peek returns the next n bits, at most 13, with zeros behind the data.
func (f *fax) peek(n uint) uint32 {
	for f.n < n {
		f.acc <<= 8
		if f.pos < len(f.src) {
			f.acc |= uint32(f.src[f.pos])
		}
		f.pos++
		f.n += 8
	}
	return f.acc >> (f.n - n) & (1<<n - 1)
}

// skip drops bits that peek has seen, or one.
func (f *fax) skip(n uint) {
	if f.n < n {
		f.peek(n)
	}
	f.n -= n
}

func (f *fax) take(n uint) uint32 {
	v := f.peek(n)
	f.skip(n)
	return v
}

// over reports that all of the data was taken.
func (f *fax) over() bool { return uint(f.pos)*8 >= uint(len(f.src))*8+f.n }

// alignTo goes on to a multiple of n bits.
func (f *fax) alignTo(n uint) {
	for (uint(f.pos)*8-f.n)%n != 0 {
		f.skip(1)
	}
}
