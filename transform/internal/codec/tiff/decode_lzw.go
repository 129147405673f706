package tiff

// The codes of TIFF's LZW, section 13: 9 to 12 bits, most significant first, and
// one code earlier longer than other kinds of LZW.
const (
	lzwClear   = 256
	lzwEnd     = 257
	lzwFirst   = 258
	lzwMaxBits = 12
	lzwCodes   = 1 << lzwMaxBits
)

// lzw unpacks a strip.
type lzw struct {
	src []byte
	acc uint64 // its lower n bits were taken from src and not used yet
	n   uint
	old bool // least significant bit first, and no code earlier longer

	width  uint  // of the next code
	next   int   // the code that gets defined next
	before int   // the last code, -1 after a clear code
	first  uint8 // of what the last code stands for
	table  [lzwCodes]lzwEntry

	rest  []byte // what did not fit into dst, a part of spill
	spill [lzwCodes]byte
}

// lzwEntry says what a code stands for: what its prefix stands for, length-1
// bytes, and one byte more.
type lzwEntry struct {
	prefix, length uint16
	last           uint8
}

// newLZW begins a strip, with the tables of the one before.
func newLZW(reuse unpacker, src []byte) *lzw {
	l, ok := reuse.(*lzw)
	if !ok {
		l = new(lzw)
		for i := range lzwClear {
			l.table[i] = lzwEntry{length: 1, last: byte(i)}
		}
	}
	l.src, l.acc, l.n, l.rest = src, 0, 0, nil
	l.next, l.width, l.before = lzwFirst, 9, -1
	// Files from before TIFF 6.0 begin with a clear code, too, in other bits.
	l.old = len(src) > 1 && src[0] == 0 && src[1]&1 == 1
	return l
}

func (l *lzw) unpack(dst []byte) {
	n := copy(dst, l.rest)
	dst, l.rest = dst[n:], l.rest[n:]
	n = l.fill(dst)
	if n < len(dst) { // the next string is longer than what is left
		l.rest = l.spill[:l.fill(l.spill[:])]
		l.rest = l.rest[copy(dst[n:], l.rest):]
	}
}

// fill writes the strings of codes for as long as they fit, and returns how many
// bytes that is. A code is not taken whose string does not fit.
func (l *lzw) fill(dst []byte) (w int) {
	table := &l.table
	src, acc, n, width := l.src, l.acc, l.n, l.width
	next, before, first := l.next, l.before, l.first
	for w < len(dst) {
		for n < width {
			if len(src) == 0 {
				goto over
			}
			if l.old {
				acc |= uint64(src[0]) << n
			} else {
				acc = acc<<8 | uint64(src[0])
			}
			src = src[1:]
			n += 8
		}
		code := int(acc>>((n-width)&63)) & (1<<width - 1)
		if l.old {
			code = int(acc) & (1<<width - 1)
		}
		size := 0
		switch {
		case code == lzwClear:
			next, before = lzwFirst, -1
		case code == lzwEnd, code > next, code == next && (before < 0 || next == lzwCodes):
			src = nil
			goto over
		case code == next: // the string before, and its first byte again
			size = int(table[before].length) + 1
		default:
			size = int(table[code&(lzwCodes-1)].length)
		}
		if size > len(dst)-w {
			break
		}
		if n -= width; l.old {
			acc >>= width
		}
		if size == 0 {
			width = 9
			continue
		}
		k, at := code, w+size-1
		if code == next {
			dst[at] = first
			k = before
			at--
		}
		for ; at > w; at-- {
			e := &table[k&(lzwCodes-1)]
			dst[at] = e.last
			k = int(e.prefix)
		}
		if at == w {
			first = byte(k)
			dst[w] = first
		}
		if before >= 0 && next < lzwCodes {
			table[next] = lzwEntry{uint16(before), table[before].length + 1, first}
			next++
			longer := next + 1
			if l.old {
				longer = next
			}
			if longer == 1<<width && width < lzwMaxBits {
				width++
			}
		}
		before = code
		w += size
	}
	goto done
over:
	n = 0
done:
	l.src, l.acc, l.n, l.width = src, acc, n, width
	l.next, l.before, l.first = next, before, first
	return w
}
