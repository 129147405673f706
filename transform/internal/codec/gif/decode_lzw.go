package gif

import (
	"encoding/binary"

	"tintype/transform/internal/work"
)

// codesAtOnce is how many codes are read between two reports to a meter.
const codesAtOnce = 1 << 13

// maxCodes is how many codes there can be (appendix F).
const maxCodes = 1 << 12

// decode unpacks the indices of a frame into d.pixels and returns how many there
// are: fewer than its pixels where the data ends early or is broken.
func (d *Decoder) decode(f *frame) int {
	if len(f.data) == 0 || f.data[0] < 1 || f.data[0] > 8 {
		return 0
	}
	d.coded = d.coded[:0]
	for rest := f.data[1:]; ; {
		var block []byte
		if block, rest = cutBlock(rest); len(block) == 0 {
			break
		}
		d.coded = append(d.coded, block...)
	}
	size := f.w * f.h
	if cap(d.pixels) < size {
		d.pixels = make([]uint8, size)
	}
	d.pixels = d.pixels[:size]
	return unpack(d.pixels, d.coded, uint(f.data[0]), d.Meter)
}

// unpack decodes LZW codes of least bits at first. The string of a code is what
// the code before it stood for and one index more, which lie together in out:
// so a code is a place in out and a length. The meter may end it early.
func unpack(out, data []byte, least uint, m *work.Meter) int {
	var at, length [maxCodes]int32
	clearCode := 1 << least
	end := clearCode + 1
	next, width := end+1, least+1
	before := -1 // the place of the last string, -1 after a clear code
	beforeLen := int32(0)
	window, nBits := uint64(0), uint(0)
	n := 0
	for codes := 0; n < len(out); codes++ {
		if codes%codesAtOnce == 0 && !m.Spend(4*codesAtOnce) {
			return n
		}
		if nBits < width {
			if len(data) >= 8 {
				window |= binary.LittleEndian.Uint64(data) << nBits
				taken := (63 - nBits) >> 3
				data = data[taken:]
				nBits += 8 * taken
			} else {
				for ; len(data) > 0 && nBits <= 48; nBits += 8 {
					window |= uint64(data[0]) << nBits
					data = data[1:]
				}
				if nBits < width {
					return n
				}
			}
			window &= 1<<nBits - 1
		}
		code := int(window & (1<<width - 1))
		window >>= width
		nBits -= width
		start := n
		switch {
		case code < clearCode:
			out[n] = uint8(code)
			n++
		case code == clearCode:
			next, width, before = end+1, least+1, -1
			continue
		case code == end:
			return n
		case code < next && code < maxCodes:
			from, count := int(at[code]), min(int(length[code]), len(out)-n)
			n += copy(out[n:n+count], out[from:])
		case code == next && next < maxCodes && before >= 0:
			// The string before, and its first index again.
			count := min(int(beforeLen)+1, len(out)-n)
			for i := range count {
				out[n+i] = out[before+i]
			}
			n += count
		default:
			return n
		}
		if before >= 0 && next < maxCodes {
			at[next], length[next] = int32(before), beforeLen+1
			next++
		}
		if next == 1<<width && width < 12 { // with codes of one bit it is so from the start
			width++
		}
		before, beforeLen = start, int32(n-start)
	}
	return n
}
