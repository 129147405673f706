package tifffile

import (
	"strings"
)

// The codes of runs as ITU-T T.4 prints them: tables 2 (runs of 0 to 63), 3a (64,
// 128 and so on up to 1728) and 3b (1792 up to 2560, of both colors).
var (
	whiteCodes = strings.Fields(`00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000
		000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011
		0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111
		00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011
		01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011
		00110100 11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101
		011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011
		010011000 010011001 010011010 011000 010011011`)
	blackCodes = strings.Fields(`0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111
		00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111
		00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000
		000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110
		000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 000001010101 000001010110
		000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000
		000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110
		000001100111 0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101
		0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010
		0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011
		0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101`)
	longCodes = strings.Fields(`00000001000 00000001100 00000001101 000000010010 000000010011 000000010100
		000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111`)
)

// vertical are the codes of a1 being 3 left of b1 to 3 right of it.
var vertical = [7]string{"0000010", "000010", "010", "1", "011", "000011", "0000011"}

const endOfLine = "000000000001"

// faxWriter collects codes as zeros and ones.
type faxWriter struct{ strings.Builder }

func (w *faxWriter) run(n int, black bool) {
	codes := whiteCodes
	if black {
		codes = blackCodes
	}
	for ; n >= 2624; n -= 2560 {
		w.WriteString(longCodes[12])
	}
	if n >= 1792 {
		w.WriteString(longCodes[n/64-28])
		n %= 64
	} else if n >= 64 {
		w.WriteString(codes[63+n/64])
		n %= 64
	}
	w.WriteString(codes[n])
}

// align fills up with zeros so that what has n bits ends at a byte.
func (w *faxWriter) align(n, to int) {
	for (w.Len()+n)%to != 0 {
		w.WriteByte('0')
	}
}

// fax codes rows of bits, 1 being black.
func (f *File) fax(rows [][]byte, width int) []byte {
	w := &faxWriter{}
	above := make([]bool, width)
	for i, bytes := range rows {
		row := make([]bool, width)
		for x := range row {
			row[x] = bytes[x/8]<<(x%8)&0x80 != 0
		}
		switch f.Compression {
		case T6:
			w.twoD(row, above)
		case T4:
			if f.Options&4 != 0 {
				w.align(12, 8)
			}
			w.WriteString(endOfLine)
			switch {
			case f.Options&1 == 0:
				w.oneD(row)
			case i%4 == 0:
				w.WriteByte('1')
				w.oneD(row)
			default:
				w.WriteByte('0')
				w.twoD(row, above)
			}
		case RLE:
			w.oneD(row)
			w.align(0, 8)
		default:
			w.oneD(row)
			w.align(0, 16)
		}
		above = row
	}
	if f.Compression == T6 {
		w.WriteString(endOfLine + endOfLine)
	}
	w.align(0, 8)
	out := make([]byte, w.Len()/8)
	for i, c := range []byte(w.String()) {
		out[i/8] |= (c - '0') << (7 - i%8)
	}
	return out
}

// oneD codes a row as runs, section 4.1 of T.4.
func (w *faxWriter) oneD(row []bool) {
	black := false
	for x := 0; x < len(row); black = !black {
		n := change(row, x, black) - x
		w.run(n, black)
		x += n
	}
}

// change returns where a row is not of the color any more, from x on.
func change(row []bool, x int, black bool) int {
	for x < len(row) && row[x] == black {
		x++
	}
	return x
}

// twoD codes a row by the one above, figure 7 of T.4.
func (w *faxWriter) twoD(row, above []bool) {
	black := false
	for a0 := -1; a0 < len(row); {
		a1 := change(row, max(a0, 0), black)
		b1 := above1(above, a0, black)
		b2 := change(above, b1, !black)
		switch d := a1 - b1; {
		case b2 < a1:
			w.WriteString("0001")
			a0 = b2
		case d >= -3 && d <= 3:
			w.WriteString(vertical[d+3])
			a0, black = a1, !black
		default:
			a2 := change(row, a1, !black)
			w.WriteString("001")
			w.run(a1-max(a0, 0), black)
			w.run(a2-a1, !black)
			a0 = a2
		}
	}
}

// above1 returns b1: the first pixel right of a0 that changes to the other color
// than a0's.
func above1(above []bool, a0 int, black bool) int {
	for x := a0 + 1; x < len(above); x++ {
		left := x > 0 && above[x-1]
		if above[x] != black && left == black {
			return x
		}
	}
	return len(above)
}
