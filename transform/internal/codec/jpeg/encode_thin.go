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
// What a bit is worth grows in luma with the number of levels of the block, for detail hides
// errors. In chroma it shrinks with them, and grows with how light the block is.

// encThinBits[run][size] is about how many sixteenths of a bit a level of a size takes
// after a run of zeros, by table K.5.
type encThinBits [64][16]int32

// An encThin has what thinning needs of one quantization table.
type encThin struct {
	place [64]encThinPlace // in the zigzag sequence
	bits  encThinBits
	// worth is of a sixteenth of a bit, by the number of levels, in components before the
	// third and in that. It is worth (light + lighter*level)>>16 of that, level being the MCU's
	// first, of DC.
	worth          [2][64]int
	light, lighter int
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
	t.starts[n] = uint32(len(t.last) - 1)
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
		dc := int(*(*int16)(unsafe.Add(levels, (i-inMCU)*128)))
		worth := (*encThin)(h).worth[t.comp[inMCU]>>1&1][bits.OnesCount64(z)&63]
		worth = worth * ((*encThin)(h).light + (*encThin)(h).lighter*dc) >> 16

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
		t.starts[i] = uint32(uintptr(to)-uintptr(unsafe.Pointer(&t.last))) / 4
	}
	return int(uintptr(to)-uintptr(unsafe.Pointer(&t.last))) / 4
}

// thinLight is by how much more a bit of chroma is worth in white than in black, in 256, and
// thinGray the sample at which nothing is added.
const (
	thinLight = 443
	thinGray  = 115
)

// set prepares h for luma, 0, or chroma, 1. In chroma detail hides nothing: SSIMULACRA2
// and butteraugli both see lost colors among many. Blue loses more than red.
func (h *encThin) set(class int, tables *[2][64]uint8, quality int, o *encOrder) {
	h.bits = o.thinBits
	h.light, h.lighter = 1<<16, 0
	if class == 1 { // a level stands for a mean of 128 + level*step/8
		h.light += thinLight * 256 * (128 - thinGray) / 255
		h.lighter = thinLight * 256 * int(tables[0][0]) / (8 * 255)
	}
	for k, natural := range zigzag {
		u, v := int(natural&7), int(natural>>3)
		pos := encCoefPos(u, v)
		weight := [2]int{256, 232 + k*91/64}[class]
		h.place[k] = encThinPlace{int32(encRecip(u, v, int(tables[class][natural])<<encShrinkBits)), int32(weight), int32(encLevelPos(pos) * 2), int32(pos * 2)}
	}
	// Coarse tables take more of it.
	strength := encStrength(quality) * (314*encFineQuality - 256*encCoarseQuality - 58*min(max(quality, encCoarseQuality), encFineQuality)) / (256 * (encFineQuality - encCoarseQuality))
	for n := range 64 {
		worth := min(54+11*n, 400)
		h.worth[0][n], h.worth[1][n] = worth*strength>>8, worth*strength>>8
		if class == 1 {
			worth = max(166-8*n, 0) * strength >> 8
			h.worth[0][n], h.worth[1][n] = worth*477>>8, worth*382>>8
		}
	}
}
