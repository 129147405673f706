package jpeg

import (
	"math/bits"
	"sync"

	"tintype/transform/internal/work"
)

// Between quantization and the bit stream stands a list of tokens, one for each
// Huffman code of the scan. It is made once, counted on the way, and written
// once the optimal codes are known.
//
// A token is a uint32: the value of the bits that follow the code in the upper
// half, in the lower the index of the code among encTables*256:
//
//	encDC<<8 | table<<8 | size          DC difference, section F.1.2.1
//	encAC<<8 | table<<8 | run<<4 | size AC coefficient, section F.1.2.2
//
// How many bits follow a code depends on the code alone.
const (
	encDC     = 0
	encAC     = 2
	encTables = 4 // DC 0, DC 1, AC 0, AC 1
	encCodes  = encTables * 256

	symEOB = 0x00
	symZRL = 0xf0
)

// encBlockTokens is the most tokens a block can have: one for each coefficient.
const encBlockTokens = 64

// An encTokenizer turns blocks of levels into tokens.
type encTokenizer struct {
	*encOrder
	count [encCodes]uint32 // how often each code was used
	pred  [4]int64         // DC level of the last block of each component
	// The blocks of an MCU in their order: their component and table.
	nBlocks int
	comp    [10]uint8
	table   [10]uint8
	// Of the blocks of one call of tokenize: the tokens of their DC, and all of their
	// tokens, which end one before last does.
	dc   [encPieceBlocks]uint32
	last [encPieceBlocks*encBlockTokens + 1]uint32
	// Where in last the tokens of each block start, and behind the last one.
	starts [encPieceBlocks + 1]uint32
}

// An encOrder says where things of zigzag places stand, and what levels there take.
type encOrder struct {
	// spread[lane][b] has bit k set for each set bit of byte b of a block's
	// mask (see quantizeRow), k the place in the zigzag sequence.
	spread [8][256]uint64
	// offset[k] is where the level of zigzag place k stands in a block, in
	// bytes.
	offset [64]uint8
	// coefOffset is the same of its coefficient.
	coefOffset [64]uint8
	thinBits   encThinBits
}

// encTheOrder makes it once.
var encTheOrder = sync.OnceValue(func() *encOrder {
	o := new(encOrder)
	for k, natural := range zigzag {
		pos := encCoefPos(int(natural&7), int(natural>>3))
		o.coefOffset[k] = uint8(pos * 2)
		pos = encLevelPos(pos)
		o.offset[k] = uint8(pos * 2)
		o.spread[pos&7][1<<(7-pos>>3)] = 1 << k
	}
	for lane := range o.spread {
		s := &o.spread[lane]
		for b := 1; b < 256; b++ {
			s[b] = s[b&(b-1)] | s[b&-b]
		}
	}
	o.thinBits.init()
	return o
})

// addBlock says what the next block of an MCU is.
func (t *encTokenizer) addBlock(comp, table uint8) {
	t.comp[t.nBlocks], t.table[t.nBlocks] = comp, table
	t.nBlocks++
}

// reset prepares for the first MCU of an image.
func (t *encTokenizer) reset() {
	t.count = [encCodes]uint32{}
	t.pred = [4]int64{}
}

// zigzagMasks turns masks of blocks' vectors into sets of zigzag places, DC left out.
func (o *encOrder) zigzagMasks(masks []uint64) {
	s := &o.spread
	for i, m := range masks {
		masks[i] = (s[0][uint8(m)] | s[1][uint8(m>>8)] | s[2][uint8(m>>16)] | s[3][uint8(m>>24)] |
			s[4][uint8(m>>32)] | s[5][uint8(m>>40)] | s[6][uint8(m>>48)] | s[7][uint8(m>>56)]) &^ 1
	}
}

// tokenize thins the levels of a piece and returns its tokens, which are good until the
// next call.
func (t *encTokenizer) tokenize(p *encPiece, thin *[2]encThin) []uint32 {
	t.tokenizeDC(p)
	t.zigzagMasks(p.masks)
	return t.last[t.thinBlocks(p, thin) : len(t.last)-1]
}

// tokenizeDC makes the tokens of the blocks' DC.
func (t *encTokenizer) tokenizeDC(p *encPiece) {
	inMCU := 0
	for i := range min(len(p.masks), len(t.dc)) {
		comp, table := t.comp[inMCU]&3, uint32(t.table[inMCU])<<8
		inMCU++
		if inMCU == t.nBlocks {
			inMCU = 0
		}
		level := int64(p.levels[i*64])
		v := level - t.pred[comp]
		t.pred[comp] = level
		sign := v >> 63
		size := uint32(bits.Len64(uint64((v ^ sign) - sign)))
		code := encDC<<8 | table | size
		t.dc[i] = uint32(uint64(v+sign)&(1<<(size&63)-1))<<16 | code
		t.count[code&(encCodes-1)]++
	}
}

// An encTokenList holds the tokens of a scan in chunks, so that a long list
// is neither copied when it grows nor reserved in advance.
type encTokenList struct {
	chunks [][]uint32
	last   int // the chunk that is being filled
	size   int // tokens in a chunk
}

const encChunkTokens = 1 << 15

// reset empties the list before a scan with up to maxTokens.
func (l *encTokenList) reset(maxTokens int) {
	for i := range l.chunks {
		l.chunks[i] = l.chunks[i][:0]
	}
	l.last = 0
	l.size = min(encChunkTokens, maxTokens)
}

// room returns the first chunk from the last one on that has room for n more
// tokens, which must not be more than a chunk holds.
func (l *encTokenList) room(n int) []uint32 {
	for l.last < len(l.chunks) && cap(l.chunks[l.last])-len(l.chunks[l.last]) < n {
		l.last++
	}
	if l.last == len(l.chunks) {
		// One more: tokenize's pointer behind the last token must not be another object's.
		l.chunks = append(l.chunks, make([]uint32, 0, l.size+1)[:0:l.size])
	}
	return l.chunks[l.last]
}

// add puts back what room gave, with more tokens.
func (l *encTokenList) add(chunk []uint32) { l.chunks[l.last] = chunk }

// copy adds tokens, not more than a chunk holds.
func (l *encTokenList) copy(tokens []uint32) { l.add(append(l.room(len(tokens)), tokens...)) }

// write appends the entropy-coded segment of the tokens to out.
func (l *encTokenList) write(out []byte, codes *encCodeTable, m *work.Meter) []byte {
	w := encBitWriter{out: out, free: 64}
	for _, chunk := range l.chunks {
		if !m.Spend(encTokenWork * len(chunk)) {
			break
		}
		w.writeAll(chunk, codes)
	}
	w.finish()
	return w.out
}
