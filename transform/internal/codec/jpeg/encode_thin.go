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
	place [64]encThinPlace // in the zigzag sequence
	bits  encThinBits
	worth [thinLevels + 1]int // of a sixteenth of a bit, by the number of levels
}

// thinPrice is the price of the run and size that p stands for, an encThin's address and
// 64 for each zero and 4 for each bit.
func thinPrice(p unsafe.Pointer, more int) int {
	return int(*(*int32)(unsafe.Add(p, int(unsafe.Offsetof(encThin{}.bits))+more)))
}

type encThinPlace struct {
	recip       int32 // as in encQuantVector
	weight      int32 // of a squared error, 1/256
	level, coef int32 // where they stand in a block, in bytes
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

// thinBlocks thins the levels of a piece and puts the tokens of its blocks at the end of
// t.last, from the last block to the first and from a block's last level to its first, which
// is the order of thinning. It returns where they begin.
//
// What is to be done about a level depends on what became of the one behind it, and neither
// is foreseen well enough for branches: 0 and -1 stand for no and yes, and everything is
// computed for every level. A level's token is written once the next one before it is
// known to stay, as the run of zeros is part of it.
func (t *encTokenizer) thinBlocks(piece *encPiece, thin *[2]encThin) int {
	n := len(piece.masks)
	if n == 0 {
		return len(t.last) - 1
	}
	// The bounds that the pointers below keep to.
	_, _, _ = piece.levels[n*64-1], piece.coefs[n*64-1], t.dc[n-1]
	levels, coefs := unsafe.Pointer(&piece.levels[0]), unsafe.Pointer(&piece.coefs[0])
	to := unsafe.Pointer(&t.last[len(t.last)-1]) // the last token written
	inMCU := n % t.nBlocks
	for i := n - 1; i >= 0; i-- {
		if inMCU == 0 {
			inMCU = t.nBlocks
		}
		inMCU--
		table := int(t.table[inMCU] & 1)
		h := unsafe.Pointer(&thin[table])
		base := (encAC + table) << 8
		block, coef := unsafe.Add(levels, i*128), unsafe.Add(coefs, i*128)
		z := piece.masks[i]
		ends := z >> 63
		worth := (*encThin)(h).worth[min(bits.OnesCount64(z), thinLevels)]

		to = unsafe.Add(to, -4)
		*(*uint32)(to) = uint32(base | symEOB)
		t.count[(base|symEOB)&(encCodes-1)]++

		// Of the level behind: its token without the run, its place and where its size is
		// among the prices, and whether there is one.
		token, behind, some := 0, 64<<6, 0
		for k := 63 - bits.LeadingZeros64(z|1); k > 0; {
			z ^= 1 << (k & 63)
			before := 63 - bits.LeadingZeros64(z|1)
			p := (*encThinPlace)(unsafe.Add(h, k*int(unsafe.Sizeof(encThinPlace{}))))
			v := int(*(*int16)(unsafe.Add(block, p.level)))
			sign := v >> 63
			v = v ^ sign - sign
			size := bits.Len64(uint64(v))
			c := int(*(*int16)(unsafe.Add(coef, p.coef)))
			// Q8: by how much more than the level below it is nearer to this one.
			excess := (c^sign-sign)*int(p.recip)>>(encRecipBits-8)*2 - (2*v-1)*256
			one := (v - 2) >> 63
			own, next := unsafe.Add(h, (k-before)*64+size*4), unsafe.Add(h, behind-k*64)
			saved := thinPrice(own, -64) - thinPrice(own, -68) + (thinPrice(next, -64)-thinPrice(next, (k-before)*64-64))&one
			less := ((excess*int(p.weight) - worth*saved) & (v&(v-1) - 1)) >> 63

			gone := less & one
			v, size = v+less, size+less
			zeros := behind>>6 - k - 1
			put := some &^ gone
			token |= zeros & 15 << 4 & put
			*(*uint32)(unsafe.Add(to, -4)) = uint32(token)
			to = unsafe.Add(to, put*4)
			*(*uint32)(unsafe.Add(unsafe.Pointer(t), int(unsafe.Offsetof(t.count))+token&(encCodes-1)*4)) -= uint32(put)
			for ; zeros&put > 15; zeros -= 16 {
				to = unsafe.Add(to, -4)
				*(*uint32)(to) = uint32(base | symZRL)
				t.count[(base|symZRL)&(encCodes-1)]++
			}
			token = token&gone | ((v^sign)&(1<<(size&63)-1)<<16|base|size)&^gone
			behind = behind&gone | (k<<6|size<<2)&^gone
			some |= ^gone
			k = before
		}
		t.empty += 1 + some
		if some != 0 {
			zeros := behind>>6 - 1
			token |= zeros & 15 << 4
			to = unsafe.Add(to, -4)
			*(*uint32)(to) = uint32(token)
			t.count[token&(encCodes-1)]++
			for ; zeros > 15; zeros -= 16 {
				to = unsafe.Add(to, -4)
				*(*uint32)(to) = uint32(base | symZRL)
				t.count[(base|symZRL)&(encCodes-1)]++
			}
		}
		if ends != 0 { // a block that still ends with a level has no code for its end
			k, p := 0, to
			for ; *(*uint8)(p) != symEOB; p = unsafe.Add(p, 4) {
				k += int(*(*uint8)(p)>>4) + 1
			}
			if k == 63 {
				for ; p != to; p = unsafe.Add(p, -4) {
					*(*uint32)(p) = *(*uint32)(unsafe.Add(p, -4))
				}
				to = unsafe.Add(to, 4)
				t.count[(base|symEOB)&(encCodes-1)]--
			}
		}
		to = unsafe.Add(to, -4)
		*(*uint32)(to) = t.dc[i]
	}
	return int(uintptr(to)-uintptr(unsafe.Pointer(&t.last))) / 4
}

// set prepares h for luma, 0, or chroma, 1. In chroma detail hides nothing: SSIMULACRA2
// and butteraugli both see lost colors among many.
func (h *encThin) set(table int, q *encQuant, strength int, o *encOrder) {
	h.bits = o.thinBits
	for k, natural := range zigzag {
		pos := encCoefPos(int(natural&7), int(natural>>3))
		weight := 256
		if table == 1 {
			weight = 236 + k
		}
		h.place[k] = encThinPlace{q[pos>>3].recip[pos&7], int32(weight), int32(encLevelPos(pos) * 2), int32(pos * 2)}
	}
	for n := range h.worth {
		worth := min(64+12*n, 360)
		if table == 1 {
			worth = max(162-6*n, 20)
		}
		h.worth[n] = worth * strength >> 8
	}
}
