package vp8

import (
	"math/bits"
	"unsafe"
)

// boolReader is the arithmetic decoder of section 7. It holds a window of up to
// 63 bits of the code value, the next one at bit 62, so that the difference to
// a split never leaves the range of int64 and its sign is the bool.
type boolReader struct {
	// data is the partition backwards, so that a load of eight bytes has the next
	// one on top, after boolPadding zeros: what lies beyond the end counts as zero.
	data []byte
	rest int    // bytes that are not in the window yet; negative beyond the end
	over bool   // rest was far beyond the end
	code uint64 // the window; what is below its valid bits is right, too, or zero
	rng  uint64 // 128 to 255
	n    uint64 // valid bits of the window, at least 8 for a bool
}

// boolPadding is more than a macroblock can take, which has up to 25 blocks of
// 16 coefficients of 19 bools of 7 bits, and 8 bytes to load.
const boolPadding = 8192

// newBoolReader reads a copy of data.
func newBoolReader(data []byte) boolReader {
	backwards := make([]byte, boolPadding+len(data))
	for i, v := range data {
		backwards[len(backwards)-1-i] = v
	}
	b := boolReader{data: backwards, rest: len(data), rng: 255}
	b.fill()
	return b
}

// start returns where to load from, with boolPadding to go.
func (b *boolReader) start() unsafe.Pointer {
	if b.rest < 0 {
		b.over = b.over || b.overrun()
		b.rest = 0
	}
	return unsafe.Pointer(&b.data[boolPadding-8+b.rest])
}

// stop takes back what start returned.
func (b *boolReader) stop(src unsafe.Pointer) {
	b.rest = int(uintptr(src)-uintptr(unsafe.Pointer(unsafe.SliceData(b.data)))) - (boolPadding - 8)
}

// fill brings the window to at least 56 bits.
func (b *boolReader) fill() {
	var src unsafe.Pointer
	b.code, src, b.n = boolFill(b.start(), b.code, b.n)
	b.stop(src)
}

// boolFill is fill for a state in registers. It has no branch: to ask first
// whether bits are needed is no quicker.
func boolFill(src unsafe.Pointer, code, n uint64) (uint64, unsafe.Pointer, uint64) {
	return code | *(*uint64)(src)>>1>>(n&63), unsafe.Add(src, -int((63-n)>>3)), n | 56
}

// boolStep decodes one bool that is false with probability prob/256 without a
// branch. It takes and returns the state; bit is 0 or 1.
func boolStep(code, rng, n uint64, prob uint8) (uint64, uint64, uint64, uint64) {
	split := 1 + (rng-1)*uint64(prob)>>8
	at := split << 55
	below := uint64(int64(code-at) >> 63) // all ones for false
	rng += below&(2*split-rng) - split
	shift := uint64(bits.LeadingZeros64(rng)-56) & 63
	return (code - at&^below) << shift, rng << shift, n - shift, 1 + below
}

// boolSplit divides the range for a bool that is false with probability
// prob/256: it is false where code is below split << 55. Where the two ways
// part anyhow a branch and boolFalse or boolTrue are quicker than boolStep:
// the next range is then not waited for.
func boolSplit(rng uint64, prob uint8) uint64 { return 1 + (rng-1)*uint64(prob)>>8 }

// boolFalse is boolStep for a bool known to be false.
func boolFalse(code, split, n uint64) (uint64, uint64, uint64) {
	shift := uint64(bits.LeadingZeros64(split)-56) & 63
	return code << shift, split << shift, n - shift
}

// boolTrue is boolStep for a bool known to be true.
func boolTrue(code, rng, split, n uint64) (uint64, uint64, uint64) {
	rng -= split
	shift := uint64(bits.LeadingZeros64(rng)-56) & 63
	return (code - split<<55) << shift, rng << shift, n - shift
}

// boolSign is boolStep at even odds, which gives 1 for false and -1 for true.
// It is not for the first bool of a partition: a range up to 254, halved, is
// doubled again, so that an even one stays and an odd one becomes a neighbor.
func boolSign(code, rng, n uint64) (uint64, uint64, uint64, int16) {
	at := (rng + 1) >> 1 << 55
	below := uint64(int64(code-at) >> 63) // all ones for false
	return (code - at&^below) << 1, (rng - 2 - below) | 1 + 1, n - 1, int16(1 | ^below)
}

// bool decodes one bool.
func (b *boolReader) bool(prob uint8) bool {
	b.fill()
	var bit uint64
	b.code, b.rng, b.n, bit = boolStep(b.code, b.rng, b.n, prob)
	return bit != 0
}

// flag decodes one bool at even odds.
func (b *boolReader) flag() bool { return b.bool(128) }

// bits decodes an unsigned number of n bits, most significant first.
func (b *boolReader) bits(n int) int {
	v := 0
	for range n {
		v <<= 1
		if b.flag() {
			v++
		}
	}
	return v
}

// optional decodes what boolEncoder.putFlagged writes: 0, or n bits and a sign.
func (b *boolReader) optional(n int) int {
	if !b.flag() {
		return 0
	}
	v := b.bits(n)
	if b.flag() {
		return -v
	}
	return v
}

// overrun reports that bools were decoded from more than the partition and two
// bytes of zeros after it, which some encoders leave to be understood.
func (b *boolReader) overrun() bool {
	return b.over || -8*b.rest-int(b.n) > 16-8
}
