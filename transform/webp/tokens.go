package webp

import (
	"math/bits"
	"unsafe"
)

// Tokens are recorded while macroblocks are decided and written when the best
// probabilities are known. A token is one bool of the coefficient syntax
// (section 13): its probability's index twice, plus the bool. Indices from
// nProbs on stand for the constant probability index-nProbs, so that the writer
// needs no branch to tell them apart.
const (
	nTypes = 4
	nBands = 8
	nCtx   = 3
	nNodes = 11
	nProbs = nTypes * nBands * nCtx * nNodes

	// Tables by probability index and by token, rounded up to powers of two so
	// that a mask proves an index in range.
	probSlots  = 2048
	tokenSlots = 2 * probSlots

	// maxBlockTokens bounds the tokens of one block: 16 coefficients of 11 tree
	// nodes, 11 extra bits and a sign at most.
	maxBlockTokens = 16 * 23
	maxMBTokens    = 25 * maxBlockTokens
)

// Types of blocks, the first index of the probabilities (section 13.3).
const (
	typeLumaAC = iota // 16x16 luma without DC
	typeLumaDC        // second order block
	typeChroma
	typeLuma // 4x4 luma with DC
)

// zigzag is the order in which coefficients are coded (section 13).
var zigzag = [16]uint8{0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15}

// bandOf is the probability band of a coefficient by its place in the order
// (section 13.3); the last entry only spares a test.
var bandOf = [17]uint8{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0}

// Extra bits of the value categories 3 to 6, most significant first (section
// 13.2), as tokens without their bool.
var (
	extraCat3 = [3]uint8{173, 148, 140}
	extraCat4 = [4]uint8{176, 155, 140, 135}
	extraCat5 = [5]uint8{180, 157, 141, 134, 130}
	extraCat6 = [11]uint8{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
)

// tokenBuffer is the list of tokens of a frame and how often each occurred.
type tokenBuffer struct {
	tok    []uint16   // the chunk being filled
	full   [][]uint16 // those before it
	spare  [][]uint16 // chunks of an earlier pass
	nSeen  int        // tokens of tok already counted
	counts [tokenSlots]uint32
}

// tokenChunk is the room in a chunk.
const tokenChunk = 1 << 16

func (t *tokenBuffer) reset() {
	t.spare = append(t.spare, t.full...)
	t.full = t.full[:0]
	t.tok = t.tok[:0]
	t.nSeen = 0
	clear(t.counts[:])
}

// reserve makes room for the tokens of one macroblock.
func (t *tokenBuffer) reserve() {
	if cap(t.tok)-len(t.tok) >= maxMBTokens {
		return
	}
	t.count()
	if len(t.tok) > 0 {
		t.full = append(t.full, t.tok)
	}
	t.nSeen = 0
	if n := len(t.spare); n > 0 {
		t.tok, t.spare = t.spare[n-1][:0], t.spare[:n-1]
		return
	}
	t.tok = make([]uint16, 0, tokenChunk)
}

// len returns the number of tokens.
func (t *tokenBuffer) len() int {
	n := len(t.tok)
	for _, chunk := range t.full {
		n += len(chunk)
	}
	return n
}

// block records one block. levels are in coding order and zero after last,
// the index of the last level that is not; last < first where there is none.
// ctx says how many of the neighbours above and to the left have any.
// The caller has reserved the room.
func (t *tokenBuffer) block(typ, ctx, first, last int, levels *[16]int16) {
	n := len(t.tok)
	buf := unsafe.Pointer(unsafe.SliceData(t.tok))
	put := func(tok int) {
		*(*uint16)(unsafe.Add(buf, 2*n)) = uint16(tok)
		n++
	}
	base := typ * (nBands * nCtx * nNodes * 2)
	node := base + (int(bandOf[first])*nCtx+ctx)*(nNodes*2)
	if last < first {
		put(node)
		t.tok = t.tok[:n]
		return
	}
	put(node + 1)
	for i := first; ; {
		v := int(levels[i&15])
		i++
		band := base + int(bandOf[i&31])*(nCtx*nNodes*2)
		if v == 0 {
			put(node + 2)
			node = band
			continue
		}
		put(node + 3)
		sign := 0
		if v < 0 {
			v, sign = -v, 1
		}
		if v == 1 {
			put(node + 4)
			node = band + nNodes*2
		} else {
			put(node + 5)
			switch {
			case v <= 4:
				put(node + 6)
				if v == 2 {
					put(node + 8)
				} else {
					put(node + 9)
					put(node + 10 + v - 3)
				}
			case v <= 10:
				put(node + 7)
				put(node + 12)
				if v <= 6 {
					put(node + 14)
					put(2*(nProbs+159) + v - 5)
				} else {
					put(node + 15)
					put(2*(nProbs+165) + (v-7)>>1)
					put(2*(nProbs+145) + (v-7)&1)
				}
			default:
				put(node + 7)
				put(node + 13)
				n = t.large(n, node, v)
			}
			node = band + 2*nNodes*2
		}
		put(2*(nProbs+128) + sign)
		if i == 16 {
			break
		}
		if i > last {
			put(node)
			break
		}
		put(node + 1)
	}
	t.tok = t.tok[:n]
}

// large records the categories 3 to 6, levels from 11, at place n of the buffer
// and returns the place after them.
func (t *tokenBuffer) large(n, node, v int) int {
	tok := t.tok[:cap(t.tok)]
	extra := extraCat6[:]
	cat := 3
	v -= 3 + 8
	switch {
	case v < 8:
		cat, extra = 0, extraCat3[:]
	case v < 8+16:
		cat, extra, v = 1, extraCat4[:], v-8
	case v < 8+16+32:
		cat, extra, v = 2, extraCat5[:], v-8-16
	default:
		v -= 8 + 16 + 32
	}
	tok[n] = uint16(node + 16 + cat>>1)
	tok[n+1] = uint16(node + 18 + cat>>1*2 + cat&1)
	n += 2
	for i, p := range extra {
		tok[n] = uint16(2*(nProbs+int(p)) + v>>(len(extra)-1-i)&1)
		n++
	}
	return n
}

// count brings counts up to date.
func (t *tokenBuffer) count() {
	for _, tok := range t.tok[t.nSeen:] {
		t.counts[tok&(tokenSlots-1)]++
	}
	t.nSeen = len(t.tok)
}

// probabilities fills probs with what codes the counted tokens in the fewest
// bits, the price of announcing a replaced probability included (section 13.4).
func (t *tokenBuffer) probabilities(probs *[nProbs]uint8) {
	for i := range probs {
		n0, n1 := int64(t.counts[2*i]), int64(t.counts[2*i+1])
		old := defaultProbs[i]
		probs[i] = old
		total := n0 + n1
		if total == 0 {
			continue
		}
		fresh := uint8(min(max((n0*256+total/2)/total, 1), 255))
		cost := func(p uint8) int64 {
			return n0*int64(costFalse(p)) + n1*int64(costTrue(p))
		}
		keep := cost(old) + int64(costFalse(updateProbs[i]))
		replace := cost(fresh) + int64(costTrue(updateProbs[i])) + 8*256
		if replace < keep {
			probs[i] = fresh
		}
	}
}

// A probTable is the probability of a token by its index.
type probTable [probSlots]uint8

// init sets the constant probabilities.
func (t *probTable) init() {
	for i := range 256 {
		t[nProbs+i] = uint8(i)
	}
}

// write codes the recorded tokens with the given probabilities.
func (t *tokenBuffer) write(b *boolEncoder, probs *[nProbs]uint8) {
	var table probTable
	table.init()
	copy(table[:], probs[:])
	for _, chunk := range append(t.full[:len(t.full):len(t.full)], t.tok) {
		b.putList(chunk, &table)
	}
}

// putList makes room for tokens and codes them, some at a call so that wasm's
// optimiser can step in.
func (b *boolEncoder) putList(tokens []uint16, table *probTable) {
	const run = 1 << 14
	for len(tokens) > 0 {
		n := min(len(tokens), run)
		b.out = growFor(b.out, n) // a token takes 7 bits at most
		b.putTokens(tokens[:n], table)
		tokens = tokens[n:]
	}
}

// growFor makes room for n more bytes.
func growFor(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	grown := make([]byte, len(b), 2*cap(b)+n)
	copy(grown, b)
	return grown
}

// putTokens is put for a list of tokens in one leaf loop. A token adds at most
// 7 bits; the caller has made room in b.out.
func (b *boolEncoder) putTokens(tokens []uint16, table *probTable) {
	low, rng, n := b.low, b.rng, b.n
	out := b.out
	for _, tok := range tokens {
		prob := uint32(table[tok>>1&(probSlots-1)])
		split := 1 + (rng-1)*prob>>8
		bit := -uint32(tok & 1) // all ones for true
		low += uint64(split & bit)
		rng = split + (rng-2*split)&bit
		shift := uint32(bits.LeadingZeros32(rng)) - 24
		rng <<= shift
		low <<= shift
		n += shift
		if n >= flushBits {
			keep := n - 32 + 8
			v := low >> keep
			low &= 1<<keep - 1
			n -= 32
			if v>>32 != 0 {
				i := len(out) - 1
				for ; out[i] == 255; i-- {
					out[i] = 0
				}
				out[i]++
			}
			out = append(out, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
		}
	}
	b.low, b.rng, b.n, b.out = low, rng, n, out
}
