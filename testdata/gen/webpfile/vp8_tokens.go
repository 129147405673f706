package webpfile

// token is one binary decision of the coefficient data: at a node of the token
// tree, with a probability that can be updated, or with a fixed one.
type token struct {
	kind, band, context, node int8 // node is -1 for fixed probabilities
	prob                      uint8
	bit                       bool
}

// Kinds of blocks (section 13.3).
const (
	kindLumaAC = iota // luma whose DC is in the second order block
	kindSecond
	kindChroma
	kindLuma
)

// code records the tokens of a macroblock.
func (f *frame) code(mb *macroblock, b *blocks, mx, my int) {
	above, left := &f.aboveNonzero[mx], &f.leftNonzero
	if mb.skip {
		for i := range 8 {
			above[i], left[i] = 0, 0
		}
		if mb.mode != predSub {
			above[8], left[8] = 0, 0
		}
		return
	}
	kind, first := kindLuma, 0
	if mb.mode != predSub {
		f.block(my, kindSecond, 0, &b.second, &above[8], &left[8])
		kind, first = kindLumaAC, 1
	}
	for i := range 16 {
		f.block(my, kind, first, &b.luma[i], &above[i%4], &left[i/4])
	}
	for c := range 2 {
		for i := range 4 {
			f.block(my, kindChroma, 0, &b.chroma[c][i], &above[4+2*c+i%2], &left[4+2*c+i/2])
		}
	}
}

// block records one block (section 13.2). above and left tell whether the
// neighbors have coefficients.
func (f *frame) block(row, kind, first int, c *[16]int, above, left *uint8) {
	last := 15
	for last >= first && c[zigzag[last]] == 0 {
		last--
	}
	context := int(*above + *left)
	*above, *left = 0, 0
	if last >= first {
		*above, *left = 1, 1
	}
	w := tokenWriter{f: f, row: row, kind: kind}
	for i, zeroBefore := first, false; i < 16; i++ {
		w.band, w.context = bands[i], context
		if !zeroBefore {
			w.node(0, i <= last)
			if i > last {
				return
			}
		}
		v := c[zigzag[i]]
		w.magnitude(max(v, -v))
		if v != 0 {
			w.fixed(128, v < 0)
		}
		context = min(max(v, -v), 2)
		zeroBefore = v == 0
	}
}

// tokenWriter records decisions at one position of a block.
type tokenWriter struct {
	f                        *frame
	row, kind, band, context int
}

func (w *tokenWriter) node(n int, bit bool) {
	k := 0
	if bit {
		k = 1
	}
	w.f.counts[w.kind][w.band][w.context][n][k]++
	w.f.tokens[w.row] = append(w.f.tokens[w.row], token{int8(w.kind), int8(w.band), int8(w.context), int8(n), 0, bit})
}

func (w *tokenWriter) fixed(prob uint8, bit bool) {
	w.f.tokens[w.row] = append(w.f.tokens[w.row], token{node: -1, prob: prob, bit: bit})
}

// magnitude walks the token tree from node 1.
func (w *tokenWriter) magnitude(v int) {
	w.node(1, v > 0)
	if v == 0 {
		return
	}
	w.node(2, v > 1)
	if v == 1 {
		return
	}
	w.node(3, v > 4)
	if v <= 4 {
		w.node(4, v > 2)
		if v > 2 {
			w.node(5, v > 3)
		}
		return
	}
	k := 0
	for k < 5 && v >= categories[k+1].base {
		k++
	}
	w.node(6, k >= 2)
	if k < 2 {
		w.node(7, k == 1)
	} else {
		w.node(8, k >= 4)
		w.node(9+k/4, k&1 == 1)
	}
	extra := categories[k].extra
	for i, p := range extra {
		w.fixed(p, (v-categories[k].base)>>(len(extra)-1-i)&1 == 1)
	}
}
