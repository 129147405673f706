package jpeg

import (
	"math/bits"
	"unsafe"
)

// Rounding each coefficient to the nearest level spends bits where they hardly show.
// Thinning looks at every block once after quantization and, from its last coefficient
// to its first, brings a level nearer to 0 where that saves more bits than the error is
// worth: 1 to 0, and a power of two to the level below, which takes a bit less. It is
// what is cheap of a trellis: no level is looked at twice.
//
// What a bit is worth grows with the number of levels of the block, for detail hides
// errors, and shrinks with frequency.

// thinLevels is from how many levels on a bit is worth no more.
const thinLevels = 25

// encThinBits[run][size] is about how many sixteenths of a bit a level of a size takes
// after a run of zeros, by table K.5.
type encThinBits [64][16]int32

// An encThin has what thinning needs of one quantization table.
type encThin struct {
	recip  [64]int64             // as in encQuantVector, by place in the zigzag sequence
	weight [64]int64             // of a squared error, 1/256
	worth  [thinLevels + 1]int64 // of a sixteenth of a bit, by the number of levels
}

// init sums up table K.5.
func (b *encThinBits) init() {
	spec := stdHuffAC[0]
	var length [256]int32
	at := 16
	for n := range 16 {
		for range int(spec[n]) {
			length[spec[at]] = int32(n + 1)
			at++
		}
	}
	for run := range int32(64) {
		for size := int32(1); size < 16; size++ {
			b[run][size] = 16 * (run/16*length[symZRL] + length[run%16<<4|min(size, 10)] + size)
		}
	}
}

// thin thins the blocks of a span. Their masks come as quantizeRow leaves them and
// become sets of zigzag places.
func (t *encTokenizer) thin(levels []int16, masks []uint64, coefs []int16, h *encThin, span encSpan) {
	if span.n <= 0 {
		return
	}
	// The bounds that the pointers below keep to.
	last := span.block(span.n - 1)
	_, _, _ = levels[last*64+63], coefs[last*64+63], masks[last]
	price := unsafe.Pointer(&t.thinBits)
	for i := range span.n {
		b := span.block(i)
		z := t.zigzagMask(masks[b]) &^ 1
		kept := z
		worth := h.worth[min(bits.OnesCount64(z), thinLevels)]
		block, coef := unsafe.Pointer(&levels[b*64]), unsafe.Pointer(&coefs[b*64])
		next := unsafe.Pointer(nil) // prices of the level behind, less 64 bytes for each place
		nextAt := 0
		for z != 0 {
			k := 63 - bits.LeadingZeros64(z)
			z ^= 1 << (k & 63)
			run := k - 63 + bits.LeadingZeros64(z|1) - 1
			level := (*int16)(unsafe.Add(block, t.offset[k&63]))
			v := int64(*level)
			sign := v >> 63
			v = v ^ sign - sign
			size := bits.Len64(uint64(v))
			if v&(v-1) == 0 {
				c := int64(*(*int16)(unsafe.Add(coef, t.coefOffset[k&63])))
				// Q8: by how much more than the level below it is nearer to this one.
				excess := (c^c>>63-c>>63)*h.recip[k&63]>>(encRecipBits-8)*2 - (2*v-1)*256
				saved := int64(*(*int32)(unsafe.Add(price, run*64+size*4)))
				if v > 1 {
					saved -= int64(*(*int32)(unsafe.Add(price, run*64+size*4-4)))
				} else if next != nil {
					saved += int64(*(*int32)(unsafe.Add(next, (nextAt-k-1)*64))) - int64(*(*int32)(unsafe.Add(next, (nextAt-k+run)*64)))
				}
				if excess*h.weight[k&63] < worth*saved {
					v--
					*level = int16(v ^ sign - sign)
					if v == 0 {
						kept ^= 1 << (k & 63)
						continue
					}
					size--
				}
			}
			next, nextAt = unsafe.Add(price, size*4), k
		}
		masks[b] = kept
	}
}

// set prepares h for luma, 0, or chroma, 1. In chroma detail hides nothing: SSIMULACRA2
// and butteraugli both see lost colors among many.
func (h *encThin) set(table int, q *encQuant, strength int) {
	for k, natural := range zigzag {
		pos := encCoefPos(int(natural&7), int(natural>>3))
		h.recip[k] = int64(q[pos>>3].recip[pos&7])
		h.weight[k] = int64(256)
		if table == 1 {
			h.weight[k] = int64(236 + k)
		}
	}
	for n := range h.worth {
		worth := min(64+12*n, 360)
		if table == 1 {
			worth = max(162-6*n, 20)
		}
		h.worth[n] = int64(worth * strength >> 8)
	}
}
