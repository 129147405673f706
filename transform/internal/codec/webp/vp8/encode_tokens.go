package vp8

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"tintype/transform/internal/work"
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
// ctx says how many of the neighbors above and to the left have any.
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
		sign := v >> 63
		v = v ^ sign - sign
		band := base + int(bandOf[i&31])*(nCtx*nNodes*2)
		more := int(uint64(i-last-1) >> 63) // 1 while i <= last
		signToken := 2*(nProbs+128) - sign
		if v <= 1 {
			// Four tokens at once, of which a zero keeps the first alone. After the last
			// coefficient of a block none says that it is.
			next := band + v*(nNodes*2)
			one := node + 3 | (node+4)<<16 | signToken<<32 | (next+more)<<48
			zero := node + 2
			*(*uint64)(unsafe.Add(buf, 2*n)) = uint64(zero ^ (zero^one)&-v)
			n += 1 + 3*v
			node = next
			if more == 0 {
				n -= i >> 4
				break
			}
			continue
		}
		put(node + 3)
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
		put(signToken)
		node = band + 2*nNodes*2
		put(node + more)
		if more == 0 {
			n -= i >> 4
			break
		}
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

// bytes is what the counted tokens take at the probabilities that suit them best.
func (t *tokenBuffer) bytes() int {
	sum := uint64(0)
	for i := range probSlots {
		n0, n1 := uint64(t.counts[2*i]), uint64(t.counts[2*i+1])
		if n0+n1 == 0 {
			continue
		}
		p := uint8(i - nProbs)
		if i < nProbs {
			p = uint8(min(max(n0*256/(n0+n1), 1), 255))
		}
		sum += n0*uint64(costFalse(p)) + n1*uint64(costTrue(p))
	}
	return int(sum / (8 * 256))
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
func (t *tokenBuffer) write(b *boolEncoder, probs *[nProbs]uint8, m *work.Meter) {
	var table probTable
	table.init()
	copy(table[:], probs[:])
	for _, chunk := range append(t.full[:len(t.full):len(t.full)], t.tok) {
		if !m.Spend(4 * len(chunk)) {
			return
		}
		b.putList(chunk, &table)
	}
}

// putRun is how many tokens are coded at a call, so that wasm's optimizer can
// step in; putUnits are the words of 32 bits that they make at most.
const (
	putRun   = 3 << 12
	putUnits = putRun*7/32 + 1
)

// putList codes tokens.
func (b *boolEncoder) putList(tokens []uint16, table *probTable) {
	if b.units == nil {
		b.units = new([putUnits]uint64)
	}
	for len(tokens) > 0 {
		n := min(len(tokens), putRun)
		b.carryOver(b.units[:b.putTokens(tokens[:n], table)])
		tokens = tokens[n:]
	}
}

// putTokens is put for a list of tokens, in one leaf loop. It leaves the bytes
// to be written in units, as words of 32 bits and a carry, and returns their
// number.
func (b *boolEncoder) putTokens(tokens []uint16, table *probTable) int {
	low, top, n := b.low, uint64(b.rng)-1, uint64(b.n)
	src, units := unsafe.Pointer(unsafe.SliceData(tokens)), b.units
	i, k := 0, 0
	for {
		// Three tokens are 21 bits at most: low has room for them. This loop, which
		// the compiler takes for the likely way, is left for a word only.
		for i+3 <= len(tokens) && n < flushBits {
			three := unsafe.Add(src, 2*i)
			low, top, n = boolCode(low, top, n, *(*uint16)(three), table)
			low, top, n = boolCode(low, top, n, *(*uint16)(unsafe.Add(three, 2)), table)
			low, top, n = boolCode(low, top, n, *(*uint16)(unsafe.Add(three, 4)), table)
			i += 3
		}
		if n < flushBits {
			if i == len(tokens) {
				break
			}
			low, top, n = boolCode(low, top, n, *(*uint16)(unsafe.Add(src, 2*i)), table)
			i++
			continue
		}
		keep := (n - 32 + 8) & 63
		units[k%putUnits] = low >> keep
		low &= 1<<keep - 1
		n -= 32
		k++
	}
	b.low, b.rng, b.n = low, uint32(top+1), uint32(n)
	return k
}

// boolCode codes a token: low, the range less one, the pending bits. For true
// the range becomes what it was less the split, for false the split.
func boolCode(low, top, n uint64, tok uint16, table *probTable) (uint64, uint64, uint64) {
	split := top * uint64(table[tok>>1&(probSlots-1)]) >> 8 // less one
	bit := -uint64(tok & 1)                                 // all ones for true
	low += (split + 1) & bit
	rng := split ^ bit + (top&bit + 1)
	shift := uint64(bits.LeadingZeros64(rng)-56) & 63
	return low << shift, rng<<shift - 1, n + shift
}

// carryOver writes units, whose carries go to the bytes before them.
func (b *boolEncoder) carryOver(units []uint64) {
	at := len(b.out)
	b.out = append(b.out, make([]byte, 4*len(units))...)
	carry := uint64(0)
	for i := len(units) - 1; i >= 0; i-- {
		u := units[i] + carry
		binary.BigEndian.PutUint32(b.out[at+4*i:], uint32(u))
		carry = u >> 32
	}
	if carry != 0 {
		b.out, at = b.out[:at], len(b.out)
		b.carry()
		b.out = b.out[:at]
	}
}
