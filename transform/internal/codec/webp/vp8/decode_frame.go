package vp8

// Samples around the rows at hand. Prediction and the loop filter look up to
// planeMargin columns to the left; the filter of the next row of macroblocks
// still changes the last rows of this one, so that lumaDelay and chromaDelay
// rows stay with it. Upsampling looks at one row of chroma above the rest.
const (
	planeMargin = 16
	lumaDelay   = 8
	chromaDelay = 5
)

// A strip is a row of macroblocks of one plane with the rows above that are not
// handed on yet.
type strip struct {
	pix    []uint8
	stride int
	size   int     // of a macroblock, in samples
	delay  int     // rows above those of the macroblocks
	above  []uint8 // last row before the filter, behind planeMargin
}

func newStrip(mbW, size, delay int) strip {
	stride := mbW*size + 2*planeMargin
	s := strip{pix: make([]uint8, stride*(size+delay)), stride: stride, size: size, delay: delay}
	s.above = make([]uint8, stride)
	Fill(s.pix, 129) // left of the picture (section 12.2)
	Fill(s.above, 127)
	return s
}

// at is the index of the first sample of macroblock x.
func (s *strip) at(x int) int { return s.delay*s.stride + planeMargin + x*s.size }

// keepAbove remembers the last row for the prediction of the next, before it is
// filtered. What is right of the picture repeats its last sample.
func (s *strip) keepAbove(mbW int) {
	n := mbW * s.size
	last := s.pix[s.at(0)+(s.size-1)*s.stride:][:n]
	copy(s.above[planeMargin:], last)
	Fill(s.above[planeMargin+n:], last[n-1])
	s.above[planeMargin-1] = 129
}

// advance moves the last rows to where the next macroblocks find them.
func (s *strip) advance() {
	copy(s.pix[:s.delay*s.stride], s.pix[s.size*s.stride:])
}

// leftOf collects the column left of macroblock x.
func (s *strip) leftOf(x int, out []uint8) {
	p := s.pix[s.at(x)-1:]
	for y := range out {
		out[y] = p[y*s.stride]
	}
}

// frameDecoder decodes a key frame by rows of macroblocks.
type frameDecoder struct {
	*frameHeader
	modes      boolReader
	mbs        []codedMB // of the row at hand
	aboveModes []uint8
	aboveCoded []codedNear
	leftCoded  codedNear
	luma       strip
	chroma     [2]strip
	coef       coefficients
	res        [3]block8 // of luma and of chroma
	y          int       // next row of macroblocks
	unfiltered bool      // the loop filter is left out
}

// Memory is what newFrameDecoder allocates for a picture w samples wide,
// the partitions not counted.
func Memory(w int) int64 { return int64(w+64) * 48 }

func newFrameDecoder(data []byte) (*frameDecoder, error) {
	h, modes, err := parseFrameHeader(data)
	if err != nil {
		return nil, err
	}
	d := &frameDecoder{frameHeader: h, modes: modes}
	d.mbs = make([]codedMB, h.mbW)
	d.aboveModes = make([]uint8, 4*h.mbW)
	d.aboveCoded = make([]codedNear, h.mbW)
	d.luma = newStrip(h.mbW, 16, lumaDelay)
	for i := range d.chroma {
		d.chroma[i] = newStrip(h.mbW, 8, chromaDelay)
	}
	return d, nil
}

// decodeRow decodes and filters the next row of macroblocks.
func (d *frameDecoder) decodeRow() error {
	d.parseModes(&d.modes, d.mbs, d.aboveModes)
	tokens := &d.partitions[d.y&(len(d.partitions)-1)]
	d.leftCoded = codedNear{}
	d.luma.advance()
	d.chroma[0].advance()
	d.chroma[1].advance()
	for x := range d.mbs {
		d.macroblock(tokens, x)
	}
	if d.modes.overrun() || tokens.overrun() {
		return errTruncated
	}
	d.luma.keepAbove(d.mbW)
	d.chroma[0].keepAbove(d.mbW)
	d.chroma[1].keepAbove(d.mbW)
	for x := range d.mbs {
		d.filterMB(x)
	}
	d.y++
	return nil
}

// macroblock decodes macroblock x of the row.
func (d *frameDecoder) macroblock(tokens *boolReader, x int) {
	mb := &d.mbs[x]
	q := &d.quant[mb.segment%maxSegments]
	var coded, many blockMask
	if mb.skip {
		d.skipTokens(mb, x)
	} else {
		coded, many = d.parseTokens(tokens, mb, &d.aboveCoded[x], &d.leftCoded, &d.coef)
		if !mb.is4 && d.leftCoded[8] != 0 {
			coded |= spreadSecond(&d.coef, &q.second)
		}
	}
	mb.inner = mb.is4 || coded != 0
	for i := range d.res {
		steps := q.luma
		switch {
		case i == 2:
			steps = q.chroma
		case !mb.is4:
			steps[0] = 1 // spreadSecond has dequantized those
		}
		switch {
		case many.group(i) != 0:
			scale(&d.coef[i], steps[0], steps[1])
			inverse(&d.coef[i], &d.res[i])
		case coded.group(i) != 0:
			inverseDC(&d.coef[i], &d.res[i], steps[0])
		default:
			d.res[i] = block8{}
		}
	}
	if !mb.skip {
		d.coef = coefficients{}
	}
	if mb.is4 {
		d.luma4(mb, x)
	} else {
		d.lumaWhole(mb, x)
	}
	d.chromaWhole(mb, x)
}

// group returns the bits of eight blocks.
func (m blockMask) group(i int) uint8 { return uint8(m >> (8 * i)) }

// skipTokens notes that a macroblock has no coefficients. One predicted in 4x4
// blocks has no second order block, and leaves what is known of those.
func (d *frameDecoder) skipTokens(mb *codedMB, x int) {
	above := d.aboveCoded[x][8]
	left := d.leftCoded[8]
	d.aboveCoded[x], d.leftCoded = codedNear{}, codedNear{}
	if mb.is4 {
		d.aboveCoded[x][8], d.leftCoded[8] = above, left
	}
}

func (d *frameDecoder) lumaWhole(mb *codedMB, x int) {
	s := &d.luma
	var e wholeEdges
	above := s.above[planeMargin+16*x-1:][:17]
	copy(e.col[:], above[1:])
	e.corner[0] = above[0]
	s.leftOf(x, e.row[:])
	e.setMode(mb.lumaMode, false, d.y > 0, x > 0)
	rebuildLuma(s.pix[s.at(x):], s.stride, &e, (*[2]block8)(d.res[:2]))
}

func (d *frameDecoder) chromaWhole(mb *codedMB, x int) {
	var e wholeEdges
	for i := range d.chroma {
		s := &d.chroma[i]
		above := s.above[planeMargin+8*x-1:][:9]
		copy(e.col[8*i:][:8], above[1:])
		e.corner[i] = above[0]
		s.leftOf(x, e.row[8*i:][:8])
	}
	e.setMode(mb.uvMode, true, d.y > 0, x > 0)
	u, v := &d.chroma[0], &d.chroma[1]
	rebuildChroma(u.pix[u.at(x):], v.pix[v.at(x):], u.stride, &e, &d.res[2])
}

// luma4 predicts each 4x4 block from the ones before it. What is to the right
// above comes, below the first row of blocks, from the macroblock above (section
// 12.3).
func (d *frameDecoder) luma4(mb *codedMB, x int) {
	s := &d.luma
	var res [16][16]int16
	blocksOf(&d.res[0], (*[8][16]int16)(res[:8]))
	blocksOf(&d.res[1], (*[8][16]int16)(res[8:]))
	top := s.above[planeMargin+16*x-1:][:21]
	var edge [16]uint8
	for i := range 16 {
		col, row := i&3, i>>2
		p := s.pix[s.at(x)+4*row*s.stride+4*col-s.stride-1:]
		for k := range 4 {
			edge[edgeLeft+k] = p[(4-k)*s.stride]
		}
		switch {
		case row == 0:
			copy(edge[edgeCorner:][:9], top[4*col:][:9])
		case col == 3:
			copy(edge[edgeCorner:][:5], p[:5])
			copy(edge[edgeAbove+4:][:4], top[17:])
		default:
			copy(edge[edgeCorner:][:9], p[:9])
		}
		rebuild4(p[s.stride+1:], s.stride, &edge, mb.modes4[i], &res[i])
	}
}

// filterMB filters the edges of macroblock x: to its left, in it, above it, in
// it (section 15.1). d.y is still its row.
func (d *frameDecoder) filterMB(x int) {
	mb := &d.mbs[x]
	kind := 0
	if mb.is4 {
		kind = 1
	}
	inside := d.filter[mb.segment%maxSegments][kind]
	if inside.edge == 0 || d.unfiltered {
		return
	}
	border := inside
	border.edge += 4
	d.filterLuma(x, &inside, &border, mb.inner)
	if !d.simple {
		d.filterChroma(x, &inside, &border, mb.inner)
	}
}

func (d *frameDecoder) filterLuma(x int, inside, border *loopFilter, inner bool) {
	s := &d.luma
	last := 4
	if inner {
		last = 16
	}
	for i := 0; i < last; i += 4 {
		p, f := s.pix[s.at(x)+i-4:], inside
		if i == 0 {
			if f = border; x == 0 {
				continue
			}
		}
		if d.simple {
			simpleColumns(p, p[8*s.stride:], s.stride, f)
		} else {
			filterColumns(p, p[8*s.stride:], s.stride, f, i == 0)
		}
	}
	for i := 0; i < last; i += 4 {
		p, f := s.pix[s.at(x)+(i-4)*s.stride:], inside
		if i == 0 {
			if f = border; d.y == 0 {
				continue
			}
		}
		if d.simple {
			simpleRows(p, p[8:], s.stride, f)
		} else {
			filterRows(p, p[8:], s.stride, f, i == 0)
		}
	}
}

func (d *frameDecoder) filterChroma(x int, inside, border *loopFilter, inner bool) {
	u, v := &d.chroma[0], &d.chroma[1]
	at, stride := u.at(x), u.stride
	if x > 0 {
		filterColumns(u.pix[at-4:], v.pix[at-4:], stride, border, true)
	}
	if inner {
		filterColumns(u.pix[at:], v.pix[at:], stride, inside, false)
	}
	if d.y > 0 {
		filterRows(u.pix[at-4*stride:], v.pix[at-4*stride:], stride, border, true)
	}
	if inner {
		filterRows(u.pix[at:], v.pix[at:], stride, inside, false)
	}
}
