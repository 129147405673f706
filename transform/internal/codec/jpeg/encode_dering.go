package jpeg

import (
	"encoding/binary"
	"math/bits"

	"tintype/transform/internal/pixel"
)

// Dark text on white rings: what quantization takes off an edge's frequencies comes back as
// waves on the white around it. But a decoder clips what is beyond white or black. So such
// samples may be anything beyond, and are chosen so that an edge has less of the high
// frequencies: a run of them, in zigzag order, becomes a smooth hump, which begins and ends
// with the slopes beside it. (The idea is mozjpeg's, where it is called overshoot deringing.)

// How far samples go beyond: so many steps of DC, for what goes that far may come back
// with that error, and a bound for the coarsest tables.
const (
	deringSteps = 3
	deringMost  = 48
)

// An encDering is room for one block's humps.
type encDering struct {
	most    int // how far samples of luma may go, 0 for not at all
	samples [8*deringStride + encOverread]byte
	coefs   [64]int16
}

const deringStride = 8 + encOverread

// setDering prepares for the tables of a quality.
func (e *Encoder) setDering(strength int) {
	e.dering.most = 0
	if e.img.Model == pixel.YCbCr || e.img.Model == pixel.Gray {
		e.dering.most = min(deringSteps*int(e.quantTables[0][0]), deringMost) * strength >> 8
	}
}

// row adds humps to the coefficients of a span of blocks whose samples are src.
func (d *encDering) row(coefs []int16, src []byte, stride int, span encSpan) {
	if !anyExtreme(src, stride, span.n*8) {
		return
	}
	for i := range span.n {
		if !d.block(src[i*8:], stride) {
			continue
		}
		fdctRow(d.coefs[:], d.samples[:], deringStride, encSpan{n: 1, mcu: 1})
		block := (*[64]int16)(coefs[span.block(i)*64:])
		for k, v := range d.coefs {
			block[k] += v
		}
	}
}

// block fills d.samples with what is to be added to a block, 128 standing for nothing,
// where there is anything to add. White and black are not both raised: the one that there
// is more of is what is behind.
func (d *encDering) block(src []byte, stride int) bool {
	white, black := 0, 0
	for y := range 8 {
		row := binary.LittleEndian.Uint64(src[y*stride:])
		white += bits.OnesCount64(extremes(row))
		black += bits.OnesCount64(extremes(^row))
	}
	n, flip := white, 0
	if black > white {
		n, flip = black, 255
	}
	if n == 0 || n == 64 {
		return false
	}
	var seq [64]int // distances from what is raised, in zigzag order
	sum := 0
	for k, natural := range zigzag {
		seq[k] = 255 - int(src[int(natural>>3)*stride+int(natural&7)]) ^ flip
		sum += seq[k]
	}
	// On the mean the block is not to be beyond.
	most := min(d.most, sum/n)
	for i := range d.samples {
		d.samples[i] = 128
	}
	for k := 0; k < 64; k++ {
		if seq[k] == 0 {
			start := k
			for k < 64 && seq[k] == 0 {
				k++
			}
			d.hump(&seq, start, k, most, flip)
		}
	}
	return true
}

// hump raises the run of seq from start to end.
func (d *encDering) hump(seq *[64]int, start, end, most, flip int) {
	up, down := 0, 0
	if start > 0 {
		up = max(seq[start-1], seq[max(start-2, 0)]-seq[start-1])
	}
	if end < 64 {
		down = max(seq[end], seq[min(end+1, 63)]-seq[end])
	}
	if start == 0 {
		up = down
	}
	if end == 64 {
		down = up
	}
	// The cubic that is 0 at both ends and has these slopes there.
	n := end - start
	for i := range n {
		a, b := i+1, n-i
		natural := zigzag[start+i]
		height := min(n*a*b*(up*b+down*a)/((n+1)*(n+1)*(n+1)), most)
		if flip != 0 {
			height = -height
		}
		d.samples[int(natural>>3)*deringStride+int(natural&7)] = byte(128 + height)
	}
}

// extremes has a bit set for each byte of x that is 0xff.
func extremes(x uint64) uint64 {
	return (x&0x7f7f7f7f7f7f7f7f + 0x0101010101010101) & x & 0x8080808080808080
}

// anyExtremeScalar is the reference of anyExtreme: whether one of 8 rows has black or white
// samples. Those of encOverread more columns may count, too.
func anyExtremeScalar(src []byte, stride, width int) bool {
	found := uint64(0)
	for y := range 8 {
		row := src[y*stride:][:width]
		for ; len(row) >= 8; row = row[8:] {
			x := binary.LittleEndian.Uint64(row)
			found |= extremes(x) | extremes(^x)
		}
	}
	return found != 0
}
