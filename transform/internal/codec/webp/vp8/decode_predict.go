package vp8

// wholeEdges are the neighbors of whole block prediction, made uniform for all
// modes: sample (x, y) is predicted as col[x] + row[y] - corner, clipped. Of
// chroma, the first eight are U's and the last eight V's.
type wholeEdges struct {
	col, row [16]uint8
	corner   [2]uint8 // of the first eight and of the last eight
}

// setMode keeps of the neighbors what a mode looks at. The two halves of
// chroma have a mean of their own; hasAbove and hasLeft say whether the
// neighbors are samples of the picture.
func (e *wholeEdges) setMode(mode uint8, chroma, hasAbove, hasLeft bool) {
	switch mode {
	case modeV:
		e.row, e.corner = [16]uint8{}, [2]uint8{}
	case modeH:
		e.col, e.corner = [16]uint8{}, [2]uint8{}
	case modeDC:
		halves := 1
		if chroma {
			halves = 2
		}
		n := 16 / halves
		for i := range halves {
			Fill(e.col[i*n:][:n], meanOf(e.col[i*n:][:n], e.row[i*n:][:n], hasAbove, hasLeft))
		}
		e.row, e.corner = [16]uint8{}, [2]uint8{}
	}
}

// meanOf is the mean of the neighbors that there are.
func meanOf(col, row []uint8, hasAbove, hasLeft bool) uint8 {
	sum, n := 0, 0
	if hasAbove {
		for _, v := range col {
			sum += int(v)
		}
		n += len(col)
	}
	if hasLeft {
		for _, v := range row {
			sum += int(v)
		}
		n += len(row)
	}
	if n == 0 {
		return 128
	}
	return uint8((sum + n/2) / n)
}

func clipByte(v int) uint8 { return uint8(min(max(v, 0), 255)) }

// rebuildLumaScalar predicts a macroblock of luma as a whole and adds res. pix
// starts at its first sample.
func rebuildLumaScalar(pix []uint8, stride int, e *wholeEdges, res *[2]block8) {
	for y := range 16 {
		for x := range 16 {
			v := clipByte(int(e.col[x]) + int(e.row[y]) - int(e.corner[0]))
			r := res[y>>3][y&3<<2+x&3][y>>2&1<<2+x>>2]
			pix[y*stride+x] = clipByte(int(v) + int(r))
		}
	}
}

// rebuildChromaScalar does the same for U and V.
func rebuildChromaScalar(u, v []uint8, stride int, e *wholeEdges, res *block8) {
	for i, pix := range [2][]uint8{u, v} {
		for y := range 8 {
			for x := range 8 {
				v := clipByte(int(e.col[8*i+x]) + int(e.row[8*i+y]) - int(e.corner[i]))
				r := res[y&3<<2+x&3][4*i+y>>2<<1+x>>2]
				pix[y*stride+x] = clipByte(int(v) + int(r))
			}
		}
	}
}

// rebuild4Scalar predicts a 4x4 block from its edge (section 12.3) and adds
// res, its residuals row by row. pix starts at its first sample.
func rebuild4Scalar(pix []uint8, stride int, edge *[16]uint8, mode uint8, res *[16]int16) {
	for pos := range 16 {
		x, y := pos&3, pos>>2
		var v int
		switch mode {
		case modeDC:
			v = 4
			for i := range 4 {
				v += int(edge[edgeLeft+i]) + int(edge[edgeAbove+i])
			}
			v >>= 3
		case modeTM:
			v = int(clipByte(int(edge[edgeAbove+x]) + int(edge[edgeLeft+3-y]) - int(edge[edgeCorner])))
		default:
			v = meanAt(edge, predict4Source[mode%nModes4][pos])
		}
		pix[y*stride+x] = clipByte(v + int(res[pos]))
	}
}

// meanAt is the mean that an entry of predict4Source names.
func meanAt(edge *[16]uint8, source uint8) int {
	switch {
	case source == bottom:
		return int(edge[0])
	case source >= of2:
		i := int(source - of2)
		return (int(edge[i]) + int(edge[i+1]) + 1) >> 1
	}
	i := int(source)
	return (int(edge[max(i-1, 0)]) + 2*int(edge[i]) + int(edge[min(i+1, edgeSize-1)]) + 2) >> 2
}

// blocksOfScalar turns residuals by position into residuals by block.
func blocksOfScalar(in *block8, out *[8][16]int16) {
	for pos := range in {
		for i, v := range in[pos] {
			out[i][pos] = v
		}
	}
}
